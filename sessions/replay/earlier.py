"""What an invocation came to before a step of a replay, to be put beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sessions.contract.json_path import JsonPath
from sessions.contract.json_text import JsonValue
from sessions.contract.outcome import Outcome
from sessions.differences.difference import Difference
from sessions.history.entries import Entry, History
from sessions.history.writing import Digests, Record

from .last_time import differing
from .run import Step

_LOOKED_AT: Final = 50
"""Entries among which one is looked for that is older than the step."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the same invocation came to before."""

    outcome: Outcome
    at: float | None = None
    """When, in seconds since 1970; None where that is not known."""
    differences: Sequence[Difference] = ()
    """Where it differed, `a` being the earlier one; what must vary is left out."""
    same_target: bool = True
    same_payload: bool = True


def earlier_than(
    step: Step,
    payload: JsonValue,
    varying: Sequence[JsonPath],
    before: float,
    path: Path | None = None,
) -> Earlier | None:
    """The outcome that a step was held against (`Step.last`); where it was held against none, the
    latest one that is older, to whichever target. None where none is kept. It blocks.

    Args:
        step: a step of a session that was saved.
        payload: what was sent.
        varying: places at which the outcome may be another each time.
        before: when the replay began, in seconds since 1970.
        path: of the history, by default the user's.

    Raises:
        HistoryError: it cannot be read, or has lost the outcome meanwhile.
    """
    with History(path) as history:
        last = step.last
        if last and last.number is not None:
            outcome = history.outcome(last.number)
            return Earlier(outcome, last.at, last.differences, same_payload=last.same_payload)
        entry = _older(history, step, before)
        if entry is None:
            return None
        return beside(
            step,
            history.outcome(entry.id),
            payload,
            varying,
            at=entry.at,
            same_payload=entry.payload == Digests().of(payload),
        )


def beside(
    step: Step,
    outcome: Outcome,
    payload: JsonValue,
    varying: Sequence[JsonPath],
    *,
    at: float | None = None,
    same_payload: bool = True,
) -> Earlier:
    """An earlier outcome, held against that of a step."""
    record = Record(step.path, step.name, payload, step.outcome)
    is_same = outcome.target.location == step.outcome.target.location
    return Earlier(outcome, at, differing(outcome, record, varying), is_same, same_payload)


def _older(history: History, step: Step, before: float) -> Entry | None:
    entries = history.entries(step.path, step.name, most=_LOOKED_AT)
    return next((entry for entry in entries if entry.at < before), None)
