"""What `offhook listen` prints: a line for each invocation, without anything that is a person's."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Final

from sessions.contract.json_path import get
from sessions.listening.reading import WORDS
from sessions.platforms.current import PLATFORM
from tui.cli.shared.diagnostics import Diagnostics
from tui.cli.shared.output import Output, OutputError, ReaderGone
from tui.wording import duration, title

if TYPE_CHECKING:
    from sessions.listening.listener import Received
    from sessions.listening.recording import Recorder
    from sessions.listening.refused import Refused

_PAUSE: Final = 1.0
"""Seconds between two lines about refused requests: whoever sends them could fill a log."""
_TOLD: Final = (("context", "message_type"), ("context", "action"))
_KNOWN: Final = {
    choice for field in PLATFORM.fields.FIELDS if field.path in _TOLD for choice in field.choices
}


class Report:
    """Lines for `out`, and for `err` what was turned away."""

    def __init__(self, out: Output, err: Diagnostics, recorder: Recorder | None) -> None:
        self._recorder = recorder
        self._out = out
        self._err = err
        self._next = 0.0
        self._silent = 0
        self._refused = 0
        self._received = 0
        self._lost: asyncio.Future[None] | None = None

    async def until_lost(self) -> None:
        """Wait until nobody reads what is printed. Raises what printing raised."""
        self._lost = asyncio.get_running_loop().create_future()
        await self._lost

    async def received(self, received: Received) -> None:
        """Print the line of an invocation. Its number, code and text, and the words of an error,
        which may repeat them, are left out."""
        self._received += 1
        recorded = await self._record(received)
        outcome, style = received.outcome, self._out.style
        paint = style.good if outcome.delivered else style.bad
        parts = [
            f"{received.at:%H:%M:%S}",
            f"#{received.number}",
            paint(title(outcome)),
            "" if outcome.delivered else style.dim(outcome.kind),
            " ".join([WORDS[received.form], *self._said(received)]),
            style.dim(duration(outcome.duration_ms)),
            recorded,
        ]
        try:
            self._out.line("  ".join(filter(None, parts)))
            self._out.flush()
        except (OutputError, ReaderGone) as lost:  # what was received is answered all the same
            if self._lost and not self._lost.done():
                self._lost.set_exception(lost)

    def refused(self, refused: Refused) -> None:
        """Say why a request was turned away; of many in a second, only how many more there were."""
        self._refused += 1
        if time.monotonic() < self._next:
            self._silent += 1
            return
        more = f" (and {self._silent} more)" if self._silent else ""
        self._err.note(f"refused, HTTP {refused.status}: {refused.reason}{more}")
        self._silent, self._next = 0, time.monotonic() + _PAUSE

    def end(self) -> None:
        """Say how many there were."""
        self._err.note(f"{self._received} received, {self._refused} refused")

    async def _record(self, received: Received) -> str:
        """The file that an invocation is in, where it is in one."""
        if self._recorder is None:
            return ""
        from sessions.listening.recording import NotRecorded

        try:
            return (await self._recorder.record(received)).name
        except NotRecorded as problem:
            self._err.warn(f"#{received.number} is not recorded: {problem}")
            return ""

    def _said(self, received: Received) -> list[str]:
        found = [get(received.invocation.payload, path) for path in _TOLD]
        return [value for value in found if isinstance(value, str) and value in _KNOWN]
