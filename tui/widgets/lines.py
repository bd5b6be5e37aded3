"""Texts as lines, and where each is broken into rows of a certain width: no screen is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final, TypeAlias

from rich.cells import cell_len, get_character_cell_size
from textual.content import Content, Span

JSON: Final = "json"
"""The style of a span that is JSON, colored as such."""

SHOWN_LIMIT: Final = 4 << 20
"""Characters of a text that are shown at most: more than the engine keeps of a whole outcome."""
SHOWN_LINES: Final = 100_000
"""Lines that are shown at most; each takes some 400 bytes."""

Row: TypeAlias = "Sequence[tuple[str, str]]"
"""Texts, each printable, and their styles; what is a text only has the style ``."""

_COLORED: Final = 10_000
"""Characters up to which a line of JSON is colored; a line is colored when it comes in sight."""
_KEY: Final = re.compile(r'( *)("(?:[^"\\]|\\.)*": )?')


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text, without its end."""

    text: str
    spans: tuple[Span, ...] = ()
    hang: int = 0
    """Cells by which the rows after its first are indented."""
    solid: int = 0
    """Characters at its beginning, a key or a label, after which it is not broken at once."""

    def content(self, start: int, end: int) -> Content:
        """A part of it with its styles."""
        spans = [
            Span(max(span.start, start) - start, min(span.end, end) - start, span.style)
            for span in self._colored()
            if span.start < end and start < span.end
        ]
        return Content(self.text[start:end], spans)

    def _colored(self) -> Iterator[Span]:
        for span in self.spans:
            if span.style != JSON:
                yield span
            elif span.end - span.start <= _COLORED:
                from .code_colors import in_colors

                code = self.text[span.start : span.end]
                colors = in_colors(code, "json").spans
                yield from (one._shift(span.start) for one in colors)


def lines_of(rows: Iterable[Row]) -> Iterator[Line]:
    """Rows as lines, made one by one, at most `SHOWN_LINES` and of `SHOWN_LIMIT` characters.

    A row after the first of a line is indented as the line is, and below its value where it begins
    with a key or a label.
    """
    left, count = SHOWN_LIMIT, 0
    for row in rows:
        for line in _lines_of(row):
            if left <= 0 or count >= SHOWN_LINES:
                yield Line("… and more, which is not shown")
                return
            left -= len(line.text) + 1
            count += 1
            yield line


def lines_of_content(content: Content) -> Iterator[Line]:
    """The lines of a text that is styled already."""
    for line in content.split("\n", allow_blank=True):
        yield Line(line.plain, tuple(line.spans), _indent(line.plain))


def _lines_of(row: Row) -> Iterator[Line]:
    text = "".join(part for part, _ in row)
    ends = list(accumulate(len(part) for part, _ in row))
    spans = [
        Span(start, end, style)
        for (_, style), start, end in zip(row, [0, *ends], ends, strict=False)
        if style and start < end
    ]
    label = len(row[0][0]) if len(row) > 1 and row[0][0].endswith(" ") else 0
    if "\n" not in text:
        yield _line(text, tuple(spans), label)
        return
    at = 0
    for part in text.split("\n"):
        end = at + len(part)
        of_line = [
            Span(max(span.start, at) - at, min(span.end, end) - at, span.style)
            for span in spans
            if span.start < end and at < span.end
        ]
        yield _line(part, tuple(of_line), label if at == 0 else 0)
        at = end + 1


def _line(text: str, spans: tuple[Span, ...], label: int) -> Line:
    if label:
        return Line(text, spans, label, label)
    if spans and spans[0].style == JSON and (key := _KEY.match(text)):
        return Line(text, spans, len(key[1]) + 2, key.end())
    return Line(text, spans, _indent(text))


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def row_starts(line: Line, width: int) -> list[int]:
    """Where in a line each of its rows begins, of which none but a last blank is wider.

    It is broken after a blank where it has one, else after a `/`, `-` or `_`, but not between a
    key and its value.
    """
    text = line.text
    if len(text) * 2 <= width or (len(text) <= width and text.isascii()):
        return [0]
    is_plain = text.isascii()
    if not is_plain and cell_len(text) <= width:
        return [0]
    starts, at, room = [0], 0, max(width, 2)
    hanging = room - hang_of(line, width)
    while True:
        end = at + room if is_plain else _fitting(text, at, room)
        if end >= len(text):
            return starts
        at = _break(text, max(at, line.solid) + 1, end, at + room // 3)
        starts.append(at)
        room = hanging


def _break(text: str, begin: int, end: int, least: int) -> int:
    """Where to break before `end`, but not before `begin` nor so early as `least`: after a blank,
    else within what is in one piece where that is read best, a URL after its `/`, a UUID after its
    `-`, a name after its `_`."""
    for sign in " /-_":
        # a blank may stand out at the right, which nobody sees
        at = text.rfind(sign, begin, end + (sign == " ")) + 1
        if at > least and not text.startswith("//", at - 2):
            return at
    return end


def rows_of(line: Line, width: int) -> Iterator[Content]:
    """The rows of a line, without the blanks at which it is broken."""
    starts = row_starts(line, width)
    for start, end in zip(starts, [*starts[1:], len(line.text)], strict=True):
        yield line.content(start, end).rstrip()


def hang_of(line: Line, width: int) -> int:
    """By how many cells its rows after the first are indented: half of the width at most."""
    return min(line.hang, width // 2)


def _fitting(text: str, at: int, room: int) -> int:
    """The end of what stands in `room` cells from `at` on; one character at least."""
    for end in range(at, len(text)):
        room -= get_character_cell_size(text[end])
        if room < 0:
            return max(end, at + 1)
    return len(text)
