"""HAR archives (http://www.softwareishard.com/blog/har-12-spec/): the requests of a browser."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Final

from sessions.contract.json_path import get
from sessions.contract.json_text import JsonObject, JsonValue, is_array, is_object

from .found import FoundRequest

_MOMENT: Final = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d):(\d\d):(\d\d)")


def is_har(document: JsonObject) -> bool:
    """Whether a document is such an archive."""
    return is_array(get(document, ("log", "entries")))


def har_requests(document: JsonObject) -> list[FoundRequest]:
    """Its requests in their order; a request is called as its entry's comment says, else by the
    moment when it was sent."""
    entries = get(document, ("log", "entries"))
    return [_request(entry) for entry in entries if is_object(entry)] if is_array(entries) else []


def moment_name(moment: str) -> str:
    """`2026-05-01-08-00-00` of an ISO 8601 text; empty where it is none."""
    found = _MOMENT.match(moment)
    return "-".join(found.groups()) if found else ""


def text_at(value: JsonValue, *path: str | int) -> str:
    """The text at a path; empty where there is none."""
    found = get(value, path)
    return found if isinstance(found, str) else ""


def pairs_at(value: JsonValue, name: str, *path: str | int) -> tuple[tuple[str, str], ...]:
    """The name and value of each object of an array at a path, as headers are written."""
    found = get(value, path)
    items = found if is_array(found) else []
    return tuple(
        (text_at(item, name), text_at(item, "value"))
        for item in items
        if text_at(item, name) and get(item, ("disabled",)) is not True
    )


def _request(entry: JsonObject) -> FoundRequest:
    request = get(entry, ("request",))
    request = request if is_object(request) else {}
    body, no_body = _body(request)
    return FoundRequest(
        url=text_at(request, "url"),
        body=body,
        method=text_at(request, "method") or "GET",
        headers=pairs_at(request, "name", "headers"),
        name=text_at(entry, "comment") or moment_name(text_at(entry, "startedDateTime")),
        no_body=no_body,
    )


def _body(request: JsonObject) -> tuple[str | None, str]:
    text = get(request, ("postData", "text"))
    if not isinstance(text, str):
        return None, "sends a form" if pairs_at(request, "name", "postData", "params") else (
            "has no body"
        )
    if text_at(request, "postData", "encoding") != "base64":
        return text, ""
    try:
        return base64.b64decode(text, validate=True).decode(), ""
    except (binascii.Error, ValueError):
        return None, "sends bytes that are no text"
