"""ClickSend: SMS (`/v3/sms/send`) and voice (`/v3/voice/send`), of the same form.

An invalid number is no error of the call: HTTP 200, and the message's `status` is
`INVALID_RECIPIENT`. Errors of the call have `response_code` and `response_msg`.
"""

from __future__ import annotations

import re
import time
import uuid
from functools import partial
from typing import Final

from sessions.contract.json_text import JsonObject, JsonValue
from sessions.contract.outcome import Channel, OutboundMessage

from .fields import amiss, at, items_of, message, text_of
from .provider import Answer, Codes, Provider, Refusal, Request, json_answer

_ERRORS: Final[dict[Refusal, tuple[int, str, str]]] = {
    "400": (400, "BAD_REQUEST", "The messages field is required."),
    "401": (401, "UNAUTHORIZED", "Authorization failed."),
    "429": (429, "TOO_MANY_REQUESTS", "Rate limit exceeded. Please retry later."),
    "500": (500, "INTERNAL_SERVER_ERROR", "Something is broken on our side."),
}


_MESSAGE_CODES: Final = (
    *("INVALID_RECIPIENT", "COUNTRY_NOT_ENABLED", "INSUFFICIENT_CREDIT", "THROTTLED"),
    *("INVALID_SENDER_ID", "INVALID_CREDENTIALS", "ALREADY_EXISTS", "EMPTY_MESSAGE"),
    *("TOO_MANY_RECIPIENTS", "MISSING_REQUIRED_FIELDS", "INVALID_SCHEDULE", "INTERNAL_ERROR"),
    *("INVALID_LANG", "INVALID_VOICE", "SOMETHING_IS_WRONG"),
)
"""What a message's `status` may be; it has no text."""


def _read(channel: Channel, request: Request) -> OutboundMessage | None:
    every = items_of(at(request.json, "messages"))
    sender, text = (at(every, 0, name) for name in ("from", "body"))
    return message([at(one, "to") for one in every], sender, text, channel)


def _accept(channel: Channel, request: Request) -> Answer:
    if fault := amiss(request, _read(channel, request)):
        return _error(fault)
    return _sent(request, "SUCCESS")


def _refuse(channel: Channel, request: Request, fault: Refusal) -> Answer:
    if fault == "400" and _read(channel, request):
        return _sent(request, "INVALID_RECIPIENT")
    return _error(fault)


def _with_code(request: Request, status: int, code: str, text: str) -> Answer:
    return _sent(request, code) if status == 200 else _answer(status, code, text, None)


def _sent(request: Request, status: str) -> Answer:
    every = items_of(at(request.json, "messages"))
    queued = len(every) if status == "SUCCESS" else 0
    data: JsonObject = {
        "total_price": 0.0,
        "total_count": len(every),
        "queued_count": queued,
        "messages": [_repeated(one, status) for one in every],
    }
    return _answer(200, "SUCCESS", "Messages queued for delivery.", data)


def _repeated(one: JsonValue, status: str) -> JsonObject:
    moment = int(time.time())
    repeated = {name: text_of(at(one, name)) for name in ("to", "body", "from", "custom_string")}
    return {
        "direction": "out",
        "date": moment,
        **repeated,
        "schedule": moment,
        "message_id": str(uuid.uuid4()).upper(),
        "message_parts": 1,
        "message_price": "0.0000",
        "status": status,
    }


def _error(fault: Refusal) -> Answer:
    status, code, text = _ERRORS[fault]
    return _answer(status, code, text, None)


def _answer(status: int, code: str, text: str, data: JsonObject | None) -> Answer:
    body = {"http_code": status, "response_code": code, "response_msg": text, "data": data}
    return json_answer(status, body)


def _provider(name: str, title: str, path: str, channel: Channel) -> Provider:
    return Provider(
        name=name,
        title=title,
        hosts=re.compile(r"rest\.clicksend\.com"),
        usual_host="rest.clicksend.com",
        paths=re.compile(path),
        read=partial(_read, channel),
        accept=partial(_accept, channel),
        refuse=partial(_refuse, channel),
        codes=Codes(
            {
                **dict.fromkeys(_MESSAGE_CODES, (200, "")),
                **{code: (status, text) for status, code, text in _ERRORS.values()},
            },
            _with_code,
            "[A-Z]+(_[A-Z]+)*",
            status=200,
        ),
    )


PROVIDERS: Final = (
    _provider("clicksend", "ClickSend SMS", r"/v3/sms/send", "sms"),
    _provider("clicksend-voice", "ClickSend Voice", r"/v3/voice/send", "voice"),
)
