"""What a provider answered, out of the error that an HTTP client or an SDK made of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any, Final
from urllib.parse import urlencode, urljoin

from sessions.contract.excerpts import cut
from sessions.contract.json_text import JsonError, JsonObject, JsonValue, loads
from sessions.providers.registry import every
from sessions.secrets.credentials import conceal_members, conceal_text

CALL_MEMBERS: Final = frozenset(
    {
        *("config", "request", "response", "options", "timings", "req", "res", "input"),
        *("$response", "$metadata", "$fault", "$retryable", "isAxiosError"),
    }
)
"""Members of an error that hold the whole call, sockets and all: what they say is picked here."""

_MESSAGES: Final = (
    *("message", "error_message", "errorMessage", "error-text", "error_description"),
    *("description", "detail", "details", "text", "title", "reason", "faultstring", "error"),
)
_CODES: Final = (
    *("code", "error_code", "errorCode", "error-code", "messageId", "error", "status"),
)
_MORE: Final = ("more_info", "moreInfo", "documentation_url", "href")
_DEEPEST: Final = 5
_LONGEST_MESSAGE: Final = 2000
"""Characters: `unescape` raises at a number of more than 4,300 digits."""


def provider_answer(facts_text: str | None, error_message: str = "") -> JsonObject:
    """What is known of a provider's answer: empty, or some of the members below, in this order.

    `status` (of HTTP), `reason`, `code` and `message` (the provider's own), `request` (method and
    URL), `request_id`, `more_info` (where the provider explains the code), `retry_after`, `body`
    (its JSON, else its text). Credentials are hidden.

    Args:
        facts_text: JSON text of a runner (`node/provider.cjs`, `python/offhook_provider.py`).
        error_message: what the error says: where it has no body, an SDK has put there what the
            provider said.
    """
    facts = _loaded(facts_text)
    if not isinstance(facts, dict):
        return {}
    response = _object(facts.get("response"))
    own = _object(facts.get("own"))
    headers = _object(response.get("headers"))
    body_text = response.get("body") or own.get("body") or own.get("data")
    body = _loaded(body_text) if isinstance(body_text, str) else None
    said = _said(body, body_text)
    status = response.get("status") or own.get("status") or own.get("statusCode")
    code = said.get("code") or _first(own, "Code", "code")
    message = said.get("message") or own.get("message")
    if status and not body_text:
        message = message or error_message
    found: JsonObject = {
        "status": status,
        "reason": response.get("reason"),
        "code": code if status and _is_of_provider(code, status, message) else None,
        "message": message,
        "request": _request(_object(facts.get("request"))),
        "request_id": _request_id(own, headers),
        "more_info": said.get("more_info") or _first(own, *_MORE),
        "retry_after": headers.get("retry-after"),
        "body": body if isinstance(body, dict | list) else body_text,
    }
    known: JsonObject = {key: value for key, value in found.items() if value not in (None, "")}
    return conceal_members(known)


def without_call(properties: JsonObject, answer: JsonObject) -> JsonObject:
    """An error's own properties less what `answer` says already, credentials hidden.

    The answer stands first, as `provider`; a property of that name which the hook set itself is
    kept, and the answer is then called `provider_answer`.
    """
    said = {value for value in answer.values() if isinstance(value, str | int)}
    kept = {
        name: value
        for name, value in properties.items()
        if name not in CALL_MEMBERS and not (isinstance(value, str | int) and value in said)
    }
    name = "provider_answer" if "provider" in kept else "provider"
    return {name: answer, **conceal_members(kept)}


def _is_of_provider(code: JsonValue, status: JsonValue, message: JsonValue) -> bool:
    """Whether a code says more than the others, and is not axios' or got's for any bad status."""
    return code not in (status, str(status), message) and not str(code).startswith("ERR_")


def _request(request: JsonObject) -> str | None:
    url = request.get("url")
    if not isinstance(url, str):
        return None
    base = request.get("base")
    if isinstance(base, str) and not re.match(r"[a-z][a-z0-9+.-]*:", url, re.IGNORECASE):
        url = urljoin(base.rstrip("/") + "/", url.lstrip("/"))
    query = {key: str(item) for key, item in _object(request.get("params")).items()}
    if query:
        url += ("&" if "?" in url else "?") + urlencode(query)
    method = request.get("method")
    return conceal_text(f"{method.upper()} {url}" if isinstance(method, str) else url)


def _request_id(own: JsonObject, headers: JsonObject) -> JsonValue:
    of_providers = (provider.request_id_header for provider in every())
    names = dict.fromkeys((*filter(None, of_providers), "x-request-id", "request-id"))
    return _first(own, "requestId", "RequestId") or _first(headers, *names)


def _said(body: JsonValue, text: JsonValue) -> JsonObject:
    """The provider's own message, code and link, wherever in its body they stand."""
    if isinstance(body, dict | list):
        return {
            "message": _search(body, _MESSAGES),
            "code": _search(body, _CODES),
            "more_info": _search(body, _MORE),
        }
    if isinstance(text, str) and text.lstrip().startswith("<"):
        return {"message": _element(text, "Message", "message"), "code": _element(text, "Code")}
    return {}


def _search(body: JsonValue, names: tuple[str, ...]) -> JsonValue:
    """The member that is nearest to the top, of those on one level the first of `names`."""
    level = [body]
    for _ in range(_DEEPEST):
        objects = [item for item in level if isinstance(item, dict)]
        for name in names:
            for item in objects:
                value = item.get(name)
                if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
                    return value
        level = list(_below(level))
    return None


def _below(level: list[JsonValue]) -> Iterator[JsonValue]:
    for item in level:
        if isinstance(item, dict):
            yield from item.values()
        elif isinstance(item, list):
            yield from item


def _element(text: str, *names: str) -> str | None:
    for name in names:
        if match := re.search(rf"<{name}>([^<]*)</{name}>", text):
            return unescape(cut(match[1], _LONGEST_MESSAGE)).strip()
    return None


def _first(members: JsonObject, *names: str) -> JsonValue:
    return next((members[name] for name in names if members.get(name) not in (None, "")), None)


def _object(value: JsonValue) -> JsonObject:
    return value if isinstance(value, dict) else {}


def _loaded(text: Any) -> JsonValue:
    try:
        return loads(text) if isinstance(text, str) else None
    except JsonError:
        return None
