"""What came of each invocation in this run of the workbench: pure state."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from sessions.contract.json_text import JsonValue, same

if TYPE_CHECKING:
    from sessions.contract.outcome import ConsoleLine, Outcome
    from sessions.replay.failure import Failure
    from sessions.replay.last_time import LastTime


@dataclass(frozen=True, slots=True)
class Answered:
    """It was sent, and this is the outcome. `met` says whether it is as expected; None where
    nothing is expected of it, and it was sent by itself."""

    outcome: Outcome
    payload: JsonValue
    target: str
    met: bool | None = None
    failures: tuple[Failure, ...] = ()
    """What was expected otherwise."""
    at: str = ""
    """The time of day when it came out, as the phone shows it."""
    last: LastTime | None = None
    """What came of it the time before, to the same target; None where that is not known."""

    @property
    def reasons(self) -> tuple[str, ...]:
        """A sentence for each expectation that was not met."""
        return tuple(failure.sentence for failure in self.failures)

    @property
    def good(self) -> bool:
        """Whether it came out well: as expected where that was asked, else delivered."""
        return self.outcome.delivered if self.met is None else self.met

    def edited_since(self, payload: JsonValue) -> bool:
        """Whether the current payload is no longer the one that was sent."""
        return payload is not self.payload and not same(payload, self.payload)


@dataclass(frozen=True, slots=True)
class Unsent:
    """It could not be sent at all."""

    message: str


class Live:
    """What a hook has printed so far. One that is given up may have more to say, for a moment."""

    def __init__(self) -> None:
        self.lines: list[ConsoleLine] = []


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Sending it was given up."""

    live: Live = field(default_factory=Live)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A replay will come to it."""


@dataclass(frozen=True, slots=True)
class Running:
    """It is being sent, since a moment on the monotonic clock."""

    since: float
    debugger: str = ""
    """The URL where a debugger attaches, once the hook waits for one."""
    live: Live = field(default_factory=Live)


SendState: TypeAlias = Answered | Unsent | Cancelled | Waiting | Running


class Results:
    """The latest state of every invocation, of every session, by file and name.

    The key of a session that was never saved is None.
    """

    def __init__(self) -> None:
        self._states: dict[Path | None, dict[str, SendState]] = {}

    def get(self, session: Path | None, name: str) -> SendState | None:
        """The latest state of one invocation; None for one that was not sent in this run."""
        return self._states.get(session, {}).get(name)

    def has_failed(self, session: Path | None, name: str) -> bool:
        """Whether one invocation came out badly, or could not be sent."""
        state = self.get(session, name)
        return isinstance(state, Unsent) or (isinstance(state, Answered) and not state.good)

    def put(self, session: Path | None, name: str, state: SendState) -> None:
        """Note what became of one invocation."""
        self._states.setdefault(session, {})[name] = state

    def forget(self, session: Path | None, name: str | None = None) -> None:
        """Forget one invocation, or all those of a session."""
        if name is None:
            self._states.pop(session, None)
        else:
            self._states.get(session, {}).pop(name, None)

    def rename(self, session: Path | None, old: str, new: str) -> None:
        """Follow an invocation to its new name."""
        states = self._states.get(session, {})
        if old in states:
            states[new] = states.pop(old)

    def move(self, old: Path | None, new: Path | None) -> None:
        """Follow a session to its new file."""
        if old != new and old in self._states:
            self._states[new] = self._states.pop(old)

    def settle(self, session: Path | None) -> None:
        """Sending was given up: what ran is cancelled, what waited was not sent."""
        states = self._states.get(session, {})
        for name, state in list(states.items()):
            if isinstance(state, Running):
                states[name] = Cancelled(state.live)
            elif isinstance(state, Waiting):
                del states[name]

    @property
    def all_good(self) -> dict[Path, bool]:
        """`good` of each saved session of which something was sent."""
        each = ((path, self.good(path)) for path in self._states)
        return {path: good for path, good in each if path is not None and good is not None}

    def good(self, session: Path | None) -> bool | None:
        """Whether all that was sent of a session came out well; None where nothing was."""
        done = [
            state
            for state in self._states.get(session, {}).values()
            if isinstance(state, Answered | Unsent)
        ]
        if not done:
            return None
        return all(isinstance(state, Answered) and state.good for state in done)
