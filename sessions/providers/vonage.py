"""Vonage (Nexmo): SMS API, Messages API and Voice API.

The SMS API answers HTTP 200 whatever happens; what went wrong is `status` and `error-text` of the
message (developer.vonage.com, "API Errors", "SMS API"), and so it is for every fault here. The two
others answer problem documents (RFC 7807). A call's text is what its NCCO talks.
"""

from __future__ import annotations

import re
import secrets
import uuid
from typing import Final

from sessions.contract.json_text import JsonObject
from sessions.contract.outcome import OutboundMessage

from .fields import amiss, at, fields, items_of, message, text_of
from .provider import Answer, Codes, Provider, Refusal, Request, json_answer, refuse_by

_ERRORS: Final = "https://developer.vonage.com/api-errors"
_SMS_CODES: Final = {
    "1": "Throughput Rate Exceeded - please wait [ 250 ] and retry",
    "2": "Missing to param",
    "3": "to address is not numeric",
    "4": "Bad Credentials",
    "5": "Internal Error",
    "6": "Unroutable message - rejected",
    "7": "Number barred",
    "8": "Partner account barred",
    "9": "Quota Exceeded - rejected",
    "10": "Too many existing binds",
    "11": "Account not enabled for HTTP",
    "12": "Message too long",
    "14": "Invalid Signature",
    "15": "Illegal Sender Address - rejected",
    "22": "Invalid network code",
    "23": "Invalid callback url",
    "29": "Non White-listed Destination - rejected",
    "32": "Signature and API secret disallowed",
    "33": "Number de-activated",
}
_MESSAGES_CODES: Final = {
    "1000": (500, "There was an error while processing your request."),
    "1010": (429, "Please wait, then retry your request"),
    "1020": (422, "The value of one or more parameters is invalid."),
    "1030": (500, "There was an error while processing your request."),
    "1120": (422, "Illegal Sender Address - rejected"),
    "1170": (422, "Invalid or Missing Msisdn Param"),
    "1240": (422, "Illegal Number - rejected"),
    "1460": (429, "Daily message limit exceeded"),
}


def _message_problem(code: str) -> tuple[int, str, str]:
    status, text = _MESSAGES_CODES[code]
    return status, f"/messages#{code}", text


_UNAUTHORIZED: Final = (401, "#unauthorized", "You did not provide correct credentials.")
_MESSAGES_PROBLEM: Final[dict[Refusal, tuple[int, str, str]]] = {
    "400": (422, "#invalid-params", "The value of one or more parameters is invalid."),
    "401": _UNAUTHORIZED,
    "429": _message_problem("1010"),
    "500": _message_problem("1000"),
}
_VOICE_PROBLEM: Final[dict[Refusal, tuple[int, str, str]]] = {
    "400": (400, "#invalid-params", "The value of one or more parameters is invalid."),
    "401": _UNAUTHORIZED,
    "429": (
        *(429, "/traffic-control#throttled"),
        "Your request rate exceeds the allowed limit for this account.",
    ),
    "500": (500, "#internal-error", "There was an error while processing your request."),
}
_TITLES: Final = {
    **{400: "Bad Request", 401: "Unauthorized", 422: "Invalid params"},
    **{429: "Rate Limit Hit", 500: "Internal Error"},
}


def _read_sms(request: Request) -> OutboundMessage | None:
    given = fields(request)
    return message(given.get("to"), given.get("from"), given.get("text"))


def _accept_sms(request: Request) -> Answer:
    given = fields(request)
    credentials = () if request.header("authorization") else ("api_key",)
    for name in (*credentials, "to", "from", "text"):
        if not given.get(name):
            return _sms({"status": "2", "error-text": f"Missing {name} param"})
    accepted = {
        "to": text_of(given["to"]),
        "message-id": secrets.token_hex(8).upper(),
        "status": "0",
        "remaining-balance": "15.53590000",
        "message-price": "0.03330000",
        "network": "00000",
    }
    return _sms(accepted)


def _sms_code(_request: Request, _status: int, code: str, text: str) -> Answer:
    return _sms({"status": code, "error-text": text})


def _sms(part: dict[str, str | None]) -> Answer:
    return json_answer(200, {"message-count": "1", "messages": [part]})


def _read_message(request: Request) -> OutboundMessage | None:
    body = request.json
    channel = "whatsapp" if at(body, "channel") == "whatsapp" else "sms"
    return message(at(body, "to"), at(body, "from"), at(body, "text"), channel)


def _accept_message(request: Request) -> Answer:
    if fault := amiss(request, _read_message(request)):
        return _refuse_message(request, fault)
    return json_answer(202, {"message_uuid": str(uuid.uuid4())})


def _refuse_message(_request: Request, fault: Refusal) -> Answer:
    return _problem(*_MESSAGES_PROBLEM[fault], name="to")


def _messages_code(_request: Request, status: int, code: str, text: str) -> Answer:
    return _problem(status, f"/messages#{code}", text, name="to")


def _read_call(request: Request) -> OutboundMessage | None:
    body = request.json
    talks = [at(action, "text") for action in items_of(at(body, "ncco"))]
    spoken = "\n".join(text for talk in talks if (text := text_of(talk)))
    return message(at(body, "to", 0, "number"), at(body, "from", "number"), spoken, "voice")


def _accept_call(request: Request) -> Answer:
    if fault := amiss(request, _read_call(request)):
        return _refuse_call(request, fault)
    started = {
        "uuid": str(uuid.uuid4()),
        "status": "started",
        "direction": "outbound",
        "conversation_uuid": f"CON-{uuid.uuid4()}",
    }
    return json_answer(201, started)


def _refuse_call(_request: Request, fault: Refusal) -> Answer:
    return _problem(*_VOICE_PROBLEM[fault], name="to[0].number")


def _problem(status: int, kind: str, detail: str, *, name: str) -> Answer:
    problem: JsonObject = {"type": _ERRORS + kind, "title": _TITLES[status], "detail": detail}
    if kind == "#invalid-params":
        problem["invalid_parameters"] = [{"name": name, "reason": "Is not a valid phone number"}]
    problem["instance"] = secrets.token_hex(16)
    return json_answer(status, problem, {"content-type": "application/problem+json"})


_SMS_REFUSALS: Final = Codes(
    {code: (200, text) for code, text in _SMS_CODES.items()}, _sms_code, "[1-9][0-9]?", status=200
)
_API_HOSTS: Final = re.compile(r"(api|api-[a-z0-9-]+|messages-sandbox)\.(nexmo|vonage)\.com")

PROVIDERS: Final = (
    Provider(
        name="vonage",
        title="Vonage SMS",
        hosts=re.compile(r"rest(-[a-z0-9-]+)?\.nexmo\.com"),
        usual_host="rest.nexmo.com",
        paths=re.compile(r"/sms/json"),
        read=_read_sms,
        accept=_accept_sms,
        refuse=refuse_by(_SMS_REFUSALS, {"400": "3", "401": "4", "429": "1", "500": "5"}),
        codes=_SMS_REFUSALS,
    ),
    Provider(
        name="vonage-messages",
        title="Vonage Messages",
        hosts=_API_HOSTS,
        usual_host="api.nexmo.com",
        paths=re.compile(r"/v1/messages"),
        read=_read_message,
        accept=_accept_message,
        refuse=_refuse_message,
        codes=Codes(_MESSAGES_CODES, _messages_code, "1[0-9]{3}", status=422),
    ),
    Provider(
        name="vonage-voice",
        title="Vonage Voice",
        hosts=_API_HOSTS,
        usual_host="api.nexmo.com",
        paths=re.compile(r"/v1/calls"),
        read=_read_call,
        accept=_accept_call,
        refuse=_refuse_call,
    ),
)
