"""A folder that one offhook at a time changes: held between the last look at a file and its end."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Self

PATIENCE: Final = 10.0
"""Seconds that the lock is waited for. It is held for less than a millisecond."""
_LOOK_AGAIN: Final = 0.005


class Hold:
    """A folder that this program holds until it ends, however it ends."""

    def __init__(self, descriptor: int | None) -> None:
        self._descriptor = descriptor

    @classmethod
    def of(cls, folder: Path) -> Self | None:
        """Hold `folder`; None where another holds it. Where there are no locks, nobody does."""
        try:
            descriptor = _open(folder)
        except OSError:
            return cls(None)
        if _taken(descriptor):
            return cls(descriptor)
        os.close(descriptor)
        return None

    def release(self) -> None:
        """Let go of it."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


@contextmanager
def locked(folder: Path) -> Generator[None]:
    """Hold `folder` against every other offhook; the system lets go of it where one is killed.

    Where the file system knows no locks, or the folder may not be read, nothing is held.

    Raises:
        TimeoutError: another program has held it for `PATIENCE` seconds.
    """
    try:
        descriptor = _open(folder)
    except OSError:
        yield
        return
    try:
        _wait(descriptor)
        yield
    finally:
        os.close(descriptor)


def _wait(descriptor: int) -> None:
    until = time.monotonic() + PATIENCE
    while not _taken(descriptor):
        if time.monotonic() > until:
            raise TimeoutError(None, "another program holds the folder locked")
        time.sleep(_LOOK_AGAIN)


if sys.platform == "win32":
    import hashlib
    import msvcrt

    def _open(folder: Path) -> int:
        """A file that stands for the folder, since Windows opens none."""
        name = hashlib.sha256(os.path.normcase(folder).encode()).hexdigest()[:32]
        place = Path(tempfile.gettempdir()) / f"offhook-{name}.lock"
        return os.open(place, os.O_RDWR | os.O_CREAT)

    def _taken(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError:  # EACCES: another has it
            return False
        return True

else:
    import fcntl

    def _open(folder: Path) -> int:
        return os.open(folder, os.O_RDONLY | os.O_DIRECTORY)

    def _taken(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # as NFS and some others say that they have no locks
            return True
        return True
