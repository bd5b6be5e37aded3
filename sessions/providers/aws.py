"""What AWS's query APIs have in common: signatures, answers in XML, and errors of all of them.

Shapes and errors: AWS's pages "Common errors". A request too many is answered HTTP 400 with the
code Throttling, as STS is seen to do (issues 2481 of aws-sdk-go-v2, 278 of selling-partner-api).
"""

from __future__ import annotations

import uuid
from typing import Final

from sessions.contract.json_text import JsonObject, JsonValue

from .provider import Answer, Refusal, Request, xml_answer, xml_text

REQUEST_ID: Final = "x-amzn-requestid"
_SIGNATURES: Final = ("X-Amz-Signature", "Signature")

ERRORS: Final = {
    "InvalidClientTokenId": (403, "The security token included in the request is invalid."),
    "MissingAuthenticationToken": (403, "Request is missing Authentication Token"),
    "ExpiredToken": (403, "The security token included in the request is expired"),
    "SignatureDoesNotMatch": (
        403,
        "The request signature we calculated does not match the signature you provided. Check your "
        "AWS Secret Access Key and signing method. Consult the service documentation for details.",
    ),
    "OptInRequired": (403, "The AWS Access Key Id needs a subscription for the service"),
    "Throttling": (400, "Rate exceeded"),
    "InternalFailure": (500, "The request processing has failed because of an unknown error."),
    "ServiceUnavailable": (503, "Service is unavailable"),
}
"""HTTP status and message of the codes that every API has."""

REFUSED: Final[dict[Refusal, str]] = {
    "401": "InvalidClientTokenId",
    "429": "Throttling",
    "500": "InternalFailure",
}
"""The codes of the faults that no parameter is to blame for."""


def is_signed(request: Request) -> bool:
    """Whether a request has a signature, right or wrong, in its header or its fields."""
    return bool(request.header("authorization") or any(map(request.form.get, _SIGNATURES)))


def done(namespace: str, action: str, result: JsonObject) -> Answer:
    """The answer to an action that was done, with the members of its result."""
    number = str(uuid.uuid4())
    inner = _element(f"{action}Result", result) + _element(
        "ResponseMetadata", {"RequestId": number}
    )
    response = f'<{action}Response xmlns="{namespace}">{inner}</{action}Response>'
    return xml_answer(200, response, {REQUEST_ID: number})


def error(namespace: str, status: int, code: str, text: str) -> Answer:
    """The answer to a request that is refused."""
    number = str(uuid.uuid4())
    about: JsonObject = {
        "Type": "Receiver" if status >= 500 else "Sender",
        "Code": code,
        "Message": text,
    }
    inner = _element("Error", about) + _element("RequestId", number)
    response = f'<ErrorResponse xmlns="{namespace}">{inner}</ErrorResponse>'
    return xml_answer(status, response, {REQUEST_ID: number})


def _element(name: str, value: JsonValue) -> str:
    if isinstance(value, dict):
        return f"<{name}>{''.join(_element(*member) for member in value.items())}</{name}>"
    return f"<{name}>{xml_text(str(value))}</{name}>"
