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
from typing import Any, Final

from sessions.contract.outcome import OutboundMessage

from .fields import at, fields, text_of
from .provider import (
    FAULT_NUMBER,
    Answer,
    Codes,
    Provider,
    Refusal,
    Request,
    json_answer,
    xml_answer,
    xml_text,
)

_NAMESPACE: Final = "http://sns.amazonaws.com/doc/2010-03-31/"
_REQUEST_ID: Final = "x-amzn-requestid"
_SENDER: Final = "AWS.SNS.SMS.SenderID"
_NUMBER: Final = re.compile(r"\+?[\d\s().-]{5,24}")
_ACTION: Final = re.compile(r"[A-Za-z]{1,64}")
_INVALID: Final = "is not valid to publish to"
_USER: Final = "arn:aws:iam::000000000000:user/offhook"
_SIGNATURES: Final = ("X-Amz-Signature", "Signature")


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
    if not (request.header("authorization") or any(map(request.form.get, _SIGNATURES))):
        text = "Request is missing Authentication Token"
        return _error(request, 403, "MissingAuthenticationToken", text)
    if action is None:
        return _error(request, 400, "MissingAction", "Could not find the action in the request")
    if action != "Publish":
        return _done(request, action, {})
    if problem := _problem(fields(request)):
        return _error(request, 400, "InvalidParameter", f"Invalid parameter: {problem}")
    return _done(request, action, {"MessageId": str(uuid.uuid4())})


def refuse(request: Request, refusal: Refusal) -> Answer:
    """InvalidParameter, InvalidClientTokenId, Throttling and InternalFailure."""
    if refusal == "400":
        to = _text(fields(request), "PhoneNumber") or FAULT_NUMBER
        text = f"Invalid parameter: PhoneNumber Reason: {to} {_INVALID}"
        return _error(request, 400, "InvalidParameter", text)
    if refusal == "401":
        text = "The security token included in the request is invalid."
        return _error(request, 403, "InvalidClientTokenId", text)
    if refusal == "429":
        return _error(request, 429, "Throttling", "Rate exceeded")
    text = "The request processing has failed because of an unknown error."
    return _error(request, 500, "InternalFailure", text)


def _problem(given: Mapping[str, Any]) -> str | None:
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


def _text(given: Mapping[str, Any], name: str) -> str | None:
    value = given.get(name)
    return value if isinstance(value, str) and value else None


def _message(given: Mapping[str, Any]) -> str | None:
    """The text; with `MessageStructure=json` the one for phones among several."""
    message = _text(given, "Message")
    if message is None or given.get("MessageStructure") != "json":
        return message
    try:
        texts = json.loads(message)
    except (ValueError, RecursionError):
        return message
    return text_of(at(texts, "sms")) or text_of(at(texts, "default"))


def _sender(given: Mapping[str, Any]) -> str | None:
    if found := text_of(at(given, "MessageAttributes", _SENDER, "StringValue")):
        return found
    for name, value in given.items():
        if value == _SENDER and name.endswith(".Name"):
            return _text(given, f"{name.removesuffix('Name')}Value.StringValue")
    return None


def _done(request: Request, action: str, result: Mapping[str, str]) -> Answer:
    number = str(uuid.uuid4())
    if _is_json(request):
        return _json(request, 200, dict(result), number)
    inner = "".join(f"<{name}>{text}</{name}>" for name, text in result.items())
    return _xml(
        200,
        f'<{action}Response xmlns="{_NAMESPACE}"><{action}Result>{inner}</{action}Result>'
        f"<ResponseMetadata><RequestId>{number}</RequestId></ResponseMetadata></{action}Response>",
        number,
    )


def _error(request: Request, status: int, code: str, text: str) -> Answer:
    number = str(uuid.uuid4())
    if _is_json(request):
        about = {"__type": f"com.amazonaws.sns#{code}", "message": text}
        return _json(request, status, about, number)
    kind = "Receiver" if status >= 500 else "Sender"
    return _xml(
        status,
        f'<ErrorResponse xmlns="{_NAMESPACE}"><Error><Type>{kind}</Type><Code>{code}</Code>'
        f"<Message>{xml_text(text)}</Message></Error><RequestId>{number}</RequestId>"
        "</ErrorResponse>",
        number,
    )


def _xml(status: int, text: str, number: str) -> Answer:
    return xml_answer(status, text, {_REQUEST_ID: number})


def _json(request: Request, status: int, value: dict[str, str], number: str) -> Answer:
    kind = request.header("content-type") or "application/x-amz-json-1.0"
    return json_answer(status, value, {"content-type": kind, _REQUEST_ID: number})


def _with_code(request: Request, status: int, code: str, text: str) -> Answer:
    """The code is the exception's name without its ending, which is how SDKs call it."""
    return _error(request, status, code.removesuffix("Exception"), text)


_CODES: Final = {
    "OptedOut": (400, "Phone number is opted out"),
    "InvalidParameter": (400, f"Invalid parameter: PhoneNumber Reason: {{to}} {_INVALID}"),
    "InvalidParameterValue": (400, "Invalid parameter value"),
    "AuthorizationError": (403, f"User: {_USER} is not authorized to perform: SNS:Publish"),
    "AccessDenied": (403, f"User: {_USER} is not authorized to perform: sns:Publish"),
    "InvalidClientTokenId": (403, "The security token included in the request is invalid."),
    "ExpiredToken": (403, "The security token included in the request is expired"),
    "SignatureDoesNotMatch": (
        403,
        "The request signature we calculated does not match the signature you provided. Check your "
        "AWS Secret Access Key and signing method. Consult the service documentation for details.",
    ),
    "OptInRequired": (403, "The AWS Access Key Id needs a subscription for the service"),
    "Throttled": (429, "Rate exceeded"),
    "Throttling": (400, "Rate exceeded"),
    "EndpointDisabled": (400, "Endpoint is disabled"),
    "NotFound": (404, "Topic does not exist"),
    "UserError": (400, "The request was invalid"),
    "InternalError": (500, "An internal service error occurred"),
    "ServiceUnavailable": (503, "Service is unavailable"),
}

PROVIDERS: Final = (
    Provider(
        name="sns",
        title="Amazon SNS",
        hosts=re.compile(r"sns(?:-fips)?(?:\.[a-z0-9-]+)?\.(?:amazonaws\.com(?:\.cn)?|api\.aws)"),
        paths=re.compile(r"/?"),
        read=read,
        accept=accept,
        refuse=refuse,
        codes=Codes(
            {**_CODES, **{f"{code}Exception": told for code, told in _CODES.items()}},
            _with_code,
            r"[A-Z][A-Za-z]+(\.[A-Z][A-Za-z]+)?",
        ),
        only_e164=True,
        request_id_header=_REQUEST_ID,
    ),
)
