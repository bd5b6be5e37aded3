"""One place where two outcomes of an invocation differ, and the rules by which platforms differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from sessions.contract.json_path import ABSENT, Absent, JsonPath, is_within, parse_path
from sessions.contract.json_text import JsonValue
from sessions.platforms.current import PLATFORM

Side: TypeAlias = "JsonValue | Absent"
"""What one of the two has at a place."""


class Rule(StrEnum):
    """Why the platform itself makes a difference, whatever the code does."""

    SUCCESS_VALUE = "success-value"
    WIRE = "wire"
    THROWN = "thrown"
    NEVER_ANSWERS = "never-answers"
    ANSWERS_TWICE = "answers-twice"
    ERROR_CLASSES = "error-classes"
    DROP_AND_RETRY = "drop-and-retry"
    PROVIDER_ONLY = "provider-only"
    REFUSED = "refused"
    REMOTE = "remote"


RULES: Final[dict[Rule, str]] = {
    Rule.SUCCESS_VALUE: "what a hook gives cb(null, …), a MessageID too, is answered; what an "
    "Action returns is ignored",
    Rule.WIRE: "what a hook answers goes over a documented wire, its error's text and properties "
    "too; an Action's error goes to the tenant's log only",
    Rule.THROWN: "a hook fails by cb(error) or a throw, an Action by a throw or a rejected promise",
    Rule.NEVER_ANSWERS: f"one that never answers is given up after {PLATFORM.limits.TIMEOUT:g} s, "
    "whatever it waits for",
    Rule.ANSWERS_TWICE: "a hook that calls back twice breaks its host; an Action's promise settles "
    "once",
    Rule.ERROR_CLASSES: "the error classes that a hook finds in scope are not there in an Action",
    Rule.DROP_AND_RETRY: "a phone provider can drop a message or ask for a retry; others only fail",
    Rule.PROVIDER_ONLY: "only a phone provider is sent this kind of message",
    Rule.REFUSED: "the platform refuses this payload to a hook; of Actions nothing is known",
    Rule.REMOTE: "what an endpoint calls and logs is its own, and is not seen here",
}
"""Each in a sentence (PLATFORM.md; the guides "Migrate from Hooks to Actions")."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where two outcomes differ: `outbound[0].message.text`, and what each has there."""

    path: str
    """Into the outcome as `send --json` prints it, into a call's body and URL as they parse; of a
    call, its place is that in `a`, or in `b` where `a` has none."""
    a: Side
    """ABSENT where there is nothing."""
    b: Side
    rule: Rule | None = None
    """Which of the platform's own rules makes it; None for one that the code makes."""

    def is_within(self, places: Sequence[JsonPath]) -> bool:
        """Whether it is at one of the places, or below it."""
        path = parse_path(self.path)
        return any(is_within(path, place) for place in places)

    def to_json(self) -> dict[str, JsonValue]:
        """`{"path", "a", "b"}`, without the one that is absent, and with `rule` where one is."""
        sides = {"a": self.a, "b": self.b}.items()
        there = {name: side for name, side in sides if not isinstance(side, Absent)}
        rule = {} if self.rule is None else {"rule": self.rule.value}
        return {"path": self.path, **there, **rule}


def absent_if_none(value: JsonValue) -> Side:
    """A field of an outcome that is None is not there."""
    return ABSENT if value is None else value
