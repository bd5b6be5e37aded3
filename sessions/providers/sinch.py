"""Sinch: SMS batches (`/xms/v1/PLAN/batches`) and callouts of its calling API (`/v1/callouts`).

SMS errors of 400 and 403 have `code` and `text`; for other statuses no body is documented, and they
have a text in the same form here. Calling errors have `errorCode` and `message`
(developers.sinch.com, "Errors"). The token of a project (`auth.sinch.com/oauth2/token`) belongs to
the SMS API here: it is given when it is asked for, except under a fault that is not of a number.
"""

from __future__ import annotations

import re
import secrets
import uuid
from typing import Final

from sessions.contract.outcome import OutboundMessage

from .fields import amiss, at, message, now, text_of
from .provider import Answer, Codes, Provider, Refusal, Request, json_answer, refuse_by

_SMS_ERRORS: Final[dict[Refusal, tuple[int, str, str]]] = {
    "400": (400, "syntax_invalid_parameter_format", "Invalid 'to' number: not a valid MSISDN"),
    "401": (401, "unauthorized", "The request could not be authenticated"),
    "429": (429, "too_many_requests", "The rate limit of the service plan was exceeded"),
    "500": (500, "internal_error", "An internal error occurred"),
}
_TOKEN_ERRORS: Final = {401: "invalid_client", 429: "temporarily_unavailable", 500: "server_error"}
_SMS_CODES: Final = {
    "syntax_invalid_json": (400, "Not a valid JSON document"),
    "syntax_invalid_parameter_format": (400, "Invalid 'to' number: not a valid MSISDN"),
    "syntax_constraint_violation": (400, "The request does not fulfil all constraints"),
    "unknown_group": (403, "Unknown group"),
    "unknown_campaign": (403, "Unknown campaign"),
    "missing_callback_url": (403, "Missing callback URL"),
}
_CALL_CODES: Final = {
    "40001": (400, "Invalid parameters: destination endpoint is not a valid phone number"),
    "40003": (400, "Invalid request"),
    "40102": (401, "Invalid signature in the authorization header"),
    "40108": (401, "Invalid credentials"),
    "40200": (402, "There are not enough funds to make the call"),
    "40300": (403, "Forbidden request"),
    "40400": (404, "Resource not found"),
    "42900": (429, "Capacity exceeded for the requested resource"),
    "42902": (429, "Velocity constraint exceeded: too many requests"),
    "50000": (500, "An internal error occurred"),
    "50300": (503, "Service temporarily unavailable"),
}
_SPOKEN: Final = re.compile(r"#tts\[(.*?)\]", re.DOTALL)


def _read(request: Request) -> OutboundMessage | None:
    body = request.json
    return message(at(body, "to"), at(body, "from"), at(body, "body"))


def _accept(request: Request) -> Answer:
    found = _read(request)
    fault = amiss(request, found)
    if fault == "401":
        return _refuse(request, fault)
    if _asks_for_token(request):
        token = {"access_token": secrets.token_urlsafe(48), "token_type": "bearer"}
        return json_answer(200, {**token, "expires_in": 3599, "scope": ""})
    if fault or not found or not found.text:
        text = f"{'to' if fault else 'body'}: may not be empty"
        return _refused(400, "syntax_constraint_violation", text)
    created = now()
    batch = {
        "id": secrets.token_hex(13).upper(),
        "to": [number.lstrip("+") for number in (found.to or "").split(", ")],
        "from": found.sender,
        "canceled": False,
        "body": found.text,
        "type": "mt_text",
        "created_at": created,
        "modified_at": created,
        "delivery_report": "none",
        "expire_at": created,
        "flash_message": False,
    }
    return json_answer(201, batch)


def _refuse(request: Request, fault: Refusal) -> Answer:
    status, code, text = _SMS_ERRORS[fault]
    if not _asks_for_token(request):
        return _refused(status, code, text)
    if fault == "400":
        return _accept(request)
    return json_answer(status, {"error": _TOKEN_ERRORS[status], "error_description": text})


def _with_code(_request: Request, status: int, code: str, text: str) -> Answer:
    return _refused(status, code, text)


def _asks_for_token(request: Request) -> bool:
    return request.host == "auth.sinch.com"


def _refused(status: int, code: str, text: str) -> Answer:
    return json_answer(status, {"code": code, "text": text})


def _read_call(request: Request) -> OutboundMessage | None:
    """The callout's text, or the spoken parts of its prompts: `#tts[Hello];#href[…]`."""
    call = at(request.json, text_of(at(request.json, "method")) or "")
    prompts = _SPOKEN.findall(text_of(at(call, "prompts")) or "")
    text = at(call, "text") or "\n".join(prompts)
    return message(at(call, "destination", "endpoint"), at(call, "cli"), text, "voice")


def _accept_call(request: Request) -> Answer:
    if fault := amiss(request, _read_call(request)):
        return _refuse_call(request, fault)
    return json_answer(200, {"callId": str(uuid.uuid4())})


def _call_code(_request: Request, status: int, code: str, text: str) -> Answer:
    error = {"errorCode": int(code), "message": text, "reference": str(uuid.uuid4())}
    return json_answer(status, error)


_CALL_REFUSALS: Final = Codes(_CALL_CODES, _call_code, "[45][0-9]{4}")
_refuse_call = refuse_by(
    _CALL_REFUSALS, {"400": "40001", "401": "40102", "429": "42902", "500": "50000"}
)

PROVIDERS: Final = (
    Provider(
        name="sinch",
        title="Sinch SMS",
        hosts=re.compile(r"auth\.sinch\.com|(zt\.)?[a-z]{2}\.sms\.api\.sinch\.com"),
        usual_host="us.sms.api.sinch.com",
        paths=re.compile(r"/oauth2/token|/xms/v1/[^/]+/batches"),
        read=_read,
        accept=_accept,
        refuse=_refuse,
        codes=Codes(_SMS_CODES, _with_code, "[a-z]+(_[a-z]+)+"),
    ),
    Provider(
        name="sinch-voice",
        title="Sinch Calling",
        hosts=re.compile(r"calling(api|-[a-z0-9]+\.api|\.api)\.sinch\.com"),
        usual_host="calling.api.sinch.com",
        paths=re.compile(r"(/calling)?/v1/callouts"),
        read=_read_call,
        accept=_accept_call,
        refuse=_refuse_call,
        codes=_CALL_REFUSALS,
    ),
)
