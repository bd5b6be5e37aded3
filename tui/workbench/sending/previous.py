"""Earlier outcomes of the current invocation, from the history: one is picked, and shown so."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING, Final

from tui.dialogs.pick import Pick
from tui.wording import duration
from tui.workbench.stage import Stage, Workspace

if TYPE_CHECKING:
    from collections.abc import Callable

    from sessions.contract.json_text import JsonValue
    from sessions.contract.outcome import Outcome
    from sessions.history.entries import Entry

_MOST: Final = 100
"""Outcomes to pick from, the newest."""
_SIGNS: Final = {True: "✓", False: "✗", None: " "}
_NOT_KEPT: Final = "Another payload was sent then, which is not kept."


class PreviousOutcomes:
    """Asks for one of them. What asks runs in a worker."""

    def __init__(
        self,
        stage: Stage,
        work: Workspace,
        show: Callable[[Outcome, JsonValue, str, str], None],
    ) -> None:
        """`show` is called with an outcome, its payload, its target and when that was."""
        self._stage = stage
        self._work = work
        self._show = show

    async def ask(self) -> None:
        """Show the one that is picked; say so where there are none, or none can be read."""
        from sessions.history.database import HistoryError
        from sessions.history.entries import History
        from sessions.history.writing import Digests

        document, history = self._work.document, History()
        if self._work.key is None:
            self._stage.say("Save the session first: earlier outcomes are found by its file.")
            return
        name, payload = document.current, document.payload
        try:
            entries = await asyncio.to_thread(history.entries, self._work.key, name, most=_MOST)
            if not entries:
                self._stage.say(f"No earlier outcome of {name} is kept.")
                return
            choices = {str(entry.id): _line(entry) for entry in entries}
            picked = await self._stage.answer_to(Pick(f"Outcomes of {name}", choices, ""))
            if picked is None:
                return
            entry = next(one for one in entries if str(one.id) == picked)
            outcome = await asyncio.to_thread(history.outcome, entry.id)
        except HistoryError as problem:
            self._stage.say(str(problem), title="Not shown", severity="error")
            return
        sent = payload if Digests().of(payload) == entry.payload else _NOT_KEPT
        self._show(outcome, sent, entry.target, _when(entry))


def _line(entry: Entry) -> str:
    """`✓ 2026-11-27 13:05:09  failed  callback_error  12 ms  hook.js`."""
    came_to = entry.outcome if entry.kind == "success" else f"{entry.outcome}  {entry.kind}"
    return f"{_SIGNS[entry.met]} {_when(entry)}  {came_to}  {duration(entry.ms)}  {entry.target}"


def _when(entry: Entry) -> str:
    return f"{datetime.fromtimestamp(entry.at):%Y-%m-%d %H:%M:%S}"
