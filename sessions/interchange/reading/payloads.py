"""JSON documents that are payloads or events, and those of other tools that hold none: what each
looks like, and what to do instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from sessions.contract import json_text
from sessions.contract.json_path import describe
from sessions.platforms.current import PLATFORM

from .found import Found, FoundInvocation, NothingFound

if TYPE_CHECKING:
    from sessions.contract.json_text import JsonObject, JsonValue

_SURE: Final = 2
"""Keys of a payload that a body has to have among other requests, many of which send a `text`."""


def is_payload(document: Mapping[str, JsonValue], *, surely: bool = False) -> bool:
    """Whether a document has anything of a payload, or is the event of an Action; with `surely`
    whether it has so much that it can be nothing else."""
    keys = {str(field.path[0]) for field in PLATFORM.fields.FIELDS} & document.keys()
    enough = len(keys) >= (_SURE if surely else 1)
    return enough or PLATFORM.events.dialect_of(dict(document)) is not None


def inside_text(document: Mapping[str, JsonValue]) -> tuple[str, JsonObject] | None:
    """The payload or event that stands as text in `{"body": "…"}`, as a request is logged, or in
    `{"message": "…"}`, as CloudWatch gives a line; and the name of that key."""
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


def read_payloads(documents: Sequence[JsonValue]) -> Found:
    """Payloads and events, each a document of its own. Raises NothingFound where one is another."""
    found: list[FoundInvocation] = []
    remarks: list[str] = []
    for index, document in enumerate(_objects(documents)):
        at = f"[{index}]: " if len(documents) > 1 else ""
        inner = inside_text(document)
        if inner is None and not is_payload(document):
            raise NothingFound(at + described(document))
        if inner is not None:
            remarks.append(f"{at}read the JSON that is the text of {inner[0]}")
        found.append(FoundInvocation(document if inner is None else inner[1]))
    return Found(tuple(found), tuple(remarks))


def _objects(documents: Sequence[JsonValue]) -> list[JsonObject]:
    objects: list[JsonObject] = []
    for index, document in enumerate(documents):
        if not isinstance(document, dict):
            raise NothingFound(f"[{index}]: found {describe(document)}, wanted an object")
        objects.append(document)
    return objects


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


_LINE: Final = (
    "holds what a function printed; of a line that printed its payload or event, save that JSON as"
    " a file, and import it"
)
_KINDS: Final[tuple[tuple[Callable[[Mapping[str, JsonValue]], bool], str], ...]] = (
    (_is_line, f"looks like a line of a function's log, as CloudWatch gives it, which {_LINE}"),
    (_is_lines, f"looks like a function's log, as CloudWatch gives it, which {_LINE}"),
)
_MOST_LOOKED_AT: Final = 4_096
_DAY: Final = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d"
_TEXTS: Final = (
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
