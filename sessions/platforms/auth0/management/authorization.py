"""The authorization server of a tenant: a token for a client, and for a person at a browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from .answers import Answer
from .connection import SLOW_DOWN, Connection
from .errors import ManagementError, Refused, UnreadableAnswer
from .scopes import SCOPES

ASSERTION: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
"""RFC 7523, section 2.2."""
_TOKEN: Final = re.compile(r"[\x21-\x7e]+")
_DEVICE: Final = "urn:ietf:params:oauth:grant-type:device_code"
_SOONEST: Final = 0.05
_SLOWER: Final = 5.0
"""Seconds that `slow_down` adds to the wait between two looks (RFC 8628, section 3.5)."""
_LONGEST: Final = 900
"""Seconds that a person has for confirming, and that a tenant may ask to wait for."""
_LONGEST_TOKEN: Final = 30 * 24 * 3600
"""Seconds that Auth0 lets a token live at most."""


class LoginFailed(ManagementError):
    """No token was given; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Token:
    """An access token and what it may do; empty scopes are not known."""

    value: str
    scopes: frozenset[str] = frozenset()
    lifetime: int = 0
    """Seconds."""

    def __repr__(self) -> str:
        return f"Token(scopes={sorted(self.scopes)})"


@dataclass(frozen=True, slots=True)
class DeviceCode:
    """What a person types in at a page, and what is asked with meanwhile."""

    user_code: str
    page: str
    complete_page: str
    """The page with the code in it."""
    device_code: str
    interval: float
    lifetime: float


def is_token(text: str) -> bool:
    """Whether a text can be a token, which goes into a header, or a client's secret."""
    return _TOKEN.fullmatch(text) is not None


def audience_of(host: str) -> str:
    """The Management API of a tenant, as tokens name it; never that of a custom domain."""
    return f"https://{host}/api/v2/"


def client_token(connection: Connection, audience: str, proof: Mapping[str, str]) -> Token:
    """A token of the client credentials grant.

    Args:
        proof: `client_id` with `client_secret`, or with `client_assertion` and its type.

    Raises:
        LoginFailed: the tenant refuses it.
        ManagementError: it is not reached.
    """
    form = {"grant_type": "client_credentials", "audience": audience, **proof}
    try:
        answer = connection.request("POST", "/oauth/token", form=form)
    except Refused as refusal:
        if refusal.status in (400, 401, 403):
            raise LoginFailed(_explained(connection.host, refusal)) from None
        raise
    return _token(connection.host, Answer.of(answer))


def begin_device(
    connection: Connection, client_id: str, audience: str, scopes: tuple[str, ...] = SCOPES
) -> DeviceCode:
    """Ask for a code that a person confirms in a browser (RFC 8628). Raises as `client_token`."""
    form = {"client_id": client_id, "scope": " ".join(scopes), "audience": audience}
    try:
        answer = Answer.of(connection.request("POST", "/oauth/device/code", form=form))
    except Refused as refusal:
        if refusal.status in (400, 401, 403):
            raise LoginFailed(_explained(connection.host, refusal)) from None
        raise
    page = answer.needed("verification_uri")
    return DeviceCode(
        user_code=answer.needed("user_code"),
        page=page,
        complete_page=answer.text("verification_uri_complete") or page,
        device_code=answer.needed("device_code"),
        interval=max(min(answer.number("interval"), _LONGEST), _SOONEST)
        if "interval" in answer.body
        else 5.0,
        lifetime=float(min(answer.number("expires_in") or _LONGEST, _LONGEST)),
    )


def device_token(
    connection: Connection, client_id: str, code: DeviceCode, still: Callable[[], None]
) -> Token:
    """Ask until the person has confirmed the code; `still` is called before each wait.

    Raises:
        LoginFailed: it was refused, or took too long.
        ManagementError: the tenant is not reached.
    """
    form = {"grant_type": _DEVICE, "device_code": code.device_code, "client_id": client_id}
    interval, waited = code.interval, 0.0
    while waited < code.lifetime:
        still()
        connection.waiting.sleep(interval)
        waited += interval
        try:
            answer = connection.request("POST", "/oauth/token", form=form)
        except Refused as refusal:
            if refusal.code == SLOW_DOWN:
                interval += _SLOWER
            elif refusal.code != "authorization_pending":
                raise LoginFailed(_explained(connection.host, refusal)) from None
            continue
        return _token(connection.host, Answer.of(answer))
    raise LoginFailed(f"{connection.host}: the code {code.user_code} was not confirmed in time")


def _token(host: str, answer: Answer) -> Token:
    value = answer.needed("access_token")
    if answer.text("token_type").lower() not in ("", "bearer") or not is_token(value):
        raise UnreadableAnswer(f"{host}: the token is no bearer token")
    return Token(
        value=value,
        scopes=frozenset(answer.text("scope").split()),
        lifetime=min(answer.number("expires_in"), _LONGEST_TOKEN),
    )


_REASONS: Final[Mapping[str, str]] = {
    "invalid_client": "the client ID or its secret is wrong, or the assertion is not its key's",
    "access_denied": (
        "the client is not authorized: grant it the Auth0 Management API "
        "(Applications > APIs > Auth0 Management API), or the person refused"
    ),
    "unauthorized_client": (
        "the grant is not allowed to this application: see Advanced Settings > Grant Types"
    ),
    "expired_token": "the code was not confirmed in time",
    "invalid_grant": "the code is not valid any more",
}


def _explained(host: str, refusal: Refused) -> str:
    code = "invalid_client" if refusal.status == 401 else refusal.code
    reason = _REASONS.get(code)
    if reason is None:
        return str(refusal)
    return f"{host}: no token: {reason} ({refusal.status} {refusal.code})"
