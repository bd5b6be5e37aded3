"""Session files that were deleted: kept for a month, and brought back also by a later run."""

from __future__ import annotations

import secrets
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sessions.contract.json_text import dumps, is_object, loads
from sessions.files import (
    Unreadable,
    make_private_folder,
    read_bytes,
    real_path,
    replace_private,
    state_folder,
)

from .disk import move, reason_of
from .errors import SessionError

_KEPT: Final = 30 * 24 * 60 * 60
"""Seconds that a file stays, as mail programs keep what is deleted."""
_ORIGIN: Final = "origin.json"
_FOLDER: Final = "file"
_MOST_BYTES: Final = 2**16


@dataclass(frozen=True, slots=True)
class Trashed:
    """A file in the trash: where it is, where it was, and when it came here."""

    file: Path
    path: Path
    at: datetime


def throw_away(path: Path) -> Trashed:
    """Move a file to a folder of its own in the trash, and remove from there what is too old.

    Raises:
        SessionError: it cannot be moved, and is where it was.
    """
    own = _trash() / secrets.token_hex(8)
    place = real_path(path.parent) / path.name  # of a link its own, not that of what it leads to
    made = Trashed(own / _FOLDER / path.name, place, datetime.now(UTC))
    try:
        make_private_folder(own / _FOLDER)
        # first, so that a file whose mover is killed has a place that it can go back to
        replace_private(own / _ORIGIN, dumps({"path": str(made.path), "at": made.at.isoformat()}))
        _remove_old()
    except (OSError, ValueError) as error:
        raise SessionError(f"cannot be moved to the trash: {reason_of(error)}", path=path) from None
    try:
        move(path, made.file)
    except SessionError:
        shutil.rmtree(own, ignore_errors=True)
        raise
    return made


def trashed() -> list[Trashed]:
    """What is in the trash, the latest first; nothing where it cannot be looked into."""
    found: list[Trashed] = []
    with suppress(OSError):
        for own in _trash().iterdir():
            found += filter(None, [_read(own)])
    return sorted(found, key=lambda one: one.at, reverse=True)


def bring_back(one: Trashed, to: Path) -> None:
    """Move a file out of the trash. Nothing is overwritten.

    Raises:
        ChangedOnDisk: there is something in its place.
        SessionError: it cannot be moved; it may not be in the trash any more.
    """
    move(one.file, to)
    shutil.rmtree(one.file.parent.parent, ignore_errors=True)


def _trash() -> Path:
    return state_folder() / "trash"


def _read(own: Path) -> Trashed | None:
    """What a folder of the trash holds; None where that is no file of which is known where it was:
    its mover was killed before it moved it, or it has just been brought back."""
    try:
        origin = loads(read_bytes(own / _ORIGIN, _MOST_BYTES))
        known = origin if is_object(origin) else {}
        path, at = Path(str(known.get("path"))), datetime.fromisoformat(str(known.get("at")))
    except (OSError, Unreadable, ValueError):
        return None
    file = own / _FOLDER / path.name
    is_there = file.is_file() or file.is_symlink()
    return Trashed(file, path, at) if is_there and at.tzinfo else None


def _remove_old() -> None:
    for own in _trash().iterdir():
        with suppress(OSError):  # another offhook has removed it
            if own.stat().st_mtime < time.time() - _KEPT:
                shutil.rmtree(own, ignore_errors=True)
