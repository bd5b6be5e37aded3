"""A text of any length to scroll through, find in and copy from: only what is in sight is drawn."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from time import monotonic
from typing import ClassVar, Final, NamedTuple

from rich.segment import Segment
from textual.cache import LRUCache
from textual.content import Span
from textual.events import Resize
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style

from .lines import Line, hang_of, row_starts

_AT_ONCE: Final = 0.008
"""Seconds for which a long text is laid out before the screen gets its turn again."""
_MOST_MATCHES: Final = 10_000
_MATCH: Final = "lines-view--match"
_CURRENT: Final = "lines-view--current"


class Match(NamedTuple):
    """Where in a text something was found."""

    line: int
    start: int
    end: int


class LinesView(ScrollView, can_focus=True):
    """Shows lines, broken into rows. What is long is laid out by pieces, in between the keys."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {_MATCH, _CURRENT}
    DEFAULT_CSS = """
    LinesView {
        height: 1fr; padding: 0 1; overflow-x: hidden; overflow-y: auto;
        scrollbar-gutter: stable; scrollbar-size-vertical: 1;
        & > .lines-view--match { text-style: underline; color: $text-warning; }
        & > .lines-view--current { text-style: bold reverse; color: $text-warning; }
    }
    """

    class Moved(Message):
        """It was scrolled to its end, or away from it."""

    class Searched(Message):
        """More of the text has been searched."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: list[Line] = []
        self._more: Iterator[Line] | None = None
        self._wrapped = 0
        self._row_line = array("l")
        self._row_start = array("l")
        self._width = 0
        self._top: tuple[int, int] | None = None
        self._strips: LRUCache[int, Strip] = LRUCache(512)
        self._sought: re.Pattern[str] | None = None
        self._searched = 0
        self._from = 0
        self._found: dict[int, list[Match]] = {}
        self._is_going_on = False
        self.matches: list[Match] = []
        """What has been found so far, in order."""
        self.current = -1
        """Which of the matches is shown; -1 for none."""
        self.follows = True
        """Whether its end stays in sight as lines are added: until one scrolls up, and again from
        when one scrolls there."""
        self._is_following = False

    # The text

    def show(self, lines: Iterable[Line], *, keeps_place: bool = False) -> None:
        """Show these lines instead, from the first on, or from where one was."""
        top = self._place() if keeps_place and not self.follows else None
        self._lines, self._more = [], iter(lines)
        self._forget_rows()
        self._top = top
        if not keeps_place:
            self.follows = False
            self.scroll_to(y=0, animate=False, force=True)
        self.find(self._sought)

    def add(self, lines: Iterable[Line]) -> None:
        """Show more lines at the end; where that is in sight it stays so."""
        self._lines += [*(self._more or ()), *lines]
        self._more = None
        self._go_on()

    @property
    def text(self) -> str:
        """All of the text, also what is not laid out yet."""
        self._lines += self._more or ()
        self._more = None
        return "\n".join(line.text for line in self._lines)

    @property
    def is_at_end(self) -> bool:
        """Whether its last row is in sight."""
        return self.scroll_offset.y >= self.max_scroll_y

    def follow(self) -> None:
        """Keep the end in sight from now on."""
        self.follows = True
        self._to_the_end()

    def _to_the_end(self) -> None:
        if self.follows:
            self._is_following = True
            self.scroll_end(animate=False, force=True, immediate=True, x_axis=False)
            self._is_following = False

    # Finding

    def find(self, pattern: re.Pattern[str] | None) -> None:
        """Look for something, from the first row in sight on; None to look for nothing."""
        place = self._place() or (0, 0)
        if self.matches and self.current >= 0:
            now = self.matches[self.current]
            place = min(place, (now.line, now.start))
        self._from = place[0]
        self._sought, self._searched, self.current = pattern, 0, -1
        self.matches, self._found = [], {}
        self._strips.clear()
        self.refresh()
        self._go_on()

    @property
    def found_most(self) -> bool:
        """Whether it has been given up to count what is found."""
        return len(self.matches) >= _MOST_MATCHES

    @property
    def found(self) -> tuple[int, int, bool]:
        """Which match is shown, from 1 on, of how many, and whether it may be more than that."""
        return self.current + 1, len(self.matches), self.found_most

    @property
    def name_found(self) -> str:
        """None of a line."""
        return ""

    def step(self, by: int) -> None:
        """Show the next match, or the one before, in a circle."""
        if self.matches:
            self._show_match((self.current + by) % len(self.matches))

    def _show_match(self, at: int) -> None:
        self.current = at
        self._strips.clear()
        self.refresh()
        row = self._row_of(self.matches[at])
        if not self.scroll_offset.y <= row < self.scroll_offset.y + self.size.height:
            self.scroll_to(y=row - self.size.height // 3, animate=False, force=True, immediate=True)

    def _search(self, number: int) -> None:
        if self._sought is None or self.found_most:
            return
        here = [
            Match(number, *one.span())
            for one in self._sought.finditer(self._lines[number].text)
            if one.end() > one.start()
        ]
        if here:
            self._found[number] = here
            self.matches += here

    def _searched_on(self) -> None:
        if self.current < 0 and self.matches:
            at = bisect_left(self.matches, Match(self._from, 0, 0))
            if at < len(self.matches):
                self._show_match(at)
            elif not self._is_under_way:
                self._show_match(0)
        self.post_message(self.Searched())

    # By pieces

    @property
    def _is_under_way(self) -> bool:
        to_search = self._sought is not None and self._searched < len(self._lines)
        to_wrap = self._width > 0 and self._wrapped < len(self._lines)
        return self._more is not None or to_search or to_wrap

    def _go_on(self) -> None:
        """Lay out and search for a moment; the rest is left for the moments after it."""
        until = monotonic() + _AT_ONCE
        rows, searched = len(self._row_line), self._searched
        while self._is_under_way and monotonic() < until:
            self._one_more()
        if len(self._row_line) != rows:
            self._resized()
        if self._sought and (self._searched != searched or not self._is_under_way):
            self._searched_on()
        if self._is_under_way and not self._is_going_on:
            self._is_going_on = True
            self.call_later(self._go_on_later)

    def _go_on_later(self) -> None:
        self._is_going_on = False
        self._go_on()

    def _one_more(self) -> None:
        """Lay out a line, or search one, or have another one made."""
        if self._wrapped < len(self._lines) and self._width:
            for start in row_starts(self._lines[self._wrapped], self._width):
                self._row_line.append(self._wrapped)
                self._row_start.append(start)
            self._wrapped += 1
        elif self._sought and self._searched < len(self._lines):
            self._search(self._searched)
            self._searched += 1
        elif self._more is not None:
            line = next(self._more, None)
            if line is None:
                self._more = None
            else:
                self._lines.append(line)

    def on_resize(self, event: Resize) -> None:
        event.stop()
        if self._room != self._width:
            top = None if self.follows else self._top or self._place()
            self._forget_rows()
            self._top = top
            self._go_on()

    @property
    def _room(self) -> int:
        """Cells of a row."""
        return self.scrollable_content_region.width

    def _forget_rows(self) -> None:
        self._row_line, self._row_start = array("l"), array("l")
        self._wrapped, self._width = 0, self._room
        self._strips.clear()
        self.virtual_size = Size(self._width, 0)
        self.refresh()

    def _resized(self) -> None:
        self.virtual_size = Size(self._width, len(self._row_line))
        self.refresh()
        if self.follows:
            self._to_the_end()
            self.call_after_refresh(self._to_the_end)  # when it is known how much is in sight
        elif self._top and self._wrapped > self._top[0]:
            row, self._top = self._row_of(Match(*self._top, 0)), None
            self.scroll_to(y=row, animate=False, force=True, immediate=True)

    def _place(self) -> tuple[int, int] | None:
        """The line, and the character of it, with which the first row in sight begins."""
        row = self.scroll_offset.y
        return (self._row_line[row], self._row_start[row]) if row < len(self._row_line) else None

    def _row_of(self, match: Match) -> int:
        """The row on which a match begins."""
        first = bisect_left(self._row_line, match.line)
        last = bisect_right(self._row_line, match.line)
        return max(0, bisect_right(self._row_start, match.start, first, last) - 1)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if not self._is_following and self.follows != self.is_at_end:
            self.follows = self.is_at_end
            self.post_message(self.Moved())

    # Drawing

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._strips.clear()

    def selection_updated(self, selection: Selection | None) -> None:
        self._strips.clear()
        super().selection_updated(selection)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """What is selected: lines as they are, without the breaks that rows make."""
        return selection.extract(self.text), "\n"

    def render_line(self, y: int) -> Strip:
        row, width = y + self.scroll_offset.y, self.size.width
        if row >= len(self._row_line):
            return Strip.blank(width, self.rich_style)
        strip = self._strips.get(row)
        if strip is None:
            strip = self._strips[row] = self._strip(row)
        return strip.crop_extend(0, width, self.rich_style)

    def _strip(self, row: int) -> Strip:
        number, start = self._row_line[row], self._row_start[row]
        is_last = row + 1 == len(self._row_line) or self._row_line[row + 1] != number
        line = self._lines[number]
        end = len(line.text) if is_last else self._row_start[row + 1]
        content = line.content(start, end)
        content = content.add_spans(
            [
                Span(max(at, start) - start, min(to, end) - start, style)
                for at, to, style in self._marks(number, len(line.text))
                if at < end and start < to
            ]
        )
        base, at = self.visual_style, start
        segments = [Segment(" " * hang_of(line, self._width), base.rich_style)] if start else []
        for text, style in content.render(base, "", self.app.stylesheet.parse_style):
            segments.append(Segment(text, (base + style).rich_style_with_offset(at, number)))
            at += len(text)
        return Strip(segments)

    def _marks(self, number: int, length: int) -> Iterator[tuple[int, int, Style]]:
        """What of a line is marked: the matches in it, and what is selected."""
        for match in self._found.get(number, ()):
            is_current = self.current >= 0 and match is self.matches[self.current]
            style = self.get_visual_style(_CURRENT if is_current else _MATCH, partial=True)
            yield match.start, match.end, style
        selection = self.text_selection
        if selection is not None and (span := selection.get_span(number)) is not None:
            start, end = span
            style = self.screen.get_visual_style("screen--selection")
            yield start, length if end == -1 else end, style
