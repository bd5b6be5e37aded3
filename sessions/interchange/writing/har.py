"""Invocations as a HAR archive, version 1.2 (http://www.softwareishard.com/blog/har-12-spec/)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from sessions.version import __version__

from .shell import body_text

if TYPE_CHECKING:
    from sessions.contract.json_text import JsonObject, JsonValue
    from sessions.interchange.posting import Posting

_UNKNOWN: Final = -1
"""What the format has for a size or a time that nobody knows."""


def har_archive(
    postings: Iterable[tuple[str, JsonValue, Posting]], at: datetime
) -> dict[str, JsonValue]:
    """The archive. Nothing was sent, so that each answer has the status 0, as browsers write it.

    Args:
        postings: each invocation's name, payload, and where it is posted. `${env:NAME}` stays as
            it is: no value of the environment is in it.
        at: the moment that the requests are said to begin at, with its time zone.
    """
    entries: list[JsonValue] = [
        _entry(name, payload, posting, at.isoformat(timespec="milliseconds"))
        for name, payload, posting in postings
    ]
    creator: JsonObject = {"name": "offhook", "version": __version__}
    return {"log": {"version": "1.2", "creator": creator, "entries": entries}}


def _entry(name: str, payload: JsonValue, posting: Posting, moment: str) -> JsonObject:
    return {
        "startedDateTime": moment,
        "time": 0,
        "request": _request(payload, posting),
        "response": {
            "status": 0,
            "statusText": "",
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": [],
            "content": {"size": 0, "mimeType": "x-unknown"},
            "redirectURL": "",
            "headersSize": _UNKNOWN,
            "bodySize": _UNKNOWN,
        },
        "cache": {},
        "timings": {"send": 0, "wait": 0, "receive": 0},
        "comment": name,
    }


def _request(payload: JsonValue, posting: Posting) -> JsonObject:
    body, headers = body_text(payload), posting.all_headers
    kind = next(value for name, value in headers.items() if name.lower() == "content-type")
    query = posting.url.partition("#")[0].partition("?")[2]
    return {
        "method": "POST",
        "url": posting.url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(headers.items()),
        "queryString": _pairs(parse_qsl(query, keep_blank_values=True)),
        "postData": {"mimeType": kind, "text": body},
        "headersSize": _UNKNOWN,
        "bodySize": len(body.encode()),
    }


def _pairs(items: Iterable[tuple[str, str]]) -> list[JsonValue]:
    return [{"name": name, "value": value} for name, value in items]
