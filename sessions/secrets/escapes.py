"""A text without its escapes, as a view that knows where in the text its parts stand."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from html import unescape
from typing import Final, NamedTuple

DEEPEST: Final = 5
"""How often a text may be escaped over and over, as JSON in JSON is."""
_SIGNS: Final = r"%\\&="
"""What escapes begin with, as in a set of a pattern."""
_A_FEW: Final = 8
_LONGEST_ESCAPE: Final = 32
"""Characters, at least: of a run of escapes this is enough to go on from."""


def lower(text: str) -> str:
    """In lower case, each character still where it was."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


class Segment(NamedTuple):
    """Characters of a view, from `at` on: each is `width` characters of its source."""

    at: int
    source: int
    length: int
    width: float


class View:
    """A text decoded in some way. Its `text` is searched; `span` leads back to the original."""

    def __init__(
        self,
        text: str,
        parent: View | None = None,
        segments: Sequence[Segment] = (),
        family: re.Pattern[str] | None = None,
        case: Callable[[str], str] = str,
    ):
        self.text = text
        self._parent = parent
        self._segments = segments
        self._family = family
        self._case = case

    def in_lower_case(self) -> View:
        """The view in lower case, each character still where it was."""
        return View(lower(self.text), self._parent, self._segments, self._family, lower)

    @property
    def escapes(self) -> int:
        """How many escapes were read, or runs of them."""
        return len(self._segments)

    @cached_property
    def _starts(self) -> list[int]:
        return [segment.at for segment in self._segments]

    @cached_property
    def _sources(self) -> list[int]:
        return [segment.source for segment in self._segments]

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

    def begun_inside(
        self, begins: re.Pattern[str], heads: Mapping[str, Sequence[str]]
    ) -> Iterator[tuple[int, int, str]]:
        """What begins within an escape, where in the original text it stands, and which it is.

        In `100%ab…` the sign may belong to what stands before, and `ab` to what is looked for; so
        in `C:\\000…` the backslash. From there to the end of the escape it is read anew, and from
        there on as this view has it.

        Args:
            begins: of `beginnings`, where it may.
            heads: what is looked for, by its first character.
        """
        if self._parent is None or self._family is None:
            return
        for at in self._places_inside(begins):
            first, behind = self._read_anew(at)
            if texts := heads.get(first[:1], ()):
                second = self._character_at(behind)
                for text in texts:
                    goes_on = not second or text[len(first) : len(first) + 1] in ("", second)
                    if goes_on and (stop := self._end_of(text, at)):
                        yield (*self._parent.span(at, stop), text)

    def _places_inside(self, pattern: re.Pattern[str]) -> Iterator[int]:
        """Where in the source, within an escape, a pattern fits that looks some characters on."""
        assert self._parent
        source = self._parent.text
        areas = [(self._sources[0], len(source))]
        if len(self._segments) * _LONGEST_ESCAPE < len(source):  # few stand in much that is none
            areas = [
                (one.source, one.source + int(one.length * one.width)) for one in self._segments
            ]
        for start, stop in areas:
            for place in pattern.finditer(source, start, stop + _LONGEST_ESCAPE):
                if place.start() < stop and self._at(place.start()) is None:
                    yield place.start()

    def _read_anew(self, at: int) -> tuple[str, int]:
        """The character, or the escape, that stands at a place of the source, and where it ends."""
        assert self._parent
        assert self._family
        source = self._parent.text
        if source[at] in _SIGNS and (found := self._family.match(source, at, at + _LONGEST_ESCAPE)):
            return self._case(_DECODERS[found.lastgroup or ""](found[0])[0]), found.end()
        return self._case(source[at]), at + 1

    def _character_at(self, at: int) -> str:
        """What a place of the source is read as, behind one that is read anew; "" for nothing."""
        assert self._parent
        if at >= len(self._parent.text):
            return ""
        here = self._at(at)
        return self._read_anew(at)[0][:1] if here is None else self.text[here : here + 1]

    def _end_of(self, text: str, at: int) -> int | None:
        """Where in the source a text ends that begins at a place within an escape, if it does."""
        assert self._parent
        done = 0
        while done < len(text) and at < len(self._parent.text):
            here = self._at(at)
            if here is not None:
                found = self.text.startswith(text[done : done + _A_FEW], here) and (
                    self.text.startswith(text[done:], here)
                )
                return self._place(here + len(text) - done - 1)[1] if found else None
            one, at = self._read_anew(at)
            if not text.startswith(one, done):
                return None
            done += len(one)
        return None if done < len(text) else at

    def _at(self, source: int) -> int | None:
        """Where in this view the character is that stands at a place of the source, if one does."""
        index = bisect_right(self._sources, source) - 1
        if index < 0:
            return source
        found = self._segments[index]
        inside, width = source - found.source, int(found.length * found.width)
        if inside >= width:
            return found.at + found.length + inside - width
        return None if inside % found.width else found.at + int(inside // found.width)


def unescaped(view: View, family: re.Pattern[str]) -> Iterator[View]:
    """The view without the escapes of a family: once, twice, and on as long as that changes it."""
    for _ in range(DEEPEST):
        inner = unescaped_by(view, family)
        if inner is None:
            return
        yield inner
        view = inner


Decoded = tuple[str, float, Sequence[int] | None]
"""Characters, how wide each stands in the source, or else the width of each."""


def unescaped_by(view: View, family: re.Pattern[str]) -> View | None:
    """The view without the escapes of a family; None where it has none."""
    pieces: list[str] = []
    segments: list[Segment] = []
    at = copied = 0
    for found in family.finditer(view.text):
        start = found.start()
        pieces.append(view.text[copied:start])
        at += start - copied
        text, width, widths = _DECODERS[found.lastgroup or ""](found[0])
        copied = found.end()
        if widths is None:
            segments.append(Segment(at, start, len(text), width))
            if not text:  # left out: what follows stands after it
                segments[-1] = Segment(at, copied, 0, 1)
        else:
            source = start
            for index, one in enumerate(widths):
                segments.append(Segment(at + index, source, 1, one))
                source += one
        pieces.append(text)
        at += len(text)
    if not segments:
        return None
    pieces.append(view.text[copied:])
    return View("".join(pieces), view, segments, family)


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
UNSEEN: Final = re.compile(f"[{_UNSEEN}]")
PERCENT: Final = re.compile(f"%{_P}")
BACKSLASH: Final = re.compile(rf"\\{_B}", re.DOTALL)
ENTITY: Final = re.compile(f"&{_E}")
_ANY = rf"(?:{_P}|{_B}|{_E}|(?P<nothing>(?<=[{_UNSEEN}])[{_UNSEEN}]*))"
ANY: Final = re.compile(rf"[%\\&{_UNSEEN}]{_ANY}", re.DOTALL)


def any_but(texts: Iterable[str]) -> re.Pattern[str] | None:
    """`ANY`, but for what begins with a sign, or half an escape, right before one of these texts.

    None where no text begins with a letter or digit, as what can follow a sign does.
    """
    heads = _heads(texts)
    if heads == _NEVER:
        return None
    left_alone = f"(?:{_BEGUN})?{heads}"
    return re.compile(rf"[%\\&{_UNSEEN}](?!{left_alone}){_ANY}", re.DOTALL)


def beginnings(texts: Iterable[str]) -> re.Pattern[str]:
    """Where one of the texts may begin within an escape: with letters, digits or a backslash."""
    return re.compile(rf"(?={_heads(texts)})|(?<=\\)(?=\\{{1,2}}(?!\\))", re.IGNORECASE)


_BEGUN: Final = r"[0-9A-Fa-f]{1,2}|x[0-9A-Fa-f]?|[uU]\{?[0-9A-Fa-f]{0,7}|#[xX]?[0-9A-Fa-f]{0,6}"
"""Half an escape behind its sign."""
_NEVER: Final = "(?!)"
_LONGEST_HEAD: Final = 4


def _heads(texts: Iterable[str]) -> str:
    """What the texts begin with, and how that goes on: as it is, or from any place on escaped."""
    found = _goes_on([text for text in texts if _IN_ESCAPE.match(text)], _LONGEST_HEAD)
    return found or _NEVER


def _goes_on(texts: Iterable[str], most: int) -> str:
    """The texts up to so many letters and digits, those that begin alike together; "" for none."""
    by_first: dict[str, list[str]] = {}
    for text in texts:
        by_first.setdefault(text[0], []).append(text[1:])
    each: list[str] = []
    for first, rests in sorted(by_first.items()):
        going = [rest for rest in rests if most > 1 and _IN_ESCAPE.match(rest)]
        signs = "".join({re.escape(rest[:1]) for rest in rests if rest not in going})
        further = _goes_on(going, most - 1)
        behind = f"(?=[{_SIGNS}{_UNSEEN}{signs}])"
        each.append(f"{first}(?:{behind}|{further})" if further else f"{first}{behind}")
    return f"(?=[{''.join(sorted(by_first))}])(?:{'|'.join(each)})" if each else ""


_IN_ESCAPE: Final = re.compile("[0-9A-Za-z]")
"""What an escape holds behind its sign."""

QUOTED_PRINTABLE: Final = re.compile(
    r"=(?:(?P<quoted>[0-9A-Fa-f]{2}(?:=[0-9A-Fa-f]{2})*)|(?P<nothing>\r?\n))"
)
CSS: Final = re.compile(
    r"\\(?:(?P<css>[0-9A-Fa-f]{1,6}(?:\r\n|[ \t\r\n\f])?)|(?P<rows>\\(?:\\\\)*)"
    r"|(?P<short>[^\\0-9A-Za-z\r\n]))"
)
CSS_CODE: Final = re.compile(r"\\[0-9A-Fa-f]{1,6}")
LINE_BREAK: Final = re.compile(
    r"[\r\n\\](?P<nothing>(?:(?<=[\r\n])|(?<=\\)[rn])[ \t]*(?:(?:[\r\n]|\\r|\\n)[ \t]*)*)"
)
