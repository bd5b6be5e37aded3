"""The library: the sessions below a folder, how each came out in this run, the broken ones too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from sessions.files import real_path
from sessions.text import one_line
from tui.widgets.focus import focus_first
from tui.workbench.form.editable import short_path
from tui.workbench.messages import FolderReplayWanted, SessionChosen

if TYPE_CHECKING:
    from sessions.store.folder import ListedSession

_FILTER_FROM: Final = 8
"""Sessions from which on there is a filter: fewer are seen at a glance."""

_SIGNS: Final = {True: ("✓", "$text-success"), False: ("✗", "$text-error"), None: (" ", "")}


class SessionList(Vertical):
    """Lists sessions; says `SessionChosen` when one is picked."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("R", "replay", "Replay all of them", id="sessions.replay", show=False),
        Binding("down", "to_list", "From the filter to the list", id="sessions.list", show=False),
    ]

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._folder = Path()
        self._entries: list[ListedSession] = []
        self._shown: list[ListedSession] = []
        self._current: Path | None = None
        self._good: Callable[[Path], bool | None] = lambda _: None

    def compose(self) -> ComposeResult:
        yield Input(placeholder="/ filter", compact=True, id="session-filter")
        yield Static("Looking for sessions …", id="session-note", markup=False)
        yield OptionList(id="session-options", compact=True, markup=False)

    def on_mount(self) -> None:
        self.query_one(Input).cursor_blink = False
        self.query_one(Input).display = False

    def show(self, folder: Path, entries: list[ListedSession]) -> None:
        """List the sessions found below `folder`."""
        self._folder, self._entries = folder, entries
        self.query_one(Input).display = len(entries) >= _FILTER_FROM
        self._list()

    def show_state(self, current: Path | None, good: Callable[[Path], bool | None]) -> None:
        """Mark the open session, and each by how it came out in this run."""
        self._current, self._good = current, good
        options = self.query_one(OptionList)
        for index, entry in enumerate(self._shown):
            options.replace_option_prompt_at_index(index, self._prompt(entry))

    def go(self) -> None:
        """Put the focus on the list, from which a slash leads to the filter; else on the filter."""
        options = self.query_one(OptionList)
        options.focus() if options.display else focus_first(self)

    def filter(self) -> None:
        """Put the focus on the filter, where there is one."""
        if self.query_one(Input).display:
            self.query_one(Input).focus()

    def action_replay(self) -> None:
        """Have all sessions replayed, also those that the filter leaves out."""
        self.post_message(FolderReplayWanted(self._folder))

    def action_to_list(self) -> None:
        self.query_one(OptionList).focus()

    @on(Input.Changed)
    def _filter(self, event: Input.Changed) -> None:
        event.stop()
        self._list()

    @on(Input.Submitted)
    def _to_list(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_to_list()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(SessionChosen(self._shown[event.option_index].path))

    def _list(self) -> None:
        wanted = self.query_one(Input).value.casefold()
        self._shown = [entry for entry in self._entries if wanted in self._title(entry).casefold()]
        options = self.query_one(OptionList)
        options.set_options(Option(self._prompt(entry)) for entry in self._shown)
        options.display = bool(self._shown)
        note = self.query_one("#session-note", Static)
        note.display = not self._shown
        none = "No sessions here yet.\nCtrl+S saves this one."
        note.update("None like this." if wanted else none)
        at = [index for index, entry in enumerate(self._shown) if self._is_current(entry)]
        options.highlighted = at[0] if at else None

    def _prompt(self, entry: ListedSession) -> Content:
        if entry.error is not None:
            place = f"line {entry.error.line}: " if entry.error.line else ""
            reason = one_line(f"{place}{entry.error.message}", 200)
            name = (self._title(entry), "")
            return Content.assemble(("✗ ", "$text-error"), name, (f"\n  {reason}", "$text-muted"))
        sign, color = _SIGNS[self._good(entry.path)]
        style = "bold $text-accent" if self._is_current(entry) else ""
        return Content.assemble((f"{sign} ", color), (self._title(entry), style))

    def _title(self, entry: ListedSession) -> str:
        return short_path(entry.path, self._folder).removesuffix(".toml")

    def _is_current(self, entry: ListedSession) -> bool:
        return self._current is not None and real_path(entry.path) == real_path(self._current)
