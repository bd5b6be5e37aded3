"""Twilio Verify: verifications, and the check of their codes.

Shapes: Twilio's documentation of the Verification and VerificationCheck resources.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final
from zlib import crc32

from sessions.contract.json_text import JsonObject
from sessions.contract.outcome import Medium, OutboundMessage

from .provider import Answer, Check, Provider, Request, json_answer, refuse_by
from .twilio import CODES, REFUSED, error, is_number

_RESOURCE: Final = re.compile(
    r"/v2/Services/(?P<service>[^/]+)/(?P<list>Verifications|VerificationCheck)"
    r"(?:/(?P<sid>[^/]+))?"
)
_BY_PHONE: Final[dict[str, Medium]] = {"sms": "sms", "call": "voice", "whatsapp": "whatsapp"}
_CHANNELS: Final = frozenset({*_BY_PHONE, "email", "sna", "auto", "rcs"})
_SERVICE: Final = "VA"
"""How the identifier of a service begins; an account's, `AC…`, is the usual mix-up."""
_ACCOUNT: Final = f"AC{'0' * 32}"


def read(request: Request) -> OutboundMessage | None:
    """The message that Twilio would write: a hook gives it the code, and seldom the text."""
    found = _RESOURCE.fullmatch(request.path)
    form = request.form
    if request.method != "POST" or not found or found["list"] != "Verifications" or found["sid"]:
        return None
    channel = _BY_PHONE.get(form.get("Channel", "").lower())
    return channel and OutboundMessage(form.get("To"), None, _text(form), channel)


def accept(request: Request) -> Answer:
    """The verification, the result of its check, or what Verify says to one that lacks some."""
    found = _RESOURCE.fullmatch(request.path)
    if not request.header("authorization"):
        return CODES.refuse(request, REFUSED["401"], None)
    if not found or not found["service"].startswith(_SERVICE):
        missing = f"The requested resource {request.path.removeprefix('/v2')} was not found"
        return error(request, 404, 20404, missing)
    form, service = request.form, found["service"]
    if found["list"] == "VerificationCheck":
        return _checked(request, service)
    if found["sid"]:
        status = form.get("Status", "pending")
        return json_answer(200, _verification(service, found["sid"], status, form))
    to, channel = form.get("To", ""), form.get("Channel", "")
    if not (is_number(to) or "@" in to):
        return _invalid(request, "To", to)
    if channel.lower() not in _CHANNELS:
        return _invalid(request, "Channel", channel)
    sid = f"VE{secrets.token_hex(16)}"
    return json_answer(201, _verification(service, sid, "pending", form))


def _addressed(request: Request) -> OutboundMessage:
    """Whom a request is about, that of a check too."""
    return OutboundMessage(request.form.get("To"), None, None)


def _asked(request: Request) -> tuple[str, str] | None:
    """Of a check: by which number or verification it is made, and the code."""
    found = _RESOURCE.fullmatch(request.path)
    form = request.form
    of = form.get("VerificationSid") or form.get("To")
    is_check = request.method == "POST" and found and found["list"] == "VerificationCheck"
    return (of, form["Code"]) if is_check and of and form.get("Code") else None


def _answer_check(request: Request, is_right: bool | None) -> Answer:
    """Approved, still pending with a wrong code, or not found where nothing is pending."""
    if is_right:
        return accept(request)
    if is_right is None:
        missing = f"The requested resource {request.path.removeprefix('/v2')} was not found"
        return error(request, 404, 20404, missing)
    found, form = _RESOURCE.fullmatch(request.path), request.form
    service = found["service"] if found else ""
    sid = form.get("VerificationSid") or f"VE{secrets.token_hex(16)}"
    return json_answer(200, _verification(service, sid, "pending", form))


def _checked(request: Request, service: str) -> Answer:
    form = request.form
    if not form.get("Code"):
        return _invalid(request, "Code", "")
    if not (form.get("To") or form.get("VerificationSid")):
        return _invalid(request, "To", "")
    sid = form.get("VerificationSid") or f"VE{secrets.token_hex(16)}"
    return json_answer(200, _verification(service, sid, "approved", form))


def _invalid(request: Request, name: str, value: str) -> Answer:
    return error(request, 400, 60200, f"Invalid parameter `{name}`: {value}")


def _text(form: Mapping[str, str]) -> str:
    if text := form.get("CustomMessage"):
        return text
    name = form.get("CustomFriendlyName", "")
    code = form.get("CustomCode") or _own_code(form.get("To", ""))
    return f"Your {name} verification code is: {code}".replace("  ", " ")


def _own_code(to: str) -> str:
    """A code as Verify makes it up where it is given none; the same one for a number."""
    return f"{crc32(to.encode('utf-8', 'replace')) % 1_000_000:06}"


def _verification(service: str, sid: str, status: str, form: Mapping[str, str]) -> JsonObject:
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    channel = form.get("Channel", "sms").lower()
    attempt_id = f"VL{secrets.token_hex(16)}"
    attempt: JsonObject = {"attempt_sid": attempt_id, "channel": channel, "time": now}
    return {
        "sid": sid,
        "service_sid": service,
        "account_sid": _ACCOUNT,
        "to": form.get("To"),
        "channel": channel,
        "status": status,
        "valid": status == "approved",
        "amount": None,
        "payee": None,
        "lookup": {},
        "send_code_attempts": [attempt],
        "sna_attempts_error_codes": [],
        "date_created": now,
        "date_updated": now,
        "url": f"https://verify.twilio.com/v2/Services/{service}/Verifications/{sid}",
    }


PROVIDERS: Final = (
    Provider(
        name="twilio-verify",
        title="Twilio Verify",
        hosts=re.compile(r"verify(?:\.[a-z0-9-]+){0,2}\.twilio\.com"),
        usual_host="verify.twilio.com",
        paths=re.compile(r"/v2/.*"),
        read=read,
        accept=accept,
        refuse=refuse_by(CODES, {**REFUSED, "400": "60200"}, _addressed),
        codes=CODES,
        only_e164=True,
        writes_text=True,
        check=Check(_asked, _answer_check),
        request_id_header="twilio-request-id",
    ),
)
