"""Where the gateway's socket is: a folder of its own, and no folders left from those before."""

from __future__ import annotations

import contextlib
import shutil
import socket
import tempfile
import time
from pathlib import Path
from typing import Final

SOCKET: Final = "gateway"
_PREFIX: Final = "offhook-"
_LONGEST_PATH: Final = 100
"""A unix socket's path may have 104 bytes on macOS, 108 on Linux, its ending NUL included."""
_OLD: Final = 3600.0
"""Seconds after which a socket that nobody listens on is no gateway about to be opened."""


def new_folder() -> Path:
    """A new folder only for this user, near enough to the root for a socket's path."""
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    if len(str(folder / SOCKET).encode()) < _LONGEST_PATH:
        return folder
    folder.rmdir()
    return Path(tempfile.mkdtemp(prefix=_PREFIX, dir="/tmp"))


def remove_abandoned(beside: Path) -> None:
    """Remove what gateways have left next to this folder whose offhook was killed.

    Only such as are over an hour old, and that nobody listens on. What belongs to somebody else
    cannot be looked into, and stays.
    """
    for folder in beside.parent.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):  # gone meanwhile, or somebody else's
            place = folder / SOCKET
            if time.time() - place.lstat().st_mtime > _OLD and not _is_listened_on(place):
                shutil.rmtree(folder)


def _is_listened_on(place: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        probe.setblocking(False)  # one that listens may have no room for another
        try:
            probe.connect(str(place))
        except ConnectionRefusedError:
            return False
    return True
