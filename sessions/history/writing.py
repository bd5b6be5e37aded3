"""Outcomes put into the history, beside whatever makes them: it waits for none of it."""

from __future__ import annotations

import hashlib
import json
import queue
import secrets
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

from sessions.contract.json_text import JsonValue, dumps
from sessions.contract.outcome import Outcome

from .database import (
    HistoryBusy,
    HistoryError,
    explaining,
    history_file,
    prune,
    session_key,
    transaction,
    writing,
)

BATCH: Final = 100
"""Outcomes that are written at once, at most: a kill loses no more."""
DELAY: Final = 1.0
"""Seconds until those that have come are written, though there are not so many."""
MOST_OF_ONE: Final = 100
"""Outcomes as expected, and as many not as expected, of one invocation in one replay. More of them,
of `--repeat 20000`, would leave room for nothing else."""
_MOST_WAITING: Final = 10 * BATCH
"""Outcomes that wait for another program's lock to end."""


def digest_of_payload(payload: JsonValue) -> str:
    """The digest of a payload, whatever the order of its keys is."""
    return _digest(json.dumps(payload, sort_keys=True))


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
        document = self.outcome.to_json()
        del document["duration_ms"]
        return dumps(document, ascii_only=True)

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
        _insert(connection, map(_Rows().row, records))


class Recorder:
    """Writes the outcomes of one run in a thread, some at a time.

    recorder = Recorder()
    recorder.add(Record(file.path, "first-code", payload, outcome, met=True))
    if problem := recorder.close():
        …
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or history_file()
        self._queue: queue.SimpleQueue[Record | None] = queue.SimpleQueue()
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
            self._queue.put(record)

    def close(self) -> str:
        """Wait until all are written. Why some are not, in a sentence; empty where all are."""
        self._queue.put(None)
        self._thread.join()
        return self._problem

    def _work(self) -> None:
        rows = _Rows()
        connection: sqlite3.Connection | None = None
        more = True
        with ExitStack() as stack:
            while more and not self._problem:
                more = self._collect()
                try:
                    connection = connection or stack.enter_context(writing(self._path))
                    with explaining(self._path):
                        _insert(connection, map(rows.row, self._waiting))
                    self._waiting.clear()
                except HistoryBusy as busy:
                    if not more or len(self._waiting) >= _MOST_WAITING:
                        self._problem = str(busy)
                except HistoryError as error:
                    self._problem = str(error)

    def _collect(self) -> bool:
        """Wait for a batch, or for what comes within `DELAY`; False where that was all."""
        until: float | None = None
        for _ in range(BATCH):
            try:
                taken = self._queue.get(timeout=until and max(0.0, until - time.monotonic()))
            except queue.Empty:
                break
            if taken is None:
                return False
            self._waiting.append(taken)
            until = until or time.monotonic() + DELAY
        return True


class _Rows:
    """Makes the rows of one run, which has most payloads and sessions again and again."""

    def __init__(self) -> None:
        self._run = secrets.token_hex(8)
        self._keys: dict[Path | None, str] = {}
        self._digests: dict[int, tuple[JsonValue, str]] = {}

    def row(self, record: Record) -> tuple[object, ...]:
        """The values of all columns but the first."""
        outcome = record.outcome
        return (
            *(self._run, record.at, self._session(record.session), record.invocation),
            *(outcome.target.location, self._digest(record.payload), record.met),
            *(outcome.outcome.value, outcome.kind.value, round(outcome.duration_ms, 3)),
            *(record.content, record.document),
        )

    def _session(self, path: Path | None) -> str:
        if path not in self._keys:
            self._keys[path] = session_key(path)
        return self._keys[path]

    def _digest(self, payload: JsonValue) -> str:
        known = self._digests.get(id(payload))
        if known is None:  # kept with its payload, so that no other one gets the same id
            known = self._digests[id(payload)] = (payload, digest_of_payload(payload))
        return known[1]


_INSERT: Final = (
    "INSERT INTO outcomes (run, at, session, invocation, target, payload, met, outcome, kind, ms,"
    " content, document) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def _insert(connection: sqlite3.Connection, rows: Iterable[tuple[object, ...]]) -> None:
    made = list(rows)  # before the lock is taken
    with transaction(connection):
        connection.executemany(_INSERT, made)
        prune(connection)
