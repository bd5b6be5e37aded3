"""Plivo: messages (`/v1/Account/ID/Message/`) and calls (`…/Call/`).

Every answer has an `api_id`, an error's beside it `error` with a text (docs.plivo.com, "Response").
Several recipients are parted by `<`. A call's text is not in the request: Plivo asks `answer_url`.
"""

from __future__ import annotations

import re
import uuid
from typing import Any, Final

from sessions.contract.json_text import JsonValue
from sessions.contract.outcome import OutboundMessage

from .fields import amiss, fields, message, text_of
from .provider import (
    BY_STATUS,
    Answer,
    Codes,
    Provider,
    Request,
    http_codes,
    json_answer,
    refuse_by,
)


def _read(request: Request) -> OutboundMessage | None:
    given = fields(request)
    return message(_several(given.get("dst")), given.get("src"), given.get("text"))


def _accept(request: Request) -> Answer:
    found = _read(request)
    if fault := amiss(request, found):
        return _MESSAGE_CODES.refuse(request, fault, found)
    if not found or not found.text:
        return _answer(400, error="invalid parameter: text is missing")
    keys = [str(uuid.uuid4()) for _ in (found.to or "").split(", ")]
    return _answer(202, message="message(s) queued", message_uuid=keys)


def _read_call(request: Request) -> OutboundMessage | None:
    given = fields(request)
    return message(_several(given.get("to")), given.get("from"), None, "voice")


def _accept_call(request: Request) -> Answer:
    if fault := amiss(request, _read_call(request)):
        return _CALL_CODES.refuse(request, fault, None)
    if not fields(request).get("answer_url"):
        return _answer(400, error="invalid parameter: answer_url is missing")
    return _answer(201, message="call fired", request_uuid=str(uuid.uuid4()))


def _answer(status: int, **members: Any) -> Answer:
    return json_answer(status, {"api_id": str(uuid.uuid4()), **members})


def _with_status(_request: Request, status: int, _code: str, text: str) -> Answer:
    return _answer(status, error=text)


def _several(value: JsonValue) -> str | None:
    return (text_of(value) or "").replace("<", ",") or None


def _codes(number: str) -> Codes:
    """The codes of an API in which `number` is the field of the recipient."""
    return http_codes(
        _with_status,
        http_400=f"invalid parameter: {number} is not a valid phone number",
        http_401="authentication failed: invalid Auth ID or Auth Token",
        http_404="resource could not be found",
        http_405="HTTP method used is not allowed to access the resource",
        http_429="rate limit exceeded: too many requests",
        http_500="internal server error",
    )


_MESSAGE_CODES: Final = _codes("dst")
_CALL_CODES: Final = _codes("to")
_HOSTS: Final = re.compile(r"api\.plivo\.com")

PROVIDERS: Final = (
    Provider(
        name="plivo",
        title="Plivo Messages",
        hosts=_HOSTS,
        usual_host="api.plivo.com",
        paths=re.compile(r"/v1/Account/[^/]+/Message/?"),
        read=_read,
        accept=_accept,
        refuse=refuse_by(_MESSAGE_CODES, BY_STATUS),
        codes=_MESSAGE_CODES,
    ),
    Provider(
        name="plivo-voice",
        title="Plivo Calls",
        hosts=_HOSTS,
        usual_host="api.plivo.com",
        paths=re.compile(r"/v1/Account/[^/]+/Call/?"),
        read=_read_call,
        accept=_accept_call,
        refuse=refuse_by(_CALL_CODES, BY_STATUS),
        codes=_CALL_CODES,
    ),
)
