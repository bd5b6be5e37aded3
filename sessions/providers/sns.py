"""Amazon SNS: text messages published to a phone number.

The SDKs of today (aws-sdk 2, @aws-sdk/client-sns 3.1169, botocore 1.44) all speak the query
protocol, with XML in answer; AWS JSON 1.0 and 1.1, known by X-Amz-Target, are answered alike.
Shapes: the service's model in botocore, and AWS's pages on common errors.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping
from typing import Final

from sessions.contract.json_text import JsonObject, JsonValue
from sessions.contract.outcome import OutboundMessage

from . import aws
from .fields import at, fields, text_of
from .provider import Answer, Codes, Provider, Request, json_answer, refuse_by

_NAMESPACE: Final = "http://sns.amazonaws.com/doc/2010-03-31/"
_SENDER: Final = "AWS.SNS.SMS.SenderID"
_NUMBER: Final = re.compile(r"\+?[\d\s().-]{5,24}")
_ACTION: Final = re.compile(r"[A-Za-z]{1,64}")
_INVALID: Final = "is not valid to publish to"
_USER: Final = "arn:aws:iam::000000000000:user/offhook"


def read(request: Request) -> OutboundMessage | None:
    """What is published to a phone number; a topic's subscribers are not known here."""
    given = fields(request)
    to = _text(given, "PhoneNumber")
    if _action(request) != "Publish" or to is None:
        return None
    return OutboundMessage(to, _sender(given), _message(given))


def accept(request: Request) -> Answer:
    """A message's id; nothing for any other action; or the error of a request that lacks some."""
    action = _action(request)
    if not aws.is_signed(request):
        return CODES.refuse(request, "MissingAuthenticationToken", None)
    if action is None:
        return _error(request, 400, "MissingAction", "Could not find the action in the request")
    if action != "Publish":
        return _done(request, action, {})
    if problem := _problem(fields(request)):
        return _error(request, 400, "InvalidParameter", f"Invalid parameter: {problem}")
    return _done(request, action, {"MessageId": str(uuid.uuid4())})


def _problem(given: Mapping[str, JsonValue]) -> str | None:
    to = _text(given, "PhoneNumber")
    if to is None and not (_text(given, "TopicArn") or _text(given, "TargetArn")):
        return "TopicArn or TargetArn Reason: no value for required parameter"
    if not _message(given):
        return "Empty message"
    if to is not None and not _NUMBER.fullmatch(to):
        return f"PhoneNumber Reason: {to} {_INVALID}"
    return None


def _is_json(request: Request) -> bool:
    return request.header("x-amz-target") is not None


def _action(request: Request) -> str | None:
    if target := request.header("x-amz-target"):
        action = target.rpartition(".")[2]
    else:
        action = request.form.get("Action", "")
    return action if _ACTION.fullmatch(action) else None


def _text(given: Mapping[str, JsonValue], name: str) -> str | None:
    value = given.get(name)
    return value if isinstance(value, str) and value else None


def _message(given: Mapping[str, JsonValue]) -> str | None:
    """The text; with `MessageStructure=json` the one for phones among several."""
    message = _text(given, "Message")
    if message is None or given.get("MessageStructure") != "json":
        return message
    try:
        texts = json.loads(message)
    except (ValueError, RecursionError):
        return message
    return text_of(at(texts, "sms")) or text_of(at(texts, "default"))


def _sender(given: Mapping[str, JsonValue]) -> str | None:
    if found := text_of(at(given.get("MessageAttributes"), _SENDER, "StringValue")):
        return found
    for name, value in given.items():
        if value == _SENDER and name.endswith(".Name"):
            return _text(given, f"{name.removesuffix('Name')}Value.StringValue")
    return None


def _done(request: Request, action: str, result: JsonObject) -> Answer:
    if _is_json(request):
        return _json(request, 200, result)
    return aws.done(_NAMESPACE, action, result)


def _error(request: Request, status: int, code: str, text: str) -> Answer:
    if _is_json(request):
        about: JsonObject = {"__type": f"com.amazonaws.sns#{code}", "message": text}
        return _json(request, status, about)
    return aws.error(_NAMESPACE, status, code, text)


def _json(request: Request, status: int, value: JsonObject) -> Answer:
    kind = request.header("content-type") or "application/x-amz-json-1.0"
    headers = {"content-type": kind, aws.REQUEST_ID: str(uuid.uuid4())}
    return json_answer(status, value, headers)


def _with_code(request: Request, status: int, code: str, text: str) -> Answer:
    """The code is the exception's name without its ending, which is how SDKs call it."""
    return _error(request, status, code.removesuffix("Exception"), text)


_ERRORS: Final = {
    "OptedOut": (400, "Phone number is opted out"),
    "InvalidParameter": (400, f"Invalid parameter: PhoneNumber Reason: {{to}} {_INVALID}"),
    "InvalidParameterValue": (400, "Invalid parameter value"),
    "AuthorizationError": (403, f"User: {_USER} is not authorized to perform: SNS:Publish"),
    "AccessDenied": (403, f"User: {_USER} is not authorized to perform: sns:Publish"),
    "Throttled": (429, "Rate exceeded"),
    "EndpointDisabled": (400, "Endpoint is disabled"),
    "NotFound": (404, "Topic does not exist"),
    "UserError": (400, "The request was invalid"),
    "InternalError": (500, "An internal service error occurred"),
    **aws.ERRORS,
}

CODES: Final = Codes(
    {**_ERRORS, **{f"{code}Exception": known for code, known in _ERRORS.items()}},
    _with_code,
    r"[A-Z][A-Za-z]+(\.[A-Z][A-Za-z]+)?",
)

PROVIDERS: Final = (
    Provider(
        name="sns",
        title="Amazon SNS",
        hosts=re.compile(r"sns(?:-fips)?(?:\.[a-z0-9-]+)?\.(?:amazonaws\.com(?:\.cn)?|api\.aws)"),
        usual_host="sns.us-east-1.amazonaws.com",
        paths=re.compile(r"/?"),
        read=read,
        accept=accept,
        refuse=refuse_by(CODES, {**aws.REFUSED, "400": "InvalidParameter"}, read),
        codes=CODES,
        only_e164=True,
        request_id_header=aws.REQUEST_ID,
    ),
)
