"""Documents of other tools that hold no payload: what each looks like, and what to do instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sessions.contract.json_text import JsonValue


def is_payload(document: Mapping[str, JsonValue]) -> bool:
    """Whether a document has anything of a payload, or is the event of an Action."""
    from sessions.platforms.current import PLATFORM

    has_field = any(field.path[0] in document for field in PLATFORM.fields.FIELDS)
    return has_field or PLATFORM.events.dialect_of(dict(document)) is not None


def inside_text(
    document: Mapping[str, JsonValue],
) -> tuple[str, dict[str, JsonValue]] | None:
    """The payload or event that stands as text in `{"body": "…"}`, as a request is logged, or in
    `{"message": "…"}`, as CloudWatch gives a line; and the name of that key."""
    from sessions.contract import json_text

    for key in ("body", "message"):
        text = document.get(key)
        if is_payload(document) or not isinstance(text, str):
            continue
        try:
            inner = json_text.loads(text[max(0, text.find("{")) :])
        except json_text.JsonError:
            continue
        if isinstance(inner, dict) and is_payload(inner):
            return key, inner
    return None


def text_described(content: bytes) -> str | None:
    """What a text that is no JSON looks like, and what to import instead; None where that is not
    known. Only its beginning is looked at."""
    start = content[:_MOST_LOOKED_AT].decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    return next((message for form, message in _TEXTS if form.match(start)), None)


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


def _is_line(document: Mapping[str, JsonValue]) -> bool:
    return "timestamp" in document and isinstance(document.get("message"), str)


def _is_lines(document: Mapping[str, JsonValue]) -> bool:
    events = document.get("events", document.get("logEvents"))
    return isinstance(events, list) and any(
        isinstance(event, dict) and _is_line(event) for event in events[:1]
    )


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
_LINE: Final = (
    "holds what a function printed; of a line that printed its payload or event, save that JSON as"
    " a file, and import it"
)
_REQUESTS: Final = "holds requests, no payload; save the body of one as a file, and import that"
_KINDS: Final[tuple[tuple[Callable[[Mapping[str, JsonValue]], bool], str], ...]] = (
    (_is_log, f"looks like an entry of a tenant's log, which {_LOG}"),
    (_is_stream, f"looks like an entry of a log stream, which {_LOG}"),
    (_is_postman, f"looks like a Postman collection, which {_REQUESTS}"),
    (_is_har, f"looks like a HAR archive, which {_REQUESTS}"),
    (_is_line, f"looks like a line of a function's log, as CloudWatch gives it, which {_LINE}"),
    (_is_lines, f"looks like a function's log, as CloudWatch gives it, which {_LINE}"),
)
_MOST_LOOKED_AT: Final = 4_096
_DAY: Final = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d"
_TEXTS: Final = (
    (
        re.compile(r"(?:\$ ?)?curl\b"),
        "looks like a curl command; save what stands behind -d, --data or --data-raw as a file,"
        " and import that",
    ),
    (
        re.compile(r"(?:POST|GET|PUT|PATCH|DELETE) \S+ HTTP/|HTTP/[\d.]+ \d{3}\b"),
        "looks like an HTTP message; save its body as a file, and import that",
    ),
    (
        re.compile(rf"(?:START|END|REPORT|INIT_START)\b|\[?{_DAY}|(?:timestamp|\d{{13}})[,\t]"),
        f"looks like lines of a log, which {_LINE}",
    ),
    (re.compile(r"format\s*=\s*\d"), "looks like a session; offhook send and replay read it"),
    (re.compile(r"<(?:!DOCTYPE|\?xml|html)\b", re.IGNORECASE), "looks like a page, and is no JSON"),
)
