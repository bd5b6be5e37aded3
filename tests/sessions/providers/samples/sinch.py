"""Requests to Sinch, as its SDK and its documentation send them."""

from sessions.contract.outcome import OutboundMessage
from tests.sessions.providers.sample import Sample, form, json_body

_BATCHES = "https://us.sms.api.sinch.com/xms/v1/plan0123/batches"
_CALLOUTS = "https://calling.api.sinch.com/calling/v1/callouts"
_BEARER = {"authorization": "Bearer token"}
_TEXT = "Your code is 123456"
_DESTINATION = {"type": "number", "endpoint": "+15005550009"}

SAMPLES = (
    Sample(
        "sinch",
        json_body(
            "POST",
            _BATCHES,
            {"from": "15005550006", "to": ["+15005550009", "+15005550008"], "body": _TEXT},
            headers=_BEARER,
        ),
        message=OutboundMessage("+15005550009, +15005550008", "15005550006", _TEXT),
        status=201,
        says="mt_text",
    ),
    Sample(
        "sinch",
        json_body(
            "POST",
            "https://zt.eu.sms.api.sinch.com/xms/v1/project/batches",
            {"to": ["15005550009"]},
            headers=_BEARER,
        ),
        message=OutboundMessage("15005550009", None, None),
        status=400,
        says="body: may not be empty",
        id="no-text",
    ),
    Sample(
        "sinch",
        form(
            "POST",
            "https://auth.sinch.com/oauth2/token",
            {"grant_type": "client_credentials"},
            headers={"authorization": "Basic a2V5OnNlY3JldA=="},
        ),
        message=None,
        status=200,
        errs_within_200=True,
        says="access_token",
        id="token",
    ),
    Sample(
        "sinch-voice",
        json_body(
            "POST",
            _CALLOUTS,
            {
                "method": "ttsCallout",
                "ttsCallout": {
                    "destination": _DESTINATION,
                    "cli": "+15005550006",
                    "locale": "en-US",
                    "text": _TEXT,
                },
            },
            headers={"authorization": "Application key:signature"},
        ),
        message=OutboundMessage("+15005550009", "+15005550006", _TEXT, "voice"),
        status=200,
        says="callId",
    ),
    Sample(
        "sinch-voice",
        json_body(
            "POST",
            "https://calling-use1.api.sinch.com/calling/v1/callouts",
            {
                "method": "ttsCallout",
                "ttsCallout": {
                    "destination": _DESTINATION,
                    "prompts": "#tts[Hello];#href[https://example.test/a.wav];#tts[1. 2. 3.]",
                },
            },
            headers={"authorization": "Basic a2V5OnNlY3JldA=="},
        ),
        message=OutboundMessage("+15005550009", None, "Hello\n1. 2. 3.", "voice"),
        status=200,
        id="prompts",
    ),
)
