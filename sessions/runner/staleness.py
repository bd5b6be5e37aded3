"""Whether what a child has loaded is still what lies on disk."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from typing import Final, TypeAlias

Stamp: TypeAlias = tuple[int, int, int, int]
_CLOCK_STEP_NS: Final = 20_000_000
"""How far a file's time may lie behind the clock: file systems take theirs from a coarser one."""


class LoadedFiles:
    """Files as they are just after they were loaded. `since`: when loading began, `time_ns`."""

    def __init__(self, paths: Iterable[str], since: int) -> None:
        self._stamps = {path: _stamp(path) for path in paths}
        latest = max((stamp[1] for stamp in self._stamps.values() if stamp), default=0)
        # What changed while it was being loaded may have been read before or after that.
        self._certain = latest < since - _CLOCK_STEP_NS

    def is_fresh(self) -> bool:
        """Whether loading them again would give the same."""
        return self._certain and all(_stamp(path) == stamp for path, stamp in self._stamps.items())


def now() -> int:
    """Nanoseconds, as the times of files are counted."""
    return time.time_ns()


def _stamp(path: str) -> Stamp | None:
    """None where there is no such file, which may come to be."""
    try:
        status = os.stat(path)  # noqa: PTH116 (hundreds of them before each invocation)
    except (OSError, ValueError):  # of what is no path, such as one with a zero byte
        return None
    changed = status.st_mtime_ns if os.name == "nt" else status.st_ctime_ns
    return status.st_mtime_ns, changed, status.st_size, status.st_ino
