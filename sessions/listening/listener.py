"""Takes what was received, one after another and some at a time, and has a target answer it."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, TypeAlias

from sessions.contract.invocation import Invocation
from sessions.contract.json_text import JsonValue
from sessions.contract.outcome import Outcome
from sessions.sending import send
from sessions.targets.target import Target

from .answering import answer
from .bounds import Bounds
from .reading import Form, Incoming, read_body
from .refused import Refused
from .signing import Guard, Way


@dataclass(frozen=True, slots=True)
class Received:
    """An invocation that came, and what came of it."""

    number: int
    """Counted from 1, by when they came."""
    at: datetime
    form: Form
    invocation: Invocation
    outcome: Outcome


Tell: TypeAlias = Callable[[Received], Awaitable[None]]
_BUSY: Final = "Too many invocations wait for their turn; try again later."


class Listener:
    """What stands between the requests and the target.

    `told` is awaited with each invocation after it was answered by the target, and before its
    sender has the answer: what it records is there once the sender knows.
    """

    def __init__(
        self,
        target: Target,
        guard: Guard,
        told: Tell,
        *,
        secrets: Mapping[str, str],
        bounds: Bounds,
        prepared: Callable[[Invocation], Invocation] = lambda invocation: invocation,
    ) -> None:
        self.bounds = bounds
        self.guard = guard
        self._target = target
        self._told = told
        self._secrets = secrets
        self._prepared = prepared
        self._turns = asyncio.Semaphore(bounds.at_once)
        self._here = 0
        self._count = 0
        self._budget = _Budget(bounds.rate, bounds.burst)
        target.expect(None, bounds.at_once)

    def check_room(self) -> None:
        """Raise Refused where no more may come now, before anything of it is read."""
        if self._here >= self.bounds.at_once + self.bounds.waiting:
            raise Refused(503, _BUSY, 1)

    async def take(
        self, way: Way, headers: Mapping[str, str], content: bytes
    ) -> tuple[int, JsonValue]:
        """The HTTP status and the body of the answer to a request whose head is in order.

        Raises Refused.
        """
        self.guard.check(way, headers, content)
        incoming = read_body(content)
        if way == "token" and incoming.form != "passwordless":
            raise Refused(401, "A token is what a passwordless gateway is sent.")
        self.check_room()
        if wait := self._budget.wait(asyncio.get_running_loop().time()):
            raise Refused(429, "Too many invocations in a second.", max(1, math.ceil(wait)))
        self.guard.remember(way, headers)
        self._budget.spend()
        self._here += 1
        try:
            return await self._in_turn(incoming)
        finally:
            self._here -= 1

    async def _in_turn(self, incoming: Incoming) -> tuple[int, JsonValue]:
        at, self._count = datetime.now().astimezone(), self._count + 1
        number = self._count
        try:
            async with asyncio.timeout(self.bounds.waiting_seconds):
                await self._turns.acquire()
        except TimeoutError:
            raise Refused(503, _BUSY, 1) from None
        try:
            invocation = replace(self._prepared(incoming.invocation), name=f"received-{number}")
            outcome = await send(
                self._target,
                invocation,
                secrets=self._secrets,
                timeout=self._target.settings.timeout or self.bounds.answer_seconds,
            )
        finally:
            self._turns.release()
        await self._told(Received(number, at, incoming.form, invocation, outcome))
        return answer(incoming.form, outcome)


class _Budget:
    """So many in a second on the average, and so many at once."""

    def __init__(self, rate: float, burst: int) -> None:
        self._rate = rate
        self._burst = burst
        self._left = float(burst)
        self._at = 0.0

    def wait(self, now: float) -> float:
        """Seconds until there is one to spend; 0 where there is one now."""
        self._left = min(self._burst, self._left + (now - self._at) * self._rate)
        self._at = now
        return 0.0 if self._left >= 1 else (1 - self._left) / self._rate

    def spend(self) -> None:
        """Take one away."""
        self._left -= 1
