"""What a child may use of the machine, so that a hook's mistake stays the hook's own.

Linux enforces it. On macOS the size of the process is looked at now and then; on Windows only the
limit of JavaScript's own heap holds (`HEAP_LIMIT_MB`).
"""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import subprocess
import sys
from typing import Final

from sessions.files import read_shown

MOST_MEMORY: Final = 1 << 30
"""Bytes of memory that a child may fill, whatever it fills them with."""
LARGEST_FILE: Final = 256 << 20
"""Bytes of a file that a child writes; enough for a log, too little to fill a disk at once."""
WEIGH_INTERVAL: Final = 0.1
"""Seconds between two looks at the size of a child."""
_ROOM: Final = 4
_FILE_LOCKS: Final = 10
"""RLIMIT_LOCKS, of which Linux has made nothing since 2.4.25 (getrlimit(2))."""
_HIGHEST_MARK: Final = 1 << 62
_LEAST_MARKS: Final = 1 << 20
_MARKED: Final = re.compile(rb"\nMax file locks +(\d+)")
HEAP_LIMIT_MB: Final = 512
"""JavaScript's heap in a child: enough for the largest SDK, too little to harm the machine."""
_YOUNG_SPACE_MB: Final = 8
"""Where new objects go: room enough that loading a hook does not end in a garbage collection, which
would be done in the hook's first turn of the event loop."""
NODE_FLAGS: Final = (
    f"--max-old-space-size={HEAP_LIMIT_MB}",
    f"--min-semi-space-size={_YOUNG_SPACE_MB}",
)
"""What Node is started with, so that it keeps to them. With most flags of V8 it takes the code that
it has of its own modules for another V8's, and compiles them again: 10 ms for a hook that calls
nothing, 18 ms for one that has `https`, 35 ms for one with `fetch`. With these Node 24 does not."""


def limit(pid: int) -> None:
    """Set the limits of a process that has just been started. Does nothing but on Linux."""
    if sys.platform == "linux":
        import resource

        _set(pid, resource.RLIMIT_CORE, 0)
        _set(pid, resource.RLIMIT_FSIZE, LARGEST_FILE)


def limit_memory(pid: int) -> None:
    """Set how much memory a process may fill whose interpreter is ready. Linux only.

    RLIMIT_DATA also holds what JavaScript keeps outside its heap, in Buffers. RLIMIT_AS would not
    do: Node reserves far more addresses than it uses. Of late it reserves half a gigabyte that
    counts as data, and as much again for each worker: hence so many times what there is by now.
    """
    if sys.platform == "linux":
        import resource

        _set(pid, resource.RLIMIT_DATA, MOST_MEMORY + _ROOM * _pages(pid, 5))


def mark(pid: int) -> int:
    """Mark a process by a number, and all that it starts from now on; 0 where that cannot be.

    A limit is inherited, whatever a process does to its environment, its session, its namespaces
    and its parent. That of file locks limits nothing.
    """
    if sys.platform != "linux":
        return 0
    import resource

    try:
        _, hard = resource.prlimit(pid, _FILE_LOCKS)
        highest = _HIGHEST_MARK if hard == resource.RLIM_INFINITY else hard
        if highest < _LEAST_MARKS:
            return 0
        number = 1 + secrets.randbelow(highest - 1)
        resource.prlimit(pid, _FILE_LOCKS, (number, number))
    except (ProcessLookupError, PermissionError):
        return 0
    return number


def mark_of(pid: int) -> int:
    """The number that a process is marked by; 0 where it is by none, or has ended."""
    import resource

    try:
        return max(0, resource.prlimit(pid, _FILE_LOCKS)[0])
    except PermissionError:  # it is another user's, whose limits are shown all the same
        return _shown_mark(pid)
    except ProcessLookupError:
        return 0


def _shown_mark(pid: int) -> int:
    try:
        found = _MARKED.search(read_shown(f"/proc/{pid}/limits"))
    except OSError:
        return 0
    return int(found[1]) if found else 0


def _set(pid: int, what: int, most: int) -> None:
    import resource

    if sys.platform != "linux":
        return
    try:
        _, hard = resource.prlimit(pid, what)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.prlimit(pid, what, (allowed, allowed))
    except (ProcessLookupError, PermissionError):
        return  # it has ended already, or the system we are kept in does not let us


async def outgrow(pid: int) -> None:
    """Return when the process is larger than it may be; for one that never is, do not return."""
    while True:
        await asyncio.sleep(WEIGH_INTERVAL)
        if await _resident(pid) > MOST_MEMORY:
            return


async def _resident(pid: int) -> int:
    """Bytes that the process holds in memory; 0 where that is not to be had."""
    if sys.platform == "linux":
        return _pages(pid, 1)
    if sys.platform == "win32":
        return 0
    return await asyncio.to_thread(_asked, pid)


def _pages(pid: int, column: int) -> int:
    """Bytes of one kind: /proc/PID/statm has resident ones in column 1, data in column 5."""
    try:
        columns = read_shown(f"/proc/{pid}/statm").split()
    except OSError:
        return 0
    return int(columns[column]) * os.sysconf("SC_PAGE_SIZE")


def _asked(pid: int) -> int:
    found = subprocess.run(
        ["/bin/ps", "-o", "rss=", "-p", str(pid)], capture_output=True, check=False, text=True
    )
    size = found.stdout.strip()
    return int(size) << 10 if size.isdigit() else 0
