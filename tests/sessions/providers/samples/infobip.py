"""Requests to Infobip, as its SDK and its documentation send them."""

from sessions.contract.outcome import OutboundMessage
from tests.sessions.providers.sample import Sample, json_body

_HOST = "https://xk2n8p.api.infobip.com"
_KEY = {"authorization": "App 0123456789abcdef-0123"}
_TEXT = "Your code is 123456"
_SENT = OutboundMessage(to="15005550009", sender="Acme", text=_TEXT)
_ADVANCED = {"messages": [{"from": "Acme", "destinations": [{"to": "15005550009"}], "text": _TEXT}]}

SAMPLES = (
    Sample(
        "infobip",
        json_body("POST", f"{_HOST}/sms/2/text/advanced", _ADVANCED, headers=_KEY),
        message=_SENT,
        status=200,
        errs_within_200=True,
        id="advanced",
    ),
    Sample(
        "infobip",
        json_body(
            "POST",
            "https://api.infobip.com/sms/2/text/single",
            {"from": "Acme", "to": ["15005550009", "15005550008"], "text": _TEXT},
            headers=_KEY,
        ),
        message=OutboundMessage(to="15005550009, 15005550008", sender="Acme", text=_TEXT),
        status=200,
        errs_within_200=True,
        id="two-recipients",
    ),
    Sample(
        "infobip",
        json_body(
            "POST",
            f"{_HOST}/sms/3/messages",
            {
                "messages": [
                    {
                        "sender": "Acme",
                        "destinations": [{"to": "15005550009"}],
                        "content": {"text": _TEXT},
                    }
                ]
            },
            headers=_KEY,
        ),
        message=_SENT,
        status=200,
        errs_within_200=True,
        says="destination",
        id="version-3",
    ),
    Sample(
        "infobip",
        json_body("POST", f"{_HOST}/sms/3/messages", {"messages": [{}]}, headers=_KEY),
        message=None,
        status=400,
        says="E400",
        id="version-3-no-recipient",
    ),
    Sample(
        "infobip",
        json_body("POST", f"{_HOST}/sms/2/text/advanced", _ADVANCED),
        message=_SENT,
        status=401,
        errs_within_200=True,
        says="Invalid login details",
        id="no-credentials",
    ),
    Sample(
        "infobip-voice",
        json_body(
            "POST",
            f"{_HOST}/tts/3/advanced",
            {
                "messages": [
                    {
                        "from": "15005550006",
                        "destinations": [{"to": "15005550009"}],
                        "language": "en",
                        "text": _TEXT,
                    }
                ]
            },
            headers=_KEY,
        ),
        message=OutboundMessage("15005550009", "15005550006", _TEXT, "voice"),
        status=200,
        errs_within_200=True,
        id="advanced",
    ),
    Sample(
        "infobip-voice",
        json_body(
            "POST",
            f"{_HOST}/tts/3/single",
            {"from": "15005550006", "to": "15005550009", "language": "en", "text": _TEXT},
            headers=_KEY,
        ),
        message=OutboundMessage("15005550009", "15005550006", _TEXT, "voice"),
        status=200,
        errs_within_200=True,
        id="single",
    ),
)
