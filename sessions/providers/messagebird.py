"""MessageBird: SMS (`/messages`) and spoken messages (`/voicemessages`) of rest.messagebird.com.

An invalid number is HTTP 422 with error code 9. No code of its own is documented for HTTP 429.
"""

from __future__ import annotations

import re
import secrets
from functools import partial
from typing import Final

from sessions.contract.json_text import JsonObject, JsonValue
from sessions.contract.outcome import Channel, OutboundMessage

from .fields import fields, message, now, text_of
from .provider import Answer, Codes, Provider, Refusal, Request, json_answer

_NO_RECIPIENTS: Final = (9, "no (correct) recipients found", "recipients")
_ERRORS: Final[dict[Refusal, tuple[int, tuple[int, str, str | None]]]] = {
    "400": (422, _NO_RECIPIENTS),
    "401": (401, (2, "Request not allowed (incorrect access_key)", "access_key")),
    "429": (429, (429, "Too many requests", None)),
    "500": (500, (99, "Internal error", None)),
}
_CODES: Final = {
    "2": (401, "Request not allowed (incorrect access_key)"),
    "9": (422, "no (correct) recipients found"),
    "10": (422, "Invalid params"),
    "20": (404, "Not found"),
    "21": (400, "Bad request"),
    "25": (402, "Not enough balance"),
    "98": (404, "API not found"),
    "99": (500, "Internal error"),
}
_OWN: Final[dict[Channel, JsonObject]] = {
    "sms": {
        **{"direction": "mt", "type": "sms", "validity": None, "gateway": 10},
        **{"typeDetails": {}, "datacoding": "plain", "mclass": 1},
    },
    "voice": {
        **{"language": "en-gb", "voice": "female", "repeat": 1},
        **{"ifMachine": "continue", "machineTimeout": 7000},
    },
}
"""What the two kinds of message have beside the members that both have."""


def _read(channel: Channel, request: Request) -> OutboundMessage | None:
    given = fields(request)
    return message(given.get("recipients"), given.get("originator"), given.get("body"), channel)


def _accept(channel: Channel, request: Request) -> Answer:
    if not request.header("authorization"):
        return _refuse(request, "401")
    given, found = fields(request), _read(channel, request)
    missing = [_NO_RECIPIENTS] if not (found and found.to) else []
    required = ("originator", "body") if channel == "sms" else ("body",)
    missing += [(9, f"{name} is required", name) for name in required if not given.get(name)]
    if missing or not found:
        return _errors(422, *missing)
    return json_answer(201, _created(channel, found, text_of(given.get("reference"))))


def _refuse(_request: Request, fault: Refusal) -> Answer:
    status, error = _ERRORS[fault]
    return _errors(status, error)


def _created(channel: Channel, found: OutboundMessage, reference: str | None) -> JsonObject:
    created, key = now(), secrets.token_hex(16)
    state = {"status": "sent" if channel == "sms" else "calling", "statusDatetime": created}
    recipients = (found.to or "").split(", ")
    items: list[JsonValue] = [{"recipient": _number(text), **state} for text in recipients]
    resource = "messages" if channel == "sms" else "voicemessages"
    return {
        "id": key,
        "href": f"https://rest.messagebird.com/{resource}/{key}",
        "originator": found.sender,
        "body": found.text,
        "reference": reference,
        **_OWN[channel],
        "scheduledDatetime": None,
        "createdDatetime": created,
        "recipients": {
            "totalCount": len(items),
            "totalSentCount": len(items),
            "totalDeliveredCount": 0,
            "totalDeliveryFailedCount": 0,
            "items": items,
        },
    }


def _number(text: str) -> int | str:
    """A recipient as MessageBird repeats it: a number without its plus sign."""
    digits = text.lstrip("+")
    return int(digits) if re.fullmatch(r"\d{1,20}", digits) else digits


def _errors(status: int, *errors: tuple[int, str, str | None]) -> Answer:
    names = ("code", "description", "parameter")
    return json_answer(
        status, {"errors": [dict(zip(names, error, strict=True)) for error in errors]}
    )


def _with_code(_request: Request, status: int, code: str, text: str) -> Answer:
    return _errors(status, (int(code), text, None))


def _provider(name: str, title: str, path: str, channel: Channel) -> Provider:
    return Provider(
        name=name,
        title=title,
        hosts=re.compile(r"rest\.messagebird\.com"),
        usual_host="rest.messagebird.com",
        paths=re.compile(path),
        read=partial(_read, channel),
        accept=partial(_accept, channel),
        refuse=_refuse,
        codes=Codes(_CODES, _with_code, "[1-9][0-9]{0,2}", status=422),
    )


PROVIDERS: Final = (
    _provider("messagebird", "MessageBird SMS", r"/messages/?", "sms"),
    _provider("messagebird-voice", "MessageBird Voice", r"/voicemessages/?", "voice"),
)
