"""The library: the sessions below a folder, how each came out in this run, the broken ones too."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.css.styles import RulesMap
from textual.message import Message
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option
from typing_extensions import override

from sessions.files import real_path
from sessions.text import one_line
from tui.keys.labels import key_of
from tui.widgets.compact import CompactList
from tui.widgets.focus import focus_first
from tui.workbench.messages import FolderReplayWanted, SessionChosen

if TYPE_CHECKING:
    from sessions.store.errors import SessionError
    from sessions.store.folder import ListedSession

_FILTER_FROM: Final = 8
"""Sessions from which on there is a filter: fewer are seen at a glance."""

_LONGEST: Final = 500
"""Characters of a name that are shown."""

_SIGNS: Final = {True: ("✓", "$text-success"), False: ("✗", "$text-error"), None: (" ", "")}


@dataclass(frozen=True)
class _Row(Visual):
    """What is known of one session; written when it is seen first, since few of thousands are."""

    name: str
    is_current: bool
    good: bool | None
    error: SessionError | None

    @property
    def content(self) -> Content:
        name = one_line(self.name, _LONGEST)
        if self.error is not None:
            place = f"line {self.error.line}: " if self.error.line else ""
            reason = one_line(f"{place}{self.error.message}", 200)
            return Content.assemble(("✗ ", "$text-error"), name, (f"\n  {reason}", "$text-muted"))
        sign, color = _SIGNS[self.good]
        style = "bold $text-accent" if self.is_current else ""
        return Content.assemble((f"{sign} ", color), (name, style))

    @override
    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        return self.content.render_strips(width, height, style, options)

    @override
    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        return self.content.get_optimal_width(rules, container_width)

    @override
    def get_height(self, rules: RulesMap, width: int) -> int:
        return 1 if self.error is None else 2

    def __str__(self) -> str:
        return str(self.content)


class SessionList(Vertical):
    """Lists sessions; says `SessionChosen` when one is picked."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("R", "replay", "Replay all of them", id="sessions.replay", show=False),
        Binding("down", "to_list", "From the filter to the list", id="sessions.list", show=False),
    ]

    @dataclass
    class Counted(Message):
        """So many were found so far, while more are looked for."""

        so_far: int

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._folder = Path()
        self._entries: list[ListedSession] = []
        self._shown: list[ListedSession] = []
        self._rows: list[_Row] = []
        self._current: Path | None = None
        self._good: Mapping[Path, bool] = {}

    def compose(self) -> ComposeResult:
        yield Static("Looking for sessions …", id="session-note", markup=False)
        yield CompactList(id="session-options")

    @cached_property
    def _line(self) -> Input:
        """The filter, made and mounted when there are first so many that one is wanted."""
        hint = f"{key_of('sessions.filter')} filter"
        line = Input(placeholder=hint, compact=True, id="session-filter")
        line.cursor_blink = False
        line.display = False
        return line

    def show(self, folder: Path, entries: list[ListedSession]) -> None:
        """List the sessions found below `folder`; the same ones again leave the list where it is,
        whatever else is known of them by now."""
        self._folder, self._entries = folder, entries
        self._line.display = len(entries) >= _FILTER_FROM
        if self._line.display and not self._line.is_attached:
            self.mount(self._line, before=0)
        wanted = self._wanted
        if wanted and [each.path for each in wanted] == [each.path for each in self._shown]:
            self._shown = wanted
            self._show_rows()
        else:
            self._list()

    def show_state(self, current: Path | None, good: Mapping[Path, bool]) -> None:
        """Mark the open session, and those of which something was sent by how it came out."""
        before, self._current = self._current, current and real_path(current)
        changed = {path for path, _ in good.items() ^ self._good.items()}
        if before != self._current:
            changed |= {path for path in (before, self._current) if path}
        self._good = good
        if changed:
            self._show_rows(changed)

    def go(self) -> bool:
        """Put the focus on the list, from which a slash leads to the filter; else on the filter.
        False where there is neither."""
        options = self.query_one(OptionList)
        options.focus() if options.display else focus_first(self)
        return options.display or self._line.display

    @property
    def texts(self) -> list[tuple[str, str]]:
        """The name of each session in the list, and what is wrong with it."""
        return [(one.name, one.error.message if one.error else "") for one in self._shown]

    def highlight(self, index: int) -> None:
        """Put the focus on a row."""
        options = self.query_one(OptionList)
        options.focus()
        if index < options.option_count:
            options.highlighted = index

    def filter(self) -> None:
        """Put the focus on the filter, where there is one."""
        if self._line.display:
            self._line.focus()

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

    @on(Counted)
    def _counted(self, event: Counted) -> None:
        event.stop()
        if not self._entries:
            note = self.query_one("#session-note", Static)
            note.update(f"Looking for sessions … {event.so_far:,}")

    @property
    def _wanted(self) -> list[ListedSession]:
        """Those that the filter leaves."""
        wanted = self._line.value.casefold()
        return [entry for entry in self._entries if wanted in entry.name.casefold()]

    def _show_rows(self, changed: Collection[Path] | None = None) -> None:
        """Show again what is known of each session, or of these, where that has changed."""
        options = self.query_one(OptionList)
        for index, entry in enumerate(self._shown):
            if changed is None or entry.real in changed:
                row = self._row(entry)
                if row != self._rows[index]:
                    self._rows[index] = row
                    options.replace_option_prompt_at_index(index, row)

    def _list(self) -> None:
        self._shown = self._wanted
        self._rows = [self._row(entry) for entry in self._shown]
        options = self.query_one(OptionList)
        options.set_options(map(Option, self._rows))
        options.display = bool(self._shown)
        note = self.query_one("#session-note", Static)
        note.display = not self._shown
        none = f"No sessions here yet.\n{key_of('workbench.save')} saves this one."
        note.update("None like this." if self._entries else none)
        at = [index for index, row in enumerate(self._rows) if row.is_current]
        options.highlighted = at[0] if at else None

    def _row(self, entry: ListedSession) -> _Row:
        is_current = entry.real == self._current
        return _Row(entry.name, is_current, self._good.get(entry.real), entry.error)
