"""Texts of hooks and servers, of which an outcome keeps the beginning.

A secret is found as a whole only, and so a text is cut twice: first to as much as is looked at,
and once the secrets in that are marked (`sessions.secrets.redaction`), to as much as is kept. A
secret that the first cut parts stands behind the second.
"""

from __future__ import annotations

import re
from typing import Final

MOST_KEPT: Final = 64 << 10
"""Characters of a text that an outcome keeps."""
MOST_LOOKED_AT: Final = 2 * MOST_KEPT
"""Characters of a text, or bytes of a body, that are looked at."""
LEFT_OUT: Final = "… (left out)"
"""Stands for a text of which nothing is kept."""

_NOTE: Final = re.compile(r"… \((([0-9,]{1,20}) (?:bytes|characters) in all)\)\Z")
_LONGEST_NOTE: Final = 60
_SHORTEST_CUT: Final = MOST_LOOKED_AT // 4
"""Characters of a body that was cut, in an encoding of four bytes each."""


def cut(text: str, most: int) -> str:
    """At most so many characters of a text, the last of which is an ellipsis where that is not all.

    By that redaction knows that half a secret may stand there: nothing that has not been redacted
    is cut without it.
    """
    return text if len(text) <= most else f"{text[: most - 1]}…"


def looked_at(text: str) -> str:
    """As much of a text as is looked at, and where that is not all, how long it is."""
    if len(text) <= MOST_LOOKED_AT:
        return text
    return f"{text[:MOST_LOOKED_AT]}… ({len(text):,} characters in all)"


def body_looked_at(body: bytes | bytearray, charset: str = "utf-8") -> str:
    """As much of a body as is looked at, as text; and where that is not all, how long it is."""
    text = body[:MOST_LOOKED_AT].decode(charset, "replace")
    return text if len(body) <= MOST_LOOKED_AT else f"{text}… ({len(body):,} bytes in all)"


def kept_of(text: str) -> tuple[str, int, str]:
    """What is looked at of a text, how many characters of that are kept, and what follows them."""
    note = _note(text)
    if note and note.start() >= _SHORTEST_CUT:  # it was cut before: its end may part a secret
        text, tail = text[: note.start()], note[0]
        return text[:MOST_LOOKED_AT], min(MOST_KEPT, len(text) // 2), tail
    if len(text) <= MOST_KEPT:
        return text, len(text), ""
    return text[:MOST_LOOKED_AT], MOST_KEPT, f"… ({len(text):,} characters in all)"


def missing_of(text: str) -> str | None:
    """Of a text that is not kept whole, what stands for the rest: `70,000 bytes in all`, or
    `left out` for all of it."""
    if text == LEFT_OUT:
        return "left out"
    note = _note(text)
    return note[1] if note and int(note[2].replace(",", "") or 0) > MOST_KEPT else None


def _note(text: str) -> re.Match[str] | None:
    return _NOTE.search(text, max(0, len(text) - _LONGEST_NOTE))
