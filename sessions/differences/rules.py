"""Which differences the platform itself makes between hooks, Actions and endpoints."""

from __future__ import annotations

from typing import Final

from sessions.contract.kinds import Kind
from sessions.contract.outcome import Outcome, Result
from sessions.platforms.current import PLATFORM

from .difference import Rule

_THROWN: Final = frozenset({Kind.CALLBACK_ERROR, Kind.SYNC_THROW, Kind.REJECTED})
"""How code says that it failed: a hook by any of them, an Action by the latter two."""
_OF_ENDPOINTS: Final = frozenset({Kind.REMOTE_ERROR, Kind.HTTP_STATUS})
NEVER: Final = frozenset({Kind.NEVER_CALLED, Kind.TIMEOUT_WAITING, Kind.HTTP_TIMEOUT})
"""Kinds of what never answers."""
_LATER: Final = frozenset({Result.DROPPED, Result.RETRY})
_CLASSES: Final = frozenset({"SendPhoneMessageError", "ExtensibilityUserError"})
"""What a hook finds in scope (`runner.cjs`)."""


def is_action(outcome: Outcome) -> bool:
    """Whether it is that of an Action, of whichever trigger."""
    return outcome.target.kind == "action"


def is_remote(outcome: Outcome) -> bool:
    """Whether it came from an endpoint, whose calls and console nobody sees here."""
    return outcome.target.kind == "remote"


def rule_of_kinds(a: Outcome, b: Outcome) -> Rule | None:
    """The rule by which two outcomes come out otherwise, or for another reason; None where it is
    the code's own doing, or they do not."""
    outcomes, kinds = {a.outcome, b.outcome}, {a.kind, b.kind}
    if len(kinds) == 1:
        return None
    if _is_provider(a) != _is_provider(b) and Result.FAILED in outcomes and outcomes & _LATER:
        return Rule.DROP_AND_RETRY
    if kinds <= NEVER and (is_action(a) != is_action(b) or is_remote(a) != is_remote(b)):
        return Rule.NEVER_ANSWERS
    if is_remote(a) != is_remote(b) and kinds & _OF_ENDPOINTS and kinds & _THROWN:
        return Rule.THROWN
    if is_action(a) == is_action(b):
        return Rule.PROVIDER_ONLY if _is_refused_to_one(a, b) else None
    if kinds <= _THROWN:
        return Rule.THROWN
    hook, action = (b, a) if is_action(a) else (a, b)
    if hook.kind == Kind.PAYLOAD_REJECTED:
        return Rule.PROVIDER_ONLY if _is_provider(action) else Rule.REFUSED
    if hook.kind == Kind.UNSERIALISABLE_RESPONSE and action.delivered:
        return Rule.SUCCESS_VALUE
    return None


def rule_of_error_name(a: Outcome, b: Outcome) -> Rule | None:
    """The rule by which two errors have other names."""
    hook = b if is_action(a) else a
    named_by_platform = hook.error is not None and hook.error.name in _CLASSES
    return Rule.ERROR_CLASSES if is_action(a) != is_action(b) and named_by_platform else None


def _is_provider(outcome: Outcome) -> bool:
    """Whether it is that of a phone provider's Action."""
    return is_action(outcome) and PLATFORM.events.dialect_of(outcome.event) == "phone-provider"


def _is_refused_to_one(a: Outcome, b: Outcome) -> bool:
    """Whether one of two Actions is never sent this, and the other, a phone provider, is."""
    refused = {one.kind == Kind.PAYLOAD_REJECTED for one in (a, b)}
    return refused == {True, False} and is_action(a) and (_is_provider(a) or _is_provider(b))
