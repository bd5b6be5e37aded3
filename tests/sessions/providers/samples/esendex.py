"""Requests to Esendex, as its SDK, its documentation and Auth0's published hook send them."""

from sessions.contract.outcome import OutboundMessage
from tests.sessions.providers.sample import Sample, json_body, plain

_URL = "https://api.esendex.com/v1.0/messagedispatcher"
_BASIC = {"authorization": "Basic dXNlcjpwYXNz"}
_JSON = {**_BASIC, "accept": "application/json"}
_XML = {**_BASIC, "accept": "application/xml"}
_TEXT = "Your code is 123456"


def _xml(inner: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<messages xmlns="http://api.esendex.com/ns/">{inner}</messages>'
    )


SAMPLES = (
    Sample(
        "esendex",
        json_body(
            "POST",
            _URL,
            {"accountreference": "EX0001", "messages": [{"to": "15005550009", "body": _TEXT}]},
            headers=_JSON,
        ),
        message=OutboundMessage("15005550009", None, _TEXT),
        status=200,
        says="batchid",
        id="json",
    ),
    Sample(
        "esendex",
        plain(
            "POST",
            _URL,
            _xml(
                "<accountreference>EX0001</accountreference><from>Acme</from>"
                f"<message><to>15005550009</to><body>{_TEXT} &lt;3</body></message>"
            ),
            content_type="application/xml",
            headers=_XML,
        ),
        message=OutboundMessage("15005550009", "Acme", f"{_TEXT} <3"),
        status=200,
        says="<messageheader ",
        id="xml",
    ),
    Sample(
        "esendex",
        plain(
            "POST",
            _URL,
            _xml(f"<message><to>15005550009</to><type>Voice</type><body>{_TEXT}</body></message>"),
            content_type="text/xml",
            headers=_XML,
        ),
        message=OutboundMessage("15005550009", None, _TEXT, "voice"),
        status=200,
        id="voice",
    ),
    Sample(
        "esendex",
        plain("POST", _URL, "<messages><message>", content_type="text/xml", headers=_XML),
        message=None,
        status=400,
        says="Recipient Missing",
        id="broken-xml",
    ),
    Sample(
        "esendex",
        json_body("POST", _URL, {"messages": [{"to": "15005550009", "body": _TEXT}]}),
        message=OutboundMessage("15005550009", None, _TEXT),
        status=401,
        says="Authentication Failed",
        id="no-credentials",
    ),
)
