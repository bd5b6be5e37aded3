"""Steps through what came of the current invocation earlier, from the history, by a key."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from sessions.text import one_line
from tui.keys.labels import key_of
from tui.workbench.results import Answered
from tui.workbench.stage import Stage, Workspace

if TYPE_CHECKING:
    from sessions.history.entries import Entry, History

    from .outcomes import Outcomes

_MOST: Final = 1000
_NOT_KEPT: Final = "Another payload was sent then, which is not kept."
_Key: TypeAlias = "tuple[Path | None, str]"


class EarlierOutcomes:
    """Shows the outcome before the one that is shown, or the one after. What steps runs in a
    worker."""

    def __init__(self, stage: Stage, work: Workspace, outcomes: Outcomes) -> None:
        self._stage = stage
        self._work = work
        self._outcomes = outcomes
        self._entries: list[Entry] = []
        self._at: int | None = None
        self._of: _Key | None = None

    async def step(self, by: int) -> None:
        """Show an earlier one, or with -1 a later one, the last of which is the current one."""
        from sessions.history.database import HistoryError
        from sessions.history.entries import History

        key = (self._work.key, self._work.document.current)
        if self._of != key or not self._outcomes.shows_earlier:
            self._at, self._of = None, key
        if self._work.key is None:
            self._stage.say("Save the session first: earlier outcomes are found by its file.")
            return
        history = History()
        try:
            if self._at is None:
                if by < 0:
                    self._stage.say(
                        f"This is the latest outcome. {key_of('outcome.earlier')} shows one before."
                    )
                    return
                self._entries = await asyncio.to_thread(self._found, history)
            at = by - 1 if self._at is None else self._at + by
            if at >= len(self._entries):
                self._stage.say("No earlier outcome is kept.")
            elif at < 0:
                self._at = None
                self._outcomes.show_current()
            else:
                await self._show(history, at)
        except HistoryError as problem:
            self._stage.say(str(problem), title="Not shown", severity="error")

    def _found(self, history: History) -> list[Entry]:
        """The earlier ones, the newest first; the current one is no earlier one. It blocks."""
        from sessions.history.writing import Record

        document, state = self._work.document, self._work.state
        entries = history.entries(self._work.key, document.current, most=_MOST)
        if entries and isinstance(state, Answered):
            now = Record(document.path, document.current, state.payload, state.outcome)
            if entries[0].content == now.content:
                return entries[1:]
        return entries

    async def _show(self, history: History, at: int) -> None:
        from sessions.history.writing import Digests
        from sessions.replay.last_time import between
        from sessions.replay.plan import varying_of

        document, entry = self._work.document, self._entries[at]
        before = next((one for one in self._entries[at + 1 :] if one.target == entry.target), None)
        outcome = await asyncio.to_thread(history.outcome, entry.id)
        is_same = Digests().of(document.payload) == entry.payload
        last = None
        if before and document.saved:
            varying = varying_of(document.session, document.saved)
            payload = document.payload if is_same else None
            last = await asyncio.to_thread(
                between, history, before, entry, outcome, payload, varying
            )
        self._at = at
        what = one_line(outcome.message_id or outcome.kind.value, 40)
        when = f"{datetime.fromtimestamp(entry.at):%Y-%m-%d %H:%M:%S}"
        said = f"{at + 1}/{len(self._entries)} · {when} · {what}"
        sent = document.payload if is_same else _NOT_KEPT
        self._outcomes.show_earlier(outcome, sent, entry.target, said, last)
