"""What a process writes to its standard output and error, kept up to a limit."""

from __future__ import annotations

from typing import Final

MOST_OUTPUT: Final = 1 << 20
"""Bytes kept of stdout, and as many of stderr."""


class Written:
    """Both streams. `cut`: more was written to one of them than is kept."""

    def __init__(self) -> None:
        self._kept = {1: bytearray(), 2: bytearray()}
        self.cut = False

    def keep(self, fd: int, data: bytes) -> None:
        """Take the next bytes of a stream, by its descriptor."""
        room = MOST_OUTPUT - len(self._kept[fd])
        self._kept[fd] += data[:room]
        self.cut = self.cut or len(data) > room

    @property
    def stderr(self) -> bytes:
        """What was written to stderr so far."""
        return bytes(self._kept[2])

    def text(self, fd: int) -> str:
        """What was written to a stream so far."""
        return self._kept[fd].decode("utf-8", "replace")
