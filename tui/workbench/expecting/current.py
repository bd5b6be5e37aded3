"""What is expected of the current invocation, as a dialog edits it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from tui.workbench.results import Answered
from tui.workbench.stage import Workspace

if TYPE_CHECKING:
    from sessions.contract.outcome import Outcome
    from sessions.replay.expect_offers import JudgedRow, Offer
    from sessions.store.expect import Expect


class CurrentExpectations:
    """Reads and changes the expectations of the invocation that is current as this is made.

    Args:
        expect: sets them, and judges the outcome anew.
        take_over: takes over the outcome, as F7 does; False where there is none.
    """

    def __init__(
        self,
        work: Workspace,
        expect: Callable[[Expect | None], Awaitable[None]],
        take_over: Callable[[], Awaitable[bool]],
    ) -> None:
        self._work = work
        self._document = work.document
        self._set = expect
        self.take_over = take_over
        self.name = work.document.current

    @property
    def is_current(self) -> bool:
        """Whether the invocation is still the current one."""
        return self._work.document is self._document and self._document.current == self.name

    @property
    def expect(self) -> Expect | None:
        """What is expected now."""
        return self._document.saved.expect if self._document.saved else None

    @property
    def outcome(self) -> Outcome | None:
        """What it came to; None where that was not of this payload."""
        state = self._work.state
        is_known = isinstance(state, Answered) and not self._work.is_edited_since
        return state.outcome if isinstance(state, Answered) and is_known else None

    async def rows(self) -> list[JudgedRow]:
        """Each expectation, and what the outcome has beside it."""
        from sessions.replay.expect_offers import judged_rows

        return await asyncio.to_thread(judged_rows, self.expect, self.outcome)

    async def offers(self) -> list[Offer]:
        """What of the outcome can be expected, too."""
        from sessions.replay.expect_offers import offers

        outcome, document = self.outcome, self._document
        if outcome is None:
            return []
        secrets = self._work.secrets.unsavable(document.session.secrets, document.folder)
        return await asyncio.to_thread(offers, self.expect, outcome, document.payload, secrets)

    async def put(self, expect: Expect | None) -> None:
        """Expect this from now on, as one edit."""
        if self.is_current:
            await self._set(expect)
