"""A replay held against the last one: what is fixed, what fails anew, what came out otherwise."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sessions.contract.json_path import JsonPath
from sessions.contract.json_text import JsonValue
from sessions.contract.outcome import Outcome
from sessions.history.database import HistoryError
from sessions.history.entries import Entry, History, Replayed
from sessions.history.writing import Digests, Record, Recorder
from sessions.store.session_file import SessionFile

from .select import select

if TYPE_CHECKING:
    from sessions.differences.difference import Difference

_PATIENCE: Final = 0.05
"""Seconds that what is under way may stand still for another program's lock, once."""


class Change(StrEnum):
    """What became of an invocation since its last replay."""

    FIXED = "fixed"
    NEWLY_FAILING = "newly failing"
    STILL_FAILING = "still failing"


@dataclass(frozen=True, slots=True)
class LastTime:
    """What an invocation came to before, to the same target: in its last replay, or send."""

    at: float
    """When that was, in seconds since 1970."""
    change: Change | None = None
    """None where it was as expected then and is now, and for sends, of which nothing is."""
    same_payload: bool = True
    """Whether the same was sent."""
    differences: tuple[Difference, ...] = ()
    """Where the outcome is another, `a` being the earlier one; what must vary is left out."""
    number: int | None = None
    """By which the history has the earlier outcome (`History.outcome`)."""


@dataclass(frozen=True, slots=True)
class LastReplayed:
    """Sessions by what their invocations came to in their last replay, to whichever target."""

    failed: list[SessionFile]
    """Those that have an invocation that was not as expected, with no others."""
    count: int
    """How many invocations were replayed before."""

    @classmethod
    def of(cls, files: Sequence[SessionFile], path: Path | None = None) -> LastReplayed:
        """What the history has of them. Raises HistoryError where it cannot be read."""
        latest: dict[tuple[Path, str], Replayed] = {}
        found = History(path).last_replayed(file.path for file in files)
        for (session, name, _), entry in found.items():
            known = latest.setdefault((session, name), entry)
            latest[session, name] = max(known, entry, key=lambda one: one.id)

        def has_failed(file: SessionFile, name: str, _: object) -> bool:
            entry = latest.get((file.path, name))
            return entry is not None and not entry.met

        known = sum(
            (file.path, name) in latest for file in files for name in file.session.invocation
        )
        return cls(select(files, has_failed), known)


class Against:
    """The last replay of each of some sessions, from the history, which gets this one too.

        against = Against(file.path for file in files)
        steps = await sessions.replay_sessions(files, against=against)
        if problem := against.close():
            print(f"history: {problem}")

    A history that cannot be used fails nothing: then there is no last time, and nothing is kept.
    """

    def __init__(self, sessions: Iterable[Path], path: Path | None = None) -> None:
        self._history = History(path, patience=_PATIENCE)
        self._problem = ""
        self._last: dict[tuple[Path, str, str], Replayed] = {}
        self._digests = Digests()
        self._open = ExitStack()
        try:
            self._open.enter_context(self._history)
            self._last = self._history.last_replayed(sessions)
        except HistoryError as error:
            self._problem = str(error)
        self._recorder = Recorder(self._history.path, self._digests)

    def taken(self, record: Record, varying: Sequence[JsonPath] = ()) -> LastTime | None:
        """Put an outcome down; what came of the same last time, None where it is the first.

        `varying`: places at which it may be another each time.
        """
        self._recorder.add(record)
        key = (record.session or Path(), record.invocation, record.outcome.target.location)
        entry = self._last.get(key)
        if entry is None:
            return None
        same = entry.content == record.content
        return LastTime(
            at=entry.at,
            change=_CHANGES[bool(entry.met), bool(record.met)],
            same_payload=entry.payload == self._digests.of(record.payload),
            differences=() if same else self._differences(entry, record, varying),
            number=entry.id,
        )

    def close(self) -> str:
        """Write what is not written yet. Why the history was of no use, in one sentence; empty
        where it was."""
        self._open.close()
        return self._recorder.close() or self._problem

    def _differences(
        self, entry: Replayed, record: Record, varying: Sequence[JsonPath]
    ) -> tuple[Difference, ...]:
        if self._problem:
            return ()
        try:
            earlier = self._history.outcome(entry.id)
        except HistoryError as error:  # a lock, or one that has become too old meanwhile
            self._problem = str(error)
            return ()
        return differing(earlier, record, varying)


def last_sent(
    record: Record, varying: Sequence[JsonPath] = (), path: Path | None = None
) -> LastTime | None:
    """What came of the same invocation before, in a send or a replay; None where none is kept, or
    the session is none that was saved. It blocks.

    Raises:
        HistoryError: the history at `path`, by default the user's, cannot be read.
    """
    if record.session is None:
        return None
    target = record.outcome.target.location
    with History(path, patience=_PATIENCE) as history:
        entry = next(iter(history.entries(record.session, record.invocation, target, most=1)), None)
        if entry is None:
            return None
        same = entry.content == record.content
        return LastTime(
            at=entry.at,
            same_payload=entry.payload == Digests().of(record.payload),
            differences=() if same else differing(history.outcome(entry.id), record, varying),
            number=entry.id,
        )


def between(
    history: History,
    before: Entry,
    entry: Entry,
    outcome: Outcome,
    payload: JsonValue,
    varying: Sequence[JsonPath] = (),
) -> LastTime:
    """What an earlier outcome, which the history has as `entry`, came to after the one `before` it.

    `payload` is what was sent, None where that is not known. It blocks, and may raise HistoryError.
    """
    record = Record(entry.session, entry.invocation, payload, outcome)
    same = before.content == entry.content
    return LastTime(
        at=before.at,
        same_payload=before.payload == entry.payload,
        differences=() if same else differing(history.outcome(before.id), record, varying),
        number=before.id,
    )


def differing(
    earlier: Outcome, record: Record, varying: Sequence[JsonPath]
) -> tuple[Difference, ...]:
    """Where an outcome is another than an earlier one, `a` being that; what must vary is left out.

    `varying`: places at which it may be another each time.
    """
    from sessions.differences.compare import compare  # most have none: 7 ms of a cold start

    found = compare(earlier, record.outcome, given=record.payload, apart=math.inf)
    return tuple(one for one in found if not one.is_within(varying))


_CHANGES: Final = {
    (True, True): None,
    (False, True): Change.FIXED,
    (True, False): Change.NEWLY_FAILING,
    (False, False): Change.STILL_FAILING,
}
"""By whether it was as expected then, and is now."""
