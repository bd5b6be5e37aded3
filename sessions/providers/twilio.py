"""Twilio's API of 2010: messages, and calls that speak.

Shapes: Twilio's documentation of the Message and Call resources, and its dictionary of error codes.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from email.utils import formatdate
from typing import Final
from urllib.parse import parse_qs, urlsplit

from sessions.contract.json_text import JsonObject, JsonValue
from sessions.contract.outcome import OutboundMessage
from sessions.contract.sms_text import measure

from .provider import (
    Answer,
    Codes,
    Provider,
    Refusal,
    Request,
    json_answer,
    refuse_by,
    xml_answer,
    xml_text,
)
from .recognition import template_code

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
    to = form.get("To")
    channel = "whatsapp" if (to or "").startswith("whatsapp:") else "sms"
    code = template_code(form.get("ContentVariables"))
    return OutboundMessage(to, sender, form.get("Body"), channel, code)


def accept(request: Request) -> Answer:
    """The resource that was made or asked for, or what Twilio says to a request that lacks some."""
    found = _RESOURCE.fullmatch(request.path)
    if not request.header("authorization"):
        return CODES.refuse(request, "20003", None)
    if not found:
        return _missing(request)
    kind, sid, account = found["list"], found["sid"], found["account"]
    if kind is None:
        about: JsonObject = {"sid": account, "status": "active", "type": "Full"}
        return _resource(request, 200, "Account", {**about, "friendly_name": "offhook"})
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
    page: JsonObject = {kind.lower(): [], "page": 0, "page_size": 50, "next_page_uri": None}
    return _resource(request, 200, kind, page)


def error(request: Request, status: int, code: int, message: str) -> Answer:
    """An error as all of Twilio's APIs word it."""
    about: JsonObject = {
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


def _made(kind: str, account: str, sid: str, form: Mapping[str, str]) -> JsonObject:
    service = form.get("MessagingServiceSid")
    now = formatdate().replace("-0000", "+0000")
    uri = f"/{_VERSION}/Accounts/{account}/{kind}/{sid}"
    common: JsonObject = {
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


def _resource(request: Request, status: int, name: str, value: JsonObject) -> Answer:
    """In JSON where that is asked for by the path's ending, else in XML, Twilio's default."""
    if not request.path.startswith(f"/{_VERSION}/") or request.path.endswith(".json"):
        return json_answer(status, value)
    text = f"<TwilioResponse>{_element(name, value)}</TwilioResponse>"
    return xml_answer(status, f"<?xml version='1.0' encoding='UTF-8'?>\n{text}")


def _element(name: str, value: JsonValue) -> str:
    if isinstance(value, dict):
        inner = "".join(_element(_camel(key), item) for key, item in value.items())
    else:
        inner = "" if value is None or value == [] else xml_text(str(value))
    return f"<{name}>{inner}</{name}>"


def _camel(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


def _with_code(request: Request, status: int, code: str, text: str) -> Answer:
    return error(request, status, int(code), text)


_PERMISSIONS: Final = (
    "Perhaps you need to enable some international permissions: "
    "https://www.twilio.com/console/voice/calls/geo-permissions/low-risk"
)
_TRIAL_CALLS: Final = "may only make calls to verified numbers."
_TRIAL_MESSAGES: Final = (
    "cannot send messages to unverified numbers; verify {to} at "
    "twilio.com/user/account/phone-numbers/verified, or purchase a Twilio number to send messages "
    "to unverified numbers"
)
_NOT_ENABLED: Final = "Permission to send an SMS has not been enabled for the region indicated"
_OWN_NUMBER: Final = "valid, SMS-capable inbound phone number or short code for your account."
_TO_AND_FROM: Final = "of 'To' ({to}) and/or 'From' ({sender}) parameters"
_FRAUD: Final = (
    "The destination phone number has been temporarily blocked by Twilio due to fraudulent "
    "activities"
)
CODES: Final = Codes(
    {
        "20003": (401, "Authentication Error - invalid username"),
        "20005": (401, "Account not active"),
        "20404": (404, "The requested resource was not found"),
        "20429": (429, "Too Many Requests"),
        "20500": (500, "An internal server error has occurred"),
        "21211": (400, "Invalid 'To' Phone Number: {to}"),
        "21212": (400, "Invalid From Number (caller ID): {sender}"),
        "21215": (400, f"Account not authorized to call {{to}}. {_PERMISSIONS}"),
        "21219": (400, f"The number {{to}} is unverified. Trial accounts {_TRIAL_CALLS}"),
        "21408": (400, f"{_NOT_ENABLED} by the 'To' number: {{to}}"),
        "21602": (400, "Message body is required."),
        "21603": (400, "A 'From' phone number is required."),
        "21604": (400, "A 'To' phone number is required."),
        "21606": (400, f"The 'From' phone number {{sender}} is not a {_OWN_NUMBER}"),
        "21608": (400, f"The number {{to}} is unverified. Trial accounts {_TRIAL_MESSAGES}"),
        "21610": (400, "Attempt to send to unsubscribed recipient"),
        "21611": (429, "This 'From' number has exceeded the maximum number of queued messages"),
        "21612": (400, f"Message cannot be sent with the current combination {_TO_AND_FROM}"),
        "21614": (400, "'To' number is not a valid mobile number: {to}"),
        "21617": (400, "The concatenated message body exceeds the 1600 character limit"),
        "21659": (400, "'From' {sender} is not a Twilio phone number or Short Code"),
        "21703": (400, "The Messaging Service does not have a phone number available to send"),
        "60200": (400, "Invalid parameter `To`: {to}"),
        "60202": (429, "Max check attempts reached"),
        "60203": (429, "Max send attempts reached"),
        "60204": (403, "Custom code not allowed"),
        "60205": (403, "SMS is not supported by landline phone number"),
        "60212": (429, "Too many concurrent requests for phone number"),
        "60223": (403, "Delivery channel disabled: SMS"),
        "60238": (403, "Verification blocked by Twilio"),
        "60410": (403, f"Verification delivery attempt blocked. {_FRAUD}"),
        "60605": (403, "Verification delivery attempt blocked by Geo Permissions"),
        "63038": (429, "Account exceeded the daily messages limit"),
    },
    _with_code,
    "[1-9][0-9]{4}",
)
"""Those of its "Error and Warning Dictionary" that an API answers with, Verify's among them."""

REFUSED: Final[dict[Refusal, str]] = {
    "400": "21211",
    "401": "20003",
    "429": "20429",
    "500": "20500",
}

PROVIDERS: Final = (
    Provider(
        name="twilio",
        title="Twilio Messages and Calls",
        hosts=re.compile(r"api(?:\.[a-z0-9-]+){0,2}\.twilio\.com"),
        usual_host="api.twilio.com",
        paths=re.compile(rf"/{_VERSION}/.*"),
        read=read,
        accept=accept,
        refuse=refuse_by(CODES, REFUSED, read),
        codes=CODES,
        only_e164=True,
        request_id_header="twilio-request-id",
    ),
)
