"""Around a child process: the environment it is given, and the end of all that it leaves behind."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from sessions.files import read_shown
from sessions.runner.programs import allowed_environment, on_path
from sessions.runner.waiting import to_the_end

from . import resource_limits, subreaper
from .network_namespace import Space, space_of
from .subreaper import newest_process

MARKER: Final = "OFFHOOK_CHILD"
"""The environment variable by which a child's own children are recognized, beside a namespace."""

_PROC: Final = Path("/proc")
_MOST_SWEEPS: Final = 5
_FEW: Final = 64
_MOST_LOOKS: Final = 20
_LOOK_AGAIN: Final = 0.0005
_VIRTUAL_SIZE: Final = 20
"""Column of /proc/PID/stat, counted behind the name of the program (proc_pid_stat(5))."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What all that a child starts is known by: a limit, a namespace, or an entry of its
    environment."""

    entry: bytes
    spaces: dict[Space, str]
    number: int = 0
    """As `limits.mark` gives it."""

    def is_on(self, pid: int) -> bool:
        """Whether a process carries it."""
        if self.number and resource_limits.mark_of(pid) == self.number:
            return True
        if any(space_of(pid, kind) == name for kind, name in self.spaces.items()):
            return True
        return _environment_has(self.entry, pid)


class Offspring:
    """What a child starts from some moment on: found by `marker`, and ended with the child."""

    def __init__(self, marker: str, *, is_marked: bool) -> None:
        self._marker = marker
        self._has_parents = subreaper.is_possible()
        self._is_adopted = not is_marked and self._has_parents
        self._before: set[int] = set()
        self._spaces: dict[Space, str] = {}
        self._held: dict[Space, int] = {}
        self._number = 0
        self._since = 0
        self._is_alone = False
        self._is_ended = False
        self.child = 0
        """Its process, once that is known."""
        self.left_running = 0
        """Processes that had left the child's process group, and ran until they were ended."""
        self.is_all_ended = True
        """Whether a last look has found nothing more."""

    def beginning(self) -> AbstractContextManager[dict[str, Any]]:
        """While the child is being started: what else `loop.subprocess_exec` is given."""
        if not self._has_parents:
            return nullcontext({})
        return subreaper.starting(keeps_orphans=self._is_adopted)

    def spawned(self, child: int) -> None:
        """The child is this process."""
        self.child = child
        self._number = resource_limits.mark(child)
        _running.add(self)
        if self._has_parents:
            subreaper.know(child)

    def started(self, child: int) -> None:
        """The child runs by now, in the namespaces that all it starts is known by."""
        if self._is_ended or self._held:
            return
        self._held = _opened_spaces(child)
        # Held open until the end: the number of a namespace that is gone is soon another child's.
        self._spaces = {kind: _name_of(held) for kind, held in self._held.items()}

    def begin(self) -> None:
        """The child is about to learn what to run."""
        self._since = newest_process()
        self._before = subreaper.own_children() if self._has_parents else set()

    def look(self) -> None:
        """The child may now wait for long: note whether it is alone so far."""
        self._is_alone = not self._is_adopted and is_alone(self._mark, self._since)

    def go_on(self) -> None:
        """The child's wait is over; if it was alone, only what it starts now is to be found."""
        if self._is_alone:
            self._since = newest_process()

    async def end(self, child: int) -> None:
        """End the child and all that it has started, once."""
        if self._is_ended:
            return
        self._is_ended = True
        try:
            await to_the_end(self._end(child))  # the sweep, a thread, cannot be stopped
        finally:
            _running.discard(self)
            if self._has_parents:
                subreaper.let_go()
            for held in self._held.values():
                os.close(held)

    async def _end(self, child: int) -> None:
        if self._is_adopted:
            ended = await asyncio.to_thread(subreaper.end_offspring, child, self._is_ours)
            left, self.is_all_ended = ended
            self.left_running = len(left)
            return
        if self._has_parents:
            subreaper.hold(child)
        leaves_any = self._has_parents and subreaper.leaves_any(child, self._before)
        await end_group(child)
        strays = (self._mark, child, self._since)
        if is_quick_to_sweep(self._since):
            ended = end_strays(*strays)
        else:
            ended = await asyncio.to_thread(end_strays, *strays)
        left, self.is_all_ended = ended
        if leaves_any:  # by its parent is known what has left the namespaces as well
            orphans = (child, self._before, self._is_ours)
            more, is_last = await asyncio.to_thread(subreaper.end_orphans, *orphans)
            left, self.is_all_ended = left | more, self.is_all_ended and is_last
        self.left_running = len(left)

    def _is_ours(self, pid: int) -> bool | None:
        """Whether this child has started a process; None where no child that runs has."""
        if self._mark.is_on(pid):
            return True
        others = [other for other in list(_running) if other is not self]
        if any(other._mark.is_on(pid) for other in others):
            return False
        return None

    @property
    def _mark(self) -> Mark:
        return Mark(f"{MARKER}={self._marker}".encode(), self._spaces, self._number)


_running: set[Offspring] = set()
"""Of the children that have not been ended, with all that they have started."""


def child_environment(marker: str) -> dict[str, str]:
    """What a child sees of our environment, and the marker that its own children inherit."""
    return {**allowed_environment(), MARKER: marker}


async def end_group(leader: int) -> None:
    """Kill the process group of a child that was started in a session of its own."""
    if os.name == "nt":  # which has no groups to kill, but knows whose child a process is
        await asyncio.to_thread(_end_tree, leader)
        return
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return  # nobody is left in it; macOS says so with EPERM


def _end_tree(leader: int) -> None:
    """Kill a process of Windows and all that it has started, and wait for the program that does."""
    taskkill = on_path("taskkill") or "taskkill"
    command = [taskkill, "/F", "/T", "/PID", str(leader)]
    subprocess.run(command, capture_output=True, check=False)


def end_strays(mark: Mark, group: int, since: int = 0) -> tuple[set[int], bool]:
    """Kill what carries the mark but has left the process group; which, and whether all.

    Only processes newer than `since` (`newest_process`) are looked at. Reads /proc, which only
    Linux has; elsewhere the process group is all that is ended.
    """
    ended: set[int] = set()
    for _ in range(_MOST_SWEEPS):  # what is being ended may just have started another
        carrying = _carrying(mark, _started(since))
        strays = {pid for pid in carrying if _kill_outside(group, pid)}
        if not strays - ended:
            return ended, True
        ended |= strays
    return ended, False


def is_quick_to_sweep(since: int) -> bool:
    """Whether so little has been started since that `end_strays` takes next to no time."""
    return _recent(since, newest_process()) is not None


def is_alone(mark: Mark, since: int) -> bool:
    """Whether no process that carries the mark and was started since then still runs; False where
    unsure."""
    recent = _recent(since, newest_process())
    return recent is not None and all(map(_is_thread, _carrying(mark, recent)))


def _opened_spaces(child: int) -> dict[Space, int]:
    """The namespaces that the child has and we have not, as descriptors."""
    opened: dict[Space, int] = {}
    kinds: tuple[Space, Space] = ("net", "uts")
    for kind in kinds:
        if space_of(child, kind) in ("", _own_space(kind)):
            continue
        try:
            opened[kind] = os.open(f"/proc/{child}/ns/{kind}", os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            continue  # it has just ended, or is not ours to look into
    return opened


@cache
def _own_space(kind: Space) -> str:
    return space_of("self", kind)


def _name_of(space: int) -> str:
    return os.readlink(f"/proc/self/fd/{space}")  # noqa: PTH115 (with each child, and soon)


def _carrying(mark: Mark, started: Iterable[int]) -> list[int]:
    """What of this carries the mark; a child that runs is known, and no stray."""
    children = {offspring.child for offspring in list(_running)}
    return [pid for pid in started if pid not in children and mark.is_on(pid)]


def _recent(since: int, newest: int) -> range | None:
    """The numbers given since then, where they are few; None where they are not, or not known."""
    is_known = since and newest and 0 <= newest - since <= _FEW
    return range(since + 1, newest + 1) if is_known else None


def _started(since: int) -> Iterable[int]:
    """The processes newer than `since`, maybe threads too. Numbers are given in a circle."""
    newest = newest_process() if since else 0
    if (recent := _recent(since, newest)) is not None:
        return recent
    if not _PROC.is_dir():
        return []
    pids = [int(folder.name) for folder in _PROC.iterdir() if folder.name.isdigit()]
    if not newest:
        return pids
    if newest >= since:
        return [pid for pid in pids if since < pid <= newest]
    return [pid for pid in pids if pid > since or pid <= newest]


def _environment_has(entry: bytes, pid: int) -> bool:
    """Whether a process has this in its environment, which one that just starts shows soon."""
    for _ in range(_MOST_LOOKS):
        try:
            text = read_shown(f"/proc/{pid}/environ")
        except OSError:
            return False  # it has ended, or belongs to somebody else
        if text or not _is_program(pid):
            return entry in text
        time.sleep(_LOOK_AGAIN)
    return False


def _is_program(pid: int) -> bool:
    """Whether a process has memory of its own, as no zombie and no thread of the kernel does."""
    try:
        stat = read_shown(f"/proc/{pid}/stat")
    except OSError:
        return False  # it has just ended
    return stat.rpartition(b")")[2].split()[_VIRTUAL_SIZE] != b"0"


def _kill_outside(group: int, pid: int) -> bool:
    try:
        if os.getpgid(pid) == group or _is_thread(pid):
            return False  # about to end, with its group or its process
        os.kill(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _is_thread(pid: int) -> bool:
    try:
        status = read_shown(f"/proc/{pid}/status")
    except OSError:
        return False  # it has just ended
    return f"\nTgid:\t{pid}\n".encode() not in status
