"""What is expected of an invocation that was replayed: of the open session, or of another file."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from typing_extensions import override

from .expectations import Expectations

if TYPE_CHECKING:
    from sessions.contract.json_text import JsonValue
    from sessions.contract.outcome import Outcome
    from sessions.store.expect import Expect
    from sessions.store.session_file import SessionFile


class ReplayedExpectations(Expectations):
    """Those of one invocation of a session's file.

    Args:
        write: sets them, and gives the file as it is then; None where that was not possible.
    """

    def __init__(
        self,
        file: SessionFile,
        name: str,
        outcome: Outcome | None,
        hidden: Mapping[str, str],
        write: Callable[[SessionFile, Expect | None], Awaitable[SessionFile | None]],
    ) -> None:
        self.name = name
        self.is_changed = False
        self._file = file
        self._outcome = outcome
        self._hidden = hidden
        self._write = write

    @property
    @override
    def is_current(self) -> bool:
        return True

    @property
    @override
    def expect(self) -> Expect | None:
        return self._file.session.invocation[self.name].expect

    @property
    @override
    def outcome(self) -> Outcome | None:
        return self._outcome

    @property
    @override
    def payload(self) -> JsonValue:
        return self._file.session.invocation[self.name].payload

    @property
    @override
    def hidden(self) -> Mapping[str, str]:
        return self._hidden

    @override
    async def put(self, expect: Expect | None) -> None:
        if written := await self._write(self._file, expect):
            self._file = written
            self.is_changed = True

    @override
    async def take_over(self) -> bool:
        from sessions.replay.expectation import judge
        from sessions.replay.rewrite import accepted

        if (outcome := self._outcome) is None:
            return False
        before = await asyncio.to_thread(judge, self.expect, outcome)
        await self.put(accepted(self.expect, outcome, before, self._file.session.varying))
        return True
