"""Words of a POSIX shell that mean exactly a text, and bodies that are too long for a word."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Final

from sessions.contract import json_text
from sessions.interchange.posting import REFERENCE, ExportError
from sessions.text import printable_json

if TYPE_CHECKING:
    from sessions.contract.json_text import JsonValue

_LONGEST_ARGUMENT: Final = 100_000
"""Bytes. Linux takes 128 KiB in one argument; a longer body goes through standard input."""

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_HEADER_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")


def body_text(payload: JsonValue) -> str:
    """The body as a person reads it: indented, each unsafe character as an escape of JSON."""
    return printable_json(json_text.dumps(payload, indent=2))


def is_long(body: str) -> bool:
    """Whether a body goes through standard input, by a `here_document`."""
    return len(body.encode()) > _LONGEST_ARGUMENT


def here_document(body: str) -> str:
    """What follows a command that reads the body from standard input."""
    return f" <<'PAYLOAD'\n{body}\nPAYLOAD"  # which is no line of any JSON


def shell_word(text: str, what: str) -> str:
    """`text` as one word of a POSIX shell, with `${env:NAME}` as the variable `"$NAME"`.

    Raises:
        ExportError: no command can say it; `what` is what it is called in the message.
    """
    word = ""
    for index, part in enumerate(REFERENCE.split(text)):
        if index % 2 == 0:
            word += shlex.quote(part) if part else ""
        elif _VARIABLE.fullmatch(part):
            word += f'"${part}"'
        else:
            raise ExportError(f"{what}: {part!r} is no name of a shell variable")
    if not REFERENCE.sub("", text).isprintable():
        raise ExportError(f"{what} has a character that no shell command can say on one line")
    return word or "''"


def check_header_name(name: str) -> None:
    """Raise ExportError where HTTP has no header of this name."""
    if not _HEADER_NAME.fullmatch(name):
        raise ExportError(f"{name!r} is no name of a header")
