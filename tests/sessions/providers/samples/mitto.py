"""Requests to Mitto, as its documentation sends them."""

from sessions.contract.outcome import OutboundMessage
from tests.sessions.providers.sample import Sample, json_body

_KEY = {"x-mitto-api-key": "0123456789abcdef"}
_TEXT = "Your code is 123456"

SAMPLES = (
    Sample(
        "mitto",
        json_body(
            "POST",
            "https://rest.mittoapi.net/sms",
            {"from": "Acme", "to": "15005550009", "text": _TEXT},
            headers=_KEY,
        ),
        message=OutboundMessage("15005550009", "Acme", _TEXT),
        status=200,
        errs_within_200=True,
        says='"responseCode": 0',
    ),
    Sample(
        "mitto",
        json_body(
            "POST",
            "https://rest-fra.mittoapi.net/smsbulk",
            {"from": "Acme", "to": ["15005550009", "15005550008"], "text": _TEXT},
            headers=_KEY,
        ),
        message=OutboundMessage("15005550009, 15005550008", "Acme", _TEXT),
        status=200,
        errs_within_200=True,
        id="bulk",
    ),
    Sample(
        "mitto",
        json_body(
            "POST",
            "https://rest.mittoapi.com/sms.json",
            {"from": "Acme", "text": _TEXT},
            headers=_KEY,
        ),
        message=OutboundMessage(None, "Acme", _TEXT),
        status=200,
        errs_within_200=True,
        says="Empty receiver",
        id="no-recipient",
    ),
)
