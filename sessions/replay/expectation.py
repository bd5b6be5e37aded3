"""What an invocation was expected to come to, held against what it came to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from sessions.contract.outcome import Outcome, Result
from sessions.patterns import TookTooLong, is_in, pattern_in
from sessions.store.model import Expect

PRESENT: Final = "present"
ABSENT: Final = "absent"
UUID: Final = "uuid"

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an outcome is as expected."""

    met: bool
    expected: dict[str, str]
    """What was looked at: `outcome`, `kind`, `message_id`, as far as each is constrained."""
    reasons: tuple[str, ...] = ()
    """A sentence for each expectation that was not met."""


def judge(expect: Expect | None, outcome: Outcome, *, own_faults: bool = True) -> Verdict:
    """Hold an outcome against what the session expects.

    What is not constrained is not looked at. Nothing said at all means delivered; a MessageID
    alone means delivered with it, unless it is to be absent. Every fault that was asked for is to
    have been shown, for an outcome has nothing of one that no call met; but not where calls go
    out for real, which is asked for in the knowledge that no fault is shown then. It blocks where
    it `may_take_time`.

    Args:
        expect: what the session says of the invocation.
        outcome: what it came to.
        own_faults: whether the invocation asks for its faults itself. Those that are given for a
            whole replay need not be shown in each (`sessions.replay.run.not_shown`).
    """
    expected = expectation(expect)
    reasons: list[str] = []
    if (wanted := expected.get("outcome")) and outcome.outcome != wanted:
        reasons.append(f"outcome: expected {wanted}, came to {_came_to(outcome)}")
    if (wanted := expected.get("kind")) and outcome.kind != wanted:
        reasons.append(f"kind: expected {wanted}, came to {_came_to(outcome)}")
    wanted = expected.get("message_id")
    if wanted is not None and (missed := _missed(wanted, outcome.message_id)):
        reasons.append(f"message_id: {missed}")
    reasons += [
        f"fault {one.fault}: expected to be shown, but {one.why_not}"
        for one in outcome.faults
        if own_faults and not one.shown and outcome.target.network != "live"
    ]
    return Verdict(not reasons, expected, tuple(reasons))


def expectation(expect: Expect | None) -> dict[str, str]:
    """What is constrained, with what goes without saying."""
    given = expect or Expect()
    expected: dict[str, str] = {}
    if given.outcome:
        expected["outcome"] = given.outcome.value
    elif given.kind is None and given.message_id != ABSENT:
        expected["outcome"] = Result.DELIVERED.value
    if given.kind:
        expected["kind"] = given.kind.value
    if given.message_id is not None:
        expected["message_id"] = given.message_id
    return expected


def may_take_time(expect: Expect | None) -> bool:
    """Whether judging runs a regular expression that somebody wrote."""
    return bool(expect and expect.message_id and pattern_in(expect.message_id) is not None)


def _missed(wanted: str, message_id: str | None) -> str | None:
    """What a MessageID lacks, or why that cannot be judged; None where it is as wanted."""
    try:
        if _is_as(wanted, message_id):
            return None
    except TookTooLong:
        return (
            f"looking for a match of {wanted} took too long and was ended;"
            " write it without a repeat inside a repeat"
        )
    return f"expected {_in_words(wanted)}, found {'none' if message_id is None else message_id}"


def _is_as(wanted: str, message_id: str | None) -> bool:
    if wanted == ABSENT:
        return message_id is None
    if message_id is None:
        return False
    if wanted == PRESENT:
        return True
    if wanted == UUID:
        return _UUID.fullmatch(message_id) is not None
    pattern = pattern_in(wanted)
    return wanted == message_id if pattern is None else is_in(pattern, message_id)


def _in_words(wanted: str) -> str:
    if wanted in (PRESENT, ABSENT, UUID):
        return {PRESENT: "a MessageID", ABSENT: "no MessageID", UUID: "a UUID"}[wanted]
    return f"a match of {wanted}" if pattern_in(wanted) is not None else wanted


def _came_to(outcome: Outcome) -> str:
    """`failed (callback_error: boom)`."""
    said = f": {outcome.error.message}" if outcome.error else ""
    return f"{outcome.outcome} ({outcome.kind}{said})"
