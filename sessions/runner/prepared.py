"""A process with a program's runner loaded, which forks the program's children: a start takes 45 ms
of a processor, to fork takes two.

Each child is what it would be after a start (`python/offhook_prepared.py`): the hook is loaded in
the child, and nothing of it before. Where that cannot be, children are started.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from signal import SIGKILL
from typing import Final

from sessions.contract.json_text import JsonValue
from sessions.runner.containment import subreaper
from sessions.runner.containment.parent_death import tied
from sessions.runner.containment.process_tree import MARKER
from sessions.runner.containment.resource_limits import limit, limit_memory
from sessions.runner.programs import allowed_environment

from .calling import Program
from .members import Members
from .staleness import LoadedFiles, now
from .waiting import to_the_end, until

START_TIMEOUT: Final = 20.0
_END_TIMEOUT: Final = 5.0
_LONGEST: Final = 1 << 20
_LONGEST_OF_A_CHILD: Final = 1 << 12
"""Bytes of what the process says: of itself, which names files, and later of a child."""
_MOST_READ: Final = 1 << 16


class Forked(asyncio.SubprocessTransport):
    """A child that was forked, as asyncio has those that it starts itself."""

    def __init__(self, listener: asyncio.SubprocessProtocol, pid: int, pipes: dict[int, int]):
        super().__init__()
        self._listener = listener
        self._pid = pid
        self._status: int | None = None
        self._pipes = pipes
        self._loop = asyncio.get_running_loop()
        for stream, pipe in pipes.items():
            self._loop.add_reader(pipe, self._read, stream)

    def get_pid(self) -> int:
        """Its number."""
        return self._pid

    def get_returncode(self) -> int | None:
        """Its exit status, negative for a signal; None while it runs."""
        return self._status

    def get_pipe_transport(self, fd: int) -> None:  # noqa: ARG002
        """None: nothing is written to it by a pipe."""
        return

    def close(self) -> None:
        """End it, and read no more of what it writes."""
        if self._status is None:
            with suppress(ProcessLookupError):
                os.kill(self._pid, SIGKILL)
        for stream in list(self._pipes):
            self._close(stream)

    def ended(self, status: int) -> None:
        """It has ended."""
        self._status = status
        self._listener.process_exited()
        self._tell_if_over()

    def _read(self, stream: int) -> None:
        data = os.read(self._pipes[stream], _MOST_READ)
        if data:
            self._listener.pipe_data_received(stream, data)
        else:
            self._close(stream)

    def _close(self, stream: int) -> None:
        pipe = self._pipes.pop(stream)
        self._loop.remove_reader(pipe)
        os.close(pipe)
        self._tell_if_over()

    def _tell_if_over(self) -> None:
        if self._status is not None and not self._pipes:
            self._loop.call_soon(self._listener.connection_lost, None)


@dataclass(frozen=True, slots=True)
class _Request:
    """A child that is being forked; None comes of it where it cannot be any more."""

    listener: asyncio.SubprocessProtocol
    pipes: dict[int, int]
    child: asyncio.Future[Forked | None]


class Prepared:
    """A prepared process. It ends by `aclose`, or with offhook, and its children with it."""

    _pid: int

    def __init__(self, program: Program) -> None:
        self._program = program
        self._environment = allowed_environment()
        self._files: LoadedFiles | None = None
        self._line, self._theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._line.setblocking(False)
        self._requests: deque[_Request] = deque()
        self._children: dict[int, Forked] = {}
        self._told = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._loop = asyncio.get_running_loop()
        self._life: asyncio.Task[None] | None = None

    async def start(self) -> bool:
        """Start it; whether it can do what it is for.

        Raises:
            OSError: the program cannot be started, or its folder is not there.
        """
        began = now()
        command = await tied(self._program.command)
        space = self._program.reach.space or "none"
        with self._theirs, subreaper.starting(keeps_orphans=False):
            process = await asyncio.create_subprocess_exec(
                *self._program.reach.command,
                *command,
                str(self._theirs.fileno()),
                space,
                start_new_session=True,
                cwd=self._program.folder,
                env=self._environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
                pass_fds=(self._theirs.fileno(),),
            )
            self._pid = process.pid
            subreaper.know(self._pid)
        self._life = asyncio.create_task(self._live(process, began))
        self._loop.add_reader(self._line, self._hear, began)
        await until(self._told, START_TIMEOUT)
        if self._files is None:
            return False
        limit(self._pid)  # which its children inherit
        limit_memory(self._pid)
        return True

    def is_fit(self, program: Program) -> bool:
        """Whether a child that it forks is what one would be that is started now."""
        return (
            self._files is not None
            and (self._program, self._environment) == (program, allowed_environment())
            and self._files.is_fresh()
        )

    async def fork(
        self, listener: asyncio.SubprocessProtocol, line: int, marker: str
    ) -> Forked | None:
        """Fork a child, which `listener` hears of; None where this process has ended.

        Args:
            listener: what asyncio would call for a child that it starts.
            line: the descriptor of the child's channel.
            marker: the one that its own children inherit.

        Raises:
            OSError: the program's folder is not there.
        """
        environment: dict[str, JsonValue] = {MARKER: marker}
        folder = os.open(self._program.folder, os.O_RDONLY | os.O_DIRECTORY)
        (stdout, to_stdout), (stderr, to_stderr) = os.pipe(), os.pipe()
        try:
            text = json.dumps({"environment": environment}).encode("ascii")
            socket.send_fds(self._line, [text], [line, to_stdout, to_stderr, folder])
        except OSError:  # it has ended
            _close(stdout, stderr)
            return None
        finally:
            _close(to_stdout, to_stderr, folder)
        request = _Request(listener, {1: stdout, 2: stderr}, self._loop.create_future())
        self._requests.append(request)
        self._idle.clear()
        try:
            async with asyncio.timeout(START_TIMEOUT):
                return await request.child
        except TimeoutError:  # somebody has stopped it
            self._hang_up()
            return None

    async def retire(self) -> None:
        """End it once its children have ended by themselves, however long they run."""
        await self._idle.wait()
        await to_the_end(self.aclose())

    async def aclose(self) -> None:
        """End it, whose children have been ended, once it knows of that; wait for its end."""
        await until(self._idle, _END_TIMEOUT)
        self._hang_up()
        if self._life and not (await asyncio.wait([self._life], timeout=_END_TIMEOUT))[0]:
            with suppress(ProcessLookupError):
                os.kill(self._pid, SIGKILL)  # what Python does at its start has no end
            await self._life

    # What it says

    def _hear(self, began: int) -> None:
        try:
            longest = _LONGEST if self._files is None else _LONGEST_OF_A_CHILD
            said = Members(json.loads(self._line.recv(longest)))
            if said.has("forked"):
                self._begin(self._requests.popleft(), said.whole("forked"))
            elif said.has("ended"):
                self._end(said.whole("ended"), said.whole("status"))
            elif said.has("files"):
                self._files = LoadedFiles(said.texts("files"), began)
                self._told.set()
        except ConnectionResetError:
            return  # it has ended; what it had said before is read next
        except (OSError, ValueError):  # it has ended, or cannot do what it is for
            self._hang_up()

    def _begin(self, request: _Request, pid: int) -> None:
        child = Forked(request.listener, pid, request.pipes)
        self._children[pid] = child
        if request.child.cancelled():
            child.close()
        else:
            request.child.set_result(child)

    def _end(self, pid: int, status: int) -> None:
        child = self._children.pop(pid)
        self._note_if_idle()
        child.ended(status)

    def _note_if_idle(self) -> None:
        if not self._children and not self._requests:
            self._idle.set()

    # Its end

    def _hang_up(self) -> None:
        """By this it ends, or has ended itself."""
        self._files = None
        if self._line.fileno() >= 0:
            self._loop.remove_reader(self._line)
            self._line.close()
        self._told.set()
        for request in self._requests:
            _close(*request.pipes.values())
            if not request.child.cancelled():
                request.child.set_result(None)
        self._requests.clear()
        self._idle.set()  # its children end with it

    async def _live(self, process: asyncio.subprocess.Process, began: int) -> None:
        await process.wait()
        while self._line.fileno() >= 0:
            self._hear(began)
        for pid in list(self._children):  # which were ended with it, and came to be ours
            self._end(pid, await asyncio.to_thread(_status_of, pid))
        subreaper.let_go()


class Preparation:
    """The prepared process of a target, if there is to be one: another when that is not fit."""

    def __init__(self) -> None:
        self._prepared: Prepared | None = None
        self._lock = asyncio.Lock()
        self._unable: list[Program] = []
        self._endings: dict[Prepared, asyncio.Task[None]] = {}

    async def of(self, program: Program, *, start: bool) -> Prepared | None:
        """The process to fork from; None where children of this program are to be started.

        `start`: whether it is worth its start.

        Raises:
            OSError: the program cannot be started, or its folder is not there.
        """
        if not program.is_forked or program in self._unable or not subreaper.is_possible():
            return None
        async with self._lock:
            if self._prepared and not self._prepared.is_fit(program):
                self._retire()
            if not self._prepared and start:
                self._prepared = Prepared(program)
                if not await self._prepared.start():
                    self._unable.append(program)
                    self._retire()
            return self._prepared

    async def aclose(self) -> None:
        """End it, and those before it; all children have been ended."""
        async with self._lock:
            self._retire()
        for prepared, ending in list(self._endings.items()):
            await prepared.aclose()
            await ending

    def _retire(self) -> None:
        prepared, self._prepared = self._prepared, None
        if prepared:
            ending = self._endings[prepared] = asyncio.create_task(prepared.retire())
            ending.add_done_callback(lambda _: self._endings.pop(prepared))


def _status_of(child: int) -> int:
    """The exit status of a child that has come to be ours."""
    try:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    except ChildProcessError:  # another waited for it
        return -SIGKILL


def _close(*descriptors: int) -> None:
    for descriptor in descriptors:
        os.close(descriptor)
