"""Where a child has no namespace to be known by: a "subreaper", to which Linux gives the orphans.

What a hook has started and left to itself becomes a child of the hook's process, not of init, for
as long as that runs; and then of offhook's. So there is always a parent to find it by, whatever it
has done to its session, its process group and its environment (prctl(2), PR_SET_CHILD_SUBREAPER).
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any, Final

_SUBREAPER: Final = 36
_PROC: Final = Path("/proc")
_MOST_SWEEPS: Final = 400
"""With the pauses some seconds: on a busy machine what is killed takes a while to end."""
_PAUSE: Final = 0.005
_ENDED: Final = ("Z", "X", "")


_ours: set[int] = set()
"""Children in sessions of their own that offhook has started itself: each is ended in its time."""


class _Starts:
    """How many children are being started now, and have been: of these it is not known yet."""

    under_way = 0
    count = 0
    known = 0
    """Those that are, and have not been ended."""
    lock = threading.Lock()
    """Children start in the event loop, and are ended in threads."""


def is_possible() -> bool:
    """Whether this system knows subreapers, and shows its processes."""
    return sys.platform == "linux" and _PROC.joinpath("self/stat").exists()


@contextmanager
def starting() -> Generator[dict[str, Any]]:
    """While a child is being started: what `loop.subprocess_exec` is to be told beside.

    Until it is ended this process is a subreaper itself. The child must be `known` at the end.
    """
    adopt = partial(_adopter(), _SUBREAPER, 1, 0, 0, 0)
    with _Starts.lock:
        adopt()
        _Starts.under_way += 1
        _Starts.count += 1
    try:
        yield {"preexec_fn": adopt}
    finally:
        with _Starts.lock:
            _Starts.under_way -= 1
            _leave_orphans()


def know(child: int) -> None:
    """A child of ours that is being started is this process."""
    with _Starts.lock:
        _ours.add(child)
        _Starts.known += 1


def end_offspring(child: int) -> tuple[int, bool]:
    """Kill all that a child has started, while it is stopped itself, and then the child.

    Gives how many had left its process group, and whether none was left in the end.
    """
    _signal(child, signal.SIGSTOP)
    left: set[int] = set()
    is_clean = False
    for _ in range(_MOST_SWEEPS):
        found = _alive_below(child) | _orphans()
        is_clean = not found
        if is_clean:
            break
        left |= {pid for pid in found if _group(pid) not in (child, None)}
        for pid in found:
            _signal(pid, signal.SIGKILL)
        time.sleep(_PAUSE)
    _signal(child, signal.SIGKILL)
    for _ in range(_MOST_SWEEPS):  # then what has ended below it becomes ours to wait for
        if _state(child) in _ENDED and not _children()[child]:
            break  # the last of its threads has ended
        time.sleep(_PAUSE)
    _orphans()
    with _Starts.lock:
        _Starts.known -= 1
        _leave_orphans()
    return len(left), is_clean


@cache
def _adopter() -> Callable[[int, int, int, int, int], int]:
    return ctypes.CDLL(None, use_errno=True).prctl


def _leave_orphans() -> None:
    """Of children in namespaces they go to init again: nobody here waits for those."""
    if not _Starts.known and not _Starts.under_way:
        _adopter()(_SUBREAPER, 0, 0, 0, 0)


def _signal(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except (ProcessLookupError, PermissionError):
        return  # it has ended, or has become somebody else


def _group(pid: int) -> int | None:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return None


def _orphans() -> set[int]:
    """What hooks that have ended left to us, alive: in a session that is none of ours.

    Whatever of it has ended is waited for, so that no zombie stays.
    """
    count, below = _Starts.count, _children()[os.getpid()]
    with _Starts.lock:
        if _Starts.under_way or _Starts.count != count:
            return set()  # one of these may be a child that is not known yet
        _ours.intersection_update(below)  # asyncio waits for those, and then they are gone
        left = below - _ours
    alive: set[int] = set()
    for pid in left:
        try:
            if os.getsid(pid) != os.getsid(0) and os.waitpid(pid, os.WNOHANG) == (0, 0):
                alive |= {pid} | _alive_below(pid)
        except (ProcessLookupError, ChildProcessError):
            continue
    return alive


def _alive_below(pid: int) -> set[int]:
    """Everything that descends from a process, but for zombies: those have ended."""
    children = _children()
    found: set[int] = set()
    waiting = [pid]
    while waiting:
        below = children[waiting.pop()]
        found |= below
        waiting += below
    return {one for one in found if _state(one) not in _ENDED}


def _children() -> defaultdict[int, set[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    for folder in _PROC.iterdir():
        if folder.name.isdigit() and (stat := _stat(int(folder.name))):
            found[int(stat[1])].add(int(folder.name))
    return found


def _state(pid: int) -> str:
    stat = _stat(pid)
    return stat[0] if stat else ""


def _stat(pid: int) -> list[str]:
    """The columns of /proc/PID/stat behind the name of the program: its state, its parent, …"""
    try:
        return (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
