"""What a replay says of the last one: what is fixed, what fails anew or still, and what differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from sessions.contract.json_text import JsonValue
from sessions.replay.last_time import Change, LastTime
from sessions.replay.run import Step

from .differences import difference_line
from .printing import moment

_MOST_SHOWN: Final = 5
"""Differences of one invocation in text, where not all are asked for; JSON has all."""


def since_last_time(last: LastTime, *, verbose: bool = False) -> Iterator[str]:
    """`since last time: outbound[0].message.text  "Your code is 1" → "Code 1"`, line by line."""
    if not last.same_payload:
        yield "since last time: another payload is sent"
    shown = last.differences if verbose else last.differences[:_MOST_SHOWN]
    for one in shown:
        yield f"since last time: {difference_line(one)}"
    if more := len(last.differences) - len(shown):
        yield f"since last time: … and {more:,} more (--verbose shows them)"


def changes(steps: Sequence[Step]) -> list[str]:
    """How many are `1 fixed`, `2 newly failing`, `1 still failing`."""
    counts = Counter(step.last.change for step in steps if step.last)
    return [f"{counts[change]} {change}" for change in Change if counts[change]]


def last_time_json(last: LastTime | None) -> JsonValue:
    """`{"at", "change", "same_payload", "differences": [{"path", "a", "b"}]}`, `at` as RFC 3339
    has it and `a` being the earlier outcome's; None where there is no last time."""
    if last is None:
        return None
    return {
        "at": moment(last.at),
        "change": last.change and last.change.value,
        "same_payload": last.same_payload,
        "differences": [one.to_json() for one in last.differences],
    }
