"""Whether what a child has loaded is still what lies on disk."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Final

from sessions.files import stamp

_CLOCK_STEP_NS: Final = 20_000_000
"""How far a file's time may lie behind the clock: file systems take theirs from a coarser one."""


class LoadedFiles:
    """Files as they are just after they were loaded. `since`: when loading began, `time_ns`."""

    def __init__(self, paths: Iterable[str], since: int) -> None:
        self._stamps = {path: stamp(path) for path in paths}
        latest = max((each[1] for each in self._stamps.values() if each), default=0)
        # What changed while it was being loaded may have been read before or after that.
        self._certain = latest < since - _CLOCK_STEP_NS

    def is_fresh(self) -> bool:
        """Whether loading them again would give the same."""
        return self._certain and all(stamp(path) == each for path, each in self._stamps.items())


def now() -> int:
    """Nanoseconds, as the times of files are counted."""
    return time.time_ns()
