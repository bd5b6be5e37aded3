"""Requests to Amazon SNS, in the query protocol and in AWS JSON."""

from __future__ import annotations

import json

from sessions.contract.outcome import OutboundMessage
from tests.sessions.providers.sample import Sample, form, json_body, plain

_URL = "https://sns.eu-west-1.amazonaws.com/"
_BY = {"authorization": "AWS4-HMAC-SHA256 Credential=AK/20261123/eu-west-1/sns/aws4_request"}
_SENT = {
    "Action": "Publish",
    "Version": "2010-03-31",
    "PhoneNumber": "+4915112345678",
    "Message": "Your code is 123456",
}
_SENDER = {
    "MessageAttributes.entry.1.Name": "AWS.SNS.SMS.SMSType",
    "MessageAttributes.entry.1.Value.DataType": "String",
    "MessageAttributes.entry.1.Value.StringValue": "Transactional",
    "MessageAttributes.entry.2.Name": "AWS.SNS.SMS.SenderID",
    "MessageAttributes.entry.2.Value.DataType": "String",
    "MessageAttributes.entry.2.Value.StringValue": "Acme",
}
_IN_JSON = {
    "PhoneNumber": "+4915112345678",
    "Message": "Your code is 123456",
    "MessageAttributes": {
        "AWS.SNS.SMS.SenderID": {"DataType": "String", "StringValue": "Acme"},
    },
}
_JSON_BY = {
    **_BY,
    "x-amz-target": "AmazonSimpleNotificationService.Publish",
    "content-type": "application/x-amz-json-1.0",
}
_MESSAGE = OutboundMessage("+4915112345678", None, "Your code is 123456")
_BY_ACME = OutboundMessage("+4915112345678", "Acme", "Your code is 123456")
_TOPIC = {"TopicArn": "arn:aws:sns:eu-west-1:1:t", "Message": "Hi", "Action": "Publish"}


def _publish(**more: str) -> dict[str, str]:
    return {name: text for name, text in {**_SENT, **more}.items() if text}


SAMPLES = (
    Sample("sns", form("POST", _URL, _SENT, _BY), _MESSAGE, 200, "<MessageId>"),
    Sample("sns", form("POST", _URL, {**_SENT, **_SENDER}, _BY), _BY_ACME, id="sender"),
    Sample(
        "sns",
        json_body("POST", _URL, _IN_JSON, _JSON_BY),
        _BY_ACME,
        200,
        '"MessageId"',
        id="AWS JSON",
    ),
    Sample(
        "sns",
        json_body("POST", _URL, {"PhoneNumber": "+4915112345678"}, _JSON_BY),
        OutboundMessage("+4915112345678", None, None),
        400,
        '"com.amazonaws.sns#InvalidParameter"',
        id="AWS JSON without a text",
    ),
    Sample(
        "sns",
        form(
            "POST",
            _URL,
            _publish(
                Message=json.dumps({"default": "Hello", "sms": "Hi"}), MessageStructure="json"
            ),
            _BY,
        ),
        OutboundMessage("+4915112345678", None, "Hi"),
        id="a text for each protocol",
    ),
    Sample("sns", form("POST", _URL, _TOPIC, _BY), None, 200, "<MessageId>", id="topic"),
    Sample(
        "sns",
        form("POST", _URL, {"Action": "SetSMSAttributes"}, _BY),
        says="<SetSMSAttributesResult>",
        id="other action",
    ),
    Sample(
        "sns",
        form("POST", _URL, _publish(PhoneNumber=""), _BY),
        status=400,
        says="TopicArn or TargetArn",
        id="no number",
    ),
    Sample(
        "sns",
        form("POST", _URL, _publish(PhoneNumber="<Alice>"), _BY),
        OutboundMessage("<Alice>", None, "Your code is 123456"),
        400,
        "&lt;Alice&gt; is not valid",
        id="what is no number",
    ),
    Sample(
        "sns",
        form("POST", _URL, _publish(Message=""), _BY),
        OutboundMessage("+4915112345678", None, None),
        400,
        "Empty message",
        id="no text",
    ),
    Sample(
        "sns",
        form("POST", _URL, _SENT),
        _MESSAGE,
        403,
        "MissingAuthenticationToken",
        id="unsigned",
    ),
    Sample("sns", plain("POST", _URL, headers=_BY), None, 400, "MissingAction", id="no action"),
)
