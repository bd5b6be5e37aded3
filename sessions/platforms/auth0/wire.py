"""What goes over the wire: what the platform sends beside the payload, and what answers it.

Bodies are as PLATFORM.md "What goes over the wire" has them. What only the child knows of an
error, its own properties, the runners write themselves (`describe.cjs`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, TypeAlias

from sessions.contract.json_path import format_path
from sessions.contract.json_text import JsonValue, dumps
from sessions.platforms.platform import Refusal

_Members: TypeAlias = dict[str, JsonValue]

SECRET: Final = "auth0-extension-secret"
"""The secret that the platform sends as `Authorization: Bearer`."""
STATUS: Final = 200
"""The HTTP status of every answer that the platform reads, be it a success or an error."""
WANTED: Final = 'a JSON object such as {"MessageID": "…"}, or the platform\'s envelope'
"""What an endpoint is to answer, in words."""

_THROWN: Final = "Script generated an unhandled synchronous exception."
_UNCOMPILED: Final = "Unable to compile the extensibility code as javascript"
_UNSERIALIZABLE: Final = "Error when JSON serializing the result of the extension point"
_ENVELOPE: Final = {"statusCode", "headers", "status", "data"}


def authorization(secrets: Mapping[str, str]) -> str | None:
    """The Authorization header that goes along; None where its secret is not given."""
    return f"Bearer {secrets[SECRET]}" if SECRET in secrets else None


def webtask(payload: JsonValue, secrets: Mapping[str, str]) -> _Members:
    """`context.webtask` of a hook as the platform fills it; the runner adds its `body`."""
    import uuid  # 2 ms, and only who sends needs one

    headers: _Members = {"content-type": "application/json"}
    if sent := authorization(secrets):
        headers["authorization"] = sent
    return {
        "id": str(uuid.uuid4()),
        "data": dict(secrets),
        "headers": headers,
        "params": {},
        "query": {},
        "secrets": dict(secrets),
        "meta": {},
        "body_raw": dumps(payload),
    }


def success(response: JsonValue, *, given: bool) -> JsonValue:
    """The answer to `cb(null, response)`; without `data` where the hook has given no response."""
    body: _Members = {"statusCode": STATUS, "headers": {}, "status": "success"}
    return {**body, "data": response} if given else body


def failure(message: str) -> JsonValue:
    """The answer with an error that has nothing but its message, such as the platform's own."""
    return {"status": "error", "data": {"stack": f"Error: {message}", "message": message}}


def refused(refusal: Refusal) -> JsonValue:
    """The answer to a payload that the platform refuses."""
    subject = format_path(("Body", *refusal.path))
    wanted = re.split(r"[,:]", refusal.wanted, maxsplit=1)[0].replace('"', "`")
    return failure(f"{subject} received by extensibility point is not {wanted}")


def unwritable_error(problem: str) -> JsonValue:
    """The answer to `cb(error)` where the error's properties cannot be written as JSON."""
    return failure(f"Error serializing error: {problem}")


def unserializable() -> JsonValue:
    """The answer to `cb(null, response)` where the response cannot be written as JSON."""
    return failure(_UNSERIALIZABLE)


def uncompiled(error: JsonValue, message: str) -> JsonValue:
    """The answer where the file cannot be loaded: `error` is that of its error, whose own message
    stands beside."""
    data = error.get("data") if isinstance(error, dict) else None
    if not isinstance(error, dict) or not isinstance(data, dict):
        return error
    described: _Members = {"message": _UNCOMPILED, "error_description": message}
    return {**error, "data": {**data, **described}}


def thrown(name: str, message: str, stack: str) -> JsonValue:
    """The body of the host's HTTP 500 for an error that the hook threw; see `hostBody` of
    `describe.cjs`."""
    return {
        **{"code": 500, "error": _THROWN, "details": f"{name}: {message}" if message else name},
        **{"name": name, "message": message, "stack": stack},
    }


def is_error(body: _Members) -> bool:
    """Whether an endpoint's answer is an error, whatever its HTTP status."""
    return body.get("status") == "error"


def response_in(body: _Members) -> JsonValue:
    """The hook's response in an answer that is no error: in the platform's envelope, or bare."""
    is_envelope = body.get("status") == "success" and body.keys() <= _ENVELOPE
    return body.get("data") if is_envelope else body


def error_in(body: _Members) -> JsonValue:
    """The error in an error envelope; else the body itself, such as comes with HTTP 500."""
    return body["data"] if is_error(body) and "data" in body else body
