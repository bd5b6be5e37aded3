"""Outcomes put into the history, beside whatever makes them: it waits for none of it."""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
import threading
import time
from collections import Counter, deque
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Final

from sessions.contract.json_text import JsonValue
from sessions.contract.outcome import Outcome

from .database import (
    LARGEST,
    HistoryBusy,
    HistoryError,
    explaining,
    history_file,
    prune,
    session_key,
    transaction,
    writing,
)

BATCH: Final = 500
"""Outcomes after which they are written: a kill loses hardly more. As lots of 100 they take a tenth
longer, since each lot changes most pages of the index."""
DELAY: Final = 1.0
"""Seconds after which they are, though there are not so many."""
MOST_OF_ONE: Final = 100
"""Outcomes as expected, and as many not as expected, of one invocation in one replay. More of them,
of `--repeat 20000`, would leave room for nothing else."""
_SORTING_ENCODER: Final = json.JSONEncoder(sort_keys=True)
_MOST_UNPRUNED: Final = 2 * BATCH
"""Outcomes that are written until what is too much is removed: to count 10,000 takes as long as to
write thirty."""
_MOST_WAITING: Final = 10 * BATCH
"""Outcomes that wait for another program's lock to end."""


class Digests:
    """Digests of payloads, whatever the order of their keys is; each payload is looked at once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[JsonValue, str]] = {}

    def of(self, payload: JsonValue) -> str:
        """The digest of a payload, which is not changed from now on."""
        known = self._known.get(id(payload))
        if known is None:  # kept with its payload, so that no other one gets the same id
            digest = _digest(_SORTING_ENCODER.encode(payload))
            known = self._known[id(payload)] = (payload, digest)
        return known[1]


def _digest(text: str) -> str:
    """SHA-256 of a text in ASCII, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Record:
    """An outcome to be kept, without its secrets, as `sessions.sending.send` gives it."""

    session: Path | None
    """The session's file; None where there is none."""
    invocation: str
    payload: JsonValue
    """What was sent: no more than a digest of it is kept."""
    outcome: Outcome
    met: bool | None = None
    """Whether it was as expected, in a replay; None for a single send."""
    at: float = field(default_factory=time.time)
    """Seconds since 1970."""

    @cached_property
    def document(self) -> str:
        """The outcome as it is kept, without how long it took."""
        return self.outcome.to_short_text()

    @cached_property
    def content(self) -> str:
        """A digest of that."""
        return _digest(self.document)


def keep(records: Iterable[Record], path: Path | None = None) -> None:
    """Write them into the history, by default the user's, as one run. It blocks.

    Raises:
        HistoryError: it cannot be written. What it held it holds.
    """
    path = path or history_file()
    with writing(path) as connection:
        _insert(connection, map(_Rows(Digests()).row, records))
        with transaction(connection):
            prune(connection)


class Recorder:
    """Writes the outcomes of one run in a thread, some at a time.

    recorder = Recorder()
    recorder.add(Record(file.path, "first-code", payload, outcome, met=True))
    if problem := recorder.close():
        …
    """

    def __init__(self, path: Path | None = None, digests: Digests | None = None) -> None:
        self._path = path or history_file()
        self._digests = digests or Digests()
        self._added: deque[Record] = deque()
        self._wake = threading.Event()
        self._ended = False
        self._counts: Counter[tuple[Path | None, str, str, bool | None]] = Counter()
        self._waiting: list[Record] = []
        self._problem = ""
        self._thread = threading.Thread(target=self._work, name="history", daemon=True)
        self._thread.start()

    def add(self, record: Record) -> None:
        """Have it written soon. It takes some microseconds."""
        target = record.outcome.target.location
        key = (record.session, record.invocation, target, record.met)
        self._counts[key] += 1
        if self._counts[key] <= MOST_OF_ONE and not self._problem:
            self._added.append(record)
            if len(self._added) >= BATCH:
                self._wake.set()  # not each time: to change threads takes half a millisecond

    def close(self) -> str:
        """Wait until all are written. Why some are not, in a sentence; empty where all are."""
        self._ended = True
        self._wake.set()
        self._thread.join()
        return self._problem

    def _work(self) -> None:
        rows = _Rows(self._digests)
        connection: sqlite3.Connection | None = None
        ended = False
        unpruned = _Amount()
        with ExitStack() as stack:
            while not ended and not self._problem:
                ended = self._collect()
                try:
                    if self._waiting:
                        connection = connection or stack.enter_context(writing(self._path))
                        with explaining(self._path):
                            _insert(connection, map(rows.row, self._waiting))
                        unpruned.add(self._waiting)
                        self._waiting.clear()
                    if connection and (ended or unpruned.is_much):
                        with explaining(self._path), transaction(connection):
                            prune(connection)
                        unpruned = _Amount()
                except HistoryBusy as busy:
                    if len(self._waiting) >= (1 if ended else _MOST_WAITING):
                        self._problem = str(busy)
                except HistoryError as error:
                    self._problem = str(error)

    def _collect(self) -> bool:
        """Wait for a batch, or for what comes within `DELAY`; whether that is all."""
        self._wake.wait(DELAY)
        self._wake.clear()
        ended = self._ended  # before they are taken: what is added until then is among them
        while self._added:
            self._waiting.append(self._added.popleft())
        return ended


@dataclass
class _Amount:
    """What was written and not looked at for what is too much."""

    count: int = 0
    characters: int = 0

    def add(self, records: Iterable[Record]) -> None:
        for record in records:
            self.count += 1
            self.characters += len(record.document)

    @property
    def is_much(self) -> bool:
        return self.count >= _MOST_UNPRUNED or self.characters >= LARGEST // 10


class _Rows:
    """Makes the rows of one run, which has most payloads and sessions again and again."""

    def __init__(self, digests: Digests) -> None:
        self._run = secrets.token_hex(8)
        self._keys: dict[Path | None, str] = {}
        self._digests = digests

    def row(self, record: Record) -> tuple[object, ...]:
        """The values of all columns but the first."""
        outcome = record.outcome
        return (
            *(self._run, record.at, self._session(record.session), record.invocation),
            *(outcome.target.location, self._digests.of(record.payload), record.met),
            *(outcome.outcome.value, outcome.kind.value, round(outcome.duration_ms, 3)),
            *(record.content, record.document),
        )

    def _session(self, path: Path | None) -> str:
        if path not in self._keys:
            self._keys[path] = session_key(path)
        return self._keys[path]


_INSERT: Final = (
    "INSERT INTO outcomes (run, at, session, invocation, target, payload, met, outcome, kind, ms,"
    " content, document) VALUES "
)
_ROW: Final = f"({', '.join('?' * 12)})"
_AT_ONCE: Final = 50
"""Rows in a statement. Before and after each statement the interpreter changes threads, which takes
longer than to put a row in. (Some SQLites take no more than 999 values.)"""


def _insert(connection: sqlite3.Connection, rows: Iterable[tuple[object, ...]]) -> None:
    made = list(rows)  # before the lock is taken
    with transaction(connection):
        for at in range(0, len(made), _AT_ONCE):
            some = made[at : at + _AT_ONCE]
            connection.execute(_INSERT + ", ".join([_ROW] * len(some)), [*chain(*some)])
