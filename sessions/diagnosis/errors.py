"""What a runner says of an error, as the outcome has it: error, place, and wire body."""

from __future__ import annotations

from pathlib import PurePath
from typing import Final

from sessions.contract.json_text import MOST_VALUES, JsonError, JsonValue, TooManyValues, loads
from sessions.contract.outcome import HookError, SourceLocation
from sessions.platforms.current import PLATFORM
from sessions.runner.events import ErrorAnswer, Event, Failure, LoadFailed
from sessions.runner.facts import ErrorFacts, Frame
from sessions.secrets.credentials import conceal, conceal_text

from .provider_errors import provider_answer, without_call

_OUT_OF_MEMORY: Final = (
    "heap out of memory",
    "Array buffer allocation failed",
    "ERR_MEMORY_ALLOCATION_FAILED",
)


def read_json(text: str | None) -> JsonValue:
    """JSON text of a runner; what offhook does not hold stays text: over 200 levels, or
    `MOST_VALUES`."""
    if text is None:
        return None
    try:
        return loads(text, most_values=MOST_VALUES)
    except (JsonError, TooManyValues):
        return text


def hook_error(facts: ErrorFacts, message: str | None = None) -> HookError:
    """The error of an outcome; `message` says it better than the error itself does."""
    read = read_json(facts.properties)
    properties = read if isinstance(read, dict) else {}
    text, stack = said(facts), facts.stack or None
    if answer := provider_answer(facts.provider, text):
        properties = without_call(properties, answer)
        text, stack = conceal_text(text), stack and conceal_text(stack)
    return HookError(
        message=message or text,
        name=facts.name,
        code=facts.code,
        stack=stack,
        properties=properties,
        cause=hook_error(facts.cause) if facts.cause else None,
    )


def error_of(event: Event) -> ErrorFacts | None:
    """The error of an event; None where it has none."""
    return event.error if isinstance(event, Failure | ErrorAnswer) else None


def said(facts: ErrorFacts) -> str:
    """An error that wraps several, as a refused connection does, may say nothing itself."""
    parts = "; ".join(facts.parts)
    return facts.message or parts or str(facts.code or "(an error without a message)")


def place(frame: Frame | None) -> SourceLocation | None:
    """A frame or call site as the place that an outcome names."""
    return SourceLocation(frame.file, frame.line, frame.column) if frame else None


def where(event: Failure | ErrorAnswer) -> SourceLocation | None:
    """Where in the hook author's own source an error comes from: made, else given to cb."""
    if isinstance(event, LoadFailed) and event.syntax:
        return place(event.syntax)
    own = next((frame for frame in event.error.frames if frame.own), None)
    return place(own or (event.at if isinstance(event, ErrorAnswer) else None))


def short(location: SourceLocation | Frame | None) -> str:
    """` at hook.js:12`, or nothing where the place is not known."""
    return f" at {PurePath(location.file).name}:{location.line}" if location else ""


def ran_out_of_memory(facts: ErrorFacts) -> bool:
    """Whether an error says that there was no memory left."""
    said = f"{facts.message} {facts.code}"
    return facts.name == "MemoryError" or any(text in said for text in _OUT_OF_MEMORY)


def is_module_syntax(event: Failure) -> bool:
    """Whether a file does not parse because it is written as an ES module."""
    if not isinstance(event, LoadFailed) or event.syntax is None:
        return False
    said = event.error.message
    return (
        "outside a module" in said
        or said.startswith("Unexpected token 'export'")
        or event.as_module
    )


def died_of_memory(stderr: str) -> bool:
    """Whether V8 gave up over a full heap, by what it wrote."""
    return "fatal" in stderr.lower() and "out of memory" in stderr


def wire_of_error(facts: ErrorFacts) -> JsonValue:
    """The platform's answer to `cb(error)`: the error's own properties, if they can be written."""
    if facts.wire is not None:
        written = read_json(facts.wire)
        return conceal(written) if facts.provider else written
    if facts.wire_problem is not None:
        return PLATFORM.wire.unwritable_error(facts.wire_problem)
    return PLATFORM.wire.failure(facts.message)


def wire_of_uncompiled(facts: ErrorFacts) -> JsonValue:
    """The platform's answer where the file cannot be loaded: the real message stands beside."""
    written = wire_of_error(facts)
    return PLATFORM.wire.uncompiled(written, facts.message) if facts.is_error else written


def wire_of_throw(facts: ErrorFacts) -> JsonValue:
    """The body of the host's HTTP 500 for an error."""
    return PLATFORM.wire.thrown(facts.name, facts.message, facts.stack or "")


def not_your_code(named: str, owner: str) -> str:
    """What to say of a handler that is none, and what to do instead."""
    return (
        f"{named} is code of {owner}, and a handler is code of your own: "
        "write a function that calls it, and name that."
    )
