"""Whether a value is what a matcher wants, and if not what was wanted and what was found."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sessions.contract.json_path import Absent, get
from sessions.contract.json_text import JsonValue, beginning, same
from sessions.patterns import TookTooLong, is_in
from sessions.store.matchers import Matcher, Test

_MOST_SHOWN: Final = 200
"""Characters of a value in a sentence."""

_PATIENCE: Final = 10.0
"""Seconds for all patterns of one outcome: one takes half of one at most, and hundreds of calls
may be held against it."""

_TYPES: Final = {
    "null": "null",
    "boolean": "true or false",
    "number": "a number",
    "string": "a string",
    "array": "an array",
    "object": "an object",
}
TOO_LONG: Final = (
    "looking for one took too long and was ended; write it without a repeat inside a repeat"
)


@dataclass(frozen=True, slots=True)
class Miss:
    """What a value lacks, in words."""

    wanted: str
    found: str
    link: str = "found"
    """What stands between the two in a sentence."""


class Patience:
    """Looks for patterns, in all that belongs to one outcome, for a bounded time."""

    def __init__(self, seconds: float = _PATIENCE) -> None:
        self._until = time.monotonic() + seconds

    def is_in(self, pattern: str, text: str) -> bool:
        """As `sessions.patterns.is_in`. Raises TookTooLong where no time is left, too."""
        if time.monotonic() > self._until:
            raise TookTooLong
        return is_in(pattern, text)


def miss(matcher: Matcher, value: JsonValue | Absent, patience: Patience) -> Miss | None:
    """The first test that a value does not pass; None where it passes all. May block for long
    where the matcher has a pattern."""
    for test, operand in matcher.tests:
        try:
            if not _passes(test, operand, value, patience):
                return Miss(_wanted(test, operand), shown(value))
        except TookTooLong:
            return Miss(_wanted(test, operand), TOO_LONG, "but")
    return None


def in_words(matcher: Matcher) -> str:
    """What it wants, as a part of a sentence."""
    return " and ".join(_wanted(test, operand) for test, operand in matcher.tests)


def shown(value: JsonValue | Absent) -> str:
    """A value as JSON, its beginning where it is long; `nothing` where it is not there."""
    if isinstance(value, Absent):
        return "nothing"
    text = beginning(value, _MOST_SHOWN + 1, indent=None)
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def _passes(test: Test, operand: JsonValue, value: JsonValue | Absent, patience: Patience) -> bool:
    if test == "absent" or isinstance(value, Absent):
        return test == "absent" and isinstance(value, Absent)
    match test:
        case "present":
            return True
        case "equals":
            return same(operand, value)
        case "type":
            return operand == _type_of(value)
        case "contains":
            return _contains(value, operand)
        case "matches":
            return isinstance(value, str) and patience.is_in(str(operand), value)


def _contains(value: JsonValue, wanted: JsonValue) -> bool:
    """Whether a text has a text in it, an array an item, an object members; all, of an array."""
    if isinstance(wanted, list):
        return isinstance(value, str | list) and all(_contains(value, one) for one in wanted)
    if isinstance(value, str):
        return isinstance(wanted, str) and wanted in value
    if isinstance(value, list):
        return any(same(wanted, item) for item in value)
    if isinstance(value, dict) and isinstance(wanted, dict):
        return all(same(wanted[key], get(value, (key,))) for key in wanted)
    return False


def _wanted(test: Test, operand: JsonValue) -> str:
    match test:
        case "present":
            return "something"
        case "absent":
            return "nothing"
        case "equals":
            return shown(operand)
        case "type":
            return _TYPES[str(operand)]
        case "contains":
            each = operand if isinstance(operand, list) else [operand]
            return f"one with {' and '.join(map(shown, each)) or 'anything'} in it"
        case "matches":
            return f"a match of /{operand}/"


def _type_of(value: JsonValue) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def assigned(matching: Sequence[Sequence[int]], values: int) -> list[int | None]:
    """For each of several who want a value the one it gets, no value twice, as many as can be.

    Args:
        matching: which values, by their numbers, suit each.
        values: how many there are.
    """
    owner: list[int | None] = [None] * values
    given: list[int | None] = [None] * len(matching)
    for who in range(len(matching)):
        asked_by = _asked(who, matching, owner)
        value = next((one for one in asked_by if owner[one] is None), None)
        while value is not None:  # each on the way gets the value that the one before gives up
            taker = asked_by[value]
            owner[value] = taker
            value, given[taker] = given[taker], value
    return given


def _asked(
    who: int, matching: Sequence[Sequence[int]], owner: Sequence[int | None]
) -> dict[int, int]:
    """The values that `who` can have if others take others, each with who would take it; the
    search ends at the first that is free."""
    asked_by: dict[int, int] = {}
    asking = deque([who])
    while asking:
        each = asking.popleft()
        for value in matching[each]:
            if value not in asked_by:
                asked_by[value] = each
                holder = owner[value]
                if holder is None:
                    return asked_by
                asking.append(holder)
    return asked_by
