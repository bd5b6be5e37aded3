"""Errors as a runner describes them, as the outcome tells them: error, place, and wire body."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any, Final, cast

from sessions.contract.json_text import MOST_VALUES, JsonError, JsonValue, TooManyValues, loads
from sessions.contract.outcome import HookError, SourceLocation
from sessions.platforms.auth0 import wire
from sessions.runner.transcript import ErrorFacts, Event, Frame
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
    read = read_json(facts["properties"])
    properties = read if isinstance(read, dict) else {}
    text, stack = said(facts), facts.get("stack") or None
    if answer := provider_answer(facts.get("provider"), text):
        properties = without_call(properties, answer)
        text, stack = conceal_text(text), stack and conceal_text(stack)
    cause = facts.get("cause")
    return HookError(
        message=message or text,
        name=facts["name"],
        code=facts.get("code"),
        stack=stack,
        properties=properties,
        cause=hook_error(cause) if cause else None,
    )


def said(facts: ErrorFacts) -> str:
    """An error that wraps several, as a refused connection does, may say nothing itself."""
    parts = "; ".join(facts.get("parts", []))
    return facts["message"] or parts or str(facts.get("code") or "(an error without a message)")


def place(frame: Frame | dict[str, Any] | None) -> SourceLocation | None:
    """A frame or call site as the place that an outcome names."""
    if not frame:
        return None
    column = cast("int | None", frame.get("column"))
    return SourceLocation(frame["file"], frame["line"], column)


def where(event: Event) -> SourceLocation | None:
    """Where in the hook author's own source an error comes from: made, else given to cb."""
    facts = cast("ErrorFacts", event.get("error") or {})
    own = next((frame for frame in facts.get("frames", []) if frame["own"]), None)
    return place(event.get("syntax") or own or event.get("at"))


def short(location: SourceLocation | Frame | dict[str, Any] | None) -> str:
    """` at hook.js:12`, or nothing where the place is not known."""
    found = location if isinstance(location, SourceLocation) else place(location)
    return f" at {PurePath(found.file).name}:{found.line}" if found else ""


def ran_out_of_memory(event: Event) -> bool:
    """Whether an error says that there was no memory left."""
    facts = cast("ErrorFacts", event.get("error") or {})
    said = f"{facts.get('message', '')} {facts.get('code', '')}"
    return facts.get("name") == "MemoryError" or any(text in said for text in _OUT_OF_MEMORY)


def is_module_syntax(event: Event) -> bool:
    """Whether a file does not parse because it is written as an ES module."""
    facts = cast("ErrorFacts", event.get("error") or {})
    said = facts.get("message", "")
    return bool(event.get("syntax")) and (
        "outside a module" in said
        or said.startswith("Unexpected token 'export'")
        or bool(event.get("as_module"))
    )


def died_of_memory(stderr: str) -> bool:
    """Whether V8 gave up over a full heap, by what it wrote."""
    return "fatal" in stderr.lower() and "out of memory" in stderr


def wire_of_error(facts: ErrorFacts) -> JsonValue:
    """The platform's answer to `cb(error)`: the error's own properties, if they can be written."""
    if "wire" in facts:
        written = read_json(facts["wire"])
        return conceal(written) if facts.get("provider") else written
    if "wire_problem" in facts:
        return wire.unwritable_error(facts["wire_problem"])
    return wire.failure(facts["message"])


def wire_of_uncompiled(facts: ErrorFacts) -> JsonValue:
    """The platform's answer where the file cannot be loaded: the real message stands beside."""
    written = wire_of_error(facts)
    return wire.uncompiled(written, facts["message"]) if facts["is_error"] else written


def wire_of_throw(facts: ErrorFacts) -> JsonValue:
    """The body of the host's HTTP 500 for an error."""
    return wire.thrown(facts["name"], facts["message"], facts.get("stack", ""))
