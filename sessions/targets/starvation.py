"""How long the machine has kept a process from running that could have: no hook's time.

Linux counts it for each thread, in /proc/PID/schedstat (nanoseconds that it ran, that it stood in
the queue, times that it came to run). Elsewhere nothing is known of it, and every second counts.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

NOTEWORTHY: Final = 0.02
"""Seconds: less than this is the ordinary course of things."""
MOST_GRANTED: Final = 10.0
"""Seconds that a child is given at most, in all, because the machine was busy otherwise."""


class Starvation:
    """What a child, and offhook itself, which answers its calls, were kept waiting."""

    def __init__(self) -> None:
        self._granted = 0.0
        self._own = _queued("thread-self")

    def grant(self, child: int) -> float:
        """Seconds that came up since the last time; 0 where they are few, or all is used up."""
        kept = _queued(str(child)) + _queued("thread-self") - self._own
        due = min(kept, MOST_GRANTED) - self._granted
        if due < NOTEWORTHY:
            return 0.0
        self._granted += due
        return due


def _queued(process: str) -> float:
    try:
        return int(Path(f"/proc/{process}/schedstat").read_text().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0
