"""Requests to 8x8, as its documentation and its published Auth0 hook send them."""

from sessions.contract.outcome import OutboundMessage
from tests.sessions.providers.sample import Sample, json_body

_SMS = "https://sms.8x8.com/api/v1/subaccounts/acme_hq/messages"
_CALLS = "https://voice.8x8.com/api/v1/subaccounts/acme_hq/callflows"
_KEY = {"authorization": "Bearer abcdefgh"}
_TEXT = "Your code is 123456"
_CALL = {
    "action": "makeCall",
    "params": {"source": "+15005550006", "destination": "+15005550009"},
}

SAMPLES = (
    Sample(
        "8x8",
        json_body(
            "POST",
            _SMS,
            {"source": "Acme", "destination": "+15005550009", "text": _TEXT},
            headers=_KEY,
        ),
        message=OutboundMessage("+15005550009", "Acme", _TEXT),
        status=200,
        says="QUEUED",
    ),
    Sample(
        "8x8",
        json_body(
            "POST",
            f"{_SMS}/batch",
            {
                "messages": [{"destination": "+15005550009"}, {"destination": "+15005550008"}],
                "template": {"source": "Acme", "text": _TEXT},
            },
            headers=_KEY,
        ),
        message=OutboundMessage("+15005550009, +15005550008", "Acme", _TEXT),
        status=200,
        says='"acceptedCount": 2',
        id="batch",
    ),
    Sample(
        "8x8",
        json_body("POST", _SMS, {"text": _TEXT}, headers=_KEY),
        message=OutboundMessage(None, None, _TEXT),
        status=400,
        says="Invalid MSISDN format",
        id="no-recipient",
    ),
    Sample(
        "8x8",
        json_body("POST", _SMS, {"destination": "+15005550009", "text": _TEXT}),
        message=OutboundMessage("+15005550009", None, _TEXT),
        status=401,
        says="Request was not authenticated properly",
        id="no-credentials",
    ),
    Sample(
        "8x8-voice",
        json_body(
            "POST",
            _CALLS,
            {
                "callflow": [
                    _CALL,
                    {"action": "say", "params": {"text": _TEXT, "voiceProfile": "en-US-Joanna"}},
                    {"action": "hangup"},
                ]
            },
            headers=_KEY,
        ),
        message=OutboundMessage("+15005550009", "+15005550006", _TEXT, "voice"),
        status=200,
        says="CREATED",
    ),
)
