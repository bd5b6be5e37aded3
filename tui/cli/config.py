"""`offhook config`: where the settings are, what they are, and what is wrong with them."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from .shared.diagnostics import AS_EXPECTED, NOT_AS_EXPECTED, Diagnostics, InputError
from .shared.inputs import refuse_existing, write_new
from .shared.manual import Manual
from .shared.output import Output
from .shared.parsing import Parser

if TYPE_CHECKING:
    from tui.config import Config

_MANUAL: Final = Manual(
    about="""\
show prints each setting as the file would have it, and where its value comes from; path prints
where the file is, or would be; check says what is wrong with it, with its keys and its themes; init
writes a file with every setting as a comment.
""",
    examples=(
        "offhook config",
        "offhook config check",
        'offhook config init && $EDITOR "$(offhook config path)"',
    ),
    exits={
        "0": "shown, written, nothing wrong",
        "1": "check found something wrong",
        "2": "wrong usage, or a file that is there already",
    },
    environment=("OFFHOOK_HISTORY", "NO_COLOR", "XDG_CONFIG_HOME"),
    files=("config",),
)


def configure(parser: Parser) -> None:
    """What to do with the settings."""
    parser.manual = _MANUAL
    parser.add_argument(
        "what", nargs="?", choices=tuple(_DOING), default="show", help="default: show"
    )


def run(options: argparse.Namespace, out: Output, err: Diagnostics) -> int:
    """Show the settings, check them, or write the file."""
    return _DOING[options.what](out, err)


def _show(out: Output, err: Diagnostics) -> int:
    from sessions.store.toml.values import key_text
    from sessions.text import printable
    from tui.config import Config
    from tui.settings import SETTINGS, in_force, literal

    config = Config.load()
    for key, setting in SETTINGS.items():
        value, source = in_force(setting, config.value(key), config.given, os.environ)
        out.line(printable(f"{f'{key} = {literal(value)}':<28}  # {source}"))
    for name, keys in config.keys.items():
        key = ".".join(map(key_text, name.split(".")))
        out.line(printable(f"{f'keys.{key} = {literal(keys)}':<28}  # the file"))
    for problem in config.problems:
        err.note(problem)
    return AS_EXPECTED


def _path(out: Output, _err: Diagnostics) -> int:
    from tui.config import config_file

    out.line(str(config_file()))
    return AS_EXPECTED


def _init(_out: Output, err: Diagnostics) -> int:
    from tui.config import config_file
    from tui.settings import template

    try:
        config_file().parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(str(config_file()), error.strerror or str(error)) from None
    path = refuse_existing(str(config_file()))
    write_new(path, template().encode())
    err.note(f"{path} written; take away a # to change a setting")
    return AS_EXPECTED


def _check(_out: Output, err: Diagnostics) -> int:
    from tui.config import Config, config_file, config_folder, said_of
    from tui.theme import load_themes

    config = Config.load()
    themes = load_themes(config_folder() / "themes")
    problems = [*config.problems, *themes.errors]
    if config.theme not in themes.labels:
        problems.append(said_of("theme", f"there is no theme {config.theme}"))
    problems += _of_keys(config)
    for problem in problems:
        err.note(problem)
    if not problems:
        err.note(f"{config_file()}: nothing is wrong with it")
    return NOT_AS_EXPECTED if problems else AS_EXPECTED


def _of_keys(config: Config) -> Iterator[str]:
    from tui.config import said_of
    from tui.keys.bindings import all_bound
    from tui.keys.keymap import keymap

    used = keymap(config.preset, config.keys, all_bound() if config.keys else ())
    for id, words in {**used.warnings, **used.problems}.items():
        yield said_of(f"keys.{id}", words)


_DOING: Final[dict[str, Callable[[Output, Diagnostics], int]]] = {
    "show": _show,
    "path": _path,
    "check": _check,
    "init": _init,
}
