"""The target of a demo: opened once, asked at each step, by the one way that every send takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessions.contract.invocation import Invocation
from sessions.contract.outcome import Outcome

from .plan import DemoPlan

if TYPE_CHECKING:
    from sessions.targets.target import Target


class DemoTarget:
    """Sends a demo's invocations. Close it when nothing more is to be sent."""

    def __init__(self, plan: DemoPlan) -> None:
        self._plan = plan
        self._target: Target | None = None

    async def call(self, invocation: Invocation) -> Outcome:
        """Send one invocation, and wait for what comes of it."""
        from sessions.sending import open_target, send

        if self._target is None:
            self._target = open_target(self._plan.choice)
            self._target.expect(None)
        return await send(self._target, invocation, secrets=self._plan.secret_values)

    async def close(self) -> None:
        """Let go of the target."""
        if self._target:
            target, self._target = self._target, None
            await target.aclose()
