"""TeleSign: Messaging (`/v1/messaging`), Voice (`/v1/voice`), SMS Verify (`/v1/verify/sms`) and
Voice Verify (`/v1/verify/call`).

What went wrong is `status.code` and `status.description` of the body; the SDKs do not throw. SMS
and Voice Verify have status 500, "Transaction not attempted", or 501, "Not authorized", for all of
it, and the reason in `errors`, with a negative code ("Send SMS verification code" and "Send voice
verification code" of its documentation). A call has its text in `tts_message`.
"""

from __future__ import annotations

import re
import secrets
from functools import partial
from typing import Any, Final

from sessions.contract.outcome import Channel, OutboundMessage

from .fields import amiss, message, now, text_of
from .provider import Answer, Codes, Provider, Refusal, Request, json_answer, refuse_by

_CODES: Final = {
    "207": (200, "Error delivering SMS to handset (reason unknown)"),
    "210": (200, "Temporary phone error"),
    "211": (200, "Permanent phone error"),
    "220": (200, "Gateway/network cannot route message"),
    "221": (200, "Message expired before delivery"),
    "222": (200, "SMS not supported"),
    "229": (200, "Message blocked by customer request"),
    "230": (200, "Message blocked by TeleSign"),
    "231": (200, "Invalid/unsupported message content"),
    "250": (200, "Final status unknown"),
    "501": (401, "Not authorized"),
    "10001": (400, "Invalid Request: PhoneNumber Parameter"),
    "11000": (400, "Invalid phone number"),
    "30006": (401, "Invalid Signature"),
    "40007": (429, "Rate Limit Exceeded"),
    "90001": (500, "System Unavailable, please try again later."),
}
_REFUSED: Final[dict[Refusal, str]] = {
    "400": "11000",
    "401": "30006",
    "429": "40007",
    "500": "90001",
}
_VERIFY_REFUSED: Final[dict[Refusal, str]] = {**_REFUSED, "400": "10001"}
_STARTED: Final[dict[Channel, tuple[int, str]]] = {
    "sms": (290, "Message in progress"),
    "voice": (103, "Call in progress"),
}
_TEMPLATE: Final[dict[Channel, str]] = {"sms": "template", "voice": "tts_message"}
_SUB_RESOURCE: Final[dict[Channel, str]] = {"sms": "sms", "voice": "call"}


def _read(channel: Channel, request: Request) -> OutboundMessage | None:
    form = request.form
    return message(form.get("phone_number"), form.get("sender_id"), form.get("message"), channel)


def _accept(channel: Channel, request: Request) -> Answer:
    if fault := amiss(request, _read(channel, request)):
        return _REFUSALS.refuse(request, _REFUSED[fault], None)
    return _answer(200, *_STARTED[channel])


def _read_verify(channel: Channel, request: Request) -> OutboundMessage | None:
    """The text: the template with the code in place of `$$CODE$$`, or the code alone."""
    form = request.form
    code, template = text_of(form.get("verify_code")), text_of(form.get(_TEMPLATE[channel]))
    text = template.replace("$$CODE$$", code) if template and code else template or code
    return message(form.get("phone_number"), form.get("sender_id"), text, channel)


def _accept_verify(channel: Channel, request: Request) -> Answer:
    found = _read_verify(channel, request)
    if fault := amiss(request, found):
        return _VERIFY[channel].refuse(request, _VERIFY_REFUSED[fault], None)
    verify = {"code_state": "UNKNOWN", "code_entered": ""}
    resource = _SUB_RESOURCE[channel]
    return _answer(200, *_STARTED[channel], sub_resource=resource, errors=[], verify=verify)


def _with_code(_request: Request, status: int, code: str, text: str) -> Answer:
    return _answer(status, int(code), text)


def _verify_code(channel: Channel, _request: Request, status: int, code: str, text: str) -> Answer:
    """One of three digits is the transaction's status; a longer one its error."""
    if len(code) == 3:
        return _answer(status, int(code), text, sub_resource=_SUB_RESOURCE[channel], errors=[])
    reported = (501, "Not authorized") if status == 401 else (500, "Transaction not attempted")
    errors = [{"code": -int(code), "description": text}]
    return _answer(status, *reported, sub_resource=_SUB_RESOURCE[channel], errors=errors)


def _answer(http_status: int, code: int, description: str, **more: Any) -> Answer:
    status = {"code": code, "description": description, "updated_on": now()}
    return json_answer(
        http_status, {"reference_id": secrets.token_hex(16).upper(), "status": status, **more}
    )


_CODE: Final = "[2-5][0-9]{2}|[1-9][0-9]{4}"
_REFUSALS: Final = Codes(_CODES, _with_code, _CODE)
_VERIFY: Final[dict[Channel, Codes]] = {
    "sms": Codes(_CODES, partial(_verify_code, "sms"), _CODE),
    "voice": Codes(_CODES, partial(_verify_code, "voice"), _CODE),
}


def _verify(name: str, title: str, channel: Channel) -> Provider:
    return Provider(
        name=name,
        title=title,
        hosts=_HOSTS,
        usual_host="rest-ww.telesign.com",
        paths=re.compile(rf"/v1/verify/{_SUB_RESOURCE[channel]}"),
        read=partial(_read_verify, channel),
        accept=partial(_accept_verify, channel),
        refuse=refuse_by(_VERIFY[channel], _VERIFY_REFUSED),
        codes=_VERIFY[channel],
        writes_text=True,
    )


_HOSTS: Final = re.compile(r"rest(-api|-ww)?\.telesign\.com")

PROVIDERS: Final = (
    Provider(
        name="telesign",
        title="TeleSign Messaging",
        hosts=_HOSTS,
        usual_host="rest-ww.telesign.com",
        paths=re.compile(r"/v1/messaging"),
        read=partial(_read, "sms"),
        accept=partial(_accept, "sms"),
        refuse=refuse_by(_REFUSALS, _REFUSED),
        codes=_REFUSALS,
    ),
    Provider(
        name="telesign-voice",
        title="TeleSign Voice",
        hosts=_HOSTS,
        usual_host="rest-ww.telesign.com",
        paths=re.compile(r"/v1/voice"),
        read=partial(_read, "voice"),
        accept=partial(_accept, "voice"),
        refuse=refuse_by(_REFUSALS, _REFUSED),
        codes=_REFUSALS,
    ),
    _verify("telesign-verify", "TeleSign SMS Verify", "sms"),
    _verify("telesign-verify-voice", "TeleSign Voice Verify", "voice"),
)
