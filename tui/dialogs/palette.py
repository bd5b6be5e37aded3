"""The palette: all that can be done now, a line each with its key, found by some letters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar, Final

from rich.cells import cell_len, set_cell_size
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import Click
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from sessions.text import one_line
from tui.theme import MUTED
from tui.widgets.palette import Command, Match, ranked

_MOST: Final = 200
"""Lines that are shown; nobody scrolls through more."""
_GAP: Final = 2
_LEAST_ABOUT: Final = 12
"""Cells below which what a command does is left out."""


class CommandPalette(ModalScreen[Command | None]):
    """Offers commands; answers with the chosen one, or None.

    Args:
        key: what keyboards call the keys with an id; empty where there are none.
        recent: names of commands, the one that was used last first.
    """

    DEFAULT_CSS = """
    CommandPalette {
        align: center top;
        background: $background 60%;

        & > #palette {
            width: 100; max-width: 94%; height: auto; max-height: 80%; margin-top: 2;
            background: $surface; border: round $border;
            & Input, & Input:focus { border: none; height: 1; padding: 0 1; background: $surface; }
            & OptionList {
                height: auto; max-height: 100%; border: none; padding: 0 1; margin-top: 1;
                background: transparent;
                scrollbar-size-vertical: 1; scrollbar-gutter: stable;
                text-wrap: nowrap; text-overflow: ellipsis;
            }
            & #none { display: none; padding: 1 1 0 1; color: $text-muted; }
            &.-none { & #none { display: block; } & OptionList { display: none; } }
        }
        &:ansi { background: transparent; }
    }
    """
    AUTO_FOCUS = "Input"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Leave the palette", show=False, id="palette.leave"),
        Binding("down", "move('cursor_down')", "To the next", show=False, id="palette.next"),
        Binding("up", "move('cursor_up')", "To the one before", show=False, id="palette.before"),
        Binding("pagedown", "move('page_down')", "A page down", show=False, id="palette.page_down"),
        Binding("pageup", "move('page_up')", "A page up", show=False, id="palette.page_up"),
    ]

    def __init__(
        self, commands: Iterable[Command], key: Callable[[str], str], recent: Sequence[str]
    ) -> None:
        super().__init__()
        self._commands = list(commands)
        self._key = key
        self._recent = recent
        self._found: list[tuple[Command, Match]] = []

    def compose(self) -> ComposeResult:
        with Vertical(id="palette"):
            yield Input(placeholder="Type some letters of a command", id="palette-input")
            options = OptionList(compact=True, markup=False)
            options.can_focus = False
            yield options
            yield Static("No command is called so.", id="none", markup=False)

    @on(Input.Changed)
    def _look(self) -> None:
        self._found = ranked(self.query_one(Input).value, self._commands, self._recent)[:_MOST]
        self._show()

    def on_resize(self) -> None:
        """What a line has room for changes."""
        self.call_after_refresh(self._show if self._found else self._look)

    def _show(self) -> None:
        options = self.query_one(OptionList)
        width = options.scrollable_content_region.width or self.size.width
        options.set_options(Option(self._line(*found, width)) for found in self._found)
        options.highlighted = 0 if self._found else None
        self.query_one("#palette").set_class(not self._found, "-none")

    def _line(self, command: Command, found: Match, width: int) -> Content:
        """`Undo  Take back the latest edit            Ctrl+Z`."""
        key = self._key(command.id)
        name = Content(one_line(command.name, 80))
        for start, end in found.spans:
            name = name.stylize("bold $text-accent", start, end)
        room = width - name.cell_length - _GAP - (cell_len(key) + _GAP if key else 0)
        about = one_line(command.about, 200)
        if cell_len(about) > room:
            about = f"{set_cell_size(about, room - 1).rstrip()}…" if room > _LEAST_ABOUT else ""
        filled = " " * max(room - cell_len(about) + _GAP, _GAP) if key else ""
        return Content.assemble(
            name, (f"{' ' * _GAP}{about}{filled}", MUTED), (key, "$text-accent")
        )

    def action_move(self, how: str) -> None:
        """Move the cursor of the list, while the focus stays where letters are typed."""
        getattr(self.query_one(OptionList), f"action_{how}")()

    @on(Input.Submitted)
    def _entered(self) -> None:
        at = self.query_one(OptionList).highlighted
        if at is not None:
            self.dismiss(self._found[at][0])

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._found[event.option_index][0])

    def on_click(self, event: Click) -> None:
        """A click beside the panel leaves it."""
        if event.widget is self:
            self.dismiss(None)
