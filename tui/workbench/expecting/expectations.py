"""What is expected of an invocation, as the dialog edits it, wherever it is kept."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sessions.contract.json_text import JsonValue
    from sessions.contract.outcome import Outcome
    from sessions.replay.expect_offers import JudgedRow, Offer
    from sessions.store.expect import Expect


class Expectations(ABC):
    """Reads and changes the expectations of one invocation, called `name`."""

    name: str

    @property
    @abstractmethod
    def is_current(self) -> bool:
        """Whether they may still be changed."""

    @property
    @abstractmethod
    def expect(self) -> Expect | None:
        """What is expected now."""

    @property
    @abstractmethod
    def outcome(self) -> Outcome | None:
        """What it came to; None where that is not known, or was not of this payload."""

    @property
    @abstractmethod
    def payload(self) -> JsonValue:
        """What is sent."""

    @property
    @abstractmethod
    def hidden(self) -> Mapping[str, str]:
        """The values that no file may hold, by their names."""

    @abstractmethod
    async def put(self, expect: Expect | None) -> None:
        """Expect this from now on, as one edit."""

    @abstractmethod
    async def take_over(self) -> bool:
        """Take over the outcome as what is expected; False where there is none."""

    async def rows(self) -> list[JudgedRow]:
        """Each expectation, and what the outcome has beside it."""
        from sessions.replay.expect_offers import judged_rows

        return await asyncio.to_thread(judged_rows, self.expect, self.outcome)

    async def offers(self) -> list[Offer]:
        """What of the outcome can be expected, too."""
        from sessions.replay.expect_offers import offers

        if (outcome := self.outcome) is None:
            return []
        return await asyncio.to_thread(offers, self.expect, outcome, self.payload, self.hidden)
