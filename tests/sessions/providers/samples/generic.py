"""Requests to hosts that no provider takes."""

from __future__ import annotations

from sessions.contract.outcome import Medium, OutboundMessage
from tests.sessions.providers.sample import Sample, form, json_body, plain

_URL = "https://gateway.example.com/send"
_TO = "+4915112345678"
_PARTS = (
    '--XyZ\r\nContent-Disposition: form-data; name="to"\r\n\r\n+4915112345678\r\n'
    '--XyZ\r\nContent-Disposition: form-data; name="text"\r\n\r\nZwei\r\nZeilen für dich\r\n'
    '--XyZ\r\nContent-Disposition: form-data; name="from"; filename="a.txt"\r\n\r\nA\r\n--XyZ--\r\n'
)


def _message(
    parts: tuple[str | None, ...], channel: Medium | None, code: str | None = None
) -> OutboundMessage | None:
    if not parts:
        return None
    to, sender, text = parts
    return OutboundMessage(to, sender, text, channel, code)


def _json(
    id: str,
    value: object,
    *message: str | None,
    channel: Medium | None = None,
    code: str | None = None,
    url: str = _URL,
    headers: dict[str, str] | None = None,
) -> Sample:
    found = _message(message, channel, code)
    request = json_body("POST", url, value, headers=headers)
    return Sample("generic", request, found, 200, '"ok": true', id=id)


def _xml(id: str, text: str, *message: str | None, channel: Medium | None = None) -> Sample:
    found = _message(message, channel)
    return Sample("generic", plain("POST", _URL, text, "application/xml"), found, id=id)


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
    _json(
        "a number and a code",
        {"phoneNumber": _TO, "code": "123456"},
        _TO,
        None,
        None,
        code="123456",
    ),
    _json("snake case", {"phone_number": _TO, "otp_code": 123456}, _TO, None, None, code="123456"),
    _json(
        "a target and options",
        {
            "target": {"type": "phone_number", "value": _TO},
            "options": {"ttl": 3600, "custom_code": "123456"},
        },
        *(_TO, None, None),
        code="123456",
    ),
    _json("an array of messages", {"message": [{"key": _TO, "message": "Hi"}]}, _TO, None, "Hi"),
    _json(
        "AWS, by its action",
        {"DestinationPhoneNumber": _TO, "OriginationIdentity": "Acme", "MessageBody": "Hi"},
        *(_TO, "Acme", "Hi"),
        channel="sms",
        headers={"X-Amz-Target": "PinpointSMSVoiceV2.SendTextMessage"},
    ),
    _json(
        "AWS, a template",
        {"DestinationPhoneNumber": _TO, "TemplateVariables": {"1": "123456"}, "TemplateId": "t"},
        *(_TO, None, None),
        code="123456",
    ),
    _json(
        "AWS Pinpoint",
        {
            "Addresses": {_TO: {"ChannelType": "SMS"}},
            "MessageConfiguration": {"SMSMessage": {"Body": "Hi", "OriginationNumber": "Acme"}},
        },
        *(_TO, "Acme", "Hi"),
        channel="sms",
    ),
    _json("recipients apart", {"smsRecipients": [{"to": _TO}], "message": "Hi"}, _TO, None, "Hi"),
    _json("a text in an object", {"to": _TO, "text": {"body": "Hi"}}, _TO, None, "Hi"),
    _json(
        "a WhatsApp template",
        {
            "messaging_product": "whatsapp",
            "to": _TO,
            "type": "template",
            "template": {
                "name": "otp",
                "language": {"code": "en_US"},
                "components": [
                    {"type": "body", "parameters": [{"type": "text", "text": "123456"}]},
                    {"type": "button", "index": "0", "parameters": [{"text": "123456"}]},
                ],
            },
        },
        *(_TO, None, None),
        channel="whatsapp",
        code="123456",
    ),
    _json(
        "a country apart",
        {"countryCode": "+49", "phone": "15112345678", "text": "Hi"},
        *(_TO, None, "Hi"),
    ),
    _json("JSON in JSON", {"payload": f'{{"to": "{_TO}", "text": "Hi"}}'}, _TO, None, "Hi"),
    _json(
        "an SMS by its path",
        {"to": _TO, "text": "Hi"},
        *(_TO, None, "Hi"),
        channel="sms",
        url="https://gateway.example.com/v1/sms/send",
    ),
    _json(
        "a call by its path",
        {"to": _TO, "text": "Hi"},
        *(_TO, None, "Hi"),
        channel="voice",
        url="https://gateway.example.com/v1/voiceCalls",
    ),
    _json("a log entry", {"level": "info", "phone": _TO, "event": "otp"}),
    _json("deeper than is looked", {"a": [[[[[[[[[{"to": _TO, "text": "Hi"}]]]]]]]]]}),
    _xml(
        "XML, elements",
        f"<?xml version='1.0'?><s:Envelope xmlns:s='urn:s'><s:Body><send><phone>{_TO}</phone>"
        "<text>Hi &amp; bye</text></send></s:Body></s:Envelope>",
        *(_TO, None, "Hi & bye"),
    ),
    _xml(
        "XML, attributes",
        f'<request><message to="{_TO}" from="Acme" type="sms">Hi</message></request>',
        *(_TO, "Acme", "Hi"),
        channel="sms",
    ),
    _xml("XML that grows", f'<!DOCTYPE a [<!ENTITY b "c">]><a to="{_TO}" text="&b;"/>'),
    _xml("broken XML", f"<to>{_TO}</to><text>Hi"),
    Sample(
        "generic",
        json_body(
            "PATCH", "https://t.auth0.com/api/v2/users/1", {"phone_number": _TO, "name": "A"}
        ),
        id="a profile",
    ),
    _json("mail", {"to": "a@example.com", "text": "Hi"}),
    _json("no text", {"to": "+4915112345678"}),
    _json("no object", [1, "x", None, [[[[[["deep"]]]]]]]),
    Sample(
        "generic",
        form("POST", _URL, {"recipient": "+4915112345678", "body": "Hi", "originator": "Acme"}),
        OutboundMessage("+4915112345678", "Acme", "Hi", None),
        id="form",
    ),
    Sample(
        "generic",
        plain("POST", _URL, _PARTS, "multipart/form-data; boundary=XyZ"),
        OutboundMessage("+4915112345678", None, "Zwei\r\nZeilen für dich", None),
        id="form in parts",
    ),
    Sample(
        "generic",
        plain("GET", f"{_URL}?phone=%2B4915112345678&text=Hi"),
        OutboundMessage("+4915112345678", None, "Hi", None),
        id="query",
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
