"""Requests to Vonage, as its SDK and its documentation send them."""

from dataclasses import replace

from sessions.contract.outcome import OutboundMessage
from tests.sessions.providers.sample import Sample, form, json_body

_SMS = "https://rest.nexmo.com/sms/json"
_MESSAGES = "https://api.nexmo.com/v1/messages"
_CALLS = "https://api.nexmo.com/v1/calls"
_BASIC = {"authorization": "Basic a2V5OnNlY3JldA=="}
_BEARER = {"authorization": "Bearer e30.e30.x"}
_KEYS = {"api_key": "abcd1234", "api_secret": "secret"}
_GIVEN = {"to": "15005550009", "from": "Acme", "text": "Your code is 123456"}
_SENT = OutboundMessage(to="15005550009", sender="Acme", text="Your code is 123456")
_CALL = {
    "to": [{"type": "phone", "number": "15005550009"}],
    "from": {"type": "phone", "number": "15005550006"},
}

SAMPLES = (
    Sample(
        "vonage",
        json_body("POST", _SMS, _GIVEN, headers=_BASIC),
        message=_SENT,
        status=200,
        errs_within_200=True,
        id="sdk",
    ),
    Sample(
        "vonage",
        form("POST", _SMS, {**_KEYS, **_GIVEN}),
        message=_SENT,
        status=200,
        errs_within_200=True,
        id="form",
    ),
    Sample(
        "vonage",
        form("POST", _SMS, _GIVEN),
        message=_SENT,
        status=200,
        errs_within_200=True,
        says="Missing api_key param",
        id="no-credentials",
    ),
    Sample(
        "vonage",
        form("POST", _SMS, {**_KEYS, "from": "Acme", "text": "Hi"}),
        message=OutboundMessage(to=None, sender="Acme", text="Hi"),
        status=200,
        errs_within_200=True,
        says="Missing to param",
        id="no-recipient",
    ),
    Sample(
        "vonage-messages",
        json_body(
            "POST",
            _MESSAGES,
            {"message_type": "text", "channel": "sms", **_GIVEN},
            headers=_BEARER,
        ),
        message=_SENT,
        status=202,
    ),
    Sample(
        "vonage-messages",
        json_body("POST", _MESSAGES, {"channel": "whatsapp", **_GIVEN}, headers=_BEARER),
        message=replace(_SENT, channel="whatsapp"),
        status=202,
        id="whatsapp",
    ),
    Sample(
        "vonage-messages",
        json_body("POST", _MESSAGES, {"channel": "sms", "from": "Acme"}, headers=_BEARER),
        message=None,
        status=422,
        says="invalid_parameters",
        id="no-recipient",
    ),
    Sample(
        "vonage-voice",
        json_body(
            "POST",
            _CALLS,
            {
                **_CALL,
                "ncco": [
                    {"action": "talk", "text": "Your code is"},
                    {"action": "stream", "streamUrl": ["https://example.test/beep.mp3"]},
                    {"action": "talk", "text": "1. 2. 3."},
                ],
            },
            headers=_BEARER,
        ),
        message=OutboundMessage("15005550009", "15005550006", "Your code is\n1. 2. 3.", "voice"),
        status=201,
    ),
    Sample(
        "vonage-voice",
        json_body(
            "POST",
            _CALLS,
            {**_CALL, "answer_url": ["https://example.test/ncco"]},
            headers=_BEARER,
        ),
        message=OutboundMessage("15005550009", "15005550006", None, "voice"),
        status=201,
        id="answer-url",
    ),
    Sample(
        "vonage-voice",
        json_body("POST", _CALLS, _CALL),
        message=OutboundMessage("15005550009", "15005550006", None, "voice"),
        status=401,
        says="You did not provide correct credentials.",
        id="no-credentials",
    ),
)
