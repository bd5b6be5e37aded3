"""Requests to hosts that no provider takes."""

from __future__ import annotations

from sessions.contract.outcome import OutboundMessage
from tests.sessions.gateway.sample import Sample, form, json_body, plain

_URL = "https://sms.example.com/send"
_PARTS = (
    '--XyZ\r\nContent-Disposition: form-data; name="to"\r\n\r\n+4915112345678\r\n'
    '--XyZ\r\nContent-Disposition: form-data; name="text"\r\n\r\nZwei\r\nZeilen für dich\r\n'
    '--XyZ\r\nContent-Disposition: form-data; name="from"; filename="a.txt"\r\n\r\nA\r\n--XyZ--\r\n'
)


def _json(id: str, value: object, *message: str | None, channel: str = "sms") -> Sample:
    found = OutboundMessage(*message, channel) if message else None
    return Sample("generic", json_body("POST", _URL, value), found, 200, '"ok": true', id=id)


SAMPLES = (
    _json(
        "common names",
        {"to": "+4915112345678", "from": "Acme", "text": "Your code is 1"},
        *("+4915112345678", "Acme", "Your code is 1"),
    ),
    _json(
        "names in any case, blanks in the number",
        {"Phone_Number": "+49 151 123-456 78", "messageBody": "Hi", "SenderID": "A"},
        *("+49 151 123-456 78", "A", "Hi"),
    ),
    _json(
        "a number as such", {"msisdn": 4915112345678, "content": "Hi"}, "4915112345678", None, "Hi"
    ),
    _json(
        "inside another",
        {"messages": [{"destinations": [{"to": "4915112345678"}], "text": "Hi"}]},
        *("4915112345678", None, "Hi"),
    ),
    _json(
        "voice",
        {"recipient": "+4915112345678", "message": "Hi", "channel": "VOICE"},
        *("+4915112345678", None, "Hi"),
        channel="voice",
    ),
    _json("several", {"to": ["+4915112345678", "+1"], "body": "Hi"}, "+4915112345678", None, "Hi"),
    _json("mail", {"to": "a@example.com", "text": "Hi"}),
    _json("no text", {"to": "+4915112345678"}),
    _json("no object", [1, "x", None, [[[[[["deep"]]]]]]]),
    Sample(
        "generic",
        form("POST", _URL, {"recipient": "+4915112345678", "body": "Hi", "originator": "Acme"}),
        OutboundMessage("+4915112345678", "Acme", "Hi"),
        id="form",
    ),
    Sample(
        "generic",
        plain("POST", _URL, _PARTS, "multipart/form-data; boundary=XyZ"),
        OutboundMessage("+4915112345678", None, "Zwei\r\nZeilen für dich"),
        id="form in parts",
    ),
    Sample(
        "generic",
        plain("GET", f"{_URL}?phone=%2B4915112345678&text=Hi"),
        OutboundMessage("+4915112345678", None, "Hi"),
        id="query",
    ),
    Sample(
        "generic",
        form("POST", "https://login.example.com/token", {"grant_type": "client_credentials"}),
        says='"access_token"',
        id="token",
    ),
    Sample(
        "generic",
        plain("GET", "http://169.254.169.254/latest/meta-data/iam/security-credentials/"),
        status=404,
        id="a cloud's metadata",
    ),
    Sample("generic", plain("GET", "http://127.0.0.1:3000/health"), says='"ok"', id="loopback"),
    Sample("generic", plain("GET", "https://www.twilio.com/"), says='"ok"', id="a vendor's page"),
)
