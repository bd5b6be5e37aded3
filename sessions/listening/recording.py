"""What was received as sessions in a folder, one a file, with nothing real in them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sessions.editing.relocate import new_session
from sessions.errors import OffhookError
from sessions.store.errors import ChangedOnDisk, SessionError
from sessions.store.model import SavedInvocation
from sessions.store.session_file import SessionFile, write

from .listener import Received
from .reading import WORDS
from .replacing import NotReplaced, replaced
from .stand_ins import StandIns

MOST_RECORDED: Final = 10_000
"""Files of one run."""
_NAMES: Final = 100


class NotRecorded(OffhookError):
    """An invocation was received, and is in no file; the reason repeats nothing of it."""


@dataclass
class Recorder:
    """Writes sessions into a folder; who is the same in two of them is the same stand-in."""

    folder: Path
    opened: SessionFile | None
    """The session that the target comes from."""
    target: str | None
    """Instead of its target; a path counts from the current folder."""
    secret_names: Sequence[str]
    forbidden: Mapping[str, str] = field(repr=False)
    """Values of secrets by name, which must stand in no file."""
    stand_ins: StandIns = field(default_factory=StandIns)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _count: int = 0

    async def record(self, received: Received) -> Path:
        """Write the session of an invocation, beside the event loop. Raises NotRecorded."""
        async with self._turn:
            if self._count >= MOST_RECORDED:
                raise NotRecorded(f"{MOST_RECORDED:,} are recorded; start again for more")
            try:
                path = await asyncio.to_thread(self._written, received)
            except (NotReplaced, SessionError) as problem:
                raise NotRecorded(str(problem)) from None
            except OSError as problem:
                raise NotRecorded(problem.strerror or type(problem).__name__) from None
            self._count += 1
            return path

    def _written(self, received: Received) -> Path:
        invocation = replaced(received.invocation, self.stand_ins)
        saved = SavedInvocation(
            note=f"Received as {WORDS[received.form]}; numbers, codes and people are made up.",
            tags=("received", received.form),
            trigger=invocation.trigger,
            payload=invocation.payload,
            event=invocation.event,
        )
        for again in range(_NAMES):
            path = self.folder / _name(received, again)
            session = new_session(
                path,
                {"received": saved},
                opened=self.opened,
                saved=None,
                target=self.target,
                secret_names=self.secret_names,
            )
            try:
                write(path, session, forbidden=self.forbidden)
            except ChangedOnDisk:  # of another run, in the same second
                continue
            return path
        raise NotRecorded(f"there is no name left in {self.folder}")


def _name(received: Received, again: int) -> str:
    """Of the moment and the count alone: a name that came from afar could lead anywhere."""
    more = f"-{again}" if again else ""
    return f"received-{received.at:%Y%m%d-%H%M%S}-{received.number:04}{more}.toml"
