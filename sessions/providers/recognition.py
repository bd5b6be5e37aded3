"""The message in a request to a host that is not known, by the names that fields go under.

Names are those of gateways seen in the wild, whatever their capitals and what parts their words:
`phoneNumber`, `phone_number` and `Phone-Number` are one. They may lie in a query, a form, JSON,
XML, or in JSON that stands as a text within one of these.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

from sessions.contract.json_text import JsonObject, JsonValue
from sessions.contract.outcome import Medium, OutboundMessage

from .provider import Request
from .xml_fields import xml_fields

_TO: Final = (
    *("to", "recipient", "recipients", "phone", "phonenumber", "phonenumbers", "msisdn"),
    *("destination", "destinations", "destinationphonenumber", "destinationnumber", "number"),
    *("numbers", "mobile", "mobilenumber", "tonumber", "phoneto", "target", "smsrecipients"),
    *("sendto", "receiver", "receivers", "addresses", "dest", "da", "cellphone", "userphone"),
)
_TO_BY_PLACE: Final = ("value", "key", "address", "endpoint")
"""Names of anything, which name a recipient where a whole number stands under one of them."""
_TEXT: Final = (
    *("text", "body", "message", "content", "msg", "sms", "messagetext", "messagebody"),
    *("textmessage", "smstext", "smsmessage", "smsbody"),
)
_CODE: Final = (
    *("code", "otp", "otpcode", "customcode", "passcode", "onetimepassword", "verificationcode"),
    *("authcode", "securitycode", "pin", "pincode", "mfacode", "token", "password"),
)
_SECRET_TOO: Final = frozenset({"token", "password", "pin", "pincode"})
"""Names of codes that go before an account's credentials as well."""
_FILLED_IN: Final = frozenset(
    {
        *("template", "templatevariables", "templatedata", "templateparams", "variables", "vars"),
        *("components", "parameters", "params", "options", "substitutions", "placeholders"),
        *("contentvariables", "personalisation", "personalization", "mergefields", "data"),
    }
)
"""What is filled into a template, under any name."""
_SENDER: Final = (
    *("from", "sender", "originator", "senderid", "source", "fromnumber", "originationnumber"),
    *("originationidentity", "sourceaddress"),
)
_CHANNEL: Final = ("channel", "messagingproduct", "messagetype", "type", "deliverymethod")
_CHANNEL_TYPE: Final = "channeltype"
_COUNTRY: Final = ("countrycode", "dialcode", "callingcode", "phonecode", "countryprefix")
_MEDIA: Final[dict[str, Medium]] = {
    **dict.fromkeys(
        ("voice", "call", "calls", "tts", "speech", "voicemessage", "phonecall"), "voice"
    ),
    **dict.fromkeys(("sms", "smsmessage"), "sms"),
    "whatsapp": "whatsapp",
}
_SMS_BY_PATH: Final = frozenset({"sms", "text"})

_NUMBER: Final = re.compile(r"(?:[a-z]{2,9}:)?(\+?\(?\d(?:[\s().-]*\d){5,19})", re.IGNORECASE)
_CODE_TEXT: Final = re.compile(r"(?=(?:\D*\d){4})[0-9A-Za-z](?:[\s.-]?[0-9A-Za-z]){3,23}")
_DIGITS: Final = re.compile(r"\d(?:[\s.-]?\d){3,9}")
_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_WHOLE_NUMBER: Final = 10
"""Characters of a number with its country's code, at least."""
_DEEPEST: Final = 8
_MOST_OBJECTS: Final = 256
_LONGEST_PACKED: Final = 64 << 10
_NO_SENDING: Final = frozenset({"PATCH", "DELETE", "HEAD", "OPTIONS"})
"""Methods that change or ask about something that is there."""


def find_message(request: Request) -> OutboundMessage | None:
    """The message of the first object that has a recipient and a text, or a code for a template.

    Where no object has both, the first recipient and the first text anywhere in the request are
    it. Nothing here raises, whatever the request holds.
    """
    if request.method in _NO_SENDING:
        return None
    objects = list(_objects(request))
    for given in objects:
        if (to := _recipient(given, _TO) or _by_place(given)) and _says(given):
            return _message(request, to, given, objects)
    to = next((found for given in objects if (found := _recipient(given, _TO))), None)
    said = next((given for given in objects if _says(given)), None)
    return _message(request, to, said, objects) if to and said else None


def template_code(value: JsonValue) -> str | None:
    """The first code among the values that are filled into a template, be they JSON or its text."""
    level: list[JsonValue] = [value]
    left = _MOST_OBJECTS
    for _ in range(_DEEPEST):
        level = [_unpacked(item) for item in level[:left]]
        if code := next((code for item in level if (code := _code(item, _DIGITS))), None):
            return code
        left = max(left - len(level), 0)
        level = [inner for item in level for inner in _inner(item)]
    return None


def _message(
    request: Request, to: str, said: JsonObject, objects: list[JsonObject]
) -> OutboundMessage:
    text, code = _text(said), _named_code(said)
    if text is None and code is None:
        code = _filled_in_code(said)
    sender = next((found for given in (said, *objects) if (found := _first(given, _SENDER))), None)
    return OutboundMessage(to, sender, text, _medium(request, to, objects), code)


def _says(given: JsonObject) -> bool:
    return bool(_text(given) or _named_code(given) or _filled_in_code(given))


def _text(given: JsonObject) -> str | None:
    """A text, or the text within an object: `{text: {body}}`."""
    for name in _TEXT:
        value = given.get(name)
        if isinstance(value, dict):
            value = _first(_plain(value), _TEXT)
        if isinstance(value, str) and value and not value.startswith("+"):
            return value
    return None


def _named_code(given: JsonObject) -> str | None:
    """A code under its name, here or among what is filled into a template."""
    filled = (_unpacked(value) for name, value in given.items() if name in _FILLED_IN)
    inner = [_plain(value) for value in filled if isinstance(value, dict)]
    for members in (given, *inner):
        for name in _CODE:
            wanted = _DIGITS if name in _SECRET_TOO else _CODE_TEXT
            if code := _code(members.get(name), wanted):
                return code
    return None


def _filled_in_code(given: JsonObject) -> str | None:
    """A code under any name among what is filled into a template."""
    filled = (value for name, value in given.items() if name in _FILLED_IN)
    return next((code for value in filled if (code := template_code(value))), None)


def _code(value: JsonValue, wanted: re.Pattern[str] = _CODE_TEXT) -> str | None:
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    return text if isinstance(text, str) and wanted.fullmatch(text.strip()) else None


def _recipient(given: JsonObject, names: tuple[str, ...]) -> str | None:
    """The number under one of these names, with its country's code where that stands apart."""
    to = next((found for name in names if (found := _number(given.get(name)))), None)
    country = next((str(given[name]).strip() for name in _COUNTRY if name in given), "")
    if to and not to.startswith("+") and re.fullmatch(r"\+?\d{1,3}", country):
        digits = country.removeprefix("+")
        return to if to.startswith(digits) and len(to) > 10 else f"+{digits}{to}"
    return to


def _by_place(given: JsonObject) -> str | None:
    to = _recipient(given, _TO_BY_PLACE)
    return to if to and (to.startswith("+") or len(to) >= _WHOLE_NUMBER) else None


def _number(value: JsonValue) -> str | None:
    """A phone number, or the first of several: a text, an integer, in an object or its name."""
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        named = next((key for key in value if key.startswith("+") and _NUMBER.fullmatch(key)), None)
        inner = _plain(value)
        names = (*_TO, *_TO_BY_PLACE)
        value = named or next((inner[name] for name in names if name in inner), None)
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**16:
        value = str(value)
    return value.strip() if isinstance(value, str) and _NUMBER.fullmatch(value.strip()) else None


def _medium(request: Request, to: str, objects: list[JsonObject]) -> Medium | None:
    """How it is to reach the phone, as far as the call says; None where it does not."""
    if to.lower().startswith("whatsapp:"):
        return "whatsapp"
    for given in objects:
        for name in (_CHANNEL_TYPE, *_CHANNEL):
            value = given.get(name)
            if isinstance(value, str) and (found := _MEDIA.get(value.lower())):
                return found
    for given in objects:
        for name, found in _MEDIA.items():
            if given.get(name) not in (None, False, "", "false", 0):
                return found
    action = (request.header("x-amz-target") or "").rpartition(".")[2]
    words = {word.lower() for word in _WORD.findall(f"{request.path} {action}")}
    if words & _SMS_BY_PATH:
        return "sms"
    words |= {*_WORD.findall(request.host)} - _SMS_BY_PATH  # whose gateways speak, too
    return next((found for word, found in _MEDIA.items() if word in words), None)


def _objects(request: Request) -> Iterator[JsonObject]:
    """The objects of a request, outer ones first; names as they are compared."""
    level: list[JsonValue] = [{**request.form}, request.json, xml_fields(request.body)]
    left = _MOST_OBJECTS
    for _ in range(_DEEPEST):
        level = [_unpacked(value) for value in level[:left]]
        yield from (_plain(value) for value in level if isinstance(value, dict))
        left -= len(level)
        level = [inner for value in level for inner in _inner(value)]
        if left <= 0:
            return


def _inner(value: JsonValue) -> list[JsonValue]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _unpacked(value: JsonValue) -> JsonValue:
    """A text that holds JSON, or XML, as what it holds."""
    if not isinstance(value, str) or len(value) > _LONGEST_PACKED:
        return value
    begin = value.lstrip()[:1]
    if begin == "<":
        return xml_fields(value.encode("utf-8", "replace")) or value
    if begin not in ("{", "["):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value


def _plain(members: Mapping[str, JsonValue]) -> JsonObject:
    """Members by their names in small letters; of one with several, the first that is there."""
    found: JsonObject = {}
    for name, value in members.items():
        found.setdefault(re.sub(r"[^a-z]", "", name.lower()), value)
    return found


def _first(given: Mapping[str, JsonValue], names: tuple[str, ...]) -> str | None:
    found = (given.get(name) for name in names)
    return next((text for text in found if isinstance(text, str) and text), None)
