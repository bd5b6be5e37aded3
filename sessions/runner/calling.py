"""What a child is started with, and how what it has loaded is called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeAlias

from sessions.contract.answers import GivenAnswer
from sessions.contract.fault import Fault
from sessions.contract.json_text import JsonValue

from .capture import EVERYTHING, Reach
from .channel import NATIVE, Wiring
from .events import Event, Loaded

Message: TypeAlias = dict[str, JsonValue]
Call: TypeAlias = Callable[[Loaded], Message]
"""From what the runner says of what it loaded, the message on how to call it."""


@dataclass(frozen=True, slots=True)
class Program:
    """A runner to start: its command, to which the channel's address is added, and its folder."""

    command: tuple[str, ...]
    folder: Path
    has_inspector: bool = False
    """Whether SIGUSR1 opens the inspector of Node (`inspector.FLAGS` are among the command's)."""
    is_forked: bool = False
    """Whether it forks children where the kind of their namespace follows the channel's address."""
    wiring: Wiring = NATIVE
    reach: Reach = EVERYTHING


class Listener(Protocol):
    """Hears what a child says and writes while it does; its transcript has the same at the end."""

    def hear(self, event: Event) -> None:
        """Take the next event."""
        ...

    def take(self, stream: int, data: bytes) -> None:
        """Take what it has written past its runner, to the stream with this descriptor."""
        ...


@dataclass(frozen=True, slots=True)
class Calling:
    """How a loaded hook is called, and for how long it is followed."""

    message: Call
    allowed: float
    """Seconds that may go by while the hook is loaded, and again from its call on."""
    inspect: Callable[[str], None] | None = None
    """Where given, the child waits for a debugger, this is called with its URL, no time counts."""
    faults: tuple[Fault, ...] = ()
    """What the providers show that it calls."""
    answers: tuple[GivenAnswer, ...] = ()
    """What its calls are answered in place of what providers answer."""
    is_warm: bool = False
    """Whether the child is to wait for another invocation once it has served this one."""
    name: str = ""
    """What the invocation is called."""
    listener: Listener | None = None
    given: Message = field(default_factory=Message)
    """What it is given beside, its secrets: where that has changed, the platform begins a new
    instance."""
