"""Source lines around a place, for an outcome to show."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Final

from sessions.contract.outcome import Outcome, SourceLocation

AROUND: Final = 1
"""Lines shown before the place, and after it."""
_LONGEST: Final = 500


def with_source(outcome: Outcome) -> Outcome:
    """The outcome with the source lines around its place, where their file can be read."""
    if outcome.where is None:
        return outcome
    return replace(outcome, where=replace(outcome.where, excerpt=_excerpt(outcome.where)))


def _excerpt(place: SourceLocation) -> tuple[tuple[int, str], ...]:
    first, path = max(1, place.line - AROUND), Path(place.file)
    if not path.is_file():
        return ()
    try:
        with path.open(encoding="utf-8", errors="replace") as source:
            lines = list(islice(source, first - 1, place.line + AROUND))
    except OSError:
        return ()  # the place alone has to do
    return tuple((first + at, line.rstrip("\r\n")[:_LONGEST]) for at, line in enumerate(lines))
