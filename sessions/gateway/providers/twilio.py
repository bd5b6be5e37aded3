"""Twilio's API of 2010: messages, and calls that speak.

Shapes: Twilio's documentation of the Message and Call resources, and its dictionary of error codes.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from email.utils import formatdate
from typing import Any, Final, cast
from urllib.parse import parse_qs, urlsplit

from sessions.contract.outcome import OutboundMessage
from sessions.contract.sms_text import measure
from sessions.gateway.provider import (
    FAULT_NUMBER,
    Answer,
    Provider,
    Refusal,
    Request,
    json_answer,
    xml_answer,
    xml_text,
)

_VERSION: Final = "2010-04-01"
_RESOURCE: Final = re.compile(
    rf"/{_VERSION}/Accounts/(?P<account>[^/.]+)(?:/(?:SMS/)?(?P<list>Messages|Calls)"
    r"(?:/(?P<sid>[^/.]+))?)?(?:\.json|\.xml)?"
)
_NUMBER: Final = re.compile(r"\+?[\d\s().-]{5,24}|(?:whatsapp|messenger|rcs|client|sip):.+")
_PREFIXES: Final = {"Messages": "SM", "Calls": "CA"}


def read(request: Request) -> OutboundMessage | None:
    """The message, or the call with what its TwiML says."""
    found = _RESOURCE.fullmatch(request.path)
    if request.method != "POST" or not found or not found["list"] or found["sid"]:
        return None
    form = request.form
    sender = form.get("From") or form.get("MessagingServiceSid")
    if found["list"] == "Calls":
        return OutboundMessage(form.get("To"), sender, _spoken(form), "voice")
    return OutboundMessage(form.get("To"), sender, form.get("Body"))


def accept(request: Request) -> Answer:
    """The resource that was made or asked for, or what Twilio says to a request that lacks some."""
    found = _RESOURCE.fullmatch(request.path)
    if not request.header("authorization"):
        return refuse(request, "401")
    if not found:
        return _missing(request)
    kind, sid, account = found["list"], found["sid"], found["account"]
    if kind is None:
        about = {"sid": account, "status": "active", "type": "Full", "friendly_name": "offhook"}
        return _resource(request, 200, "Account", about)
    if request.method == "POST" and not sid:
        fault = _call_problem(request.form) if kind == "Calls" else _message_problem(request.form)
        if fault:
            return error(request, 400, *fault)
        made = _made(kind, account, f"{_PREFIXES[kind]}{secrets.token_hex(16)}", request.form)
        return _resource(request, 201, kind[:-1], made)
    if request.method == "DELETE":
        return Answer(204)
    if sid:
        return _resource(request, 200, kind[:-1], _made(kind, account, sid, request.form))
    page: dict[str, Any] = {kind.lower(): [], "page": 0, "page_size": 50, "next_page_uri": None}
    return _resource(request, 200, kind, page)


def refuse(request: Request, refusal: Refusal) -> Answer:
    """Twilio's errors 21211, 20003, 20429 and 20500."""
    if refusal == "400":
        to = request.form.get("To") or FAULT_NUMBER
        return error(request, 400, 21211, f"Invalid 'To' Phone Number: {to}")
    if refusal == "401":
        return error(request, 401, 20003, "Authentication Error - invalid username")
    if refusal == "429":
        return error(request, 429, 20429, "Too Many Requests")
    return error(request, 500, 20500, "An internal server error has occurred")


def error(request: Request, status: int, code: int, message: str) -> Answer:
    """An error as all of Twilio's APIs word it."""
    about = {
        "code": code,
        "message": message,
        "more_info": f"https://www.twilio.com/docs/errors/{code}",
        "status": status,
    }
    return _resource(request, status, "RestException", about)


def is_number(to: str) -> bool:
    """Whether Twilio would try to reach `to`, be it a number or an address on a messenger."""
    return bool(_NUMBER.fullmatch(to.strip()))


def _missing(request: Request) -> Answer:
    return error(request, 404, 20404, f"The requested resource {request.path} was not found")


def _message_problem(form: Mapping[str, str]) -> tuple[int, str] | None:
    if not form.get("To"):
        return 21604, "A 'To' phone number is required."
    if not (form.get("From") or form.get("MessagingServiceSid")):
        return 21603, "A 'From' phone number is required."
    if not (form.get("Body") or form.get("MediaUrl") or form.get("ContentSid")):
        return 21602, "Message body is required."
    return _bad_number(form["To"])


def _call_problem(form: Mapping[str, str]) -> tuple[int, str] | None:
    if not form.get("To"):
        return 21201, "No 'To' number is specified"
    if not form.get("From"):
        return 21213, "No 'From' number is specified"
    if not (form.get("Url") or form.get("Twiml") or form.get("ApplicationSid")):
        return 21205, "Url parameter is required."
    return _bad_number(form["To"])


def _bad_number(to: str) -> tuple[int, str] | None:
    return None if is_number(to) else (21211, f"Invalid 'To' Phone Number: {to}")


def _spoken(form: Mapping[str, str]) -> str | None:
    """What a call says: its TwiML's, or a Twimlet's whose URL has the text."""
    if twiml := form.get("Twiml"):
        return _said(twiml)
    try:
        query = parse_qs(urlsplit(form.get("Url", "")).query)
    except ValueError:
        return None
    if twiml := query.get("Twiml"):
        return _said(twiml[0])
    texts = query.get("Message[0]") or query.get("Message")
    return texts[0] if texts else None


def _said(twiml: str) -> str:
    from xml.etree import ElementTree as ET  # seldom needed

    try:
        verbs = ET.fromstring(twiml).iter("Say")
    except (ET.ParseError, ValueError):
        return twiml
    return " ".join("".join(verb.itertext()).strip() for verb in verbs)


def _made(kind: str, account: str, sid: str, form: Mapping[str, str]) -> dict[str, Any]:
    service = form.get("MessagingServiceSid")
    now = formatdate().replace("-0000", "+0000")
    uri = f"/{_VERSION}/Accounts/{account}/{kind}/{sid}"
    common = {
        "sid": sid,
        "account_sid": account,
        "to": form.get("To"),
        "from": form.get("From"),
        "date_created": now,
        "date_updated": now,
        "direction": "outbound-api",
        "api_version": _VERSION,
        "price": None,
        "price_unit": "USD",
        "uri": f"{uri}.json",
    }
    if kind == "Calls":
        return {**common, "status": "queued", "duration": None, "answered_by": None}
    return {
        **common,
        "body": form.get("Body"),
        "date_sent": None,
        "status": "accepted" if service else "queued",
        "messaging_service_sid": service,
        "num_segments": "0" if service else str(measure(form.get("Body", "")).segments),
        "num_media": "0",
        "error_code": None,
        "error_message": None,
        "subresource_uris": {"media": f"{uri}/Media.json"},
    }


def _resource(request: Request, status: int, name: str, value: dict[str, Any]) -> Answer:
    """In JSON where that is asked for by the path's ending, else in XML, Twilio's default."""
    if not request.path.startswith(f"/{_VERSION}/") or request.path.endswith(".json"):
        return json_answer(status, value)
    text = f"<TwilioResponse>{_element(name, value)}</TwilioResponse>"
    return xml_answer(status, f"<?xml version='1.0' encoding='UTF-8'?>\n{text}")


def _element(name: str, value: Any) -> str:
    if isinstance(value, dict):
        members = cast("dict[str, Any]", value)
        inner = "".join(_element(_camel(key), item) for key, item in members.items())
    else:
        inner = "" if value is None or value == [] else xml_text(str(value))
    return f"<{name}>{inner}</{name}>"


def _camel(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


PROVIDERS: Final = (
    Provider(
        name="twilio",
        title="Twilio Messages and Calls",
        hosts=re.compile(r"api(?:\.[a-z0-9-]+){0,2}\.twilio\.com"),
        paths=re.compile(rf"/{_VERSION}/.*"),
        read=read,
        accept=accept,
        refuse=refuse,
    ),
)
