"""The clock of a demo: it runs like any other, and can be put forward."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta


class Clock:
    """Counts seconds from its making on, and knows the time of day at each of them."""

    def __init__(
        self,
        seconds: Callable[[], float] = time.monotonic,
        wall: Callable[[], datetime] = datetime.now,
    ) -> None:
        self._seconds = seconds
        self._start = seconds()
        self._began = wall()
        self._ahead = 0.0

    @property
    def now(self) -> float:
        """Seconds since the clock was made, those included by which it was put forward."""
        return self._seconds() - self._start + self._ahead

    def forward(self, seconds: float) -> None:
        """Put the clock forward."""
        self._ahead += seconds

    def put_back(self, now: float) -> None:
        """Have it be `now` again, a moment that it has been before."""
        self._ahead += now - self.now

    def time(self, at: float) -> str:
        """The time of day at some second: `09:41:05`."""
        return f"{self._began + timedelta(seconds=at):%H:%M:%S}"
