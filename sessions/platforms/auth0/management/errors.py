"""What goes wrong between offhook and a tenant, each as what it is: one line, and what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from sessions.contract.json_text import JsonValue, is_object
from sessions.errors import OffhookError
from sessions.text import one_line

_EXPECTED: Final = re.compile(r"expected(?: any of)?: *([a-z_:,\s]+)")
_SCOPE: Final = re.compile(r"[a-z]+:[a-z_]+")
_LONGEST: Final = 300


class ManagementError(OffhookError):
    """The base of all that goes wrong on the way to a tenant and back."""

    may_be_done = False
    """Whether what was asked for may have been done all the same."""


class Unreachable(ManagementError):
    """No connection: nothing was sent."""


class AnswerLost(ManagementError):
    """A request went out, and no whole answer came back."""

    may_be_done = True


class UnreadableAnswer(ManagementError):
    """An answer that is none of the Management API, or lacks what is needed of it."""

    may_be_done = True


class Refused(ManagementError):
    """An answer that says no: `status` is HTTP's, `code` the API's own, empty where it has none."""

    def __init__(self, message: str, *, status: int = 0, code: str = "") -> None:
        self.status = status
        self.code = code
        super().__init__(message)


class Failed(Refused):
    """The tenant failed (5xx): a write may have been done."""

    may_be_done = True


class TokenRefused(Refused):
    """The token is no token of this tenant, or is none any more (401)."""


class MissingScope(Refused):
    """The token may not do that; `scopes` are those of which one would do."""

    def __init__(self, message: str, scopes: tuple[str, ...], *, status: int, code: str) -> None:
        self.scopes = scopes
        super().__init__(message, status=status, code=code)


class NotAvailable(Refused):
    """The tenant does not have what is asked for: switched off, removed, or of another plan."""


class NotFound(Refused):
    """There is no such thing (404)."""


class Conflict(Refused):
    """Something of that name is there already, or two settings exclude each other (409)."""


class TooManyRequests(Refused):
    """The rate limit, which was waited for as long as that makes sense (429)."""


UNIFIED: Final = "legacy_mfa_phone_provider_not_allowed"
"""The code of what counts no more in a tenant with the Unified Phone Experience."""
_EXPLAINED: Final[Mapping[str, str]] = {
    "actions_cardinality_custom_phone_provider_not_allowed": (
        "a tenant has one Action of the trigger custom-phone-provider, and this one has it already"
    ),
    "custom_email_provider_deployed_action_not_found": (
        "a phone provider custom needs a deployed Action of the trigger custom-phone-provider first"
    ),
    UNIFIED: (
        "the tenant has the Unified Phone Experience, in which the phone settings of guardian do "
        "not count any more: its provider and its templates are those of branding/phone"
    ),
    "feature_not_enabled": "the tenant's plan does not have this",
}
"""What the API's codes mean, where its own message does not say it."""
_UNAVAILABLE: Final = (UNIFIED, "feature_not_enabled")
_SWITCHED_OFF: Final = ("disabled for your tenant", "deprecated feature")


def refused(request: str, status: int, answer: JsonValue, scopes: tuple[str, ...]) -> Refused:
    """The error that an answer is.

    Args:
        request: what was asked for, as messages name it: `acme.auth0.com: GET /hooks`.
        answer: its body, redacted; anything, since a proxy may have written it.
        scopes: those that the API documents for the request, of which one is needed.
    """
    body = answer if is_object(answer) else {}
    code = _text(body.get("errorCode")) or _text(body.get("error"))
    words = _text(body.get("message")) or _text(body.get("error_description"))
    said = one_line(words or code or _phrase(status), _LONGEST)
    message = f"{request}: {status} {said}".rstrip()
    if meaning := _EXPLAINED.get(code):
        message = f"{request}: {status} {meaning} ({code})"
    if status == 401:
        return TokenRefused(
            f"{message}: the token is refused; offhook tenant login gets another one, or set "
            "AUTH0_ACCESS_TOKEN",
            status=status,
            code=code,
        )
    if status == 403 and code == "insufficient_scope":
        wanted = _scopes_in(said) or scopes
        return MissingScope(
            f"{request}: the token lacks the scope {' or '.join(wanted)}; grant it to the "
            "application (Applications > APIs > Auth0 Management API), and log in again",
            wanted,
            status=status,
            code=code,
        )
    if code in _UNAVAILABLE or status in (410, 501) or any(one in said for one in _SWITCHED_OFF):
        return NotAvailable(message, status=status, code=code)
    kind = {404: NotFound, 409: Conflict, 429: TooManyRequests}.get(status)
    if kind is None:
        kind = Failed if status >= 500 or status == 408 else Refused
    return kind(message, status=status, code=code)


def _scopes_in(message: str) -> tuple[str, ...]:
    """The scopes that a message says are wanted: `Insufficient scope, expected any of: read:x`."""
    expected = _EXPECTED.search(message)
    return tuple(dict.fromkeys(_SCOPE.findall(expected[1]))) if expected else ()


def _phrase(status: int) -> str:
    """What HTTP calls a status: `Too Many Requests`."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _text(value: JsonValue) -> str:
    return value if isinstance(value, str) else ""
