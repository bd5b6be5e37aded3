"""Which signatures were taken: known to all listeners of a user, and to those that are started
again. In the file stands no signature, but a hash of each, until it is good no more."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
from pathlib import Path
from typing import Final

from sessions.errors import OffhookError
from sessions.files import make_private_folder, state_folder
from sessions.store.lock import locked

from .refused import Refused

MOST: Final = 150_000
"""Signatures that are remembered: more than come at the usual rate while they are good, in 15 MB.
With as many, another is refused: to forget one would let it in again."""
_PATIENCE: Final = 2.0
"""Seconds that another listener is waited for, which writes for less than a millisecond."""
_BEGIN: Final = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS seen (hash BLOB PRIMARY KEY, until REAL NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS by_time ON seen (until);
"""


class CannotRemember(OffhookError):
    """The file cannot be used, and why."""


def seen_file() -> Path:
    """Where the user's listeners remember them; it need not exist."""
    return state_folder() / "listen.db"


class SeenSignatures(contextlib.AbstractContextManager["SeenSignatures"]):
    """Remembers signatures in a file, or without one in memory. To be closed, as a context."""

    def __init__(self, path: Path | None = None) -> None:
        """Raises CannotRemember."""
        try:
            if path:
                make_private_folder(path.parent)
                with contextlib.suppress(FileExistsError):  # SQLite's other files get its mode
                    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
            self._known = sqlite3.connect(
                path or ":memory:", timeout=_PATIENCE, isolation_level=None, check_same_thread=False
            )
            # Of two that begin with WAL at once SQLite refuses one, and does not wait:
            with locked(path.parent) if path else contextlib.nullcontext():
                self._known.executescript(_BEGIN)
        except sqlite3.Error as error:
            is_damaged = type(error) is sqlite3.DatabaseError  # locked, or full, is another
            to_do = "; it knows only recent requests, and may be deleted" if is_damaged else ""
            raise CannotRemember(f"{path}: {error}{to_do}") from None
        except OSError as error:
            raise CannotRemember(f"{error.filename or path}: {error.strerror}") from None

    def __exit__(self, *_: object) -> None:
        self._known.close()

    def add(self, signature: str, now: float, until: float) -> bool:
        """Remember one, which is good until a time in seconds since 1970; False where it is known.

        Raises Refused where it cannot be remembered.
        """
        known = self._known
        try:
            with known:
                known.execute("BEGIN IMMEDIATE")
                known.execute("DELETE FROM seen WHERE until < ?", (now,))
                (count,) = known.execute("SELECT count(*) FROM seen").fetchone()
                made = (hashlib.sha256(signature.encode()).digest(), until)
                new = known.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", made).rowcount == 1
                if new and count >= MOST:
                    raise Refused(503, "Too many requests are remembered; try again later.", 60)
        except sqlite3.Error:
            raise Refused(503, "That this came cannot be remembered; try again.", 1) from None
        return new
