"""What `offhook import` is given and is no payload: what it looks like, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sessions.contract.jsontext import JsonValue

_KEYS: Final = frozenset({"recipient", "text", "context"})
"""What a hook is called with (CONTRACT "The payload")."""


def is_payload(document: Mapping[str, JsonValue]) -> bool:
    """Whether a document has anything of a payload, or is the event of an Action."""
    from sessions.contract.dialects import dialect_of

    return not _KEYS.isdisjoint(document) or dialect_of(dict(document)) is not None


def inside_text(document: Mapping[str, JsonValue]) -> dict[str, JsonValue] | None:
    """The payload or event that stands as text in `{"body": "…"}`, as a request is logged."""
    from sessions.contract import jsontext

    text = document.get("body")
    if is_payload(document) or not isinstance(text, str):
        return None
    try:
        inner = jsontext.loads(text)
    except jsontext.JsonError:
        return None
    return inner if isinstance(inner, dict) and is_payload(inner) else None


def described(document: Mapping[str, JsonValue]) -> str:
    """What a document without anything of a payload looks like, and what to import instead."""
    for looks_so, message in _KINDS:
        if looks_so(document):
            return message
    return (
        "holds none of recipient, text and context, and is no event of an Action;"
        " wanted what a hook is sent, as offhook export prints it"
    )


def doubt(document: Mapping[str, JsonValue]) -> str | None:
    """What a document looks like that has only little of a payload; None where all is well."""
    if "recipient" in document and "text" not in document and isinstance(document.get("body"), str):
        return (
            "looks like what an SMS gateway is sent: its body is what a hook gets as text;"
            " rename it, and add the context that the platform sends"
        )
    return None


def _is_log(document: Mapping[str, JsonValue]) -> bool:
    kind = document.get("type")
    return (
        isinstance(kind, str) and "date" in document and ("log_id" in document or "_id" in document)
    )


def _is_stream(document: Mapping[str, JsonValue]) -> bool:
    data = document.get("data")
    return isinstance(data, dict) and (_is_log(data) or ("log_id" in document and "type" in data))


def _is_postman(document: Mapping[str, JsonValue]) -> bool:
    return isinstance(document.get("info"), dict) and isinstance(document.get("item"), list)


def _is_har(document: Mapping[str, JsonValue]) -> bool:
    log = document.get("log")
    return isinstance(log, dict) and isinstance(log.get("entries"), list)


_LOG: Final = (
    "says what came of a message, and holds no call of a hook;"
    " import the payload, or log the event in the Action and import that"
)
_REQUESTS: Final = "holds requests, no payload; save the body of one as a file, and import that"
_KINDS: Final[tuple[tuple[Callable[[Mapping[str, JsonValue]], bool], str], ...]] = (
    (_is_log, f"looks like an entry of a tenant's log, which {_LOG}"),
    (_is_stream, f"looks like an entry of a log stream, which {_LOG}"),
    (_is_postman, f"looks like a Postman collection, which {_REQUESTS}"),
    (_is_har, f"looks like a HAR archive, which {_REQUESTS}"),
)
