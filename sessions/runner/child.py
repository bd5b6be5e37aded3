"""One child process: spawned, followed to each result it comes to, ended with all it has started.

It serves one invocation, or, where it is to be warm, one after another, as long as the platform
would keep it. What an earlier one still does is known by its number, and never counts as a later
one's.

The child has a private channel. The first message that it is sent carries a nonce, and of what it
says only lines that carry the nonce count: a hook that writes to the channel is not heard. A child
may be spawned, and load its task, long before it receives what to call it with.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from typing import Any, Final

from sessions.runner.containment.parent_death import tied
from sessions.runner.containment.process_tree import Offspring, child_environment, end_group
from sessions.runner.containment.resource_limits import limit, limit_memory, outgrow

from .calling import Calling, Message, Program
from .channel import Channel, open_channel
from .events import (
    DECISIVE,
    Called,
    EsModule,
    Event,
    Inspect,
    Loaded,
    Ready,
    Turning,
    Uncaught,
    Versioned,
)
from .facts import Frame
from .hearing import heard
from .inspector import busy_place, without_noise
from .past import Past
from .phases import Course, lives_on
from .prepared import Prepared
from .staleness import LoadedFiles, now
from .starvation import Starvation, is_stopped
from .transcript import Transcript
from .waiting import to_the_end, until, what_is_written
from .written import Written

REAP_TIMEOUT: Final = 5.0
DRAIN_TIMEOUT: Final = 0.3
_OF_LOADING: Final = (Ready, Loaded, Versioned, EsModule)
"""What holds of each invocation that the loaded file serves."""


async def spawn(program: Program, prepared: Prepared | None = None) -> Child:
    """Start a child, or have it forked, which then waits for its task. End it with `end`.

    Raises:
        OSError: the program cannot be started, or its folder is not there.
    """
    child = Child(program, secrets.token_hex(16))
    try:
        await child.start(prepared)
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
        self._now = asyncio.get_running_loop().time
        self._course = Course()
        self._clock: asyncio.Timeout | None = None
        self._past = Past()
        self._calling: Calling | None = None
        self._written = Written()
        self._load_began = 0
        self._has_process = False
        self._is_limited = False
        self._busy_at: Frame | None = None
        self._is_outgrown = self._is_stopped = False
        self._began = self._ended = time.monotonic()
        self._started = asyncio.Event()
        self._load_settled = asyncio.Event()
        self._over = asyncio.Event()
        self._exited = asyncio.Event()
        self._closed = asyncio.Event()
        self.loaded: LoadedFiles | None = None
        """What has been loaded, once it is."""
        self.lives_on = False
        """Whether it has served an invocation, and may be asked to answer another one."""

    async def start(self, prepared: Prepared | None) -> None:
        """Start the process; `spawn` is the way to a child that has been."""
        self._channel = channel = await open_channel(self._program.wiring, self._hear)
        with self._offspring.beginning() as more:
            forked = prepared and await prepared.fork(self, int(channel.address), self._marker)
            self._process = forked or await self._start(channel, more)
            self._offspring.spawned(self._process.get_pid())
        self._channel.connect(self._process)
        self._has_process = True
        self._is_limited = bool(forked)
        if not self._is_limited:
            limit(self._process.get_pid())
        self._note_start()

    async def _start(self, channel: Channel, more: dict[str, Any]) -> asyncio.SubprocessTransport:
        command = await tied(self._program.command)
        process, _ = await asyncio.get_running_loop().subprocess_exec(
            lambda: self,
            *self._program.reach.command,
            *command,
            channel.address,
            start_new_session=True,
            cwd=self._program.folder,
            env=child_environment(self._marker),
            **channel.options,
            **more,
        )
        return process

    def load(self, task: Message, *, ahead: bool = False) -> None:
        """Tell it what to load; `ahead` of its call, there is time to get more ready."""
        self._offspring.begin()
        self._load_began = now()
        self._tell({**task, **self._record.task, "ahead": ahead})
        self._move(self._course.given_task(self._now()))

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
        """Call what it has loaded, and follow it to its result.

        When this returns, nothing that the child has started runs on, unless it `lives_on`.
        """
        if self.lives_on:
            self._begin_again()
        self._calling = calling
        if calling.listener:
            for event in self._events:  # before it is called
                calling.listener.hear(event)
            self._written.tell(calling.listener)
        self._record.show(calling.faults, calling.answers)
        starvation = Starvation(self._process.get_pid())
        self._began = time.monotonic()
        self._move(
            self._course.asked(
                self._now(),
                calling.allowed,
                is_debugged=calling.inspect is not None,
                is_warm=calling.is_warm,
            )
        )
        if loaded := next((event for event in self._events if isinstance(event, Loaded)), None):
            if self._past.number == 1:
                self._offspring.go_on()
            self._call(loaded, calling)
        await self._follow(starvation)
        if calling.is_warm and self._course.is_settled and self.is_running:
            await what_is_written()
            await self._record.catch_up()
            self.lives_on = self._may_live_on
        if not self.lives_on:
            await self._end_answered()

    async def _end_answered(self) -> None:
        await self._offspring.end(self._process.get_pid())
        if self._course.is_settled:
            await what_is_written()
        else:
            await self._drain()
        await self._record.settle()

    @property
    def _may_live_on(self) -> bool:
        """As the platform has it; an earlier invocation may have ended it too."""
        events = [event for one in self._past.went_on() for event in one.events]
        is_disturbed = any(isinstance(event, (*DECISIVE, Uncaught)) for event in events)
        return lives_on(self._events) and not is_disturbed and self.is_running

    def _begin_again(self) -> None:
        """Forget what was of the invocation that it has served."""
        self._past.add(self._calling.name if self._calling else "", self._record)
        self._record = self._program.reach.record(secrets.token_hex(16))
        self._events = [event for event in self._events if isinstance(event, _OF_LOADING)]
        self._course = self._course.again()
        self._written = Written()
        self._over = asyncio.Event()
        if not self.is_running:
            self._over.set()
        self.lives_on = False
        if self._channel:
            self._channel.lines.renew()

    async def end(self) -> None:
        """End the child and what it started; close everything. May take some milliseconds."""
        try:
            await self._offspring.end(self._process.get_pid())
            await self._drain()
        finally:  # a loop that is closed cancels this too
            self._process.close()
            await self.hang_up()
            await until(self._closed, DRAIN_TIMEOUT)

    async def hang_up(self) -> None:
        """Close the channel, and the way to the gateway."""
        self._record.close()
        self._past.close()
        if self._channel:
            await self._channel.close()

    def transcript(self) -> Transcript:
        """What is known of the invocation that it was asked to answer last, once it has."""
        stderr = self._written.text(2)
        has_exited = self._exited.is_set() and not self._course.is_over
        return Transcript(
            events=tuple(self._events),
            expired=self._course.expired,
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
            earlier=self._past.went_on(),
            lives_on=self.lives_on,
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

    def _call(self, loaded: Loaded, calling: Calling) -> None:
        """Have it call what it has loaded."""
        of = {"number": self._past.number, "token": self._record.token} if calling.is_warm else {}
        self._tell({**calling.message(loaded), **of})

    def _hear(self, line: bytes) -> None:
        """Take one line from the channel; what is no message of the runner is the hook's noise."""
        event = heard(line, self._nonce, is_first=not self._events)
        if self._course.expired:
            return  # what comes now may come of our own signal
        if event is None:
            if self._channel and self._channel.on_stdout:
                self._written.keep(1, line + b"\n")
            return
        if not self._past.is_of_now(event):
            self._past.keep(event)
            return
        self._move(self._course.heard(event, self._now()))
        if not isinstance(event, Turning) and event is not self._course.overdue:
            self._events.append(event)
        self._note(event)

    def _note(self, event: Event) -> None:
        """Act on what the child has said."""
        if self._calling and self._calling.listener:
            self._calling.listener.hear(event)
        if isinstance(event, (Loaded, Uncaught, *DECISIVE)):
            self._load_settled.set()
        if isinstance(event, Ready):
            self._started.set()
            self._note_start()
        elif isinstance(event, Called):
            self._began = time.monotonic()
            self._record.begin(event.t)
        elif isinstance(event, Inspect) and self._calling and self._calling.inspect:
            self._calling.inspect(event.url)
        elif isinstance(event, Loaded):
            self.loaded = LoadedFiles(event.files, self._load_began)
            if self._calling:
                self._call(event, self._calling)
            else:
                self._offspring.look()

    # Keeping time, and ending

    async def _follow(self, starvation: Starvation) -> None:
        """Wait until nothing can come any more, or the time of the phase it is in runs out."""
        weighing = asyncio.create_task(self._weigh())
        try:
            while not await self._is_over():
                self._move(self._course.time_up(self._now(), starvation.grant))
        finally:
            self._clock = None
            weighing.cancel()
        if self._course.expired == "overdue" and self._course.overdue:
            self._events.append(self._course.overdue)
        elif self._course.expired in ("load", "call"):
            await self._look_where_it_is(self._process.get_pid())

    async def _look_where_it_is(self, pid: int) -> None:
        self._is_stopped = is_stopped(pid)
        if self._program.has_inspector and not self._is_stopped:
            isolated, kept = bool(self._program.reach.namespace), self._written
            more = Starvation(pid, threads=True).grant
            self._busy_at = await busy_place(
                pid, lambda: kept.bytes(2), isolated=isolated, more=more
            )

    async def _is_over(self) -> bool:
        try:
            async with asyncio.timeout_at(self._course.deadline) as self._clock:
                return await self._over.wait()
        except TimeoutError:
            return False

    def _move(self, course: Course) -> None:
        """Go on to where its course leads."""
        is_moved = course.deadline != self._course.deadline
        self._course = course
        if course.is_over:
            self._over.set()
        elif is_moved and self._clock and not self._clock.expired():
            self._clock.reschedule(course.deadline)

    async def _weigh(self) -> None:
        pid = self._process.get_pid()
        await outgrow(pid)
        self._is_outgrown = True
        await end_group(pid)

    def _note_start(self) -> None:
        """It runs and has spoken, in whatever order asyncio reports the two."""
        if self._has_process and self._started.is_set():
            if not self._is_limited:
                limit_memory(self._process.get_pid())
            self._offspring.started(self._process.get_pid())

    async def _drain(self) -> None:
        """Wait for the end of the process, and of its pipes, which a stray may hold."""
        await until(self._exited, REAP_TIMEOUT)
        await until(self._closed, DRAIN_TIMEOUT)
