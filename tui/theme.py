"""Color themes from TOML files: those that come with offhook, and the user's own."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from textual.color import Color, ColorParseError
from textual.design import ColorSystem
from textual.theme import Theme

import themes
from sessions.text import nearest, one_line

MUTED: Final = "$foreground-muted"
"""The style of what is read second. (`$text-muted` may be `auto 60%`, lost on styled text.)"""

_OWN: Final = Path(themes.__path__[0])
_LARGEST: Final = 64 * 1024
"""Bytes that a theme file may have; one of offhook's has about 2,000."""

_COLORS: Final = (
    *("primary", "secondary", "warning", "error", "success", "accent"),
    *("foreground", "background", "surface", "panel", "boost"),
)
_KEYS: Final = frozenset({"name", "label", "dark", "ansi", "variables", *_COLORS})
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_ALPHA: Final = re.compile(r"\s+(\d{1,2}%)\Z", re.ASCII)
"""How much is seen of the color before it: `#7fb4ff 30%`."""

_AT_LINE: Final = re.compile(r"\(at line (\d+),")

_STYLES: Final = frozenset(
    "none bold b dim italic i underline u underline2 uu reverse r strike s blink not".split()
)
_TRUE_COLOR: Final = ColorSystem("#000000").generate()
_ANSI: Final = ColorSystem("ansi_default", ansi=True).generate()
_VARIABLES: Final = _TRUE_COLOR.keys() | _ANSI.keys()
_FORGOTTEN: Final = dict.fromkeys(_TRUE_COLOR.keys() - _ANSI.keys(), "ansi_default")
"""Variables that Textual's own style sheets use and its ANSI themes do not have; without them an
app in such a theme ends with an error."""


@dataclass(frozen=True, slots=True)
class ThemeSet:
    """The themes that can be used, and one line for each problem of a file that cannot."""

    themes: list[Theme]
    errors: list[str]
    labels: dict[str, str] = field(default_factory=dict[str, str])
    """What a theme is called in a list, by its name."""
    files: dict[str, Path] = field(default_factory=dict[str, Path])
    """Where each theme of the user's is, by its name."""


class _Problem(ValueError):
    """What is wrong with a theme file, at which key where that is known."""

    def __init__(self, message: str, key: str = "") -> None:
        super().__init__(f"{key}: {message}" if key else message)
        self.key = key

    def line(self, text: str) -> int | None:
        """Where in the text of the file it is, as far as that is known."""
        if not self.key:
            at = _AT_LINE.search(str(self))
            return int(at[1]) if at else None
        from sessions.store.toml.spans import outline

        return outline(text).line(tuple(self.key.split(".", 1)))


def load_themes(user_folder: Path | None) -> ThemeSet:
    """Read offhook's themes, then those of `user_folder`, which need not exist.

    Never raises for what is in a file: a file with a problem is left out and reported.
    """
    found = ThemeSet([], [])
    for folder in filter(None, (_OWN, user_folder)):
        try:
            for file in _toml_files(folder):
                _add(found, file, users=folder is user_folder)
        except FileNotFoundError:
            continue
        except OSError as error:
            found.errors.append(_line(folder, error))
    return found


def read_theme(file: Path) -> tuple[Theme, str] | str:
    """A theme and its label from a file, or what is wrong: `FILE:LINE: KEY: problem`."""
    text = ""
    try:
        text = _read(file)
        return parse_theme(text)
    except (OSError, _Problem) as error:
        return _line(file, error, text)


def _add(found: ThemeSet, file: Path, *, users: bool) -> None:
    read = read_theme(file)
    if isinstance(read, str):
        found.errors.append(read)
        return
    theme, label = read
    if theme.name in found.labels:
        taken = _Problem(f"there is already a theme called {theme.name}", "name")
        found.errors.append(_line(file, taken, _read(file)))
        return
    found.themes.append(theme)
    found.labels[theme.name] = label
    if users:
        found.files[theme.name] = Path(str(file))


def parse_theme(text: str) -> tuple[Theme, str]:
    """A theme and its label from TOML text. Raises ValueError naming the key that is wrong."""
    try:
        table = tomllib.loads(text)
    except RecursionError:
        raise _Problem("nested too deeply to be a theme") from None
    except ValueError as error:
        raise _Problem(f"not TOML: {error}") from None
    for key in table:
        if key not in _KEYS:
            raise _Problem(f"unknown key{_meant(key, _KEYS)}", key)
    colors: dict[str, Any] = {key: _color(table[key], key) for key in _COLORS if key in table}
    for key in ("name", "primary"):
        if key not in table:
            raise _Problem("missing; every theme has a name and a primary color", key)
    name = _string(table["name"], "name")
    if not _NAME.fullmatch(name):
        raise _Problem("wanted a letter, then letters, digits, - and _", "name")
    ansi = _flag(table, "ansi", default=False)
    theme = Theme(
        name=name,
        dark=_flag(table, "dark", default=True),
        ansi=ansi,
        variables=(_FORGOTTEN if ansi else {}) | _variables(table.get("variables", {})),
        **colors,
    )
    return theme, one_line(_string(table.get("label", name), "label"), 60)


def _toml_files(folder: Path) -> list[Path]:
    return sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)


def _read(file: Path) -> str:
    if not file.is_file():  # a folder, or a pipe on which reading would wait for ever
        raise _Problem("not a regular file")
    with file.open("rb") as stream:
        data = stream.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise _Problem(f"larger than {_LARGEST:,} bytes: not a theme")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _Problem(f"not UTF-8 text (byte {error.start})") from None


def _line(place: Path, error: OSError | _Problem, text: str = "") -> str:
    """`FILE:LINE: KEY: problem`."""
    if isinstance(error, OSError):
        return f"{one_line(str(place), 400)}: {one_line(error.strerror or str(error), 400)}"
    line = error.line(text)
    at = f":{line}" if line else ""
    return f"{one_line(str(place), 400)}{at}: {one_line(str(error), 400)}"


def _flag(table: Mapping[str, Any], key: str, *, default: bool) -> bool:
    value = table.get(key, default)
    if not isinstance(value, bool):
        raise _Problem("wanted true or false", key)
    return value


def _variables(table: object) -> dict[str, str]:
    if not isinstance(table, dict):
        raise _Problem("wanted a table, [variables]", "variables")
    return {name: _variable(name, value) for name, value in table.items()}


def _variable(name: str, value: object) -> str:
    key = f"variables.{name}"
    if name not in _VARIABLES:
        raise _Problem(f"unknown variable{_meant(name, _VARIABLES)}", key)
    text = _string(value, key)
    if "-style" in name:
        return _text_style(text, key)
    alpha = ""
    if match := _ALPHA.search(text):
        text, alpha = text[: match.start()], f" {match[1]}"
    return f"{'auto' if text == 'auto' else _color(text, key)}{alpha}"


def _text_style(text: str, key: str) -> str:
    words = text.split()
    if words[-1] == "not" or not _STYLES.issuperset(words):
        raise _Problem(f"wanted a text style such as bold or none, found {text!r}", key)
    return " ".join(words)


def _color(value: object, key: str) -> str:
    """A color as Textual writes it, so that no other spelling of it reaches a style sheet."""
    text = _string(value, key)
    try:
        return Color.parse(text).hex
    except ColorParseError:
        wanted = "wanted a color such as #7fb4ff, teal or ansi_blue"
        raise _Problem(f"{wanted}, found {text!r}", key) from None


def _meant(word: str, words: Iterable[str]) -> str:
    near = nearest(word, words)
    return f"; did you mean {near}?" if near else ""


def _string(value: object, key: str) -> str:
    text = value.strip() if isinstance(value, str) else ""
    if not text:
        raise _Problem("wanted a text in quotes", key)
    return text
