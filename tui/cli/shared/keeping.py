"""The history of `send` and `replay`: whether it is kept, and what is said where it cannot be."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from .diagnostics import Diagnostics, UsageError

if TYPE_CHECKING:
    from sessions.contract.invocation import Invocation
    from sessions.contract.outcome import Outcome
    from sessions.replay.last_time import Against
    from sessions.store.session_file import SessionFile


@contextmanager
def against_last_time(files: Sequence[SessionFile], err: Diagnostics) -> Generator[Against | None]:
    """The last replay of these sessions, and the place for this one; None where none is kept."""
    from tui.config import is_history_kept

    if not is_history_kept():
        yield None
        return
    from sessions.replay.last_time import Against

    against = Against(file.path for file in files)
    try:
        yield against
    finally:
        if problem := against.close():
            _tell(problem, err)


def failed_last_time(files: Sequence[SessionFile], err: Diagnostics) -> list[SessionFile]:
    """Those of the sessions' invocations that were not as expected last time, to whichever target.

    Raises:
        UsageError: none of them was replayed before, or no history is kept.
        HistoryError: it cannot be read.
    """
    from sessions.replay.last_time import LastReplayed
    from tui.config import is_history_kept

    if not is_history_kept():
        raise UsageError("--failed: no history is kept, by OFFHOOK_HISTORY or config.toml")
    last = LastReplayed.of(files)
    total = _number(files)
    if not last.count:
        raise UsageError("--failed: none of these was replayed before; leave --failed out once")
    new = f"; {total - last.count} never replayed, left out" if last.count < total else ""
    err.note(f"{_number(last.failed)} of {total} failed last time{new}")
    return last.failed


def _number(files: Sequence[SessionFile]) -> int:
    return sum(len(file.session.invocation) for file in files)


def keep_one(
    session: Path | None, invocation: Invocation, outcome: Outcome, err: Diagnostics
) -> None:
    """Keep the outcome of a single send."""
    from tui.config import is_history_kept

    if not is_history_kept():
        return
    from sessions.history.database import HistoryError
    from sessions.history.writing import Record, keep

    try:
        keep([Record(session, invocation.name, invocation.payload, outcome)])
    except HistoryError as problem:
        _tell(str(problem), err)


def _tell(problem: str, err: Diagnostics) -> None:
    err.warn(f"not all outcomes are kept: {problem}")
