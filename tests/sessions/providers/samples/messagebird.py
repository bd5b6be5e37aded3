"""Requests to MessageBird, as its SDKs and its documentation send them."""

from sessions.contract.outcome import OutboundMessage
from tests.sessions.providers.sample import Sample, form, json_body

_MESSAGES = "https://rest.messagebird.com/messages"
_VOICE = "https://rest.messagebird.com/voicemessages"
_KEY = {"authorization": "AccessKey abcdefg"}
_TEXT = "Your code is 123456"

SAMPLES = (
    Sample(
        "messagebird",
        json_body(
            "POST",
            _MESSAGES,
            {"originator": "Acme", "recipients": "+15005550009", "body": _TEXT},
            headers=_KEY,
        ),
        message=OutboundMessage("+15005550009", "Acme", _TEXT),
        status=201,
        says="15005550009,",
        id="sdk",
    ),
    Sample(
        "messagebird",
        form(
            "POST",
            _MESSAGES,
            {"originator": "Acme", "recipients": "15005550009,15005550008", "body": _TEXT},
            headers=_KEY,
        ),
        message=OutboundMessage("15005550009, 15005550008", "Acme", _TEXT),
        status=201,
        says='"totalCount": 2',
        id="form",
    ),
    Sample(
        "messagebird",
        json_body("POST", _MESSAGES, {"body": _TEXT}, headers=_KEY),
        message=OutboundMessage(None, None, _TEXT),
        status=422,
        says="originator is required",
        id="no-recipient-no-originator",
    ),
    Sample(
        "messagebird",
        json_body("POST", _MESSAGES, {"recipients": [15005550009], "body": _TEXT}),
        message=OutboundMessage("15005550009", None, _TEXT),
        status=401,
        says="incorrect access_key",
        id="no-credentials",
    ),
    Sample(
        "messagebird-voice",
        json_body(
            "POST",
            _VOICE,
            {"recipients": "15005550009", "body": _TEXT, "language": "en-us"},
            headers=_KEY,
        ),
        message=OutboundMessage("15005550009", None, _TEXT, "voice"),
        status=201,
        says="calling",
    ),
)
