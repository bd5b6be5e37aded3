"""Text from hooks, servers and files made safe to show: no escape sequences, no reordering."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_UNSAFE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters but tab and line feed
    "\u2028\u2029"  # line separators, which terminals and `str.splitlines` disagree on
    "\u202a-\u202e\u2066-\u2069"  # marks that reorder the text around them
    "\ufeff\ud800-\udfff]"  # the byte order mark, and surrogates, which UTF-8 cannot carry
)

_UNSAFE_IN_JSON: Final = re.compile(f"{_UNSAFE.pattern}|[\u061c\u200e\u200f]")
"""Also the marks of direction that belong to texts from right to left: JSON can name them all."""


def printable(text: str) -> str:
    r"""The text with each unsafe character written as an escape: `\x1b`, `\u202e`, `\ud800`.

    Line ends become `\n` and tabs become four blanks; every other character stays.
    """
    text = text.replace("\r\n", "\n").expandtabs(4)
    return _UNSAFE.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)


def printable_json(text: str) -> str:
    """JSON text with each unsafe character as `\\uXXXX`: still the same JSON document.

    JSON writes its own line feeds and never a raw tab, so strings lose nothing.
    """
    return _UNSAFE_IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def one_line(text: str, limit: int = 120) -> str:
    """The text on one line, its white space collapsed, cut at `limit` characters with an ellipsis.

    Only the beginning is looked at, so that a text of any size costs the same.
    """
    words = printable(" ".join(text.lstrip()[: limit * 8].split()))
    return words if len(words) <= limit else words[: limit - 1] + "…"


def shorten(text: str, limit: int, rest: str = "") -> str:
    """The printable text; where longer than `limit`, cut there and followed by the line `rest`."""
    if len(text) <= limit:
        return printable(text)
    return f"{printable(text[:limit])}…\n{rest}".rstrip()


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The one of `words` that `word` was probably meant to be."""
    import difflib

    return next(iter(difflib.get_close_matches(word, list(words), n=1, cutoff=0.7)), None)
