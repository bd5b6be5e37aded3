"""One child process for one invocation: spawned, followed to its result, ended with all it started.

The child has a private channel. The first message that it is sent carries a nonce, and of what it
says only lines that carry the nonce count: a hook that writes to the channel is not heard. A child
may be spawned, and told what to load, long before it is told what to call it with.
"""

from __future__ import annotations

import asyncio
import json
import math
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

from sessions.contract.answers import GivenAnswer
from sessions.contract.fault import Fault
from sessions.runner.containment.parent_death import tied
from sessions.runner.containment.process_tree import Offspring, child_environment, end_group
from sessions.runner.containment.resource_limits import limit, limit_memory, outgrow

from .capture import EVERYTHING, Reach
from .channel import NATIVE, Channel, Wiring, open_channel
from .events import (
    DECISIVE,
    BadExport,
    Called,
    Event,
    Exiting,
    Idle,
    Inspect,
    Loaded,
    LoadFailed,
    Overdue,
    Ready,
    Turning,
    Uncaught,
)
from .facts import Frame
from .hearing import heard
from .inspector import busy_place, without_noise
from .output_buffer import Written
from .staleness import LoadedFiles, now
from .starvation import Starvation, is_stopped
from .transcript import Phase, Transcript
from .waiting import to_the_end, until, what_is_written

START_TIMEOUT: Final = 20.0
"""Seconds that an interpreter may take until the runner speaks."""
GRACE: Final = 0.25
"""Seconds past the time-out in which the child may still say that its event loop is free."""
LINGER: Final = 0.2
"""Seconds after the result in which a second callback or a late error is still seen."""
REAP_TIMEOUT: Final = 5.0
DRAIN_TIMEOUT: Final = 0.3
HELD_BY_DEBUGGER: Final = (Idle, Uncaught, Exiting, LoadFailed, BadExport)
"""Events after which Node would end, were it not for an attached debugger, which it waits for."""

Message: TypeAlias = dict[str, Any]
Call: TypeAlias = Callable[[Loaded], Message]
"""From what the runner says of what it loaded, the message on how to call it."""


@dataclass(frozen=True, slots=True)
class Program:
    """A runner to start: its command, to which the channel's address is added, and its folder."""

    command: tuple[str, ...]
    folder: Path
    has_inspector: bool = False
    """Whether SIGUSR1 opens the inspector of Node (`inspector.FLAGS` are among the command's)."""
    wiring: Wiring = NATIVE
    reach: Reach = EVERYTHING


@dataclass(frozen=True, slots=True)
class Calling:
    """How a loaded hook is called, and for how long it is followed."""

    message: Call
    allowed: float
    """Seconds that may go by while the hook is loaded, and again from its call on."""
    inspect: Callable[[str], None] | None = None
    """Where given, the child waits for a debugger, this is told where, and no time is counted."""
    faults: tuple[Fault, ...] = ()
    """What the providers show that it calls."""
    answers: tuple[GivenAnswer, ...] = ()
    """What its calls are answered in place of what providers answer."""


async def spawn(program: Program) -> Child:
    """Start a child, which then waits to be told what to load. It must be ended with `end`.

    Raises:
        OSError: the program cannot be started, or its folder is not there.
    """
    child = Child(program, secrets.token_hex(16))
    try:
        await child.start()
    except BaseException:
        await to_the_end(child.hang_up())
        raise
    return child


class Child(asyncio.SubprocessProtocol):
    """A running child: asyncio calls it when something is written, and when the child has ended."""

    _process: asyncio.SubprocessTransport
    _channel: Channel | None = None

    def __init__(self, program: Program, marker: str) -> None:
        self._program = program
        self._marker = marker
        self._offspring = Offspring(marker, is_marked=bool(program.reach.command))
        self._record = program.reach.record(secrets.token_hex(16))
        self._nonce = secrets.token_hex(16)
        self._events: list[Event] = []
        self._phase: Phase = "start"
        self._allowed = 0.0
        self._deadline = math.inf
        self._clock: asyncio.Timeout | None = None
        self._expired: Phase | None = None
        self._call: Call | None = None
        self._inspect: Callable[[str], None] | None = None
        self._written = Written()
        self._load_began = 0
        self._has_process = False
        self._starvation: Starvation | None = None
        self._overdue: Overdue | None = None
        self._busy_at: Frame | None = None
        self._is_outgrown = self._is_stopped = False
        self._began = time.monotonic()
        self._ended = self._began
        self._started = asyncio.Event()
        self._load_settled = asyncio.Event()
        self._is_settled = False
        self._over = asyncio.Event()
        self._exited = asyncio.Event()
        self._closed = asyncio.Event()
        self.loaded: LoadedFiles | None = None
        """What has been loaded, once it is."""

    async def start(self) -> None:
        """Start the process; `spawn` is the way to a child that has been."""
        command = await tied(self._program.command)
        self._channel = await open_channel(self._program.wiring, self._hear)
        with self._offspring.beginning() as more:
            self._process, _ = await asyncio.get_running_loop().subprocess_exec(
                lambda: self,
                *self._program.reach.command,
                *command,
                self._channel.address,
                start_new_session=True,
                cwd=self._program.folder,
                env=child_environment(self._marker),
                **self._channel.options,
                **more,
            )
            self._offspring.spawned(self._process.get_pid())
        self._channel.connect(self._process)
        self._has_process = True
        limit(self._process.get_pid())
        self._limit_memory()

    def load(self, task: Message, *, ahead: bool = False) -> None:
        """Tell it what to load; `ahead` of its call, there is time to get more ready."""
        self._offspring.begin()
        self._load_began = now()
        self._tell({**task, **self._record.task, "ahead": ahead})
        if self._events and self._phase == "start":
            self._enter("load", self._allowed)

    @property
    def is_running(self) -> bool:
        """Whether the process has not ended yet."""
        return not self._exited.is_set()

    async def has_started(self, seconds: float) -> bool:
        """Whether its runner comes to speak within this time, and still runs."""
        return await until(self._started, seconds) and self.is_running

    async def has_loaded(self, seconds: float) -> bool:
        """Whether it comes to be loaded within this time, and still runs."""
        await until(self._load_settled, seconds)
        return self.loaded is not None and self.is_running

    async def answer(self, calling: Calling) -> None:
        """Call what it was told to load, and follow it to its result.

        When this returns, nothing that the child has started runs on.
        """
        self._call = calling.message
        self._inspect = calling.inspect
        self._allowed = math.inf if calling.inspect else calling.allowed
        self._record.show(calling.faults, calling.answers)
        self._starvation = Starvation(self._process.get_pid())
        self._began = time.monotonic()
        self._enter(self._phase, START_TIMEOUT if self._phase == "start" else self._allowed)
        if loaded := next((event for event in self._events if isinstance(event, Loaded)), None):
            self._offspring.go_on()
            self._tell(self._call(loaded))
        await self._follow()
        await self._offspring.end(self._process.get_pid())
        if self._is_settled:
            await what_is_written()
        else:
            await self._drain()
        await self._record.settle()

    async def end(self) -> None:
        """End the child and what it started; close everything. May take some milliseconds."""
        await self._offspring.end(self._process.get_pid())
        await self._drain()
        self._process.close()
        await self.hang_up()
        await until(self._closed, DRAIN_TIMEOUT)

    async def hang_up(self) -> None:
        """Close the channel, and the way to the gateway."""
        self._record.close()
        if self._channel:
            await self._channel.close()

    def transcript(self) -> Transcript:
        """What is known of this child, once it has answered."""
        stderr = self._written.text(2)
        has_exited = self._exited.is_set() and not (self._expired or self._is_settled)
        return Transcript(
            events=tuple(self._events),
            expired=self._expired,
            status=self._process.get_returncode() if has_exited else None,
            stdout=self._written.text(1),
            stderr=without_noise(stderr) if self._program.has_inspector else stderr,
            cut=self._written.cut,
            left_running=self._offspring.left_running,
            all_ended=self._offspring.is_all_ended,
            elapsed_ms=(self._ended - self._began) * 1000,
            busy_at=self._busy_at,
            stopped=self._is_stopped,
            outgrown=self._is_outgrown,
            outbound=self._record.calls,
        )

    # What asyncio calls

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        """Something was written to stdout or stderr."""
        if fd == 1 and self._channel and self._channel.on_stdout:
            self._channel.on_stdout(data)
        else:
            self._written.keep(fd, data)

    def process_exited(self) -> None:
        """The process has ended."""
        self._ended = time.monotonic()
        for event in (self._exited, self._over, self._started, self._load_settled):
            event.set()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """The process has ended, and its pipes are closed."""
        self._closed.set()

    # Talking to the child

    def _tell(self, message: Message) -> None:
        """Send a message; ASCII only, so that any text comes through, lone surrogates too."""
        line = json.dumps({**message, "nonce": self._nonce}, separators=(",", ":"))
        if self._channel:
            self._channel.write(line.encode("ascii") + b"\n")

    def _hear(self, line: bytes) -> None:
        """Take one line from the channel; what is no message of the runner is the hook's noise."""
        event = heard(line, self._nonce, is_first=not self._events)
        if self._expired is not None:
            return  # what comes now may come of our own signal
        if event is None:
            if self._channel and self._channel.on_stdout:
                self._written.keep(1, line + b"\n")
            return
        if isinstance(event, Overdue) and self._phase == "call" and not self._inspect:
            self._hold(event)
            return
        if not isinstance(event, Turning):
            self._events.append(event)
        self._keep_time(event)
        if isinstance(event, Loaded):
            self.loaded = LoadedFiles(event.files, self._load_began)
            if self._call:
                self._tell(self._call(event))
            else:
                self._offspring.look(self._process.get_pid())
        elif isinstance(event, Inspect) and self._inspect:
            self._inspect(event.url)

    # Keeping time

    async def _follow(self) -> None:
        """Wait until nothing can come any more, or the time of the phase it is in runs out."""
        weighing = asyncio.create_task(self._weigh())
        try:
            while not await self._is_over():
                if not self._is_granted_more():
                    self._is_settled = self._phase == "leave"
                    self._expired = None if self._is_settled else self._phase
                    break
        finally:
            self._clock = None
            weighing.cancel()
        if self._expired in ("load", "call"):
            await self._look_where_it_is(self._process.get_pid())

    async def _look_where_it_is(self, pid: int) -> None:
        self._is_stopped = is_stopped(pid)
        if self._program.has_inspector and not self._is_stopped:
            isolated, written = bool(self._program.reach.namespace), self._written
            more = Starvation(pid, threads=True).grant
            asked = busy_place(pid, lambda: written.stderr, isolated=isolated, more=more)
            self._busy_at = await asked

    async def _is_over(self) -> bool:
        try:
            async with asyncio.timeout_at(self._deadline) as self._clock:
                return await self._over.wait()
        except TimeoutError:
            return False

    def _is_granted_more(self) -> bool:
        """The time is up; unless the machine has kept some of it from the child, or from us."""
        if self._starvation and self._phase in ("load", "call", "linger"):
            seconds = self._starvation.grant()
            if seconds:
                self._deadline = asyncio.get_running_loop().time() + seconds
                return True
        if self._overdue:
            self._events.append(self._overdue)
            self._phase = "overdue"
        return False

    def _hold(self, event: Overdue) -> None:
        """The child says that its time is up; kept until it is known that the time was its own."""
        self._overdue = event
        self._enter("call", 0)

    async def _weigh(self) -> None:
        pid = self._process.get_pid()
        await outgrow(pid)
        self._is_outgrown = True
        await end_group(pid)

    def _limit_memory(self) -> None:
        """Once it runs and has spoken, in whatever order asyncio tells of the two."""
        if self._has_process and self._started.is_set():
            limit_memory(self._process.get_pid())
            self._offspring.started(self._process.get_pid())

    def _keep_time(self, event: Event) -> None:
        if isinstance(event, (Loaded, Uncaught, *DECISIVE)):
            self._load_settled.set()
        if isinstance(event, Ready):
            self._started.set()
            self._limit_memory()
            if self._load_began:
                self._enter("load", self._allowed)
        elif isinstance(event, Called):
            self._began = time.monotonic()
            self._record.begin(event.t)
            self._enter("call", self._allowed + GRACE)
        elif self._phase in ("overdue", "linger", "leave"):
            self._settle(event)
        elif self._inspect:
            self._keep_time_debugged(event)
        elif isinstance(event, DECISIVE):
            self._enter("linger", LINGER)
        else:
            self._settle(event)

    def _settle(self, event: Event) -> None:
        """The runner knows when nothing of the hook's can run any more, and leaving takes time."""
        if isinstance(event, Idle) and event.last and not self._inspect:
            self._is_settled = True
            self._over.set()

    def _keep_time_debugged(self, event: Event) -> None:
        """A hook that has answered may be stepped through still: it has all time until it runs."""
        if isinstance(event, HELD_BY_DEBUGGER):
            self._enter("leave", LINGER)
        elif isinstance(event, Turning) and any(
            isinstance(each, DECISIVE) for each in self._events
        ):
            self._enter("linger", LINGER)

    def _enter(self, phase: Phase, seconds: float) -> None:
        if self._clock and self._clock.expired():
            return
        self._phase = phase
        self._deadline = asyncio.get_running_loop().time() + seconds
        if self._clock:
            self._clock.reschedule(self._deadline)

    # Ending

    async def _drain(self) -> None:
        """Wait for the end of the process, and of its pipes, which a stray may hold."""
        await until(self._exited, REAP_TIMEOUT)
        await until(self._closed, DRAIN_TIMEOUT)
