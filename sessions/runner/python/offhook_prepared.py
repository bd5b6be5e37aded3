"""Forks a child for each invocation, which then runs as if its Python had just been started.

`python runner.py CHANNEL SPACE`: offhook asks over CHANNEL, by one packet with the descriptors
that the child is to have, and hears by one which process that is, and how it has ended. Only what
the runner needs is loaded here, and nothing of the hook's, so that a child finds what it would find
after a start of its own. Linux only. It ends at once where it cannot, and offhook does without.
"""
# ruff: noqa: PTH100, PTH118, PTH120, PTH208
# (pathlib would cost every start three milliseconds)

from __future__ import annotations

import gc
import json
import os
import select
import sys
from typing import Any

import offhook_channel as channel
import offhook_files as files

_LONGEST = 1 << 16
_PASSED = 4
"""Descriptors that come with a request: of the channel, stdout, stderr, and the folder."""
_INT = 4
"""Bytes that a descriptor takes in a packet."""
_KILL = 9
_SET_PARENT_DEATH_SIGNAL, _SET_DUMPABLE, _SET_SUBREAPER = 1, 4, 36
"""Of prctl(2)."""
_NEW_SPACES = {"net": 0x40000000, "uts": 0x04000000, "none": 0}
_NEW_USER = 0x10000000
"""`CLONE_NEWNET`, `CLONE_NEWUTS`, `CLONE_NEWUSER` of unshare(2)."""
_CAPABILITIES = b"\x22\x05\x08\x20" if sys.byteorder == "little" else b"\x20\x08\x05\x22"
"""The version of capset(2) that takes two sets of three words."""

_STANDARD_LIBRARY = os.path.join(os.path.dirname(os.__file__), "")
_OURS = os.path.dirname(os.path.abspath(__file__))

Facts = dict[str, Any]

_kept: list[Any] = []
"""What this process alone needs. To take it to pieces would cost each child half a millisecond."""


class Unable(Exception):
    """This system, or this Python, does not fork such children."""


class _System:
    """What Python itself has no functions for, or has had them for a few years only."""

    def __init__(self) -> None:
        try:
            import ctypes
        except ImportError as problem:
            raise Unable(str(problem)) from None
        self._error = ctypes.get_errno
        self._library: Any = ctypes.CDLL(None, use_errno=True)

    def control(self, what: int, value: int) -> None:
        """prctl(2). Raises OSError."""
        self._check(self._library.prctl(what, value, 0, 0, 0))

    def unshare(self, space: str) -> None:
        """Go into a namespace of one's own, as the same user. Raises OSError."""
        try:
            self._check(self._library.unshare(_NEW_SPACES[space]))
        except PermissionError:  # but who makes a namespace of users may do the rest in it
            user, group = os.geteuid(), os.getegid()
            self._check(self._library.unshare(_NEW_SPACES[space] | _NEW_USER))
            _write("/proc/self/setgroups", "deny")
            _write("/proc/self/uid_map", f"{user} {user} 1")
            _write("/proc/self/gid_map", f"{group} {group} 1")
            if user:  # whom a program's start leaves no rights beyond his own
                self._check(self._library.capset(_CAPABILITIES + bytes(4), bytes(24)))

    def _check(self, result: int) -> None:
        if result:
            number = self._error()
            raise OSError(number, os.strerror(number))


def _write(file: str, text: str) -> None:
    with open(file, "w", encoding="ascii") as opened:  # noqa: PTH123 (pathlib is not loaded)
        opened.write(text)


def serve(space: str) -> None:
    """Fork a child for each request; returns in each of them, and only there.

    `space` is the namespace that each child has for itself, as this process has: `net` or `uts`; of
    `none`, each child keeps what its own children leave, so that there is a way to find it.
    """
    files.know(name for name in sys.modules if name != __name__)
    import _socket

    offhook = _socket.socket(fileno=channel.IN)
    try:
        forking = _Forking(offhook, _socket.CMSG_SPACE(_PASSED * _INT), space)
        forking.try_out()
    except (Unable, OSError):
        channel.leave(1)
    ours = [name for name in sys.modules if not files.is_known(name)]
    gc.collect()
    gc.freeze()  # what never goes away is not looked at again, nor copied for a child
    offhook.send(_packet(files=_files()))
    # Nothing of it is taken to pieces in a child, which would copy what it touches.
    _kept.extend((offhook, forking, *map(sys.modules.pop, ours)))
    forking.until_forked()


class _Forking:
    """The children that have been forked and not ended."""

    def __init__(self, offhook: Any, room: int, space: str) -> None:
        if not hasattr(os, "pidfd_open"):
            raise Unable("there is no pidfd_open")
        if len(os.listdir("/proc/self/task")) > 1:
            raise Unable("there are threads, which do not come along")
        self._offhook = offhook
        self._room = room
        self._space = space
        self._system = _System()
        self._running: dict[int, int] = {}
        """The child of each descriptor that tells when it has ended."""
        self._waiting = select.poll()
        self._waiting.register(offhook, select.POLLIN)

    def try_out(self) -> None:
        """Raises Unable, or OSError: a child cannot be what it is to be."""
        parent = os.getpid()
        trial = os.fork()
        if not trial:
            status = 1
            try:
                self._begin(parent)
                status = 0
            finally:
                channel.leave(status)
        if os.waitpid(trial, 0)[1]:
            raise Unable("a child that was forked to try it out has failed")

    def until_forked(self) -> None:
        """Do as offhook asks; returns in a child. Ends with the last child, or with offhook."""
        while True:
            for descriptor, _ in self._waiting.poll():
                if descriptor in self._running:
                    self._report(descriptor)
                elif self._fork():
                    return

    def _fork(self) -> bool:
        """Whether this is a child."""
        text, data, _, _ = self._offhook.recvmsg(_LONGEST, self._room)
        if not text:
            channel.leave(0)  # offhook wants no more, or is gone; and what runs still ends with us
        passed = _descriptors(data)
        parent = os.getpid()
        child = os.fork()
        if not child:
            self._become(json.loads(text), passed, parent)
            return True
        for descriptor in passed:
            os.close(descriptor)
        running = os.pidfd_open(child)
        self._running[running] = child
        self._waiting.register(running, select.POLLIN)
        self._offhook.send(_packet(forked=child))
        return False

    def _become(self, request: Facts, passed: list[int], parent: int) -> None:
        """Be a process of its own that knows nothing of the others."""
        line, stdout, stderr, folder = passed
        for running in self._running:
            os.close(running)
        os.fchdir(folder)
        os.dup2(stdout, 1)
        os.dup2(stderr, 2)
        os.dup2(line, channel.IN)  # in the place of this process's own
        for descriptor in passed:
            os.close(descriptor)
        try:
            self._begin(parent)
        except OSError:
            channel.leave(1)  # offhook is not heard from before the runner speaks
        for name, text in request["environment"].items():
            os.environ[name] = text
        channel.begin()

    def _begin(self, parent: int) -> None:
        """What a program's start does for it otherwise (`containment/`). Raises OSError."""
        os.setsid()
        self._system.unshare(self._space)
        # Both are lost by whoever becomes root of a namespace of users.
        self._system.control(_SET_DUMPABLE, 1)
        self._system.control(_SET_PARENT_DEATH_SIGNAL, _KILL)
        if os.getppid() != parent:
            channel.leave(1)  # it has ended before it was asked for
        if self._space == "none":
            self._system.control(_SET_SUBREAPER, 1)

    def _report(self, descriptor: int) -> None:
        """Say how a child has ended."""
        self._waiting.unregister(descriptor)
        os.close(descriptor)
        child = self._running.pop(descriptor)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        self._offhook.send(_packet(ended=child, status=status))


def _descriptors(data: list[tuple[int, int, bytes]]) -> list[int]:
    """Those that have come with a packet."""
    joined = b"".join(passed for _, _, passed in data)
    parts = (joined[at : at + _INT] for at in range(0, len(joined), _INT))
    return [int.from_bytes(part, sys.byteorder) for part in parts]


def _packet(**facts: Any) -> bytes:
    return json.dumps(facts).encode("ascii")


def _files() -> list[str]:
    """What makes a start another one when it changes: Python itself, and what `site` has read.
    Our own is left out, which changes with offhook: twelve files, looked at before each fork."""
    modules = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
    found = {file for file in modules if isinstance(file, str) and _may_change(file)}
    found.update((sys.executable, os.path.join(sys.prefix, "pyvenv.cfg")))
    for folder in filter(os.path.isdir, sys.path):
        found.add(folder)
        names = (name for name in os.listdir(folder) if name.endswith(".pth"))
        found.update(os.path.join(folder, name) for name in names)
    return sorted(found)


def _may_change(file: str) -> bool:
    """Whether a module changes by itself, and not with Python, by which the folder of all modules
    of the standard library changes as well, or with offhook."""
    is_standard = file.startswith(_STANDARD_LIBRARY) and "-packages" not in file
    return not is_standard and os.path.dirname(file) != _OURS
