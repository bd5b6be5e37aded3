"""Faults that a test asks for: at which call, and what happens to it.

| fault | the call is done | the client gets |
|---|---|---|
| drop-before | no | a connection that is cut off |
| drop-after | yes | a connection that is cut off: it cannot know |
| error-before | no | 500 |
| error-after | yes | 500 |
| rate-limited | no | 429 |
"""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Literal, TypeAlias

Fault: TypeAlias = Literal[
    "drop-before", "drop-after", "error-before", "error-after", "rate-limited"
]
Moment: TypeAlias = Literal["before", "after"]


@dataclass
class _Planned:
    """What is to befall calls: `*` in method and path stands for anything."""

    method: str
    path: str
    skip: int
    times: int

    def meets(self, method: str, path: str) -> bool:
        """Whether it is this call's turn, which counts it."""
        if not (fnmatchcase(method, self.method) and fnmatchcase(path, self.path)):
            return False
        if self.skip or not self.times:
            self.skip = max(0, self.skip - 1)
            return False
        self.times -= 1
        return True


@dataclass
class _PlannedFault(_Planned):
    fault: Fault
    headers: dict[str, str]


@dataclass
class Held(_Planned):
    """A call that waits inside the server, so that a test may look, or end the client, then.

    It goes on when it is released, whether its client is still there or not.
    """

    moment: Moment
    reached: threading.Event = field(default_factory=threading.Event)
    """Set as soon as the call waits."""
    _released: threading.Event = field(default_factory=threading.Event)

    def release(self) -> None:
        """Let it go on."""
        self._released.set()

    async def wait(self) -> None:
        """Where the server waits."""
        self.reached.set()
        await asyncio.to_thread(self._released.wait)


class Faults:
    """What tests have asked for. A path is without `/api/v2`, but `/oauth/token` as it is."""

    def __init__(self) -> None:
        self._faults: list[_PlannedFault] = []
        self._held: list[Held] = []

    def add(
        self,
        fault: Fault,
        method: str = "*",
        path: str = "*",
        *,
        skip: int = 0,
        times: int = 1,
        headers: dict[str, str] | None = None,
    ) -> None:
        """Have it befall the next such calls: `skip` of them are let by first, `times` are met.

        `headers` are those of a 429, as `{"retry-after": "2"}` or `x-ratelimit-reset`; names in
        lower case.

        `faults.add("drop-after", "POST", "/actions/actions")`
        """
        self._faults.append(_PlannedFault(method, path, skip, times, fault, headers or {}))

    def hold(
        self,
        method: str = "*",
        path: str = "*",
        *,
        moment: Moment = "before",
        skip: int = 0,
    ) -> Held:
        """Have the next such call wait, before or after it is done, until it is released."""
        held = Held(method, path, skip, 1, moment)
        self._held.append(held)
        return held

    def release(self) -> None:
        """Let every call go on that waits, as when the server ends."""
        for held in self._held:
            held.release()

    def met(self, method: str, path: str) -> tuple[Fault | None, dict[str, str]]:
        """What befalls this call, and the headers that a test has given."""
        for planned in self._faults:
            if planned.meets(method, path):
                return planned.fault, planned.headers
        return None, {}

    def held(self, method: str, path: str) -> Held | None:
        """What holds this call."""
        return next((held for held in self._held if held.meets(method, path)), None)
