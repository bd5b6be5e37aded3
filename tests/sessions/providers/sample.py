"""What a sample request to a provider is, and how one is written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from sessions.contract.outcome import OutboundMessage
from sessions.providers.provider import Request


@dataclass(frozen=True)
class Sample:
    """A request, and what the provider is to make of it."""

    provider: str
    """The name of the one that must take it."""
    request: Request
    message: OutboundMessage | None = None
    """What must be read from it."""
    status: int = 200
    """Of the answer."""
    says: str = ""
    """What must stand in the answer's body."""
    errs_within_200: bool = False
    """Whether the provider tells of errors in the body of a 200."""
    id: str = ""
    """Tells samples of one provider apart."""


def plain(
    method: str,
    url: str,
    text: str = "",
    content_type: str = "text/plain",
    headers: Mapping[str, str] | None = None,
) -> Request:
    """A request with a body of any type."""
    place = urlsplit(url)
    host = place.hostname or ""
    given = {"host": host, "content-type": content_type, **(headers or {})}
    return Request(
        method,
        host,
        place.port or (80 if place.scheme == "http" else 443),
        place.path or "/",
        place.query,
        tuple((name.lower(), value) for name, value in given.items()),
        text.encode(),
    )


def form(
    method: str, url: str, fields: Mapping[str, str], headers: Mapping[str, str] | None = None
) -> Request:
    """A request with a form in its body."""
    return plain(method, url, urlencode(fields), "application/x-www-form-urlencoded", headers)


def json_body(
    method: str, url: str, value: Any, headers: Mapping[str, str] | None = None
) -> Request:
    """A request with JSON in its body."""
    return plain(method, url, json.dumps(value), "application/json", headers)
