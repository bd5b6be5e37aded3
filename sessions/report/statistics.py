"""What the end of a report says of many steps: how long they took, and what failed alike."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import Final

from sessions.contract.json_text import JsonValue
from sessions.contract.outcome import Outcome
from sessions.replay.run import Step

from .printing import on_one_line

ENOUGH: Final = 20
"""Steps of which a percentile says something."""
_MANY: Final = 5
"""Steps that are not as expected, from which on it helps to group them."""
_SLOWEST: Final = 3
_MOST_GROUPS: Final = 10
_PERCENTS: Final = (50, 95, 99)


def percentiles(steps: Sequence[Step]) -> dict[int, float]:
    """Milliseconds within which so many of a hundred steps came out; empty where there are too few.

    Each is the time of a step (nearest rank).
    """
    times = sorted(step.outcome.duration_ms for step in steps if step.ran)
    if len(times) < ENOUGH:
        return {}
    return {percent: times[-(-len(times) * percent // 100) - 1] for percent in _PERCENTS}


def spread(steps: Sequence[Step]) -> str | None:
    """`p50 12 ms, p95 30 ms, p99 41 ms; slowest: first-code 41 ms, …`; None for a few steps."""
    found = percentiles(steps)
    if not found:
        return None
    times = ", ".join(f"p{percent} {_ms(took)}" for percent, took in found.items())
    named = ", ".join(f"{step.name} {_ms(step.outcome.duration_ms)}" for step in _slowest(steps))
    return on_one_line(f"{times}; slowest: {named}")


def times_json(steps: Sequence[Step]) -> JsonValue:
    """`{"p50", "p95", "p99", "slowest": [{"name", "duration_ms"}]}`, in milliseconds; None for a
    few steps."""
    found = percentiles(steps)
    if not found:
        return None
    return {
        **{f"p{percent}": took for percent, took in found.items()},
        "slowest": [
            {"name": step.name, "duration_ms": step.outcome.duration_ms} for step in _slowest(steps)
        ],
    }


def alike(steps: Sequence[Step]) -> list[str]:
    """`12 × callback_error at hook.js:14`, most first; none where few are not as expected."""
    counts: dict[str, int] = {}
    for step in steps:
        if step.ran and not step.verdict.met:
            group = _group(step.outcome)
            counts[group] = counts.get(group, 0) + 1
    if sum(counts.values()) < _MANY:
        return []
    each = sorted(counts.items(), key=lambda item: -item[1])
    lines = [f"{count} × {group}" for group, count in each[:_MOST_GROUPS]]
    if len(each) > _MOST_GROUPS:
        lines.append(f"{sum(count for _, count in each[_MOST_GROUPS:])} × others")
    return lines


def _slowest(steps: Sequence[Step]) -> list[Step]:
    ran = (step for step in steps if step.ran)
    return sorted(ran, key=lambda step: -step.outcome.duration_ms)[:_SLOWEST]


def _group(outcome: Outcome) -> str:
    where = outcome.where
    place = f" at {PurePath(where.file).name}:{where.line}" if where else ""
    return on_one_line(f"{outcome.kind.value}{place}")


def _ms(took: float) -> str:
    return f"{took:.0f} ms"
