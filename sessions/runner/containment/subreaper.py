"""What a child leaves behind, known by its parent: a "subreaper", to which Linux gives the orphans.

What a hook has started and left to itself becomes a child of offhook's when the hook has ended, not
of init; so there is always a parent to find it by, whatever it has done to its session, its process
group, its environment and its namespaces (prctl(2), PR_SET_CHILD_SUBREAPER). Where a child has no
namespace to be known by, it is a subreaper too, and keeps its orphans for as long as it runs.
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
from contextlib import contextmanager, suppress
from functools import cache, partial
from pathlib import Path
from typing import Any, Final, NamedTuple

from sessions.files import read_shown

_SUBREAPER: Final = 36
_PROC: Final = Path("/proc")
_MOST_SWEEPS: Final = 400
"""With the pauses some seconds: on a busy machine what is killed takes a while to end."""
_PAUSE: Final = 0.005
_WHILE_STARTING: Final = 0.02
_QUIET_SWEEPS: Final = 4
"""So many in a row that find nothing, on a machine that always starts something."""
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


class _Found(NamedTuple):
    """What one sweep has come upon. A process that starts another and ends, over and over, may be
    missed by many a sweep; but it leaves those that have ended, until somebody waits for them."""

    alive: set[int]
    ended: set[int]


_NOTHING: Final = _Found(set(), set())


class _Sweeps:
    """Knows which sweep was the last."""

    def __init__(self) -> None:
        self._quiet = 0
        self._newest = newest_process()
        self._ended: set[int] = set()

    def is_last(self, found: _Found) -> bool:
        """Whether the sweep that found this can have missed nothing."""
        is_still = not found.alive and found.ended == self._ended
        newest = newest_process()
        is_sure = bool(newest) and newest == self._newest  # nothing at all was started since
        self._quiet = self._quiet + 1 if is_still else 0
        self._newest, self._ended = newest, found.ended
        return is_still and (is_sure or self._quiet == _QUIET_SWEEPS)


def newest_process() -> int:
    """The number that the process or thread started last was given; 0 where that is not known."""
    try:
        return int(read_shown("/proc/loadavg").split()[-1])
    except (OSError, ValueError, IndexError):
        return 0


@cache
def is_possible() -> bool:
    """Whether this system knows subreapers, and shows its processes."""
    return sys.platform == "linux" and _PROC.joinpath("self/stat").exists()


@contextmanager
def starting(*, keeps_orphans: bool) -> Generator[dict[str, Any]]:
    """While a child is being started: what else `loop.subprocess_exec` is given.

    Until it is ended this process is a subreaper itself; the child is one where it is to keep its
    orphans. It must be known (`know`) at the end, and let go (`let_go`) when it has been ended.
    """
    adopt = partial(_adopter(), _SUBREAPER, 1, 0, 0, 0)
    with _Starts.lock:
        adopt()
        _Starts.under_way += 1
        _Starts.count += 1
    try:
        yield {"preexec_fn": adopt} if keeps_orphans else {}
    finally:
        with _Starts.lock:
            _Starts.under_way -= 1
            _leave_orphans()


def know(child: int) -> None:
    """A child of ours that is being started is this process."""
    with _Starts.lock:
        _ours.add(child)
        _Starts.known += 1


def let_go() -> None:
    """A child that was known has been ended, with all that it has started."""
    with _Starts.lock:
        _Starts.known -= 1
        _leave_orphans()


def own_children() -> set[int]:
    """Our children, adopted ones and ones that have ended too."""
    return _children_of("self")


def hold(child: int) -> None:
    """Stop a child, which is about to be ended, so that it starts nothing more.

    It is ours, or was forked by one of ours; another process may have its number by now.
    """
    if _parent(child) in (os.getpid(), *_ours):
        _signal(child, signal.SIGSTOP)


def leaves_any(child: int, before: set[int]) -> bool:
    """Whether a child that is on hold, or has ended, leaves anything that it has started."""
    return bool(_children_of(str(child)) or own_children() - before - _ours)


def end_orphans(
    child: int, before: set[int], is_its: Callable[[int], bool | None]
) -> tuple[set[int], bool]:
    """Kill what a child has left, once it is killed itself; each that ends leaves us its own.

    Args:
        child: the child, whose process group is ended already.
        before: children that we had before, which are none of its.
        is_its: says what the child has started; False is another's, which is left to that, and
            None nobody's who still runs, which is ended and not counted as anybody's.

    Returns:
        What had left the child's process group, and whether nothing was left in the end.
    """
    left: set[int] = set()
    sweeps = _Sweeps()
    for _ in range(_MOST_SWEEPS):
        if not _has_let_go(child):
            time.sleep(_PAUSE)
        elif (orphans := _orphans()) is None:
            time.sleep(_WHILE_STARTING)
        else:
            found = _judged(orphans.alive - before, is_its)
            if sweeps.is_last(_Found(set(found), orphans.ended)):
                return left, True
            left |= _left_group(found, child)
            for pid in found:
                _signal(pid, signal.SIGKILL)
            time.sleep(_PAUSE)
    return left, False


def end_offspring(child: int, is_its: Callable[[int], bool | None]) -> tuple[set[int], bool]:
    """Kill all that a child has started, while it is stopped itself, and then the child.

    Of orphans, which a child leaves that has ended itself, `is_its` says as in `end_orphans`.
    Gives what had left its process group, and whether none was left in the end.
    """
    _signal(child, signal.SIGSTOP)
    left: set[int] = set()
    is_clean = False
    sweeps = _Sweeps()
    for _ in range(_MOST_SWEEPS):
        below, orphans = _below(child), _orphans()
        known = orphans or _NOTHING
        found = _judged(known.alive, is_its) | dict.fromkeys(below.alive, True)
        is_last = sweeps.is_last(_Found(set(found), below.ended | known.ended))
        is_clean = is_last and orphans is not None
        if is_clean:
            break
        left |= _left_group(found, child)
        for pid in found:
            _signal(pid, signal.SIGKILL)
        time.sleep(_WHILE_STARTING if orphans is None else _PAUSE)
    _signal(child, signal.SIGKILL)
    for _ in range(_MOST_SWEEPS):  # then what has ended below it becomes ours to wait for
        if _has_let_go(child):
            break
        time.sleep(_PAUSE)
    _orphans()
    return left, is_clean


def _judged(pids: set[int], is_its: Callable[[int], bool | None]) -> dict[int, bool | None]:
    """Those that are not another's, with what is known of them."""
    judged = {pid: is_its(pid) for pid in pids}
    return {pid: its for pid, its in judged.items() if its is not False}


def _left_group(found: dict[int, bool | None], child: int) -> set[int]:
    """The child's own that had left its process group."""
    return {pid for pid, its in found.items() if its and _group(pid) not in (child, None)}


@cache
def _adopter() -> Callable[[int, int, int, int, int], int]:
    return ctypes.CDLL(None, use_errno=True).prctl


def _leave_orphans() -> None:
    """With no child left they go to init again: nobody here waits for those."""
    if not _Starts.known and not _Starts.under_way:
        _adopter()(_SUBREAPER, 0, 0, 0, 0)


def _has_let_go(child: int) -> bool:
    """Whether the last of a killed child's threads has ended, and its orphans are ours."""
    return _state(child) in _ENDED and not _children_of(str(child))


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


def _orphans() -> _Found | None:
    """What hooks that have ended left to us: in a session that is not ours.

    None while a child is being started, which looks like one. Whatever of it has ended is waited
    for, so that no zombie stays.
    """
    found = _Found(set(), set())
    count, below = _Starts.count, own_children()
    with _Starts.lock:
        if _Starts.under_way or _Starts.count != count:
            return None
        # asyncio waits for those, and then they are gone. A list of children that is read while
        # some end may lack others (proc_pid_children(5)), such as the one that forks ours.
        _ours.difference_update([pid for pid in _ours - below if _parent(pid) != os.getpid()])
        left = below - _ours
    for pid in left:
        try:
            if os.getsid(pid) == os.getsid(0):
                continue
            if os.waitpid(pid, os.WNOHANG) != (0, 0):
                found.ended.add(pid)
                continue
        except (ProcessLookupError, ChildProcessError):
            continue
        further = _below(pid)
        found.alive.update({pid}, further.alive)
        found.ended.update(further.ended)
    return found


def _below(pid: int) -> _Found:
    """Everything that descends from a process."""
    found: set[int] = set()
    waiting = [pid]
    while waiting:
        below = _children_of(str(waiting.pop())) - found
        found |= below
        waiting += below
    alive = {one for one in found if _state(one) not in _ENDED}
    return _Found(alive, found - alive)


def _children_of(process: str) -> set[int]:
    """The children of a process, ended ones too; none where it has ended itself."""
    if not _are_children_listed():
        return _children()[os.getpid() if process == "self" else int(process)]
    found: set[int] = set()
    threads = f"/proc/{process}/task"
    with suppress(OSError):
        for thread in os.listdir(threads):  # noqa: PTH208 (four times a child)
            with suppress(OSError):  # this thread has just ended, and left its own to another
                found.update(map(int, read_shown(f"{threads}/{thread}/children").split()))
    return found


@cache
def _are_children_listed() -> bool:
    """Whether Linux is built with CONFIG_PROC_CHILDREN."""
    return (_PROC / "thread-self/children").exists()


def _children() -> defaultdict[int, set[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    for folder in _PROC.iterdir():
        if folder.name.isdigit() and (stat := _stat(int(folder.name))):
            found[int(stat[1])].add(int(folder.name))
    return found


def _state(pid: int) -> str:
    stat = _stat(pid)
    return stat[0] if stat else ""


def _parent(pid: int) -> int | None:
    stat = _stat(pid)
    return int(stat[1]) if stat else None


def _stat(pid: int) -> list[str]:
    """The columns of /proc/PID/stat behind the name of the program: its state, its parent, …"""
    try:
        return os.fsdecode(read_shown(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    except OSError:
        return []
