"""What a child process said and how it ended: all that there is to judge an invocation by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, TypeVar

from sessions.contract.json_text import JsonValue
from sessions.contract.outcome import OutboundCall, TargetInfo
from sessions.platforms.platform import Dialect

from .events import Event
from .facts import Frame
from .phases import Phase

Language: TypeAlias = Literal["node", "python"]
_Kind = TypeVar("_Kind", bound=Event)


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an earlier invocation of the same instance did while this one was under way."""

    name: str | None
    """Of that invocation; None for what the file does by itself since it was loaded, and where it
    is not known whose it is."""
    events: tuple[Event, ...] = ()
    outbound: tuple[OutboundCall, ...] = ()


@dataclass(frozen=True, slots=True)
class Transcript:
    """One invocation's part in the life of a child.

    `stdout` and `stderr` hold what went past the runner's own capture.
    """

    events: tuple[Event, ...] = ()
    expired: Phase | None = None
    """The phase whose time ran out, which is why offhook ended the child; None: it ended itself."""
    status: int | None = None
    """Its exit status, negative for a signal; None where offhook ended it."""
    stdout: str = ""
    stderr: str = ""
    cut: bool = False
    """Whether more was written to stdout or stderr than is kept."""
    left_running: int = 0
    """Processes that the hook had detached and that still ran when offhook ended them."""
    all_ended: bool = True
    """Whether a last look has found none of them any more."""
    elapsed_ms: float = 0.0
    """From the call of the hook, or else from when it was asked for, to the child's end."""
    busy_at: Frame | None = None
    """Where a hook was that held up its event loop until the time was up."""
    stopped: bool = False
    """Whether a signal had stopped it when the time was up."""
    outgrown: bool = False
    """Whether offhook ended the child because it filled more memory than it may."""
    outbound: tuple[OutboundCall, ...] = ()
    """The calls that the gateway caught, in the order in which they began; none of a live child."""
    earlier: tuple[Earlier, ...] = ()
    """What is of none of its business, but went on beside it."""
    lives_on: bool = False
    """Whether the child waits for its next invocation."""

    def first(self, *kinds: type[_Kind]) -> _Kind | None:
        """The first event of one of these kinds."""
        return next((event for event in self.events if isinstance(event, kinds)), None)

    def all(self, *kinds: type[_Kind]) -> list[_Kind]:
        """Every event of one of these kinds, in order."""
        return [event for event in self.events if isinstance(event, kinds)]


@dataclass(frozen=True, slots=True)
class Subject:
    """What was run, as far as judging it needs."""

    target: TargetInfo
    language: Language
    module: str
    """The hook's file, or for `module:function` the module's name."""
    function: str
    """Its name, for Python."""
    folder: str
    executable: str
    timeout: float
    """Seconds."""
    actions_modules: str = ""
    """The folder of the modules that an Action may require."""
    said_in: str = ""
    """Where a folder of the platform's deployment tool says what it is; empty for a file alone."""
    packages: tuple[str, ...] = ()
    """What such a folder names that it needs, as npm installs it in `folder`: `axios@1.6.0`."""
    payload: JsonValue = None
    """What it was to deliver; of an Action the payload that its event stands for."""
    trigger: Dialect | None = None
    """Whose export of an Action is to be called; None for the first that it has."""

    @property
    def is_action(self) -> bool:
        """Whether it answers by its promise, not by a callback."""
        return self.target.kind == "action"

    @property
    def noun(self) -> str:
        """What messages call it."""
        return "Action" if self.is_action else "hook"
