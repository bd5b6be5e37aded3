"""Children started ahead of the invocations that need them, and those that are kept for more.

An interpreter takes tens of milliseconds to start, and a hook's packages may take a hundred to
load. So while nobody waits, children are spawned, and load ("are armed with") what the target has
already been seen to run: opening a session runs no code of its hook. Each child still serves one
invocation only.

Where instances are warm, none is started ahead: a child that may serve more, as the platform has
it, is kept, and gets the next invocation that finds it free. A child whose files have changed since
it loaded them is never used.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Final

from .calling import Calling, Message, Program
from .child import Child, spawn
from .phases import START_TIMEOUT
from .prepared import Preparation
from .transcript import Transcript
from .waiting import to_the_end

SPARES: Final = 2
"""Children kept ready, and as many more as invocations are under way at once."""


@dataclass(frozen=True, slots=True)
class _Spare:
    child: Child
    program: Program
    task: Message | None
    """The task it has received; None for one that only waits for a task."""
    given: Message = field(default_factory=Message)
    """What else it was given, with another of which the platform begins another instance."""


class Pool:
    """The children of one target. All of them end with it, by `aclose`."""

    def __init__(self) -> None:
        self._spares: list[_Spare] = []
        self._preparation = Preparation()
        self._awaited: int | None = 0
        self._at_once = 1
        self._filling: asyncio.Task[None] | None = None
        self._endings: set[asyncio.Task[None]] = set()
        self._is_closed = False

    def expect(self, invocations: int | None, at_once: int = 1) -> None:
        """Say how many more invocations are to come, None where nobody knows, as on a screen.

        Until this is said, none is expected, and no child is started ahead.
        """
        self._awaited = invocations
        self._at_once = at_once

    async def run(self, program: Program, task: Message, calling: Calling) -> Transcript:
        """Run one invocation in a child of its own and give back what the child said.

        The child receives `task`, what to load; when that is loaded, `calling` calls it.
        However this ends, by cancellation too, the child and all that it started are ended first.

        Raises:
            OSError: the program cannot be started, or its folder is not there.
        """
        if self._awaited:
            self._awaited -= 1
        if calling.is_warm:
            return await self._run_warm(program, {**task, "instance": "warm"}, calling)
        is_debugged = calling.inspect is not None
        task = {**task, "inspect": is_debugged}
        ready = None if is_debugged else await self._take(program, task, calling.allowed)
        child = ready or await self._fresh(program, task)
        transcript = await self._answered(child, calling)
        if self._awaited == 0:
            await to_the_end(child.end())
        else:
            self._end(child)
            if not is_debugged:
                self._fill(program, task)
        return transcript

    async def _run_warm(self, program: Program, task: Message, calling: Calling) -> Transcript:
        """Run one invocation in an instance that is free, else in a new one."""
        child = self._kept(program, task, calling.given) or await self._instance(program, task)
        transcript = await self._answered(child, calling)
        if child.lives_on and not self._is_closed:
            self._spares.append(_Spare(child, program, task, calling.given))
        else:
            self._end(child)
        return transcript

    def _kept(self, program: Program, task: Message, given: Message) -> Child | None:
        """An instance that has loaded just what is on disk now; others of them are ended."""
        while self._spares:
            spare = self._spares.pop()
            wanted = (program, task, given)
            child, loaded = spare.child, spare.child.loaded
            fits = (spare.program, spare.task, spare.given) == wanted and child.is_running
            if fits and loaded is not None and loaded.is_fresh():
                return child
            self._end(child)
        return None

    async def _instance(self, program: Program, task: Message) -> Child:
        """A new one. It loads once it runs: what was written just before is surely old by then."""
        child = await spawn(program)
        try:
            await child.has_started(START_TIMEOUT)
        except BaseException:
            await to_the_end(child.end())
            raise
        child.load(task)
        return child

    async def _answered(self, child: Child, calling: Calling) -> Transcript:
        try:
            await child.answer(calling)
        except BaseException:
            await to_the_end(child.end())
            raise
        return child.transcript()

    async def ready(self) -> None:
        """Wait until the children that are to be ready are."""
        if self._filling:
            await asyncio.wait([self._filling])
        for spare in list(self._spares):
            waiting = spare.child.has_started if spare.task is None else spare.child.has_loaded
            await waiting(START_TIMEOUT)

    async def aclose(self) -> None:
        """End the children that wait, and wait for those that are being ended."""
        await to_the_end(self._close())

    async def _close(self) -> None:
        self._is_closed = True
        if self._filling:
            self._filling.cancel()
            await asyncio.wait([self._filling])
        while self._spares:
            self._end(self._spares.pop().child)
        while self._endings:
            await asyncio.wait(self._endings)
        await self._preparation.aclose()

    async def _fresh(self, program: Program, task: Message) -> Child:
        child = await self._spawn(program)
        child.load(task)
        return child

    async def _spawn(self, program: Program) -> Child:
        """A child that waits for its task; forked, where that is possible and more are to come."""
        more = self._awaited != 0
        return await spawn(program, await self._preparation.of(program, start=more))

    async def _take(self, program: Program, task: Message, allowed: float) -> Child | None:
        """A spare child that has loaded just what is on disk now, or is about to; None if none."""
        while self._spares:
            spare = self._spares.pop(0)
            try:
                fits = await self._fits(spare, program, task, allowed)
            except BaseException:
                self._end(spare.child)
                raise
            if fits:
                return spare.child
            self._end(spare.child)
        return None

    async def _fits(self, spare: _Spare, program: Program, task: Message, allowed: float) -> bool:
        if spare.program != program or not spare.child.is_running:
            return False
        if spare.task is None:
            spare.child.load(task)
            return True
        if spare.task != task or not await spare.child.has_loaded(allowed):
            return False
        return spare.child.loaded is not None and spare.child.loaded.is_fresh()

    def _fill(self, program: Program, task: Message) -> None:
        """See to it that the next invocations find their children ready."""
        if not self._is_closed and (self._filling is None or self._filling.done()):
            self._filling = asyncio.create_task(self._start_spares(program, task))

    async def _start_spares(self, program: Program, task: Message) -> None:
        self._arm(program, task)
        while len(self._spares) < self._wanted():
            try:
                child = await self._spawn(program)
            except OSError:
                return  # the next invocation will run into the same, and say so
            self._spares.append(_Spare(child, program, None))
            self._arm(program, task)

    def _wanted(self) -> int:
        if self._awaited is None:
            return SPARES
        return min(SPARES + self._at_once, self._awaited)

    def _arm(self, program: Program, task: Message) -> None:
        """Have spares load the hook: all where they are sure to be used, else just the first."""
        to_arm = 1 if self._awaited is None else len(self._spares)
        for at, spare in enumerate(self._spares[:to_arm]):
            if spare.task is None and spare.program == program:
                spare.child.load(task, ahead=True)
                self._spares[at] = _Spare(spare.child, program, task)

    def _end(self, child: Child) -> None:
        """End a child beside what goes on; it takes some milliseconds."""
        ending = asyncio.create_task(to_the_end(child.end()))
        self._endings.add(ending)
        ending.add_done_callback(self._endings.discard)
