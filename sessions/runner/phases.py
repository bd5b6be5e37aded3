"""The phases of a child's life, and how long each may last: what is heard, and when, decides.

A pure value: it waits for nothing, and the time is whatever its caller's clock says.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from .events import (
    DECISIVE,
    BadExport,
    Called,
    Completed,
    ErrorAnswer,
    Event,
    Exiting,
    Idle,
    Loaded,
    LoadFailed,
    Overdue,
    Ready,
    Rejected,
    ResponseAnswer,
    Served,
    Threw,
    Turning,
    Uncaught,
)

Phase: TypeAlias = Literal["start", "load", "call", "overdue", "linger", "leave"]
"""Until the runner speaks; until the hook is called; until it has answered, and then for what still
comes. `overdue`: the child itself has said that its time is up. `leave`: held by a debugger."""

START_TIMEOUT: Final = 20.0
"""Seconds that an interpreter may take until the runner speaks."""
GRACE: Final = 0.25
"""Seconds past the time-out in which the child may still say that its event loop is free; past
`LINGER`, that it is served."""
LINGER: Final = 0.2
"""Seconds after the result in which a second callback or a late error is still seen."""
HELD_BY_DEBUGGER: Final = (Idle, Uncaught, Exiting, LoadFailed, BadExport)
"""Events after which Node would end, were it not for an attached debugger, which it waits for."""

_OF_THE_MACHINE: Final[frozenset[Phase]] = frozenset({"load", "call", "linger"})
"""Phases whose time is counted against the hook, so that what the machine took is given back."""


@dataclass(frozen=True, slots=True)
class Course:
    """Which phase a child is in, and until when."""

    phase: Phase = "start"
    deadline: float = math.inf
    """When the phase ends, if nothing comes."""
    allowed: float = 0.0
    """Seconds that loading may take, and again the call."""
    is_debugged: bool = False
    is_warm: bool = False
    """Whether the child says itself that it is served, and then waits for its next invocation."""
    has_task: bool = False
    """Whether it has been given what to load."""
    has_spoken: bool = False
    has_result: bool = False
    overdue: Overdue | None = None
    """The child's word that its time is up, kept until it is known that the time was its own."""
    is_settled: bool = False
    """Whether nothing of the hook's can run any more: its end is not waited for."""
    expired: Phase | None = None
    """The phase whose time has run out for good."""

    def given_task(self, now: float) -> Course:
        """It is given what to load, which it does once its runner has spoken."""
        if self.phase == "start" and self.has_spoken:
            return replace(self, has_task=True, phase="load", deadline=now + self.allowed)
        return replace(self, has_task=True)

    def asked(
        self, now: float, allowed: float, *, is_debugged: bool = False, is_warm: bool = False
    ) -> Course:
        """An answer is wanted of it: from now on its time counts, but under a debugger."""
        allowed = math.inf if is_debugged else allowed
        deadline = now + (START_TIMEOUT if self.phase == "start" else allowed)
        return replace(
            self, allowed=allowed, deadline=deadline, is_debugged=is_debugged, is_warm=is_warm
        )

    def again(self) -> Course:
        """It is served, and waits, loaded as it is, to be asked for the next answer."""
        return Course("load", has_task=True, has_spoken=True)

    def heard(self, event: Event, now: float) -> Course:
        """The child has said this."""
        if isinstance(event, Overdue) and self.phase == "call" and not self.is_debugged:
            return replace(self, overdue=event)._in("call", now)
        is_result = isinstance(event, DECISIVE)
        match event:
            case Ready() if self.has_task:
                deadline = now + self.allowed
                return replace(self, has_spoken=True, phase="load", deadline=deadline)
            case Ready():
                return replace(self, has_spoken=True)
            case Called():
                return self._in("call", now + self.allowed + GRACE)
            case _ if self.is_debugged:
                course = replace(self, has_result=True) if is_result else self
                return course._debugged(event, now)
            case Idle(last=True) | Served():
                return replace(self, is_settled=True)
            case _ if is_result and self.phase in ("start", "load", "call"):
                deadline = now + LINGER + (GRACE if self.is_warm else 0)
                return replace(self, has_result=True, phase="linger", deadline=deadline)
            case _:
                return self

    def time_up(self, now: float, grant: Callable[[], float]) -> Course:
        """The clock has run out; nothing changes where the child has moved on since.

        `grant` is asked only where it counts: for seconds that the machine has kept from the child.
        """
        if now < self.deadline or self.is_settled:
            return self
        if self.phase in _OF_THE_MACHINE and (seconds := grant()):
            return replace(self, deadline=now + seconds)
        if self.phase == "leave":
            return replace(self, is_settled=True)
        phase = "overdue" if self.overdue else self.phase
        return replace(self, phase=phase, expired=phase)

    @property
    def is_over(self) -> bool:
        """Whether there is nothing more to wait for."""
        return self.is_settled or self.expired is not None

    def _debugged(self, event: Event, now: float) -> Course:
        """A hook that has answered may be stepped through still: it has all time until it runs."""
        if self.phase in ("linger", "leave"):
            return self
        if isinstance(event, HELD_BY_DEBUGGER):
            return self._in("leave", now + LINGER)
        if isinstance(event, Turning) and self.has_result:
            return self._in("linger", now + LINGER)
        return self

    def _in(self, phase: Phase, deadline: float) -> Course:
        return replace(self, phase=phase, deadline=deadline)


def lives_on(events: Sequence[Event]) -> bool:
    """Whether the platform keeps an instance in which an invocation came to this.

    What it answers to, it outlives: an answer, the end of an Action's promise, what a hook throws
    while it is called. Not an error that nobody catches, a second answer, over which the host
    fails, and a promise that a hook returns and that is rejected.
    """
    settling = [event for event in events if isinstance(event, (*DECISIVE, Uncaught))]
    is_action = any(isinstance(event, Loaded) and event.kind == "action" for event in events)
    match settling:
        case [ErrorAnswer() | ResponseAnswer() | Completed()]:
            return True
        case [Rejected()]:
            return is_action
        case [Threw(body=body)]:
            return body is not None
        case _:
            return False
