"""Requests to TeleSign, as its SDKs, its documentation and Auth0's published hooks send them."""

from sessions.contract.outcome import OutboundMessage
from tests.sessions.providers.sample import Sample, form

_HOST = "https://rest-api.telesign.com"
_WORLDWIDE = "https://rest-ww.telesign.com"
_BASIC = {"authorization": "Basic Y3VzdG9tZXI6a2V5"}
_SIGNED = {"authorization": "TSA customer:signature="}
_TEXT = "Your code is 123456"
_GIVEN = {"phone_number": "15005550009", "message": _TEXT, "message_type": "OTP"}

SAMPLES = (
    Sample(
        "telesign",
        form("POST", f"{_HOST}/v1/messaging", _GIVEN, headers=_SIGNED),
        message=OutboundMessage("15005550009", None, _TEXT),
        status=200,
        says="Message in progress",
        id="sdk",
    ),
    Sample(
        "telesign",
        form(
            "POST",
            f"{_WORLDWIDE}/v1/messaging",
            {**_GIVEN, "sender_id": "Acme"},
            headers=_BASIC,
        ),
        message=OutboundMessage("15005550009", "Acme", _TEXT),
        status=200,
        id="worldwide",
    ),
    Sample(
        "telesign",
        form("POST", f"{_HOST}/v1/messaging", {"message": _TEXT}, headers=_BASIC),
        message=OutboundMessage(None, None, _TEXT),
        status=400,
        says="Invalid phone number",
        id="no-recipient",
    ),
    Sample(
        "telesign-voice",
        form("POST", f"{_HOST}/v1/voice", _GIVEN, headers=_SIGNED),
        message=OutboundMessage("15005550009", None, _TEXT, "voice"),
        status=200,
        says="Call in progress",
    ),
    Sample(
        "telesign-verify",
        form(
            "POST",
            f"{_WORLDWIDE}/v1/verify/sms",
            {
                "phone_number": "15005550009",
                "verify_code": "123456",
                "template": "$$CODE$$ is your code",
            },
            headers=_BASIC,
        ),
        message=OutboundMessage("15005550009", None, "123456 is your code"),
        status=200,
        id="code",
    ),
    Sample(
        "telesign-verify",
        form(
            "POST",
            f"{_WORLDWIDE}/v1/verify/sms",
            {"phone_number": "15005550009", "template": _TEXT},
            headers=_BASIC,
        ),
        message=OutboundMessage("15005550009", None, _TEXT),
        status=200,
        id="auth0",
    ),
    Sample(
        "telesign-verify",
        form("POST", f"{_WORLDWIDE}/v1/verify/sms", {"phone_number": "15005550009"}),
        message=OutboundMessage("15005550009", None, None),
        status=401,
        says="Not authorized",
        id="no-credentials",
    ),
    Sample(
        "telesign-verify-voice",
        form(
            "POST",
            f"{_HOST}/v1/verify/call",
            {
                "phone_number": "15005550009",
                "verify_code": "123456",
                "tts_message": "Your code is $$CODE$$",
            },
            headers=_SIGNED,
        ),
        message=OutboundMessage("15005550009", None, _TEXT, "voice"),
        status=200,
        says="Call in progress",
        id="spoken",
    ),
    Sample(
        "telesign-verify-voice",
        form("POST", f"{_HOST}/v1/verify/call", {"phone_number": "1", "verify_code": "123456"}),
        message=OutboundMessage("1", None, "123456", "voice"),
        status=401,
        says="Not authorized",
        id="call-without-credentials",
    ),
)
