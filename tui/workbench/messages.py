"""The messages between the widgets of the workbench."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from textual.message import Message

from sessions.contract import json_path

if TYPE_CHECKING:
    from sessions.contract.invocation import Invocation
    from sessions.contract.json_text import JsonValue
    from sessions.contract.outcome import ConsoleLine, Outcome
    from sessions.replay.expectation import Verdict
    from sessions.replay.last_time import LastTime
    from sessions.replay.run import Step
    from sessions.store.folder import ListedSession

    from .results import Live


@dataclass
class FieldEdited(Message):
    """The field of this path and label has another value. The form has it when this is handled,
    so that a row of quick edits counts once."""

    path: json_path.JsonPath
    label: str

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, FieldEdited) and message == self


@dataclass
class TargetEdited(Message):
    """The form changed where things go: `what` is `session` or `invocation`."""

    what: str
    target: str | None


@dataclass
class TimeoutEdited(Message):
    """The time-out of the named target in use, in seconds; None for the platform's."""

    seconds: float | None


@dataclass
class FaultsEdited(Message):
    """The faults that providers show the current invocation."""

    faults: tuple[str, ...]


@dataclass
class SecretsEdited(Message):
    """The names of the session's secrets."""

    names: tuple[str, ...]


@dataclass
class SecretWanted(Message):
    """The value of a secret is to be typed in."""

    name: str


@dataclass
class ExpectationsWanted(Message):
    """What the current invocation is expected to come to is to be edited."""


@dataclass
class InvocationChosen(Message):
    """Another invocation of the session is wanted."""

    name: str


@dataclass
class SessionChosen(Message):
    """A session of the library is wanted."""

    path: Path


@dataclass
class FolderReplayWanted(Message):
    """All sessions below a folder are to be replayed."""

    folder: Path


@dataclass
class LibraryScanned(Message):
    """The sessions below a folder, or why it cannot be looked into; `turn` counts the scans."""

    turn: int
    folder: Path
    entries: list[ListedSession]
    first: Path | None = None
    """The first of them that can be read."""
    is_whole: bool = True
    """Whether all have been read through; else the errors of some are not known yet."""
    problem: str = ""


@dataclass
class Finished(Message):
    """A send came to an outcome, or, where there is none, could not be made and why."""

    run: int
    invocation: Invocation
    outcome: Outcome | None
    failure: str = ""
    last: LastTime | None = None
    """What came of it the time before."""
    verdict: Verdict | None = None
    """Whether it is as expected; None where nothing is expected of it."""


@dataclass
class Printed(Message):
    """The hook of a send has printed lines; `live` is where they belong."""

    run: int
    live: Live
    lines: Sequence[ConsoleLine]


@dataclass
class DebuggerAwaited(Message):
    """A hook waits for a debugger, which attaches at `url`."""

    run: int
    name: str
    url: str


@dataclass
class ReplayStarted(Message):
    """A replay has come to an invocation; `at` is when, on the monotonic clock."""

    run: int
    name: str
    at: float


@dataclass
class ReplayStepped(Message):
    """A replay has an outcome for an invocation, of the payload that was sent."""

    run: int
    step: Step
    payload: JsonValue


@dataclass
class ReplayDone(Message):
    """A replay is over, after so many seconds; `failure` says why it could not be made."""

    run: int
    seconds: float
    failure: str = ""


@dataclass
class NotKept(Message):
    """Something is not kept for later, and why; said once in a run of the workbench."""

    problem: str
    title: str = "Not all outcomes are kept"


RunMessage: TypeAlias = (
    Finished | Printed | DebuggerAwaited | ReplayStarted | ReplayStepped | ReplayDone
)
"""What comes of a send or a replay; its `run` says of which."""
