"""What a child says, one class a kind of event.

Both runners (`node/runner.cjs`, `python/offhook_runner.py`) say the same events, which `hearing.py`
reads.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from sessions.platforms.platform import Dialect

from .facts import ErrorFacts, Frame, MissingModule, OpenCall, OpenTimer, ResponseFacts
from .members import Scalar

FileKind: TypeAlias = Literal["hook", "action"]
Level: TypeAlias = Literal["log", "info", "debug", "warn", "error", "stdout", "stderr"]
ErrorOrigin: TypeAlias = Literal["exception", "rejection", "thread", "task"]
PromiseState: TypeAlias = Literal["resolved", "caught", "pending"]
Uncatchable: TypeAlias = Literal["udp", "http2", "unix", "socket", "program", "native"]
Wish: TypeAlias = Literal["drop", "retry"]


@dataclass(frozen=True, slots=True, eq=False)
class Event:
    """Something that a child says. Each is one of its own, whatever another one holds."""

    t: float
    """Milliseconds since the child began, not counting what it waited for us."""
    of: int | None = field(default=None, kw_only=True)
    """In a child that serves several invocations, the number of the one that it is of; None for
    what its file does by itself, and where there is one only."""


# Starting and loading


class Ready(Event):
    """The interpreter runs."""

    __slots__ = ()


class NotFound(Event):
    """The Python module to call is not there."""

    __slots__ = ()


class Turning(Event):
    """Every 100 ms under a debugger: it is not paused. It is not kept."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, eq=False)
class Inspect(Event):
    """The hook is not loaded until a debugger attaches."""

    url: str


@dataclass(frozen=True, slots=True, eq=False)
class Loaded(Event):
    """The file is loaded, and with it `files`."""

    files: tuple[str, ...] = ()
    kind: FileKind | None = None
    """What it is by its exports (Node only)."""
    action: Dialect | None = None
    """Of an Action the trigger whose export comes first."""
    others: tuple[Dialect, ...] = ()
    """The triggers whose exports it has too."""
    size: int = 0
    """Bytes of an Action."""
    v1: bool = False
    """Whether it is an Action of version 1, `async (event, context) =>`."""


@dataclass(frozen=True, slots=True, eq=False)
class Versioned(Event):
    """`require` named a version and got what there is."""

    request: str
    name: str
    asked: str
    found: str | None
    at: Frame | None


@dataclass(frozen=True, slots=True, eq=False)
class EsModule(Event):
    """The hook's own code requires an ES module."""

    name: str
    version: str | None
    refused: bool
    """Whether Node gives none of it."""
    main: bool
    """Whether it has a default export."""
    text: str
    """The line that requires it."""


@dataclass(frozen=True, slots=True, eq=False)
class BadExport(Event):
    """What is called is not there, or no function."""

    what: str
    """What is there instead, in words."""
    names: tuple[str, ...] = ()
    """Names that are there."""
    owner: str | None = None
    """Whose code it is, in words, where it is not the user's own."""
    plain: str | None = None
    """The export of an Action that is there, and is no async function."""


# Errors


@dataclass(frozen=True, slots=True, eq=False)
class Failure(Event):
    """An error that came out of the hook, other than by `cb`."""

    error: ErrorFacts
    missing: MissingModule | None = None
    """The module that it is about."""


@dataclass(frozen=True, slots=True, eq=False)
class LoadFailed(Failure):
    """The file could not be loaded."""

    syntax: Frame | None = None
    """Where it does not parse."""
    as_module: bool = False
    """Whether it would parse if its top level could await."""
    kind: FileKind | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Threw(Failure):
    """The call itself threw."""

    has_body: bool = False
    """Whether the body of the host's HTTP 500 is known (hooks in Node only)."""
    body: str | None = None
    """That body, JSON text; None where the host ends over it."""


class Rejected(Failure):
    """The promise was rejected, and nobody handled it."""

    __slots__ = ()


class Swallowed(Failure):
    """An error that nobody caught went to a handler of the hook's own."""

    __slots__ = ()


class OwnFault(Failure):
    """offhook's own runner failed."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, eq=False)
class Uncaught(Failure):
    """An error that nobody caught."""

    origin: ErrorOrigin = "exception"


# The call, and what comes of it


class Called(Event):
    """The function is being called."""

    __slots__ = ()


class Promised(Event):
    """A promise was returned."""

    __slots__ = ()


class Completed(Event):
    """An Action's promise was fulfilled."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, eq=False)
class ErrorAnswer(Event):
    """`cb` was called with an error."""

    at: Frame | None
    error: ErrorFacts


@dataclass(frozen=True, slots=True, eq=False)
class ResponseAnswer(Event):
    """`cb` was called without an error, or a function that takes no `cb` returned."""

    at: Frame | None
    response: ResponseFacts
    falsy: str | None = None
    """What `cb` was given in the place of an error that JavaScript takes for none."""


@dataclass(frozen=True, slots=True, eq=False)
class Settled(Event):
    """What became of the promise at the end; caught: rejected, and handled."""

    state: PromiseState


@dataclass(frozen=True, slots=True, eq=False)
class Returned(Event):
    """The call came back, with no promise."""

    value: bool
    """Whether it returned one."""


@dataclass(frozen=True, slots=True, eq=False)
class Exiting(Event):
    """The hook ends its own process."""

    code: Scalar
    at: Frame | None


@dataclass(frozen=True, slots=True, eq=False)
class Notified(Event):
    """An Action called `api.notification`."""

    how: Wish
    reason: str
    cut: bool
    at: Frame | None


@dataclass(frozen=True, slots=True, eq=False)
class CacheRefused(Event):
    """An Action's `api.cache.set` failed."""

    code: str
    at: Frame | None


# What is under way


@dataclass(frozen=True, slots=True, eq=False)
class Idle(Event):
    """Nothing is left that could still run."""

    last: bool
    """Not even what the hook does on exit. After an answer, an instance waits for its next one."""


class Served(Event):
    """The instance waits for its next invocation, with things of this one still open."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, eq=False)
class Lingering(Event):
    """The answer is given, and Node's event loop still turns."""

    handles: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Left(Event):
    """What is open when an Action's promise has been fulfilled."""

    handles: tuple[str, ...]
    timers: tuple[OpenTimer, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Overdue(Event):
    """The time is up."""

    busy: bool
    at: Frame | None = None
    handles: tuple[str, ...] = ()
    calls: tuple[OpenCall, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Console(Event):
    """The hook printed."""

    level: Level
    text: str
    file: str | None = None
    line: int | None = None


class ConsoleCut(Event):
    """The hook printed too much."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, eq=False)
class Blocked(Event):
    """A call was refused that cannot be caught, or something that makes calls of its own."""

    what: Uncatchable
    name: str
    at: Frame | None
    ran: bool = False
    """Whether it runs all the same: a program without a network, native code with one."""


HookAnswer: TypeAlias = ErrorAnswer | ResponseAnswer

DECISIVE: Final = (
    *(ErrorAnswer, ResponseAnswer, Completed, Threw, Rejected, Exiting, OwnFault),
    *(LoadFailed, NotFound, BadExport),
)
"""Events that settle an outcome; the first one counts, later ones become warnings."""
