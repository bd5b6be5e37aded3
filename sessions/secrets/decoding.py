"""A text as what it encodes: views of it, each of which knows where in the text its parts stand.

For redaction, which must replace what it finds. Where a message is only to be recognized, in whose
text nothing is to be replaced, `contract.readings` does with less: it keeps no places, which takes
a third of the time, and looks through all layers, which here would multiply the views.

Not read: UTF-7, punycode, Base85, binary digits, what is compressed, encrypted or reversed.
"""

from __future__ import annotations

import binascii
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import unescape
from itertools import chain
from typing import Final, Literal, NamedTuple, TypeAlias

DEEPEST: Final = 5
"""How often a text may be escaped over and over, as JSON in JSON is."""
_DEEPEST_BYTES: Final = 2
"""How often bytes may be written as bytes over and over, as Base64 of hexadecimal is."""

_END_OF_RUN: Final = "\x1f"
"""Between what was not one text: nothing puts it together again, as it does two lines."""

Sort: TypeAlias = Literal["text", "bytes", "apart"]
"""What a view holds: text; bytes as characters of Latin-1; or characters that stood apart from
each other, among which something short stands by chance."""


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
    one = rf"(?!.?(?:{left_alone}))[0-9A-Fa-f]{{2}}"
    return re.compile(rf"%(?P<percent>{one}(?:%{one})*)", re.IGNORECASE)


def views(
    text: str, shortest: int, percent: re.Pattern[str] | None = None
) -> Iterator[tuple[View, Sort]]:
    """The text and what it encodes, and of each view what it holds.

    Args:
        shortest: bytes of the shortest thing that is looked for; what is shorter is left alone.
        percent: of `percent_but`, another way to read percent-encoding.
    """
    whole = View(text)
    escaped = [whole, *unescaped(text)]
    for each in escaped:
        yield each, "text"
    if len(escaped) > 1:  # a family alone, where what stands before begins what looks like another
        yield from _read_by((_PERCENT, _BACKSLASH, _ENTITY), whole)
    if percent and "%" in text:
        yield from _read_by((percent,), whole)
    if "=" in text:
        yield from _read_by((_QUOTED_PRINTABLE,), whole)
    for each in escaped[:2]:
        if _CSS_CODE.search(each.text):
            yield from _read_by((_CSS,), each)
    for view in (whole, escaped[-1])[: len(escaped)]:
        if joined := _apart(view):
            yield joined, "apart"
        yield from _bytes_in(view, shortest, _DEEPEST_BYTES)


def _read_by(families: Iterable[re.Pattern[str]], view: View) -> Iterator[tuple[View, Sort]]:
    for family in families:
        if inner := _unescaped(view, family):
            yield inner, "text"


def unescaped(text: str) -> Iterator[View]:
    """The text unescaped: once, twice, and so on as long as that changes it."""
    view = View(text)
    for _ in range(DEEPEST):
        inner = _unescaped(view, _ANY)
        if inner is None:
            return
        yield inner
        view = inner


def _bytes_in(view: View, shortest: int, layers: int) -> Iterator[tuple[View, Sort]]:
    joined = _unescaped(view, _LINE_BREAK) or view
    numbers = [*_numbers(view)]
    for each in numbers:
        yield each, "text"  # they may be those of characters
    for outer in chain(
        numbers, _hexadecimal(view, shortest), _base64(joined, shortest), _base32(joined, shortest)
    ):
        yield outer, "bytes"
        if inner := _unescaped(outer, _ANY):
            yield inner, "bytes"
        if layers > 1:
            yield from _bytes_in(outer, shortest, layers - 1)


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
    """`\\u0061\\ud83d\\ude00`, or with `%u`: units of UTF-16."""
    data = bytes.fromhex(run.replace(run[:2], ""))
    text = data.decode("utf-16-be", "surrogatepass")
    return text, 0, [12 if char > "\uffff" else 6 for char in text]


def _one(text: str, width: int) -> Decoded:
    return text, 0, [width] + [0] * (len(text) - 1)


def _code(run: str) -> Decoded:
    number = int(run[2:].strip("{}"), 16)
    return _one(chr(number) if number < 0x110000 else "\ufffd", len(run))


def _css(run: str) -> Decoded:
    number = int(run[1:], 16)
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
    "wide": _units,
    "css": _css,
    "code": _code,
    "octal": _octal,
    "rows": lambda run: ("\\" * (len(run) // 2), 2, None),
    "short": _short,
    "entity": _entity,
    "nothing": _nothing,
}
_SHORT: Final = dict(zip("nrtbfva", "\n\r\t\b\f\v\a", strict=True))

# Each begins with the signs that it can begin with: of a text without them nothing is tried out,
# which takes a tenth of the time.
_P = (
    r"(?<=%)(?:(?P<percent>[0-9A-Fa-f]{2}(?:%[0-9A-Fa-f]{2})*)"
    r"|(?P<wide>u[0-9A-Fa-f]{4}(?:%u[0-9A-Fa-f]{4})*))"
)
_B = (
    r"(?<=\\)(?:(?P<units>u[0-9A-Fa-f]{4}(?:\\u[0-9A-Fa-f]{4})*)"
    r"|(?P<hex>x[0-9A-Fa-f]{2}(?:\\x[0-9A-Fa-f]{2})*)"
    r"|(?P<code>u\{[0-9A-Fa-f]{1,8}\}|U[0-9A-Fa-f]{8})|(?P<octal>[0-3]?[0-7]{1,2})"
    r"|(?P<rows>\\(?:\\\\)*)|(?P<short>[^\\A-Zac-eg-mo-qsuw-z0-9]))"
)
_E = r"(?<=&)(?P<entity>(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,24});)"
_UNSEEN = r"\0\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
_PERCENT: Final = re.compile(f"%{_P}")
_BACKSLASH: Final = re.compile(rf"\\{_B}", re.DOTALL)
_ENTITY: Final = re.compile(f"&{_E}")
_ANY: Final = re.compile(
    rf"[%\\&{_UNSEEN}](?:{_P}|{_B}|{_E}|(?P<nothing>(?<=[{_UNSEEN}])[{_UNSEEN}]*))", re.DOTALL
)
_QUOTED_PRINTABLE: Final = re.compile(
    r"=(?:(?P<quoted>[0-9A-Fa-f]{2}(?:=[0-9A-Fa-f]{2})*)|(?P<nothing>\r?\n))"
)
_CSS: Final = re.compile(
    r"\\(?:(?P<css>[0-9A-Fa-f]{1,6}(?:\r\n|[ \t\r\n\f])?)|(?P<rows>\\(?:\\\\)*)"
    r"|(?P<short>[^\\0-9A-Za-z\r\n]))"
)
_CSS_CODE: Final = re.compile(r"\\[0-9A-Fa-f]{1,6}")
_LINE_BREAK: Final = re.compile(
    r"[\r\n\\](?P<nothing>(?:(?<=[\r\n])|(?<=\\)[rn])[ \t]*(?:(?:[\r\n]|\\r|\\n)[ \t]*)*)"
)

_BETWEEN: Final = re.compile(
    r"(?P<nothing>(?:(?<=[0-9A-Fa-f])[:\-,;_\s\"']{1,4}(?:0x)?|(?<![0-9A-Za-z])0x)(?=[0-9A-Fa-f]{2}))",
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


def _base32(view: View, shortest: int) -> Iterator[View]:
    """What Base32 holds (RFC 4648, section 6), in either case; words that look like it begin it."""
    runs = [*_RUN_OF_32.finditer(view.text)]
    runs = [run for run in runs if run.end() - run.start() >= shortest * 8 // 5]
    if runs:
        yield _of_runs(view, runs, 0, 8, 8 / 5, _from_base32)


def _numbers(view: View) -> Iterator[View]:
    """Lists of decimal numbers as bytes, or as characters: `{"type":"Buffer","data":[115,51]}`."""
    pieces: list[str] = []
    segments: list[_Segment] = []
    at = 0
    for run in _RUN_OF_NUMBERS.finditer(view.text):
        for number in _NUMBER.finditer(view.text, run.start(), run.end()):
            pieces.append(chr(int(number[0])))
            segments.append(_Segment(at, number.start(), 1, len(number[0])))
            at += 1
        pieces.append(_END_OF_RUN)
        at += 1
    if segments:
        yield View("".join(pieces), view, segments)


def _apart(view: View) -> View | None:
    """The view without the signs that stand between each two characters: `s.e.c`, `["s","e"]`."""
    pieces: list[str] = []
    segments: list[_Segment] = []
    at = copied = 0
    for run in _RUN_APART.finditer(view.text):
        width = 1 + len(run["sign"])
        letters = run[0][::width]
        pieces += (view.text[copied : run.start()], letters)
        at += run.start() - copied
        segments.append(_Segment(at, run.start(), len(letters), width))
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
    segments: list[_Segment] = []
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
        segments.append(_Segment(at, run.start() + offset, len(text), width))
        pieces += (text, _END_OF_RUN)
        at += len(text) + 1
    return View("".join(pieces), view, segments)
