"""AWS STS, the query protocol: roles that are assumed, session tokens, who a caller is.

Shapes: the "API Reference" of STS, and AWS's pages on common errors.
"""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime, timedelta
from typing import Final

from sessions.contract.json_text import JsonObject

from . import aws
from .provider import Answer, Codes, Provider, Request, refuse_by

_NAMESPACE: Final = "https://sts.amazonaws.com/doc/2011-06-15/"
_ACCOUNT: Final = "000000000000"
_ROLE: Final = re.compile(r"arn:[\w-]+:iam::(?P<account>\d{12}):role/(?:.*/)?(?P<name>[^/]+)")
_WITH_ROLE: Final = {
    "AssumeRole": ("RoleArn", "RoleSessionName"),
    "AssumeRoleWithWebIdentity": ("RoleArn", "RoleSessionName", "WebIdentityToken"),
    "AssumeRoleWithSAML": ("RoleArn", "PrincipalArn", "SAMLAssertion"),
}
"""What an action that assumes a role needs."""
_UNSIGNED: Final = frozenset({"AssumeRoleWithWebIdentity", "AssumeRoleWithSAML"})
_SECONDS: Final = 3600
_ERRORS: Final = {
    "AccessDenied": (403, "User is not authorized to perform: sts:AssumeRole"),
    "ValidationError": (400, "1 validation error detected"),
    "ExpiredTokenException": (400, "Token is expired"),
    "InvalidIdentityToken": (400, "The web identity token that was passed is invalid"),
    "IDPRejectedClaim": (403, "The identity provider reported that authentication failed"),
    "IDPCommunicationError": (400, "The identity provider could not be reached"),
    "MalformedPolicyDocument": (400, "The policy document was malformed"),
    "PackedPolicyTooLarge": (400, "The packed policy is too large"),
    "RegionDisabledException": (403, "STS is not activated in this region"),
    "InvalidAction": (400, "Could not find operation"),
    **aws.ERRORS,
}


def _accept(request: Request) -> Answer:
    form, action = request.form, request.form.get("Action", "")
    if not aws.is_signed(request) and action not in _UNSIGNED:
        return CODES.refuse(request, "MissingAuthenticationToken", None)
    lacking = next((name for name in _WITH_ROLE.get(action, ()) if not form.get(name)), None)
    if lacking:
        said = f"The request must contain the parameter {lacking}"
        return _error(request, 400, "ValidationError", said)
    match action:
        case "GetCallerIdentity":
            arn = f"arn:aws:iam::{_ACCOUNT}:user/offhook"
            return _done(action, {"Arn": arn, "UserId": "AIDAOFFHOOK", "Account": _ACCOUNT})
        case "GetSessionToken":
            return _done(action, {"Credentials": _credentials()})
        case _ if action in _WITH_ROLE:
            return _done(action, {"Credentials": _credentials(), "AssumedRoleUser": _user(request)})
        case _:
            said = f"Could not find operation {action}"
            return _error(request, 400, "InvalidAction", said)


def _credentials() -> JsonObject:
    until = datetime.now(UTC) + timedelta(seconds=_SECONDS)
    return {
        "AccessKeyId": f"ASIA{secrets.token_hex(8).upper()}",
        "SecretAccessKey": secrets.token_urlsafe(30),
        "SessionToken": secrets.token_urlsafe(96),
        "Expiration": until.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def _user(request: Request) -> JsonObject:
    role = _ROLE.fullmatch(request.form.get("RoleArn", ""))
    account, name = (role["account"], role["name"]) if role else (_ACCOUNT, "role")
    session = request.form.get("RoleSessionName") or "session"
    return {
        "AssumedRoleId": f"AROAOFFHOOK:{session}",
        "Arn": f"arn:aws:sts::{account}:assumed-role/{name}/{session}",
    }


def _done(action: str, result: JsonObject) -> Answer:
    return aws.done(_NAMESPACE, action, result)


def _error(_request: Request, status: int, code: str, text: str) -> Answer:
    return aws.error(_NAMESPACE, status, code, text)


CODES: Final = Codes(_ERRORS, _error, "[A-Z][A-Za-z]+")

PROVIDERS: Final = (
    Provider(
        name="sts",
        title="AWS STS",
        hosts=re.compile(r"sts(?:-fips)?(?:\.[a-z0-9-]+)?\.(?:amazonaws\.com(?:\.cn)?|api\.aws)"),
        usual_host="sts.amazonaws.com",
        paths=re.compile(r"/?"),
        read=lambda _: None,
        accept=_accept,
        refuse=refuse_by(CODES, {**aws.REFUSED, "400": "ValidationError"}),
        codes=CODES,
        takes_numbers=False,
        request_id_header=aws.REQUEST_ID,
    ),
)
