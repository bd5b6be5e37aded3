"""A text as what it encodes: views of it, each of which knows where in the text its parts stand.

For redaction, which must replace what it finds. Where a message is only to be recognized, in whose
text nothing is to be replaced, `contract.readings` does with less: it keeps no places, which takes
a third of the time, and looks through all layers, which here would multiply the views.

Not read: UTF-7, punycode, Base85, binary digits, what is compressed, encrypted or reversed.
"""

from __future__ import annotations

import binascii
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, Literal, TypeAlias

from .cuts import AFTER_RUN, CUT
from .escapes import (
    ANY,
    BACKSLASH,
    CSS,
    CSS_CODE,
    DEEPEST,
    ENTITY,
    LINE_BREAK,
    PERCENT,
    QUOTED_PRINTABLE,
    UNSEEN,
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


class Allowance:
    """How much may be spent on rare readings: they find what stands where two encodings meet.

    A text brings an escape's worth for each character, so that texts made to be slow take a few
    microseconds a character whatever their number; before that, and after texts that need little,
    there is more, which is enough for all readings of a text of some thousand characters.
    """

    def __init__(self) -> None:
        self._left = _MOST_SAVED

    def add(self, text: str) -> None:
        """Count a text that is about to be read."""
        self._left = min(_MOST_SAVED, self._left + len(text))

    def pays_for(self, view: View) -> bool:
        """Whether there is something left once a view is paid for, made and searched."""
        self._left = max(0, self._left - view.escapes - len(view.text) // _AS_AN_ESCAPE)
        return self._left > 0


_MOST_SAVED: Final = 60_000
"""Escapes to read, which takes 0.1 s."""
_AS_AN_ESCAPE: Final = 20
"""Characters to search, which take as long as reading an escape."""


def views(
    text: str, shortest: int, allowance: Allowance, other: re.Pattern[str] | None = None
) -> Iterator[tuple[View, Sort]]:
    """The text and what it encodes, and of each view what it holds.

    Args:
        shortest: bytes of the shortest thing that is looked for; what is shorter is left alone.
        allowance: for what is not read of every text.
        other: another way to read escapes, as of `any_but`.
    """
    allowance.add(text)
    whole = View(text)
    escaped = [whole, *unescaped(whole, ANY)]
    for each in escaped:
        yield each, "text"
    if "=" in text and (inner := unescaped_by(whole, QUOTED_PRINTABLE)):
        yield inner, "text"
    for each in escaped[:2]:
        if CSS_CODE.search(each.text) and (inner := unescaped_by(each, CSS)):
            yield inner, "text"
    ends = (whole, escaped[-1])[: len(escaped)]
    for view in ends:
        if joined := _apart(view):
            yield joined, "apart"
        yield from _bytes_in(view, shortest, _DEEPEST_BYTES)
    between = escaped[1:-1]
    if len(escaped) > 1:
        for view in _in_other_orders(escaped, allowance, other):
            yield view, "text"
            between.append(view)
    for view in ends:
        yield from _afforded(allowance, _base32(view, shortest, range(1, 8)))
    for view in between:
        for inner, sort in _bytes_in(view, shortest, _DEEPEST_BYTES):
            if not allowance.pays_for(inner):
                return
            yield inner, sort
    for view in ends if len(text) <= _MOST_SAVED else ():  # of more, it would pay for the first
        yield from _bytes_in_other_orders(view, shortest, allowance, other)


_ALONE: Final = {"%": PERCENT, "\\": BACKSLASH, "&": ENTITY}
"""Families of escapes, each by the sign that its escapes begin with."""


def _in_other_orders(
    escaped: Sequence[View], allowance: Allowance, other: re.Pattern[str] | None
) -> Iterator[View]:
    """What is read where each layer of escapes is of one family, as those who write them have it.

    `escaped` are the views by all families at once, which a sign before or after what is looked for
    leads astray: in `\\u&amp;` there is no escape of JSON. The fewest layers come first.
    """
    seen = {each.text for each in escaped}
    waiting = deque((view, depth) for depth, view in enumerate(escaped))
    while waiting:
        view, depth = waiting.popleft()
        alone = [family for sign, family in _ALONE.items() if sign in view.text]
        if len(alone) == 1 and not UNSEEN.search(view.text):
            alone = []  # all families at once come to the same
        for family in (*alone, other) if other else alone:
            inner = unescaped_by(view, family)
            if inner is None:
                continue
            if not allowance.pays_for(inner):
                return
            if inner.text not in seen:
                seen.add(inner.text)
                yield inner
                if depth + 1 < DEEPEST:
                    waiting.append((inner, depth + 1))


def _afforded(allowance: Allowance, found: Iterable[View]) -> Iterator[tuple[View, Sort]]:
    for view in found:
        if not allowance.pays_for(view):
            return
        yield view, "bytes"


def _bytes_in_other_orders(
    view: View, shortest: int, allowance: Allowance, other: re.Pattern[str] | None
) -> Iterator[tuple[View, Sort]]:
    for outer in (*_numbers(view), *_bytes_of(view, shortest)):
        escaped = [outer, *unescaped(outer, ANY)]
        if not allowance.pays_for(outer):
            return
        for inner in _in_other_orders(escaped, allowance, other):
            yield inner, "bytes"
            for each, sort in _bytes_in(inner, shortest, 1):
                if not allowance.pays_for(each):
                    return
                yield each, sort


def _bytes_of(view: View, shortest: int) -> Iterator[View]:
    joined = unescaped_by(view, LINE_BREAK) or view
    runs = [*_long_enough(joined, _RUN, shortest * 4 // 3)]
    yield from _hexadecimal(view, shortest, alone=bool(runs))
    if runs:  # whose alphabet has those of hexadecimal and Base32, which take more characters
        yield from _base64(joined, runs)
        yield from _base32(joined, shortest)


def _bytes_in(view: View, shortest: int, layers: int) -> Iterator[tuple[View, Sort]]:
    numbers = [*_numbers(view)]
    for each in numbers:
        yield each, "text"  # they may be those of characters
    for outer in (*numbers, *_bytes_of(view, shortest)):
        yield outer, "bytes"
        inner = outer
        for inner in unescaped(outer, ANY):
            yield inner, "bytes"
        if layers > 1:
            for each in {outer, inner}:
                yield from _bytes_in(each, shortest, layers - 1)


_BETWEEN: Final = re.compile(
    r"(?P<nothing>[:\-,;_+\s\"'0]"
    r"(?:(?<=[0-9A-Fa-f][:\-,;_+\s\"'])[:\-,;_+\s\"']{0,3}(?:0[xX])?|(?<![0-9A-Za-z]0)(?<=0)[xX])"
    r"(?=[0-9A-Fa-f]{2}))"
)
"""Begins with the signs that it can begin with, as escapes do."""


def _hexadecimal(view: View, shortest: int, *, alone: bool) -> Iterator[View]:
    """Bytes in hexadecimal, with signs between them and also `alone`, at both alignments."""
    joined = unescaped_by(view, _BETWEEN)
    for one in (*((view,) if alone else ()), *((joined,) if joined else ())):
        runs = [*_long_enough(one, _RUN_OF_16, 2 * shortest)]
        for offset in (0, 1) if runs else ():
            yield _of_runs(one, runs, offset, 2, 2, bytes.fromhex)


def _base64(view: View, runs: Sequence[re.Match[str]]) -> Iterator[View]:
    """What Base64 holds, in either alphabet, at all four alignments."""
    for offset in range(4):
        yield _of_runs(view, runs, offset, 4, 4 / 3, _from_base64)


def _base32(view: View, shortest: int, offsets: Iterable[int] = (0,)) -> Iterator[View]:
    """What Base32 holds (RFC 4648, section 6), in either case; words that look like it begin it."""
    runs = [*_long_enough(view, _RUN_OF_32, shortest * 8 // 5)]
    for offset in offsets if runs else ():
        yield _of_runs(view, runs, offset, 8, 8 / 5, _from_base32)


def _long_enough(view: View, pattern: re.Pattern[str], shortest: int) -> Iterator[re.Match[str]]:
    """The runs that are as long as what is looked for, or cut."""
    for run in pattern.finditer(view.text):
        if run.end() - run.start() >= shortest or AFTER_RUN.match(view.text, run.end()):
            yield run


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
        if view.text.startswith(CUT, run.end()):
            pieces.pop()  # it may have had more digits
            segments.pop()
            at -= 1
        pieces.append(_end_of(run, view))
        at += 1
    if segments:
        yield View("".join(pieces), view, segments)


def _end_of(run: re.Match[str], view: View) -> str:
    """What stands behind a run: a cut, as in the view, or what separates it from the next one."""
    return CUT if AFTER_RUN.match(view.text, run.end()) else _END_OF_RUN


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
_RUN_OF_NUMBERS: Final = re.compile(
    r"[0-9](?<![0-9.].)[0-9]{0,4}(?:[,;+\s][+\s]{0,40}[0-9]{1,5}){3,}"
)
_NUMBER: Final = re.compile("[0-9]+")
_RUN_OF_16: Final = re.compile("[0-9A-Fa-f]{8,}")
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
        pieces += (text, _end_of(run, view))
        at += len(text) + 1
    return View("".join(pieces), view, segments)
