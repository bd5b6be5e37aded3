"""Edits of a payload on the command line: --set, --set-json, --null and --unset, in their order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from .diagnostics import UsageError
from .parsing import Parser

if TYPE_CHECKING:
    from sessions.contract.json_text import JsonValue

_OPTIONS: Final = {
    "--set": ("PATH=TEXT", "put a text at a path such as context.user.name"),
    "--set-json": ("PATH=JSON", "put any JSON value there"),
    "--null": ("PATH", "make it null"),
    "--unset": ("PATH", "take it out"),
}

_PATH_AND_TEXT = re.compile(r'((?:"(?:[^"\\]|\\.)*"|[^"=])*)=(.*)', re.DOTALL)
"""A key in quotes may hold `=` itself."""
_SIDE: Final = re.compile(r"^--[ab]-")


@dataclass(frozen=True)
class Edit:
    """One edit as it was written: the option, and its argument."""

    option: str
    """As it is written: `--set`, or for one of two sides `--a-set`."""
    argument: str

    @property
    def how(self) -> str:
        """Which of the four it is, for whichever side."""
        return _SIDE.sub("--", self.option)


def add_edit_options(parser: Parser) -> None:
    """Add the four options; they collect into `options.edits`."""
    group = parser.add_argument_group("edits, made in the order in which they are given")
    for option, (metavar, about) in _OPTIONS.items():
        group.add_argument(
            option,
            metavar=metavar,
            help=about,
            action="append",
            dest="edits",
            default=[],
            type=partial(Edit, option),
        )


def edited(payload: JsonValue, edits: Sequence[Edit]) -> JsonValue:
    """A copy of `payload` with all `edits` made.

    Raises:
        UsageError: naming the option whose path or JSON cannot be read, or leads nowhere.
    """
    from sessions.contract.json_path import PathError
    from sessions.contract.json_text import JsonError

    for edit in edits:
        try:
            payload = _made(payload, edit)
        except JsonError as error:
            raise UsageError(f"{edit.option}: not JSON: {error}") from None
        except PathError as error:
            raise UsageError(f"{edit.option}: {error}") from None
    return payload


def _made(payload: JsonValue, edit: Edit) -> JsonValue:
    from sessions.contract import json_path, json_text

    if edit.how == "--unset":
        return json_path.remove(payload, json_path.parse_path(edit.argument))
    if edit.how == "--null":
        return json_path.put(payload, json_path.parse_path(edit.argument), None)
    parts = _PATH_AND_TEXT.fullmatch(edit.argument)
    if parts is None:
        wanted, _ = _OPTIONS[edit.how]
        raise UsageError(f"{edit.option}: found {edit.argument!r}, wanted {wanted}")
    value = json_text.loads(parts[2]) if edit.how == "--set-json" else parts[2]
    changed = json_path.put(payload, json_path.parse_path(parts[1]), value)
    json_text.check_depth(changed)
    return changed
