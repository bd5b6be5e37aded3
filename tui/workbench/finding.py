"""Finds in what has the focus: the text of a tab, the fields, the invocations, the sessions."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from sessions.contract import json_text
from sessions.contract.json_path import format_path
from sessions.platforms.current import PLATFORM
from sessions.text import one_line
from tui.widgets.find_bar import FindBar, Searchable

from .columns import Columns
from .form.pane import TARGET
from .stage import Stage, Workspace

if TYPE_CHECKING:
    from textual.widget import Widget

    from .editing.invocations import Invocations
    from .form.field_row import FieldRow
    from .form.target_pane import TargetRow

_NAME: Final = 40
"""Cells of a session's name beside the count."""


@dataclass(frozen=True, slots=True)
class Thing:
    """Something with a name, which may be in its text, and a way to go to it."""

    name: str
    text: str
    go: Callable[[], object]


class Things:
    """Fields, or invocations, that are searched by their texts."""

    def __init__(self, things: Sequence[Thing]) -> None:
        self._things = things
        self._hits: list[Thing] = []
        self._at = -1

    @property
    def found(self) -> tuple[int, int, bool]:
        """As `Searchable` has it."""
        return self._at + 1, len(self._hits), False

    @property
    def name_found(self) -> str:
        """As `Searchable` has it."""
        return self._hits[self._at].name if 0 <= self._at < len(self._hits) else ""

    def find(self, pattern: re.Pattern[str] | None) -> None:
        """See which of the things have it in their text; none is gone to yet."""
        self._at = -1
        self._hits = [one for one in self._things if pattern and pattern.search(one.text)]

    def step(self, by: int) -> None:
        """Go to the next one, or to the one before."""
        if self._hits:
            begin = -1 if by > 0 else 0  # the first one comes first, or the last
            self._at = ((self._at if self._at >= 0 else begin) + by) % len(self._hits)
            self._hits[self._at].go()

    def go(self) -> None:
        """Go to the match that is shown, or else to the first."""
        if self._hits:
            self._hits[max(0, self._at)].go()


class Finding:
    """Opens a line to find in, below what is searched."""

    def __init__(
        self, stage: Stage, work: Workspace, columns: Columns, invocations: Invocations
    ) -> None:
        self._stage = stage
        self._work = work
        self._columns = columns
        self._invocations = invocations
        self._bar: FindBar | None = None
        self._back: Widget | None = None
        self._target: Searchable | None = None

    async def open(self, before: Widget, focused: Widget | None) -> None:
        """Find in what has the focus, in a line above `before`; where it is open already, close
        it. It comes back once the line is there to be typed into."""
        if self._bar is not None:
            self.close()
            return
        self._stage.flush()
        target = await self._of(focused)
        if target is None:
            self._stage.say("There is no text here to find something in.")
            return
        self._target, self._back = target, focused
        self._bar = FindBar(target)
        await before.screen.mount(self._bar, before=before)

    def count(self) -> None:
        """More has been searched."""
        if self._bar is not None and self._bar.is_mounted:
            self._bar.count()

    def close(self) -> None:
        """Find nothing more, and put the focus where one has come to."""
        bar, target, back = self._bar, self._target, self._back
        if bar is None:
            return
        self._bar = self._target = self._back = None
        bar.remove()
        if isinstance(target, Things) and target.found[1]:
            target.go()
            return
        if target is not None:
            target.find(None)
        if back is not None and back.is_attached:
            back.focus()

    async def _of(self, focused: Widget | None) -> Searchable | None:
        columns = self._columns
        around = {*focused.ancestors_with_self} if focused else set()
        if columns.outcome in around:
            return columns.outcome.tabs.text if columns.outcome.tabs.display else None
        if columns.invocations in around:
            return Things([self._invocation(name) for name in self._work.document.names])
        if columns.sessions in around:
            lines = columns.sessions.texts
            return Things([self._session(at, *line) for at, line in enumerate(lines)])
        for name in (*PLATFORM.fields.PANES, TARGET):  # what was never unfolded is found too
            await columns.form.section(name).fill()
        fields = [self._field(row) for row in columns.form.rows if row.path]
        settings = [row for row in columns.form.target.rows if row.display]
        secrets = columns.form.target.secret_list.texts
        listed = [self._secret(at, *line) for at, line in enumerate(secrets)]
        return Things([*fields, *map(self._setting, settings), *listed])

    def _invocation(self, name: str) -> Thing:
        payload = self._work.document.session.invocation[name].payload
        return Thing(
            name,
            f"{name}\n{json_text.dumps(payload)}",
            partial(self._stage.when_typed, partial(self._invocations.choose, name)),
        )

    def _session(self, at: int, name: str, problem: str) -> Thing:
        go = partial(self._columns.sessions.highlight, at)
        return Thing(one_line(name, _NAME), f"{name}\n{problem}", go)

    def _field(self, row: FieldRow) -> Thing:
        name = format_path(row.path)
        text, _ = row.state.written()
        return Thing(name, f"{name}\n{text}", partial(self._columns.form.reveal, row))

    def _setting(self, row: TargetRow) -> Thing:
        text = f"{row.label}\n{row.editor.draft}\n{row.remark}"
        return Thing(row.label, text, partial(self._columns.form.reveal, row))

    def _secret(self, at: int, name: str, where: str) -> Thing:
        secrets = self._columns.form.target.secret_list

        def go() -> None:
            self._columns.form.reveal(secrets)
            secrets.highlighted = at

        return Thing(one_line(name, _NAME), f"{name}\n{where}", go)
