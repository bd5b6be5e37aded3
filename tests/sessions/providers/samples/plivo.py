"""Requests to Plivo, as its SDKs and its documentation send them."""

from sessions.contract.outcome import OutboundMessage
from tests.sessions.providers.sample import Sample, form, json_body

_MESSAGES = "https://api.plivo.com/v1/Account/MAXXXXXXXXXXXXXXXXXX/Message/"
_CALLS = "https://api.plivo.com/v1/Account/MAXXXXXXXXXXXXXXXXXX/Call/"
_BASIC = {"authorization": "Basic TUE6dG9rZW4="}
_TEXT = "Your code is 123456"

SAMPLES = (
    Sample(
        "plivo",
        json_body(
            "POST",
            _MESSAGES,
            {"src": "15005550006", "dst": "15005550009<15005550008", "text": _TEXT},
            headers=_BASIC,
        ),
        message=OutboundMessage("15005550009, 15005550008", "15005550006", _TEXT),
        status=202,
        says="message(s) queued",
        id="two-recipients",
    ),
    Sample(
        "plivo",
        form("POST", _MESSAGES, {"dst": "15005550009"}, headers=_BASIC),
        message=OutboundMessage("15005550009", None, None),
        status=400,
        says="text is missing",
        id="no-text",
    ),
    Sample(
        "plivo",
        json_body("POST", _MESSAGES, {"dst": "15005550009", "text": _TEXT}),
        message=OutboundMessage("15005550009", None, _TEXT),
        status=401,
        says="authentication failed",
        id="no-credentials",
    ),
    Sample(
        "plivo-voice",
        json_body(
            "POST",
            _CALLS,
            {
                "from": "15005550006",
                "to": "15005550009",
                "answer_url": "https://example.test/answer.xml",
            },
            headers=_BASIC,
        ),
        message=OutboundMessage("15005550009", "15005550006", None, "voice"),
        status=201,
        says="call fired",
    ),
    Sample(
        "plivo-voice",
        json_body("POST", _CALLS, {"from": "15005550006", "to": "15005550009"}, headers=_BASIC),
        message=OutboundMessage("15005550009", "15005550006", None, "voice"),
        status=400,
        says="answer_url is missing",
        id="no-answer-url",
    ),
)
