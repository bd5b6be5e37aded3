"""A list of lines, of which one is current: only those in sight are made, of however many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import ClassVar, Final, Generic, TypeVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

T = TypeVar("T")

_CURRENT: Final = "▌"
Line = Callable[[T, int], Content]
"""The line of an item, in so many cells."""


class RowList(ScrollView, Generic[T], can_focus=True):
    """Shows items, one line each, and says `Moved` when another is current, `Chosen` on Enter or a
    second click. Its items are compared by identity."""

    DEFAULT_CSS = """
    RowList {
        background: transparent; overflow-x: hidden;
        scrollbar-size-vertical: 1; scrollbar-gutter: stable;
        & > .row-list--current { background: $block-cursor-blurred-background; text-style: bold; }
        &:focus > .row-list--current { background: $block-cursor-background; }
    }
    """
    COMPONENT_CLASSES: ClassVar = {"row-list--row", "row-list--current"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "To the line before", id="rows.up", show=False),
        Binding("down", "move(1)", "To the next line", id="rows.down", show=False),
        Binding("pageup", "page(-1)", "A page up", id="rows.page_up", show=False),
        Binding("pagedown", "page(1)", "A page down", id="rows.page_down", show=False),
        Binding("home", "end(-1)", "To the first line", id="rows.first", show=False),
        Binding("end", "end(1)", "To the last line", id="rows.last", show=False),
    ]

    @dataclass
    class Moved(Message):
        """Another line is current."""

    @dataclass
    class Chosen(Message):
        """What is to be done with the current line is wanted."""

    def __init__(
        self, line: Line[T], may_be_current: Callable[[T], bool], *, id: str | None = None
    ) -> None:
        """`may_be_current` says whether the cursor may stand on an item, and not only pass it."""
        super().__init__(id=id)
        self._line = line
        self._may_be_current = may_be_current
        self.items: Sequence[T] = ()
        self.at = 0
        """The place of the current item."""
        self.was_moved = False
        """Whether the user has chosen which line is current."""

    @property
    def current(self) -> T | None:
        """The current item; None where there is none."""
        return self.items[self.at] if self.at < len(self.items) else None

    def show(self, items: Sequence[T]) -> None:
        """Show these, now or in another order; the current one stays current where it is there."""
        current = self.current
        is_longer = len(items) != len(self.items)
        self.items = items
        places = (at for at, item in enumerate(items) if item is current)
        self.at = next(places, -1)
        if self.at < 0:
            self.at = next((at for at, item in enumerate(items) if self._may_be_current(item)), 0)
        if is_longer:
            self._measure()
        self.refresh()
        self._reveal()

    def show_again(self, items: Sequence[T]) -> None:
        """Draw these anew, where they are in sight."""
        top, height = self.scroll_offset.y, self.size.height
        for y, item in enumerate(self.items[top : top + height]):
            if any(item is one for one in items):
                self.refresh(Region(0, y, self._width, 1))

    def go(self, at: int) -> None:
        """Make the item at a place the current one, and scroll there."""
        if at == self.at or not 0 <= at < len(self.items):
            return
        self.at = at
        self.refresh()
        self._reveal()
        self.post_message(self.Moved())

    # Keys and mouse

    def action_move(self, by: int) -> None:
        self._go_near(self.at + by, by)

    def action_page(self, by: int) -> None:
        self._go_near(self.at + by * max(1, self.size.height - 1), by)

    def action_end(self, by: int) -> None:
        self._go_near(0 if by < 0 else len(self.items) - 1, by)

    def on_click(self, event: events.Click) -> None:
        """The first makes a line current, the second chooses it."""
        offset = event.get_content_offset(self)
        at = -1 if offset is None else offset.y + self.scroll_offset.y
        if not (0 <= at < len(self.items) and self._may_be_current(self.items[at])):
            return
        is_second = at == self.at and event.chain > 1
        self.was_moved = True
        self.go(at)
        if is_second:
            self.post_message(self.Chosen())

    def _go_near(self, at: int, by: int) -> None:
        """Go to a place, or to what may be current next to it: first on, then back."""
        last = len(self.items) - 1
        if last < 0:
            return
        at = max(0, min(at, last))
        down, up = range(at, last + 1), range(at, -1, -1)
        places = chain(down, up) if by > 0 else chain(up, down)
        found = next((each for each in places if self._may_be_current(self.items[each])), None)
        self.was_moved = True
        if found is not None:
            self.go(found)

    # Drawing

    def on_resize(self) -> None:
        self._measure()
        self.call_after_refresh(self._reveal)

    @property
    def _width(self) -> int:
        return self.scrollable_content_region.width

    def _measure(self) -> None:
        self.virtual_size = Size(self._width, len(self.items))

    def _reveal(self) -> None:
        """Scroll so that the current line is in sight, and a heading right above it."""
        above = self.at > 0 and not self._may_be_current(self.items[self.at - 1])
        region = Region(0, self.at - above, 1, 1 + above)
        self.scroll_to_region(region, animate=False, force=True)

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        at, width = y + self.scroll_offset.y, self._width
        is_current = at == self.at
        style = self.get_visual_style(*["row-list--row", "row-list--current"][: 1 + is_current])
        if at >= len(self.items):
            return Strip.blank(width, style.rich_style)
        sign = (_CURRENT, "$accent") if is_current else " "
        line = Content.assemble(sign, self._line(self.items[at], width - 1))
        strips = Visual.to_strips(self, line, width, 1, style)
        return strips[0].extend_cell_length(width, style.rich_style).crop(0, width)
