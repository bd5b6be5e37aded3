"""Mitto: SMS (`/sms`, `/sms.json`) and bulk SMS (`/smsbulk`) of rest.mittoapi.net and .com.

What is wrong with a message is `responseCode` and `responseText` within HTTP 200: 0 is a success,
7 and 8 are an empty and an invalid receiver (docs.mitto.ch, "SMS API Reference"). For HTTP 401 and
429 no body is documented: theirs has the same form.
"""

from __future__ import annotations

import re
import uuid
from typing import Any, Final

from sessions.contract.json_text import JsonObject
from sessions.contract.outcome import OutboundMessage

from .fields import fields, message, now
from .provider import Answer, Codes, Provider, Request, json_answer, refuse_by


def _read(request: Request) -> OutboundMessage | None:
    given = fields(request)
    return message(given.get("to"), given.get("from"), given.get("text"))


def _accept(request: Request) -> Answer:
    if not request.header("x-mitto-api-key"):
        return _REFUSALS.refuse(request, "401", None)
    given, found = fields(request), _read(request)
    if not given.get("text"):
        return _answer(200, 3, "Empty message")
    if not given.get("from"):
        return _answer(200, 5, "Empty sender")
    if not found or not found.to:
        return _answer(200, 7, "Empty receiver")
    sent: JsonObject = {"id": str(uuid.uuid4()), "textLength": len(found.text or "")}
    return _answer(200, 0, "SMS sent", **sent)


def _answer(status: int, code: int, text: str, **more: Any) -> Answer:
    body = {**more, "timestamp": now(), "responseCode": code, "responseText": text}
    return json_answer(status, body)


def _with_code(_request: Request, status: int, code: str, text: str) -> Answer:
    return _answer(status, int(code), text)


_CODES: Final = {
    "1": (500, "Internal error"),
    "3": (200, "Empty message"),
    "5": (200, "Empty sender"),
    "7": (200, "Empty receiver"),
    "8": (200, "Invalid receiver"),
    "401": (401, "Invalid API key"),
    "429": (429, "Too many requests"),
}
_REFUSALS: Final = Codes(_CODES, _with_code, "[1-9][0-9]{0,2}", status=200)

PROVIDERS: Final = (
    Provider(
        name="mitto",
        title="Mitto",
        hosts=re.compile(r"rest(-[a-z]+)?\.mittoapi\.(net|com)"),
        usual_host="rest.mittoapi.net",
        paths=re.compile(r"/sms(bulk)?(\.json)?"),
        read=_read,
        accept=_accept,
        refuse=refuse_by(_REFUSALS, {"400": "8", "401": "401", "429": "429", "500": "1"}),
        codes=_REFUSALS,
    ),
)
