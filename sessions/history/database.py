"""The history's file: made, opened and kept small; each way in which it fails is one sentence."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sessions.errors import OffhookError
from sessions.files import make_private_folder, real_path, state_folder
from sessions.store.lock import locked

VERSION: Final = 1
"""Of the tables, as the file's `user_version` has it."""
PATIENCE: Final = 2.0
"""Seconds that another program's lock is waited for. Each of ours is held for some milliseconds."""

MOST: Final = 10_000
"""Outcomes that are kept: a suite of a hundred invocations, replayed a hundred times."""
OLDEST: Final = 90 * 24 * 60 * 60
"""Seconds that one is kept: as long as CI systems keep their reports by default."""
LARGEST: Final = 100 << 20
"""Bytes that they take. Most have some thousand; with long bodies one may have a million."""

_TABLES: Final = """
CREATE TABLE outcomes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run TEXT NOT NULL,
  at REAL NOT NULL,
  session TEXT NOT NULL,
  invocation TEXT NOT NULL,
  target TEXT NOT NULL,
  payload TEXT NOT NULL,
  met INTEGER,
  outcome TEXT NOT NULL,
  kind TEXT NOT NULL,
  ms REAL NOT NULL,
  content TEXT NOT NULL,
  document TEXT NOT NULL
);
CREATE INDEX by_invocation ON outcomes (session, invocation, target, id, met, run);
"""
"""`at` is in seconds since 1970, `session` the file's real path or empty, `payload` a digest,
`met` the verdict of a replay or NULL, `document` what `Outcome.to_short_text` has of the outcome,
`ms` how long it took, and `content` a digest of the document.
The index has all by which the last run is found: other rows, which are long, are not read."""

_REMEDY: Final = "offhook history --clear begins a new one"
_BUSY: Final = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_DAMAGED: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class HistoryError(OffhookError):
    """The history cannot be used; the message has its file, why, and what to do."""


class HistoryBusy(HistoryError):
    """Another program has it locked, and may let go of it."""


class HistoryDamaged(HistoryError):
    """It is no database, or not a whole one."""


def history_file() -> Path:
    """The file of the user's history; it need not exist."""
    return state_folder() / "history.db"


def session_key(session: Path | None) -> str:
    """A session as the history knows it: by its file's real path, or as none."""
    return str(real_path(session)) if session else ""


@contextmanager
def writing(path: Path) -> Generator[sqlite3.Connection]:
    """The history to write in, made where there is none.

    Raises:
        HistoryError: it cannot be opened or, in the block, written; it is as it was then.
    """
    with explaining(path):
        make_private_folder(path.parent)
        with contextlib.suppress(FileExistsError):  # SQLite gives its other files the same mode
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        if (mode := path.stat().st_mode) & 0o077:
            path.chmod(mode & 0o700)
        with _connected(path, PATIENCE) as connection:
            if _version(connection, path) == 0:
                _make_tables(connection, path)
            yield connection


@contextmanager
def reading(path: Path, patience: float = PATIENCE) -> Generator[sqlite3.Connection | None]:
    """The history to read; None where there is none.

    Raises:
        HistoryError: it cannot be opened or, in the block, read.
    """
    with explaining(path):
        if not path.exists():
            yield None
            return
        with _connected(path, patience) as connection:
            yield connection if _version(connection, path) else None


@contextmanager
def transaction(connection: sqlite3.Connection) -> Generator[None]:
    """All that is written in the block, or nothing of it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # where the disk is full SQLite may have ended it already
            connection.execute("ROLLBACK")
        raise


@contextmanager
def explaining(path: Path) -> Generator[None]:
    """What SQLite and the system raise in the block becomes a HistoryError."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the rest says more of the same
        if code in _BUSY:
            raise HistoryBusy(f"{path}: another program holds it locked") from None
        if code in _DAMAGED:
            raise HistoryDamaged(f"{path}: is damaged; {_REMEDY}") from None
        raise HistoryError(f"{path}: {error}") from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise HistoryError(f"{error.filename or path}: {reason}") from None


def prune(connection: sqlite3.Connection) -> None:
    """Remove what is too much or too old, the oldest first."""
    # All rows are looked at, 4 ms where there are 10,000: a clock may have been ahead or behind, so
    # that those that are too old are not the first.
    connection.execute("DELETE FROM outcomes WHERE at < ?", (time.time() - OLDEST,))
    (count,) = connection.execute("SELECT count(*) FROM outcomes").fetchone()
    if count > MOST:  # a tenth more, for to find the oldest takes as long as to write a hundred
        oldest = "SELECT id FROM outcomes ORDER BY id LIMIT ?"
        spared = MOST - MOST // 10
        connection.execute(f"DELETE FROM outcomes WHERE id IN ({oldest})", (count - spared,))
    while _bytes_used(connection) > LARGEST:
        oldest = "SELECT id FROM outcomes ORDER BY id LIMIT (SELECT count(*) / 4 + 1 FROM outcomes)"
        if not connection.execute(f"DELETE FROM outcomes WHERE id IN ({oldest})").rowcount:
            return


def remove_damaged(path: Path) -> None:
    """Remove a file that cannot be read as a history, and what SQLite keeps beside it."""
    with explaining(path):
        for suffix in ("-wal", "-shm", ""):
            path.with_name(path.name + suffix).unlink(missing_ok=True)


@contextmanager
def _connected(path: Path, patience: float) -> Generator[sqlite3.Connection]:
    address = f"{path.absolute().as_uri()}?mode=rw"
    connection = sqlite3.connect(
        address,
        timeout=patience,
        isolation_level=None,
        check_same_thread=False,  # a replay's is opened beside the screen, and read on its loop
        uri=True,
    )
    try:
        yield connection
    finally:
        connection.close()


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """The version of the tables; 0 where there are none yet."""
    connection.execute("BEGIN")  # another offhook may be making the tables
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    is_empty = connection.execute("SELECT 1 FROM sqlite_master").fetchone() is None
    connection.execute("COMMIT")
    if version > VERSION:
        raise HistoryError(
            f"{path}: was written by a newer offhook (version {version}, this one knows {VERSION});"
            " update offhook"
        )
    if version == 0 and not is_empty:
        raise HistoryDamaged(f"{path}: is no history of offhook; {_REMEDY}")
    connection.execute("PRAGMA synchronous = NORMAL")  # whole after a crash, if not the very latest
    return version


def _make_tables(connection: sqlite3.Connection, path: Path) -> None:
    """Make the tables, once, of however many that begin at the same time."""
    with locked(path.parent):
        connection.execute("PRAGMA journal_mode = WAL")  # readers and a writer at the same time
        if _version(connection, path) == 0:
            made = f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {VERSION}; COMMIT;"
            connection.executescript(made)


def _bytes_used(connection: sqlite3.Connection) -> int:
    names = ("page_count", "freelist_count", "page_size")
    pages, free, size = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names)
    return (pages - free) * size
