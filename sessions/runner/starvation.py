"""How long the machine has kept a process from running that could have: no hook's time.

Linux counts it for each thread, in /proc/PID/schedstat (nanoseconds that it ran, that it stood in
the queue, times that it came to run). Elsewhere nothing is known of it, and every second counts.
"""

from __future__ import annotations

import contextlib
from glob import glob
from pathlib import Path
from typing import Final

from sessions.files import read_shown

NOTEWORTHY: Final = 0.02
"""Seconds: less than this is the ordinary course of things."""
MOST_GRANTED: Final = 10.0
"""Seconds that a child is given at most, in all, because the machine was busy otherwise."""


class Starvation:
    """What a child, and offhook itself, which answers its calls, are kept waiting from now on."""

    def __init__(self, child: int, *, threads: bool = False) -> None:
        """`threads`: what is waited for is done by any of the child's threads, not by its first."""
        self._child = f"{child}/task/*" if threads else str(child)
        self._granted = 0.0
        self._before = self._queued()

    def grant(self) -> float:
        """Seconds that came up since the last time; 0 where they are few, or all is used up."""
        due = min(self._queued() - self._before, MOST_GRANTED) - self._granted
        if due < NOTEWORTHY:
            return 0.0
        self._granted += due
        return due

    def _queued(self) -> float:
        return _queued(self._child) + _queued("thread-self")


def is_stopped(process: int) -> bool:
    """Whether a signal has stopped a process (SIGSTOP and its like); False where nobody knows."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] == "T"  # proc_pid_stat(5)


def _queued(processes: str) -> float:
    """Seconds in all; those of a process or thread that has ended meanwhile are not known."""
    seconds = 0.0
    file = f"/proc/{processes}/schedstat"
    for each in glob(file) if "*" in file else (file,):  # noqa: PTH207 (with each invocation)
        with contextlib.suppress(OSError, ValueError, IndexError):
            seconds += int(read_shown(each).split()[1]) / 1e9
    return seconds
