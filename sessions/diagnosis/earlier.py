"""What earlier invocations of an instance, still going on, did beside the one that is judged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sessions.contract.outbound import whom
from sessions.contract.outcome import SourceLocation
from sessions.runner.events import (
    Completed,
    Console,
    ErrorAnswer,
    Event,
    Exiting,
    Failure,
    Notified,
    ResponseAnswer,
    Uncaught,
)
from sessions.runner.transcript import Earlier, Transcript

from .errors import place, said, short, where

REMEDY: Final = (
    "What an invocation leaves under way goes on in the next one of its instance: await it, or end "
    "it, before the answer."
)
BESIDE: Final = "Beside this one went on "
"""How a warning begins of what an earlier invocation did meanwhile."""
_MOST_TOLD: Final = 5
"""Things told of one earlier invocation; a timer may print thousands."""
_LONGEST: Final = 80
"""Characters of what was printed. A longer text is not cut: a part of a secret is not found."""


@dataclass(frozen=True, slots=True)
class Crash:
    """How something else than the invocation itself has ended its process."""

    message: str
    at: SourceLocation | None


def crash(transcript: Transcript) -> Crash | None:
    """How an earlier invocation has ended the instance; None where none has."""
    for one in transcript.earlier:
        for event in one.events:
            if isinstance(event, Uncaught):
                what = f"an error that nobody caught, {event.error.name}: {said(event.error)}"
                return Crash(f"The instance was ended by {_whose(one)}: {what}", where(event))
            if isinstance(event, Exiting):
                what = f"process.exit was called with status {event.code}"
                return Crash(f"The instance was ended by {_whose(one)}: {what}", place(event.at))
    return None


def warnings(transcript: Transcript) -> list[str]:
    """A sentence for each earlier invocation that went on beside this one."""
    return [
        f"{BESIDE}{_whose(one)}: {'; '.join(things)}. None of it counts here."
        for one in transcript.earlier
        if (things := _told(one))
    ]


def _whose(one: Earlier) -> str:
    if one.name is None:
        return "code that no invocation is known to have begun, as the file's own"
    return f"what {one.name or 'an earlier invocation'} had left under way"


def _told(one: Earlier) -> list[str]:
    """What is to be told of it, and how much more there is."""
    things = [*filter(None, map(_of_event, one.events)), *_of_calls(one)]
    more = len(things) - _MOST_TOLD
    return things if more <= 0 else [*things[:_MOST_TOLD], f"and {more:,} more"]


def _of_calls(one: Earlier) -> Iterator[str]:
    for call in one.outbound:
        file, line = call.file, call.line
        at = short(SourceLocation(file, line)) if file and line else ""
        yield f"it called {whom(call)}{at}"


def _of_event(event: Event) -> str:
    match event:
        case Console():
            length = len(event.text)
            text = f"“{event.text}”" if length <= _LONGEST else f"{length:,} characters"
            at = SourceLocation(event.file, event.line) if event.file and event.line else None
            return f"it printed {text}{short(at)}"
        case ErrorAnswer() | ResponseAnswer():
            return f"its cb was called{short(event.at)}"
        case Completed():
            return "its promise was fulfilled"
        case Notified():
            return f"its api.notification.{event.how} was called{short(event.at)}"
        case Failure() if not isinstance(event, Uncaught):
            return f"it failed: {said(event.error)}{short(where(event))}"
        case _:
            return ""
