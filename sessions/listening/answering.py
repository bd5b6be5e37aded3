"""What whoever has sent an invocation is answered, as it expects it."""

from __future__ import annotations

from typing import Final

from sessions.contract.json_text import JsonValue
from sessions.contract.kinds import Kind
from sessions.contract.outcome import Outcome
from sessions.platforms.current import PLATFORM

from .reading import Form

_NO_ANSWER: Final = frozenset({Kind.NEVER_CALLED, Kind.TIMEOUT_WAITING, Kind.TIMEOUT_BUSY})


def answer(form: Form, outcome: Outcome) -> tuple[int, JsonValue]:
    """The HTTP status, and the body.

    A hook's caller reads the platform's envelope; an Action that forwards its event reads
    `{"outcome", "kind", "message_id", "reason"}`, and does the same; of a passwordless gateway
    nothing counts but whether the status is 200 (PLATFORM.md "Passwordless").
    """
    if form == "hook":
        return _of_hook(outcome)
    said: JsonValue = {
        "outcome": outcome.outcome.value,
        "kind": outcome.kind.value,
        "message_id": outcome.message_id,
        "reason": "" if outcome.delivered else _reason(outcome),
    }
    return (502 if form == "passwordless" and not outcome.delivered else 200), said


def _of_hook(outcome: Outcome) -> tuple[int, JsonValue]:
    wire = PLATFORM.wire
    if outcome.wire is not None:
        is_thrown = outcome.kind is Kind.SYNC_THROW and outcome.target.kind != "action"
        return (500 if is_thrown else wire.STATUS), outcome.wire
    if outcome.delivered:
        response = outcome.response or {"MessageID": outcome.message_id}
        return wire.STATUS, wire.success(response, given=True)
    status = 504 if outcome.kind in _NO_ANSWER else wire.STATUS
    return status, wire.failure(_reason(outcome))


def _reason(outcome: Outcome) -> str:
    return outcome.error.message if outcome.error else outcome.words.title
