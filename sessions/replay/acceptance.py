"""An outcome taken over as what is expected from now on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sessions.contract.json_path import JsonPath, format_path
from sessions.contract.json_text import JsonValue, has_lone_surrogate, same
from sessions.contract.kinds import Kind
from sessions.contract.outbound import host_of
from sessions.contract.outcome import HookError, OutboundCall, Outcome
from sessions.store.expect import Expect
from sessions.store.json_codec import JSON_SUFFIX
from sessions.store.matchers import exact_entry
from sessions.store.toml.values import Document

from .expectation import ABSENT, PRESENT, UUID, is_uuid
from .shapes import Varying

_MOST_PARTS: Final = 40
"""Values of a response, or properties of an error, that are taken over."""
_MOST_CALLS: Final = 20
_DEEPEST: Final = 16
_OF_THE_HOOK: Final = frozenset(
    {
        Kind.CALLBACK_ERROR,
        Kind.SYNC_THROW,
        Kind.REJECTED,
        Kind.ASYNC_THROW,
        Kind.UNHANDLED_REJECTION,
    }
)
"""Kinds whose error is the hook's own, and not worded by offhook or by the system."""


def expected_of(outcome: Outcome) -> Expect:
    """What to expect so that this outcome, and one that differs only in what varies, is met.

    Left out, or said by its shape, is what is another at each run: UUIDs, times, IDs that a
    provider assigned, stacks, durations; and what a machine may have otherwise: the console,
    warnings, the wire.

        changed = saved.model_copy(update={"expect": sessions.expected_of(step.outcome)})
    """
    varying = Varying.of(outcome)
    said: Document = {"outcome": outcome.outcome.value}
    if not outcome.delivered:
        said["kind"] = outcome.kind.value
    if outcome.message_id is not None:
        said |= message_id_entry(outcome, varying)
    said |= _root("response", dict(_parts(_without_message_id(outcome), varying)))
    if outcome.error and outcome.kind in _OF_THE_HOOK:
        said |= _root("error", dict(_error_parts(outcome.error, varying)))
    if outcome.target.kind != "remote" and outcome.target.network != "live":
        said["outbound_count"] = len(outcome.outbound)
        if outcome.outbound and len(outcome.outbound) <= _MOST_CALLS:
            said["outbound"] = [call_entry(call, varying) for call in outcome.outbound]
    return Expect.model_validate(said)


def message_id_entry(outcome: Outcome, varying: Varying) -> Document:
    """What is said of the MessageID of an outcome that has one."""
    text = outcome.message_id or ""
    if outcome.message_id_source == "runner" or is_uuid(text):
        return {"message_id": UUID}
    if text in (PRESENT, ABSENT, UUID):
        return {"message_id": {"equals": text}}
    return entry(("message_id",), text, varying)


def _without_message_id(outcome: Outcome) -> JsonValue:
    """The response but for the member that the MessageID is, which has an expectation already."""
    response = outcome.response
    if not isinstance(response, dict) or outcome.message_id_source != "hook":
        return response
    return {
        key: value
        for key, value in response.items()
        if key.lower() != "messageid" or value != outcome.message_id
    }


def _root(key: str, parts: Document) -> Document:
    """What is said of a value under its key; of one that has no parts, the value itself."""
    if list(parts) == [""] and not isinstance(parts[""], dict):
        return {key: parts[""]}
    if list(parts) == [JSON_SUFFIX]:
        return {key + JSON_SUFFIX: parts[JSON_SUFFIX]}
    return {key: parts} if parts else {}


def _error_parts(error: HookError, varying: Varying) -> Iterator[tuple[str, Any]]:
    yield from entry(("message",), error.message, varying).items()
    if error.name != "Error":
        yield from entry(("name",), error.name, varying).items()
    if error.code is not None:
        yield from entry(("code",), error.code, varying).items()
    yield from _parts(error.properties, varying, ("properties",))


def _parts(value: JsonValue, varying: Varying, at: JsonPath = ()) -> Iterator[tuple[str, Any]]:
    """The entries for each value that has no parts, unless there are very many."""
    found = list(leaves(value, at)) if value not in (None, {}) else []
    if len(found) <= _MOST_PARTS:
        for path, leaf in found:
            yield from entry(path, leaf, varying).items()


def leaves(value: JsonValue, path: JsonPath) -> Iterator[tuple[JsonPath, JsonValue]]:
    """Each value of a value that has no parts itself, by its path, which begins with `path`."""
    if isinstance(value, dict) and value and len(path) < _DEEPEST:
        for key, member in value.items():
            if not has_lone_surrogate(key):
                yield from leaves(member, (*path, key))
    elif isinstance(value, list) and value and len(path) < _DEEPEST:
        for at, item in enumerate(value):
            yield from leaves(item, (*path, at))
    elif len(path) < _DEEPEST:
        yield path, value


def entry(path: JsonPath, value: JsonValue, varying: Varying) -> Document:
    """The entry of a table of parts that wants a value, or the shape of what varies in it."""
    if isinstance(value, str) and has_lone_surrogate(value):
        return {format_path(path): {"type": "string"}}
    said = varying.matcher(value)
    if not same(said, value):
        return {format_path(path): said}
    return exact_entry(path, value)


def call_entry(call: OutboundCall, varying: Varying) -> Document:
    """Who was called, and the message in the call."""
    who = ("provider", call.provider) if call.provider else ("host", host_of(call).lower())
    said: Document = {**entry((who[0],), who[1], varying)}
    if message := call.message:
        text = message.code if message.text is None else message.text
        parts = {"to": message.to, "from": message.sender, "channel": message.channel, "text": text}
        for key, value in parts.items():
            if value is not None:
                said |= entry((key,), value, varying)
    elif call.method:
        said["method"] = call.method
    return said
