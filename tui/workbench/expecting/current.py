"""What is expected of the current invocation, as a dialog edits it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from typing_extensions import override

from tui.workbench.results import Answered
from tui.workbench.stage import Workspace

from .expectations import Expectations

if TYPE_CHECKING:
    from sessions.contract.json_text import JsonValue
    from sessions.contract.outcome import Outcome
    from sessions.store.expect import Expect


class CurrentExpectations(Expectations):
    """Those of the invocation that is current as this is made.

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
        self._take_over = take_over
        self.name = work.document.current

    @property
    @override
    def is_current(self) -> bool:
        return self._work.document is self._document and self._document.current == self.name

    @property
    @override
    def expect(self) -> Expect | None:
        return self._document.saved.expect if self._document.saved else None

    @property
    @override
    def outcome(self) -> Outcome | None:
        state = self._work.state
        is_known = isinstance(state, Answered) and not self._work.is_edited_since
        return state.outcome if isinstance(state, Answered) and is_known else None

    @property
    @override
    def payload(self) -> JsonValue:
        return self._document.payload

    @property
    @override
    def hidden(self) -> Mapping[str, str]:
        document = self._document
        return self._work.secrets.unsavable(document.session.secrets, document.folder)

    @override
    async def take_over(self) -> bool:
        return self.is_current and await self._take_over()

    @override
    async def put(self, expect: Expect | None) -> None:
        if self.is_current:
            await self._set(expect)
