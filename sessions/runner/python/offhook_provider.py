"""What an error of an HTTP client or a provider's SDK knows of its call, as plain facts.

Picked member by member: such an error holds sockets and credentials too. Nothing here raises.
"""

from __future__ import annotations

import json
from typing import Any, cast

from offhook_channel import cut

Facts = dict[str, Any]

LONGEST_BODY = 8192
LONGEST_TEXT = 2048
HEADERS = (
    *("content-type", "retry-after", "request-id", "x-request-id"),
    *("x-amzn-requestid", "twilio-request-id"),
)


def provider(error: BaseException) -> str | None:
    """The facts as JSON text, or None for an error that knows nothing of a call."""
    response = _read(error, "response")
    facts: Facts
    if isinstance(response, dict):
        facts = _of_botocore(cast("Facts", response))
    else:
        facts = {"response": _response(response), "own": _own(error)}
    carriers = (_read(error, "request"), _read(response, "request"), _read(error, "request_info"))
    requests = (_request(one) for one in (*carriers, error))
    facts["request"] = next((one for one in requests if one), None)
    if facts["response"] or facts["request"] or isinstance(facts["own"].get("status"), int):
        return json.dumps(facts)
    return None


def _read(value: Any, *names: str) -> Any:
    """The first of these attributes that is there; one that raises, as httpx's do, is not."""
    for name in names:
        try:
            found = getattr(value, name, None)
        except Exception:  # a property of a class that is not ours
            continue
        if found is not None and not callable(found):
            return found
    return None


def _plain(value: Any, longest: int = LONGEST_TEXT) -> Any:
    if isinstance(value, str):
        return cut(value, longest)
    return value if isinstance(value, (int, float)) else None


def _response(response: Any) -> Facts | None:
    status = _read(response, "status_code", "status")
    if not isinstance(status, int):
        return None
    headers = _read(response, "headers")
    unread = _read(response, "_content") is False  # of requests: to read it now may take for ever
    return {
        "status": int(status),
        "reason": _plain(_read(response, "reason_phrase", "reason")),
        "headers": {name: text for name in HEADERS if (text := _header(headers, name))},
        "body": None if unread else _body(_read(response, "text", "content", "body")),
    }


def _header(headers: Any, name: str) -> Any:
    try:
        return _plain(headers.get(name))
    except Exception:  # no mapping, or one of its own kind
        return None


def _body(value: Any) -> str | None:
    if isinstance(value, bytes):
        value = value[: 4 * LONGEST_BODY].decode("utf-8", "replace")
    return cut(value, LONGEST_BODY) if isinstance(value, str) else None


def _request(carrier: Any) -> Facts | None:
    method = _plain(_read(carrier, "method"))
    url = _read(carrier, "url", "uri", "real_url")
    if not isinstance(method, str) or url is None:
        return None
    try:
        return {"method": method, "url": cut(str(url), LONGEST_TEXT)}
    except Exception:  # a URL of its own kind that cannot be shown
        return None


def _own(error: BaseException) -> Facts:
    """What the SDKs of providers keep on the error itself: Twilio, aiohttp, and many like them."""
    own = {
        "status": _plain(_read(error, "status", "status_code", "http_status")),
        "code": _plain(_read(error, "code", "error_code")),
        "message": _plain(_read(error, "msg")),
        "requestId": _plain(_read(error, "request_id")),
        "body": _body(_read(error, "body", "http_body")),
    }
    return {name: value for name, value in own.items() if value is not None}


def _of_botocore(response: Facts) -> Facts:
    said: Facts = response.get("Error") or {}
    about: Facts = response.get("ResponseMetadata") or {}
    own = {
        "status": _plain(about.get("HTTPStatusCode")),
        "code": _plain(said.get("Code")),
        "message": _plain(said.get("Message")),
        "requestId": _plain(about.get("RequestId")),
    }
    return {"response": None, "own": {name: own[name] for name in own if own[name] is not None}}
