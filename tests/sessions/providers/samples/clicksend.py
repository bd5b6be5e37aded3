"""Requests to ClickSend, as its SDK and its documentation send them."""

from sessions.contract.outcome import OutboundMessage
from tests.sessions.providers.sample import Sample, json_body

_SMS = "https://rest.clicksend.com/v3/sms/send"
_VOICE = "https://rest.clicksend.com/v3/voice/send"
_BASIC = {"authorization": "Basic dXNlcjprZXk="}
_TEXT = "Your code is 123456"

SAMPLES = (
    Sample(
        "clicksend",
        json_body(
            "POST",
            _SMS,
            {
                "messages": [
                    {"source": "sdk", "from": "Acme", "body": _TEXT, "to": "+15005550009"},
                    {"source": "sdk", "from": "Acme", "body": _TEXT, "to": "+15005550008"},
                ]
            },
            headers=_BASIC,
        ),
        message=OutboundMessage("+15005550009, +15005550008", "Acme", _TEXT),
        status=200,
        errs_within_200=True,
        says='"queued_count": 2',
    ),
    Sample(
        "clicksend",
        json_body("POST", _SMS, {"messages": []}, headers=_BASIC),
        message=None,
        status=400,
        says="BAD_REQUEST",
        id="no-messages",
    ),
    Sample(
        "clicksend",
        json_body("POST", _SMS, {"messages": [{"body": _TEXT, "to": "+15005550009"}]}),
        message=OutboundMessage("+15005550009", None, _TEXT),
        status=401,
        errs_within_200=True,
        says="Authorization failed.",
        id="no-credentials",
    ),
    Sample(
        "clicksend-voice",
        json_body(
            "POST",
            _VOICE,
            {"messages": [{"body": _TEXT, "to": "+15005550009", "lang": "en-us"}]},
            headers=_BASIC,
        ),
        message=OutboundMessage("+15005550009", None, _TEXT, "voice"),
        status=200,
        errs_within_200=True,
    ),
)
