"""A text as what it encodes: views of it, each of which knows where in the text its parts stand.

For redaction, which must replace what it finds. Where a message is only to be recognized, in whose
text nothing is to be replaced, `contract.readings` does with less.
"""

from __future__ import annotations

import binascii
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import unescape
from typing import Final, NamedTuple

DEEPEST: Final = 5
"""How often a text may be escaped over and over, as JSON in JSON is."""


class _Segment(NamedTuple):
    """Characters of a view, from `at` on: each is `width` characters of its source."""

    at: int
    source: int
    length: int
    width: float


class View:
    """A text decoded in some way. Its `text` is searched; `span` leads back to the original."""

    def __init__(self, text: str, parent: View | None = None, segments: Sequence[_Segment] = ()):
        self.text = text
        self._parent = parent
        self._segments = segments
        self._starts = [segment.at for segment in segments]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the original text the characters from `start` to `end` stand."""
        if self._parent is None:
            return start, end
        return self._parent.span(self._place(start)[0], self._place(end - 1)[1])

    def _place(self, at: int) -> tuple[int, int]:
        index = bisect_right(self._starts, at) - 1
        if index < 0:
            return at, at + 1
        found = self._segments[index]
        inside = at - found.at
        if inside < found.length:
            start, end = inside * found.width, (inside + 1) * found.width
            return found.source + int(start), found.source + -int(-end // 1)
        after = found.source + int(found.length * found.width) + inside - found.length
        return after, after + 1


def percent_but(heads: Iterable[str]) -> re.Pattern[str]:
    """Percent-encoding, but where what looks like it is a sign before one of `heads`.

    In `100%ab…` the sign may belong to what stands before, and `ab` to what is looked for.
    """
    left_alone = "|".join(re.escape(head) for head in heads)
    return re.compile(rf"(?P<percent>(?:%(?!.?(?:{left_alone}))[0-9A-Fa-f]{{2}})+)", re.IGNORECASE)


def views(
    text: str, shortest: int, percent: re.Pattern[str] | None = None
) -> Iterator[tuple[View, bool]]:
    """The text and what it encodes; with each view, whether it holds bytes as characters.

    Args:
        shortest: bytes of the shortest thing that is looked for; what is shorter is left alone.
        percent: of `percent_but`, another way to read percent-encoding.
    """
    whole = View(text)
    yield whole, False
    escaped = [whole, *unescaped(text)]
    yield from ((inner, False) for inner in escaped[1:])
    if len(escaped) > 1:  # a family alone, where what stands before begins what looks like another
        for family in (_PERCENT, _BACKSLASH, _ENTITY):
            if inner := _unescaped(whole, family):
                yield inner, False
    if percent and "%" in text and (inner := _unescaped(whole, percent)):
        yield inner, False
    if "=" in text and (inner := _unescaped(whole, _QUOTED_PRINTABLE)):
        yield inner, False
    for view in (whole, escaped[-1])[: len(escaped)]:
        yield from _bytes_in(view, shortest)


def unescaped(text: str) -> Iterator[View]:
    """The text unescaped: once, twice, and so on as long as that changes it."""
    view = View(text)
    for _ in range(DEEPEST):
        inner = _unescaped(view, _ANY)
        if inner is None:
            return
        yield inner
        view = inner


def _bytes_in(view: View, shortest: int) -> Iterator[tuple[View, bool]]:
    yield from ((inner, True) for inner in _hexadecimal(view, shortest))
    joined = _unescaped(view, _LINE_BREAK) or view
    for outer in _base64(joined, shortest):
        yield outer, True
        if inner := _unescaped(outer, _ANY):
            yield inner, True
        for twice in _base64(_unescaped(outer, _LINE_BREAK) or outer, shortest):
            yield twice, True


Decoded = tuple[str, float, Sequence[int] | None]
"""Characters, how wide each stands in the source, or else the width of each."""


def _unescaped(view: View, family: re.Pattern[str]) -> View | None:
    """The view without the escapes of a family; None where it has none."""
    pieces: list[str] = []
    segments: list[_Segment] = []
    at = copied = 0
    for found in family.finditer(view.text):
        start = found.start()
        pieces.append(view.text[copied:start])
        at += start - copied
        text, width, widths = _DECODERS[found.lastgroup or ""](found[0])
        copied = found.end()
        if widths is None:
            segments.append(_Segment(at, start, len(text), width))
            if not text:  # left out: what follows stands after it
                segments[-1] = _Segment(at, copied, 0, 1)
        else:
            source = start
            for index, one in enumerate(widths):
                segments.append(_Segment(at + index, source, 1, one))
                source += one
        pieces.append(text)
        at += len(text)
    if not segments:
        return None
    pieces.append(view.text[copied:])
    return View("".join(pieces), view, segments)


def _octets(run: str, width: int) -> Decoded:
    """Bytes in hexadecimal, each in the last two of `width` characters: UTF-8, else Latin-1."""
    digits = run if width == 2 else "".join(run.split(run[: width - 2]))
    data = bytes.fromhex(digits)
    if data.isascii():
        return data.decode("ascii"), width, None
    text = data.decode("utf-8", "surrogateescape")
    widths = [
        width * (1 if "\udc80" <= c <= "\udcff" else len(c.encode("utf-8", "surrogatepass")))
        for c in text
    ]
    return (
        "".join(chr(ord(c) - 0xDC00) if "\udc80" <= c <= "\udcff" else c for c in text),
        0,
        widths,
    )


def _units(run: str) -> Decoded:
    """`\\u0061\\ud83d\\ude00`: units of UTF-16."""
    data = bytes.fromhex(run.replace("\\u", ""))
    text = data.decode("utf-16-be", "surrogatepass")
    return text, 0, [12 if char > "\uffff" else 6 for char in text]


def _one(text: str, width: int) -> Decoded:
    return text, 0, [width] + [0] * (len(text) - 1)


def _code(run: str) -> Decoded:
    number = int(run[2:].strip("{}"), 16)
    return _one(chr(number) if number < 0x110000 else "\ufffd", len(run))


def _short(run: str) -> Decoded:
    return _one(_SHORT.get(run[1], run[1]), 2)


def _octal(run: str) -> Decoded:
    return _one(chr(int(run[1:], 8)), len(run))


def _entity(run: str) -> Decoded:
    if run[1] != "#":
        return _one(unescape(run), len(run))
    number = int(run[3:-1], 16) if run[2] in "xX" else int(run[2:-1])
    return _one(chr(number) if number < 0x110000 else "\ufffd", len(run))


def _nothing(_run: str) -> Decoded:
    return "", 1, None


_DECODERS: Final[dict[str, Callable[[str], Decoded]]] = {
    "percent": lambda run: _octets(run, 3),
    "quoted": lambda run: _octets(run, 3),
    "hex": lambda run: _octets(run, 4),
    "units": _units,
    "code": _code,
    "octal": _octal,
    "rows": lambda run: ("\\" * (len(run) // 2), 2, None),
    "short": _short,
    "entity": _entity,
    "nothing": _nothing,
}
_SHORT: Final = dict(zip("nrtbfva", "\n\r\t\b\f\v\a", strict=True))

_P = r"(?P<percent>(?:%[0-9A-Fa-f]{2})+)"
_B = (
    r"(?P<units>(?:\\u[0-9A-Fa-f]{4})+)|(?P<hex>(?:\\x[0-9A-Fa-f]{2})+)"
    r"|(?P<code>\\u\{[0-9A-Fa-f]{1,8}\}|\\U[0-9A-Fa-f]{8})|(?P<octal>\\[0-3]?[0-7]{1,2})"
    r"|(?P<rows>(?:\\\\)+)|(?P<short>\\[^\\A-Zac-eg-mo-qsuw-z0-9])"
)
_E = r"(?P<entity>&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,24});)"
_PERCENT: Final = re.compile(_P)
_BACKSLASH: Final = re.compile(_B, re.DOTALL)
_ENTITY: Final = re.compile(_E)
_ANY: Final = re.compile(f"{_P}|{_B}|{_E}", re.DOTALL)
_QUOTED_PRINTABLE: Final = re.compile(r"(?P<quoted>(?:=[0-9A-Fa-f]{2})+)|(?P<nothing>=\r?\n)")
_LINE_BREAK: Final = re.compile(r"(?P<nothing>(?:(?:[\r\n]|\\r|\\n)[ \t]*)+)")

_BETWEEN: Final = re.compile(
    r"(?P<nothing>(?:(?<=[0-9A-Fa-f])[:\-,;_\s]{1,2}(?:0x)?|(?<![0-9A-Za-z])0x)(?=[0-9A-Fa-f]{2}))",
    re.IGNORECASE,
)


def _hexadecimal(view: View, shortest: int) -> Iterator[View]:
    """Bytes in hexadecimal, with or without signs between them, at both alignments."""
    joined = _unescaped(view, _BETWEEN)
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


_RUN: Final = re.compile(r"[A-Za-z0-9+/_-]{5,}")
_STANDARD: Final = str.maketrans("-_", "+/")


def _from_base64(run: str) -> bytes:
    return binascii.a2b_base64(run.translate(_STANDARD))


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
    segments: list[_Segment] = []
    at = 0
    for run in runs:
        digits = run[0][offset:]
        if unit == 4:
            digits = digits[:-1] if len(digits) % 4 == 1 else digits
            digits += "=" * (-len(digits) % 4)
        else:
            digits = digits[: len(digits) // 2 * 2]
        if not digits:
            continue
        text = decode(digits).decode("latin-1")
        segments.append(_Segment(at, run.start() + offset, len(text), width))
        pieces += (text, "\n")
        at += len(text) + 1
    return View("".join(pieces), view, segments)
