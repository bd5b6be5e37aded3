"""A text as what it encodes: views of it, each of which knows where in the text its parts stand.

For redaction, which must replace what it finds. Where a message is only to be recognized, in whose
text nothing is to be replaced, `contract.readings` does with less: it keeps no places, which takes
a third of the time, and looks through all layers, which here would multiply the views.

Not read: UTF-7, punycode, Base85, binary digits, what is compressed, encrypted or reversed.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Final, Literal, TypeAlias

from .escapes import (
    ANY,
    BACKSLASH,
    CSS,
    CSS_CODE,
    ENTITY,
    LINE_BREAK,
    PERCENT,
    QUOTED_PRINTABLE,
    Segment,
    View,
    unescaped,
    unescaped_by,
)

_DEEPEST_BYTES: Final = 2
"""How often bytes may be written as bytes over and over, as Base64 of hexadecimal is."""
_END_OF_RUN: Final = "\x1f"
"""Between what was not one text: nothing puts it together again, as it does two lines."""

Sort: TypeAlias = Literal["text", "bytes", "apart"]
"""What a view holds: text; bytes as characters of Latin-1; or characters that stood apart from
each other, among which something short stands by chance."""


def views(
    text: str, shortest: int, other: re.Pattern[str] | None = None
) -> Iterator[tuple[View, Sort]]:
    """The text and what it encodes, and of each view what it holds.

    Args:
        shortest: bytes of the shortest thing that is looked for; what is shorter is left alone.
        other: another way to read escapes, as of `any_but`.
    """
    whole = View(text)
    escaped = [whole, *unescaped(whole, ANY)]
    for each in escaped:
        yield each, "text"
    if len(escaped) > 1:
        yield from _read_by(
            (*_ALONE, other) if other else _ALONE, whole, {each.text for each in escaped}
        )
    if "=" in text and (inner := unescaped_by(whole, QUOTED_PRINTABLE)):
        yield inner, "text"
    for each in escaped[:2]:
        if CSS_CODE.search(each.text) and (inner := unescaped_by(each, CSS)):
            yield inner, "text"
    for view in (whole, escaped[-1])[: len(escaped)]:
        if joined := _apart(view):
            yield joined, "apart"
        yield from _bytes_in(view, shortest, _DEEPEST_BYTES)


_ALONE: Final = (PERCENT, BACKSLASH, ENTITY)
"""Where what stands before or after is no escape, and begins or ends what looks like another."""


def _read_by(
    families: Iterable[re.Pattern[str]], view: View, seen: set[str]
) -> Iterator[tuple[View, Sort]]:
    for family in families:
        for inner in unescaped(view, family):
            if inner.text not in seen:
                yield inner, "text"
            seen.add(inner.text)


def _bytes_in(view: View, shortest: int, layers: int) -> Iterator[tuple[View, Sort]]:
    joined = unescaped_by(view, LINE_BREAK) or view
    numbers = [*_numbers(view)]
    for each in numbers:
        yield each, "text"  # they may be those of characters
    for outer in chain(
        numbers, _hexadecimal(view, shortest), _base64(joined, shortest), _base32(joined, shortest)
    ):
        yield outer, "bytes"
        if inner := unescaped_by(outer, ANY):
            yield inner, "bytes"
        if layers > 1:
            yield from _bytes_in(outer, shortest, layers - 1)


_BETWEEN: Final = re.compile(
    r"(?P<nothing>(?:(?<=[0-9A-Fa-f])[:\-,;_\s\"']{1,4}(?:0x)?|(?<![0-9A-Za-z])0x)(?=[0-9A-Fa-f]{2}))",
    re.IGNORECASE,
)


def _hexadecimal(view: View, shortest: int) -> Iterator[View]:
    """Bytes in hexadecimal, with or without signs between them, at both alignments."""
    joined = unescaped_by(view, _BETWEEN)
    for one in (view, joined) if joined else (view,):
        runs = [*re.finditer(rf"[0-9A-Fa-f]{{{2 * shortest},}}", one.text)]
        for offset in (0, 1) if runs else ():
            yield _of_runs(one, runs, offset, 2, 2, bytes.fromhex)


def _base64(view: View, shortest: int) -> Iterator[View]:
    """What Base64 holds, in either alphabet, at all four alignments."""
    runs = [*_RUN.finditer(view.text)]
    runs = [run for run in runs if run.end() - run.start() >= shortest * 4 // 3]
    for offset in range(4) if runs else ():
        yield _of_runs(view, runs, offset, 4, 4 / 3, _from_base64)


def _base32(view: View, shortest: int) -> Iterator[View]:
    """What Base32 holds (RFC 4648, section 6), in either case; words that look like it begin it."""
    runs = [*_RUN_OF_32.finditer(view.text)]
    runs = [run for run in runs if run.end() - run.start() >= shortest * 8 // 5]
    if runs:
        yield _of_runs(view, runs, 0, 8, 8 / 5, _from_base32)


def _numbers(view: View) -> Iterator[View]:
    """Lists of decimal numbers as bytes, or as characters: `{"type":"Buffer","data":[115,51]}`."""
    pieces: list[str] = []
    segments: list[Segment] = []
    at = 0
    for run in _RUN_OF_NUMBERS.finditer(view.text):
        for number in _NUMBER.finditer(view.text, run.start(), run.end()):
            pieces.append(chr(int(number[0])))
            segments.append(Segment(at, number.start(), 1, len(number[0])))
            at += 1
        pieces.append(_END_OF_RUN)
        at += 1
    if segments:
        yield View("".join(pieces), view, segments)


def _apart(view: View) -> View | None:
    """The view without the signs that stand between each two characters: `s.e.c`, `["s","e"]`."""
    pieces: list[str] = []
    segments: list[Segment] = []
    at = copied = 0
    for run in _RUN_APART.finditer(view.text):
        width = 1 + len(run["sign"])
        letters = run[0][::width]
        pieces += (view.text[copied : run.start()], letters)
        at += run.start() - copied
        segments.append(Segment(at, run.start(), len(letters), width))
        at, copied = at + len(letters), run.end()
    return View("".join((*pieces, view.text[copied:])), view, segments) if segments else None


_RUN_APART: Final = re.compile(r".(?P<sign>[\W_]{1,12})(?:.(?P=sign)){2,}", re.DOTALL)
_RUN_OF_NUMBERS: Final = re.compile(r"(?<![\w.])[0-9]{1,5}(?:[,;\s]\s{0,40}[0-9]{1,5}){3,}")
_NUMBER: Final = re.compile("[0-9]+")
_RUN_OF_32: Final = re.compile("[A-Z2-7]{6,}|[a-z2-7]{6,}")
_DIGITS_OF_32: Final = str.maketrans(
    "abcdefghijklmnopqrstuvwxyz234567", "0123456789abcdefghijklmnopqrstuv"
)
_RUN: Final = re.compile(r"[A-Za-z0-9+/_-]{5,}")
_STANDARD: Final = str.maketrans("-_", "+/")


def _from_base64(run: str) -> bytes:
    return binascii.a2b_base64(run.translate(_STANDARD))


def _from_base32(run: str) -> bytes:
    size = len(run) * 5 // 8
    number = int(run.lower().translate(_DIGITS_OF_32), 32) >> len(run) * 5 - size * 8
    return number.to_bytes(size, "big")


def _of_runs(
    view: View,
    runs: Sequence[re.Match[str]],
    offset: int,
    unit: int,
    width: float,
    decode: Callable[[str], bytes],
) -> View:
    """The bytes of all runs, each begun `offset` characters late, as characters of Latin-1."""
    pieces: list[str] = []
    segments: list[Segment] = []
    at = 0
    for run in runs:
        digits = run[0][offset:]
        if unit == 4:
            digits = digits[:-1] if len(digits) % 4 == 1 else digits
            digits += "=" * (-len(digits) % 4)
        elif unit == 2:
            digits = digits[: len(digits) // 2 * 2]
        if not digits:
            continue
        text = decode(digits).decode("latin-1")
        segments.append(Segment(at, run.start() + offset, len(text), width))
        pieces += (text, _END_OF_RUN)
        at += len(text) + 1
    return View("".join(pieces), view, segments)
