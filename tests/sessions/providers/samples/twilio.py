"""Requests to Twilio's API of 2010, as its SDKs send them."""

from __future__ import annotations

from sessions.contract.outcome import OutboundMessage
from tests.sessions.providers.sample import Sample, form, plain

_ACCOUNT = "https://api.twilio.com/2010-04-01/Accounts/AC1"
_MESSAGES = f"{_ACCOUNT}/Messages.json"
_CALLS = f"{_ACCOUNT}/Calls.json"
_BY = {"authorization": "Basic QUMxOnQ="}
_SENT = {"To": "+4915112345678", "From": "+15005550006", "Body": "Your code is 123456"}
_MESSAGE = OutboundMessage("+4915112345678", "+15005550006", "Your code is 123456")
_TWIML = "<Response><Say>Your code is</Say><Pause/><Say language='en'>1 2 3</Say></Response>"
_CALLED = {"To": "+4915112345678", "From": "+15005550006", "Twiml": _TWIML}


def _without(name: str) -> dict[str, str]:
    return {key: text for key, text in _SENT.items() if key != name}


def _lacking(name: str, code: int) -> Sample:
    fields = _without(name)
    message = OutboundMessage(fields.get("To"), fields.get("From"), fields.get("Body"))
    request = form("POST", _MESSAGES, fields, _BY)
    return Sample("twilio", request, message, 400, str(code), id=f"no {name}")


SAMPLES = (
    Sample("twilio", form("POST", _MESSAGES, _SENT, _BY), _MESSAGE, 201, '"queued"'),
    Sample(
        "twilio",
        form("POST", _MESSAGES, {**_SENT, "Body": "ş" * 71}, _BY),
        OutboundMessage("+4915112345678", "+15005550006", "ş" * 71),
        201,
        '"num_segments": "2"',
        id="two segments",
    ),
    Sample(
        "twilio",
        form("POST", _MESSAGES, {**_SENT, "To": "whatsapp:+4915112345678"}, _BY),
        OutboundMessage(
            "whatsapp:+4915112345678", "+15005550006", "Your code is 123456", "whatsapp"
        ),
        201,
        '"queued"',
        id="whatsapp",
    ),
    Sample(
        "twilio",
        form(
            "POST",
            _MESSAGES,
            {**_without("Body"), "ContentSid": "HX1", "ContentVariables": '{"1": "123456"}'},
            _BY,
        ),
        OutboundMessage("+4915112345678", "+15005550006", None, "sms", "123456"),
        201,
        '"queued"',
        id="template",
    ),
    Sample(
        "twilio",
        form("POST", f"{_ACCOUNT}/Messages", _SENT, _BY),
        _MESSAGE,
        201,
        "<Body>Your code is 123456</Body>",
        id="xml",
    ),
    Sample(
        "twilio",
        form(
            "POST",
            _MESSAGES.replace("api.", "api.dublin.ie1."),
            {**_without("From"), "MessagingServiceSid": "MG1"},
            _BY,
        ),
        OutboundMessage("+4915112345678", "MG1", "Your code is 123456"),
        201,
        '"accepted"',
        id="messaging service, region",
    ),
    Sample(
        "twilio",
        form("POST", _CALLS, _CALLED, _BY),
        OutboundMessage("+4915112345678", "+15005550006", "Your code is 1 2 3", "voice"),
        201,
        '"sid": "CA',
        id="call",
    ),
    Sample(
        "twilio",
        form(
            "POST",
            _CALLS,
            {**_CALLED, "Twiml": "", "Url": "https://twimlets.com/message?Message%5B0%5D=Hi+there"},
            _BY,
        ),
        OutboundMessage("+4915112345678", "+15005550006", "Hi there", "voice"),
        201,
        id="call by Twimlet",
    ),
    Sample(
        "twilio",
        form("POST", _CALLS, {**_CALLED, "Twiml": "Hello & bye"}, _BY),
        OutboundMessage("+4915112345678", "+15005550006", "Hello & bye", "voice"),
        201,
        id="call with what is no XML",
    ),
    Sample(
        "twilio",
        form("POST", _CALLS, {**_CALLED, "Twiml": ""}, _BY),
        OutboundMessage("+4915112345678", "+15005550006", None, "voice"),
        400,
        "21205",
        id="call without TwiML",
    ),
    _lacking("To", 21604),
    _lacking("From", 21603),
    _lacking("Body", 21602),
    Sample(
        "twilio",
        form("POST", _MESSAGES, {**_SENT, "To": "Alice"}, _BY),
        OutboundMessage("Alice", "+15005550006", "Your code is 123456"),
        400,
        "21211",
        id="no number",
    ),
    Sample("twilio", form("POST", _MESSAGES, _SENT), _MESSAGE, 401, "20003", id="no credentials"),
    Sample("twilio", plain("GET", _MESSAGES, headers=_BY), says='"messages": []', id="list"),
    Sample(
        "twilio",
        plain("GET", f"{_ACCOUNT}/Messages/SM1.json", headers=_BY),
        says='"SM1"',
        id="fetch",
    ),
    Sample("twilio", plain("GET", f"{_ACCOUNT}.json", headers=_BY), says="AC1", id="account"),
    Sample(
        "twilio",
        plain("DELETE", f"{_ACCOUNT}/Messages/SM1.json", headers=_BY),
        status=204,
        id="delete",
    ),
    Sample(
        "twilio",
        plain("GET", f"{_ACCOUNT}/Faxes.json", headers=_BY),
        status=404,
        says="20404",
        id="unknown",
    ),
)
