"""8x8: SMS (`/api/v1/subaccounts/ID/messages`) and calls (`…/callflows`).

Errors of both APIs have `code`, `message`, `errorId` and `timestamp`; a callflow that is refused
has a `statusCode` and a `statusMessage`. No code is documented for HTTP 429 and 500: it is the HTTP
status here. A call's text is what its callflow says.
"""

from __future__ import annotations

import re
import uuid
from typing import Final

from sessions.contract.outcome import OutboundMessage

from .fields import amiss, at, items_of, message, now, text_of
from .provider import Answer, Codes, Provider, Refusal, Request, json_answer

_ERRORS: Final[dict[Refusal, tuple[int, int, str]]] = {
    "400": (400, 1002, "Invalid MSISDN format"),
    "401": (401, 1200, "Request was not authenticated properly"),
    "429": (429, 429, "Too many requests"),
    "500": (500, 500, "Internal server error"),
}

_INVALID_DESTINATION: Final = ("-1001", "Destination parameter invalid")


def _read(request: Request) -> OutboundMessage | None:
    """The message; of a batch all destinations, and what the template has beside them."""
    body = request.json
    to = [at(each, "destination") for each in items_of(at(body, "messages"))]
    source, text = (
        at(body, name) or at(body, "template", name) or at(body, "messages", 0, name)
        for name in ("source", "text")
    )
    return message(to or at(body, "destination"), source, text)


def _accept(request: Request) -> Answer:
    found = _read(request)
    if fault := amiss(request, found):
        return _refuse(request, fault)
    if request.path.endswith("/batch"):
        count = len(items_of(at(request.json, "messages")))
        batch = {"batchId": str(uuid.uuid4()), "acceptedCount": count, "rejectedCount": 0}
        return json_answer(200, batch)
    sent = {
        "umid": str(uuid.uuid4()),
        "clientMessageId": text_of(at(request.json, "clientMessageId")),
        "destination": found and found.to,
        "encoding": "GSM7" if found and (found.text or "").isascii() else "UCS2",
        "status": {
            "code": "QUEUED",
            "description": "SMS is accepted and queued for processing",
            "timestamp": now(),
        },
    }
    return json_answer(200, sent)


def _refuse(_request: Request, fault: Refusal) -> Answer:
    return _answer(*_ERRORS[fault])


def _with_code(_request: Request, status: int, code: str, text: str) -> Answer:
    return _answer(status, int(code), text)


def _answer(status: int, code: int, text: str) -> Answer:
    error = {"code": code, "message": text, "errorId": str(uuid.uuid4()), "timestamp": now()}
    return json_answer(status, error)


def _read_call(request: Request) -> OutboundMessage | None:
    actions = items_of(at(request.json, "callflow"))
    call = next((step for step in actions if at(step, "action") == "makeCall"), None)
    said = (text_of(at(step, "params", "text")) for step in actions)
    spoken = "\n".join(text for text in said if text)
    return message(at(call, "params", "destination"), at(call, "params", "source"), spoken, "voice")


def _accept_call(request: Request) -> Answer:
    if fault := amiss(request, _read_call(request)):
        return _refuse_call(request, fault)
    created = {"sessionId": str(uuid.uuid4()), "sessionStatus": "CREATED"}
    return json_answer(200, {**created, "statusCode": 1, "statusMessage": "Created"})


def _refuse_call(request: Request, fault: Refusal) -> Answer:
    if fault != "400":
        return _refuse(request, fault)
    return _call_code(request, 400, *_INVALID_DESTINATION)


def _call_code(_request: Request, status: int, code: str, text: str) -> Answer:
    said = {"statusCode": int(code), "statusMessage": text}
    return json_answer(status, {"sessionStatus": "NOT_CREATED", **said})


PROVIDERS: Final = (
    Provider(
        name="8x8",
        title="8x8 SMS",
        hosts=re.compile(r"sms(\.us)?\.(8x8\.(com|uk|id)|wavecell\.com)"),
        usual_host="sms.8x8.com",
        paths=re.compile(r"/api/v1/subaccounts/[^/]+/messages(/batch)?"),
        read=_read,
        accept=_accept,
        refuse=_refuse,
        codes=Codes(
            {"1002": (400, "Invalid MSISDN format"), "1200": (401, _ERRORS["401"][2])},
            _with_code,
            "[1-9][0-9]{3}",
        ),
    ),
    Provider(
        name="8x8-voice",
        title="8x8 Voice",
        hosts=re.compile(r"voice(\.us)?\.(8x8\.(com|uk|id)|wavecell\.com)"),
        usual_host="voice.8x8.com",
        paths=re.compile(r"/api/v1/subaccounts/[^/]+/callflows"),
        read=_read_call,
        accept=_accept_call,
        refuse=_refuse_call,
        codes=Codes(
            {_INVALID_DESTINATION[0]: (400, _INVALID_DESTINATION[1])},
            _call_code,
            "-[1-9][0-9]{3}",
        ),
    ),
)
