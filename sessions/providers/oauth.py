"""OAuth 2.0 token endpoints, at any host that no other provider takes: a POST with a `grant_type`.

A success is as RFC 6749, section 5.1, has it, an error as section 5.2; that has no word for too
many requests and for a server that is down, which have those of section 4.1.2.1 here.
"""

from __future__ import annotations

import re
import secrets
from typing import Final

from sessions.contract.json_text import JsonObject

from .fields import fields, text_of
from .generic import is_cloud_metadata
from .provider import Answer, Codes, Provider, Refusal, Request, json_answer

_NO_STORE: Final = {"cache-control": "no-store", "pragma": "no-cache"}
_NEEDED: Final = {
    "authorization_code": ("code",),
    "refresh_token": ("refresh_token",),
    "password": ("username", "password"),
    "urn:ietf:params:oauth:grant-type:jwt-bearer": ("assertion",),
}
"""What a request must have, by its grant."""
_RENEWED: Final = frozenset({"authorization_code", "refresh_token", "password"})
_ERRORS: Final = {
    "invalid_request": (400, "The request lacks a parameter, or is otherwise malformed"),
    "invalid_client": (401, "Client authentication failed"),
    "invalid_grant": (400, "The grant is invalid, expired or revoked"),
    "unauthorized_client": (400, "The client is not authorized to use this grant type"),
    "unsupported_grant_type": (400, "The grant type is not supported"),
    "invalid_scope": (400, "The scope is invalid, unknown or malformed"),
    "temporarily_unavailable": (429, "Too many requests"),
    "server_error": (500, "The authorization server met an unexpected condition"),
}
_REFUSED: Final[dict[Refusal, str]] = {
    "400": "invalid_grant",
    "401": "invalid_client",
    "429": "temporarily_unavailable",
    "500": "server_error",
}


def _is_asked_for_token(request: Request) -> bool:
    asked = request.method == "POST" and "grant_type" in fields(request)
    return asked and not is_cloud_metadata(request)


def _accept(request: Request) -> Answer:
    given = fields(request)
    grant = text_of(given.get("grant_type"))
    lacking = [name for name in _NEEDED.get(grant or "", ()) if not given.get(name)]
    if not grant or lacking:
        name = lacking[0] if lacking else "grant_type"
        return _error(request, 400, "invalid_request", f"Missing parameter: {name}")
    token: JsonObject = {"access_token": secrets.token_urlsafe(32), "token_type": "Bearer"}
    token |= {"expires_in": 3600}
    if grant in _RENEWED:
        token["refresh_token"] = secrets.token_urlsafe(32)
    if scope := text_of(given.get("scope")):
        token["scope"] = scope
    return json_answer(200, token, _NO_STORE)


def _refuse(request: Request, refusal: Refusal) -> Answer:
    """A client's own credentials are no grant that could be invalid."""
    code = _REFUSED[refusal]
    if code == "invalid_grant" and fields(request).get("grant_type") == "client_credentials":
        code = "invalid_request"
    return CODES.refuse(request, code, None)


def _error(request: Request, status: int, code: str, text: str) -> Answer:
    headers = dict(_NO_STORE)
    if status == 401:  # by the scheme that the client used
        scheme = (request.header("authorization") or "Basic").split(" ")[0]
        headers["www-authenticate"] = f'{scheme} realm="token"'
    return json_answer(status, {"error": code, "error_description": text}, headers)


CODES: Final = Codes(_ERRORS, _error, "[a-z]+(_[a-z]+)+")

PROVIDERS: Final = (
    Provider(
        name="oauth",
        title="OAuth 2.0 token endpoint",
        hosts=re.compile(r".*", re.DOTALL),
        paths=re.compile(r".*", re.DOTALL),
        asks=_is_asked_for_token,
        read=lambda _: None,
        accept=_accept,
        refuse=_refuse,
        codes=CODES,
        takes_numbers=False,
    ),
)
