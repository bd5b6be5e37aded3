"""How fast invocations are sent, whatever number of them is under way."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable


class Pace:
    """Lets one through each `1 / rate` seconds. One that comes late makes no other hurry."""

    def __init__(
        self,
        rate: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._between = 1 / rate
        self._clock = clock
        self._sleep = sleep
        self._next = clock()

    async def wait(self) -> None:
        """Return when it is time for the next one."""
        now = self._clock()
        at = max(self._next, now)
        self._next = at + self._between
        if at > now:
            await self._sleep(at - now)
