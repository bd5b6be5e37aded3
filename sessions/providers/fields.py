"""Picks what providers need out of requests that may hold anything; nothing here raises."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from sessions.contract.json_text import JsonValue
from sessions.contract.outcome import Medium, OutboundMessage

from .provider import Refusal, Request


def text_of(value: object) -> str | None:
    """A text, or a number as text; None for anything else and for an empty text."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) and value else None


def at(value: JsonValue, *path: str | int) -> JsonValue:
    """The value at `path` in JSON: keys of objects, indexes of arrays. None where it ends early."""
    for step in path:
        if isinstance(step, str) and isinstance(value, dict):
            value = value.get(step)
        elif isinstance(step, int) and isinstance(value, list):
            value = value[step] if step < len(value) else None
        else:
            return None
    return value


def items_of(value: JsonValue) -> list[JsonValue]:
    """An array's items; none where it is no array."""
    return value if isinstance(value, list) else []


def several(value: JsonValue) -> str | None:
    """The recipients in a text, parted by commas, or in an array, joined by `, `."""
    given = value if isinstance(value, list) else [value]
    parts = (part.strip() for item in given for part in (text_of(item) or "").split(","))
    return ", ".join(part for part in parts if part) or None


def fields(request: Request) -> Mapping[str, JsonValue]:
    """A request's fields: of the object in its JSON body, else of its form and its query."""
    body = request.json
    return body if isinstance(body, dict) else request.form


def message(
    to: JsonValue, sender: JsonValue, text: JsonValue, channel: Medium = "sms"
) -> OutboundMessage | None:
    """The message of these values; None where there is neither a recipient nor a text."""
    found = OutboundMessage(several(to), text_of(sender), text_of(text), channel)
    return found if found.to or found.text else None


def amiss(request: Request, found: OutboundMessage | None) -> Refusal | None:
    """The refusal that a request earns: 401 without credentials, 400 without a recipient."""
    if not request.header("authorization"):
        return "401"
    return None if found and found.to else "400"


def now() -> str:
    """This moment in UTC, as most APIs write it: `2026-11-22T22:00:00.000Z`."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
