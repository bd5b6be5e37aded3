"""What a test knows of a value beyond its type: each asserts it, and gives the narrower value."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from sessions.contract.json_text import JsonValue
from sessions.contract.outcome import HookError, Outcome
from sessions.targets.local.target import LocalTarget
from sessions.targets.resolve import resolve
from sessions.targets.target import DEFAULTS, Settings

Value = TypeVar("Value")


def present(value: Value | None) -> Value:
    """What may be absent elsewhere, and here is not."""
    assert value is not None
    return value


def error_of(outcome: Outcome) -> HookError:
    """The error of a failure."""
    assert outcome.error is not None, outcome
    return outcome.error


def inside(value: JsonValue, *path: str | int) -> JsonValue:
    """What stands in JSON at the end of a path of names and numbers."""
    for step in path:
        value = members(value)[step] if isinstance(step, str) else items(value)[step]
    return value


def members(value: JsonValue) -> dict[str, JsonValue]:
    """A JSON object."""
    assert isinstance(value, dict), value
    return value


def items(value: JsonValue) -> list[JsonValue]:
    """A JSON array."""
    assert isinstance(value, list), value
    return value


def number(value: JsonValue) -> int | float:
    """A JSON number."""
    assert isinstance(value, int | float), value
    return value


def resolve_local(location: str, base: Path, settings: Settings = DEFAULTS) -> LocalTarget:
    """The target at a location of this machine, which runs what is there in a child."""
    target = resolve(location, base=base, settings=settings)
    assert isinstance(target, LocalTarget), target
    return target
