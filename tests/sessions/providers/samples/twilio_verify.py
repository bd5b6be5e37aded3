"""Requests to Twilio Verify, as its SDKs send them."""

from __future__ import annotations

from sessions.contract.outcome import OutboundMessage
from tests.sessions.providers.sample import Sample, form, plain

_SERVICE = "https://verify.twilio.com/v2/Services/VA1"
_VERIFICATIONS = f"{_SERVICE}/Verifications"
_CHECK = f"{_SERVICE}/VerificationCheck"
_BY = {"authorization": "Basic QUMxOnQ="}
_TO = {"To": "+4915112345678", "Channel": "sms"}
_CODE = {**_TO, "CustomCode": "123456"}
_TEXT = "Your verification code is: 123456"

SAMPLES = (
    Sample(
        "twilio-verify",
        form("POST", _VERIFICATIONS, _CODE, _BY),
        OutboundMessage("+4915112345678", None, _TEXT),
        201,
        '"pending"',
    ),
    Sample(
        "twilio-verify",
        form(
            "POST",
            _VERIFICATIONS,
            {**_CODE, "Channel": "call", "CustomFriendlyName": "Acme"},
            _BY,
        ),
        OutboundMessage("+4915112345678", None, "Your Acme verification code is: 123456", "voice"),
        201,
        '"call"',
        id="call",
    ),
    Sample(
        "twilio-verify",
        form("POST", _VERIFICATIONS, _TO, _BY),
        OutboundMessage("+4915112345678", None, "Your verification code is: 279145"),
        201,
        id="a code of its own",
    ),
    Sample(
        "twilio-verify",
        form("POST", _VERIFICATIONS, {"To": "a@example.com", "Channel": "email"}, _BY),
        status=201,
        id="email",
    ),
    Sample(
        "twilio-verify",
        form("POST", _VERIFICATIONS, {**_CODE, "To": "Alice"}, _BY),
        OutboundMessage("Alice", None, _TEXT),
        400,
        "60200",
        id="no number",
    ),
    Sample(
        "twilio-verify",
        form("POST", _VERIFICATIONS, {"To": "+4915112345678", "Channel": "pigeon"}, _BY),
        status=400,
        says="Channel",
        id="no channel",
    ),
    Sample(
        "twilio-verify",
        form("POST", _VERIFICATIONS, _CODE),
        OutboundMessage("+4915112345678", None, _TEXT),
        401,
        "20003",
        id="no credentials",
    ),
    Sample(
        "twilio-verify",
        form("POST", _CHECK, {"To": "+4915112345678", "Code": "123456"}, _BY),
        says='"approved"',
        id="check",
    ),
    Sample(
        "twilio-verify",
        form("POST", _CHECK, {"To": "+4915112345678"}, _BY),
        status=400,
        says="Code",
        id="check without a code",
    ),
    Sample(
        "twilio-verify",
        form("POST", f"{_VERIFICATIONS}/VE1", {"Status": "canceled"}, _BY),
        says='"canceled"',
        id="cancel",
    ),
    Sample(
        "twilio-verify",
        form("POST", _VERIFICATIONS, {**_CODE, "Channel": "whatsapp"}, _BY),
        OutboundMessage("+4915112345678", None, _TEXT, "whatsapp"),
        201,
        '"whatsapp"',
        id="whatsapp",
    ),
    Sample(
        "twilio-verify",
        form("POST", _VERIFICATIONS.replace("VA1", "AC1"), _CODE, _BY),
        OutboundMessage("+4915112345678", None, _TEXT),
        404,
        "The requested resource /Services/AC1/Verifications was not found",
        id="an account instead of a service",
    ),
    Sample(
        "twilio-verify",
        plain("GET", "https://verify.twilio.com/v2/Forms/x", headers=_BY),
        status=404,
        says="20404",
        id="unknown",
    ),
)
