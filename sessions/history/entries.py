"""What the history holds: found, compared with, and cleared."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Generator, Iterable
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

from sessions.contract.outcome import Outcome
from sessions.contract.outcome_reading import from_json

from .database import (
    PATIENCE,
    HistoryDamaged,
    HistoryError,
    explaining,
    history_file,
    reading,
    remove_damaged,
    session_key,
    transaction,
    writing,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An earlier outcome, all but the outcome itself."""

    id: int
    run: str
    """The same for all of one replay."""
    at: float
    """Seconds since 1970."""
    session: Path | None
    invocation: str
    target: str
    """As `Outcome.target.location` has it."""
    payload: str
    """The digest of what was sent (`sessions.history.writing.Digests`)."""
    met: bool | None
    """Whether it was as expected; None for a single send, of which nothing is expected."""
    outcome: str
    kind: str
    ms: float
    content: str
    """The digest of the outcome (`sessions.history.writing.Record.content`)."""


_COLUMNS: Final = (
    "id, run, at, session, invocation, target, payload, met, outcome, kind, ms, content"
)


class Replayed(NamedTuple):
    """What an invocation came to in its last replay, as far as the next is held against it."""

    id: int
    at: float
    payload: str
    met: bool
    content: str


_LAST: Final = f"""
WITH newest AS (
  SELECT invocation, target, run, max(id) FROM outcomes WHERE session = ?1 AND met IS NOT NULL
  GROUP BY invocation, target
)
SELECT each.invocation, each.target, {", ".join(f"each.{name}" for name in Replayed._fields)}
FROM newest
CROSS JOIN outcomes AS each
  ON each.session = ?1 AND each.invocation = newest.invocation
  AND each.target = newest.target AND each.run = newest.run AND each.met IS NOT NULL
ORDER BY each.id
"""
"""All that a session's invocations came to in the last run of each. `run` is that of the row with
the `max(id)`; a CROSS JOIN is made in its order, in which the index serves."""


class History:
    """The history that is kept at `path`, by default the user's.

        history = History()
        for entry in history.entries(Path("enrollment.toml")):
            print(entry.outcome, history.outcome(entry.id).error)

    All of it may raise HistoryError, which says in one line what is wrong with the file.
    """

    def __init__(self, path: Path | None = None, patience: float = PATIENCE) -> None:
        """`patience`: seconds that another program's lock is waited for."""
        self.path = path or history_file()
        self._patience = patience
        self._open = ExitStack()
        self._connection: sqlite3.Connection | None = None

    def __enter__(self) -> Self:
        """Keep the file open for all that is read in the block."""
        self._connection = self._open.enter_context(reading(self.path, self._patience))
        return self

    def __exit__(self, *raised: object) -> None:
        self._connection = None
        self._open.close()

    def entries(
        self,
        place: Path | None = None,
        invocation: str | None = None,
        target: str | None = None,
        *,
        most: int = 1000,
    ) -> list[Entry]:
        """The newest first: of a session, or of those in a folder, of one invocation there, and to
        one target."""
        where, values = _chosen(place, invocation, target)
        asked = f"SELECT {_COLUMNS} FROM outcomes{where} ORDER BY id DESC LIMIT ?"
        with self._reading() as connection:
            if connection is None:
                return []
            return [_entry(row) for row in connection.execute(asked, (*values, most))]

    def entry(self, number: int) -> Entry:
        """The one with this id."""
        return _entry(self._one(_COLUMNS, number))

    def outcome(self, number: int) -> Outcome:
        """The outcome with this id."""
        document, ms = self._one("document, ms", number)
        try:
            return from_json({**json.loads(document), "duration_ms": ms})
        except (ValueError, TypeError) as error:
            raise HistoryError(f"{self.path}: outcome {number} cannot be read: {error}") from None

    def last_replayed(self, sessions: Iterable[Path]) -> dict[tuple[Path, str, str], Replayed]:
        """What invocations came to in their last replay, by session, name and target.

        Of one that was sent more than once then, the first that was not as expected.
        """
        found: dict[tuple[Path, str, str], Replayed] = {}
        with self._reading() as connection:
            if connection is None:
                return {}
            for session in sessions:
                for name, target, *row in connection.execute(_LAST, (session_key(session),)):
                    entry = Replayed(*row)
                    last = found.setdefault((session, name, target), entry)
                    if last.met and not entry.met:
                        found[session, name, target] = entry
        return found

    def clear(self, place: Path | None = None) -> int:
        """Remove all, or what is of a session or a folder of them; how many that were.

        Where all is to go, a damaged file goes too, and counts as none.
        """
        if not self.path.exists():
            return 0
        try:
            return self._clear(*_chosen(place, None))
        except HistoryDamaged:
            if place:
                raise
            remove_damaged(self.path)
            return 0

    def move(self, before: Path, after: Path) -> None:
        """What is of a session is of another file from now on: it was renamed. Raises
        HistoryError."""
        if self.path.exists():
            keys = session_key(after), session_key(before)
            with writing(self.path) as connection:
                connection.execute("UPDATE outcomes SET session = ? WHERE session = ?", keys)

    def _clear(self, where: str, values: tuple[object, ...]) -> int:
        with writing(self.path) as connection:
            connection.execute("PRAGMA secure_delete = ON")  # what was there is overwritten
            with transaction(connection):
                gone = connection.execute(f"DELETE FROM outcomes{where}", values).rowcount
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return gone

    @contextmanager
    def _reading(self) -> Generator[sqlite3.Connection | None]:
        if self._connection:
            with explaining(self.path):
                yield self._connection
        else:
            with reading(self.path, self._patience) as connection:
                yield connection

    def _one(self, columns: str, number: int) -> tuple[Any, ...]:
        asked = f"SELECT {columns} FROM outcomes WHERE id = ?"
        with self._reading() as connection:
            row = connection.execute(asked, (number,)).fetchone() if connection else None
        if row is None:
            raise HistoryError(f"{self.path}: has no outcome {number}; offhook history lists them")
        return row


def _chosen(
    place: Path | None, invocation: str | None, target: str | None = None
) -> tuple[str, tuple[object, ...]]:
    """The condition of a query, and its values."""
    conditions: list[str] = []
    values: list[object] = []
    if place is not None:
        key = session_key(place)
        inside = key.rstrip(os.sep) + os.sep
        conditions.append("(session = ? OR substr(session, 1, ?) = ?)")
        values += [key, len(inside), inside]
    for column, value in (("invocation", invocation), ("target", target)):
        if value is not None:
            conditions.append(f"{column} = ?")
            values.append(value)
    return (" WHERE " + " AND ".join(conditions) if conditions else ""), tuple(values)


def _entry(row: tuple[Any, ...]) -> Entry:
    number, run, at, session, invocation, target, payload, met, *came_to = row
    path = Path(session) if session else None
    verdict = None if met is None else bool(met)
    return Entry(number, run, at, path, invocation, target, payload, verdict, *came_to)
