"""What a process writes to its standard streams, past its runner."""

from __future__ import annotations

from typing import Final

from .calling import Listener

MOST_WRITTEN: Final = 1 << 20
"""Bytes kept of stdout, and as many of stderr."""


class Written:
    """What was written to stdout and stderr, kept up to a limit. `cut`: there was more."""

    def __init__(self) -> None:
        self._kept = {1: bytearray(), 2: bytearray()}
        self._listener: Listener | None = None
        self.cut = False

    def tell(self, listener: Listener) -> None:
        """Tell it what was written, and from now on what is."""
        for fd, kept in self._kept.items():
            listener.take(fd, bytes(kept))
        self._listener = listener

    def keep(self, fd: int, data: bytes) -> None:
        """Take the next bytes of a stream, by its descriptor."""
        room = MOST_WRITTEN - len(self._kept[fd])
        self._kept[fd] += data[:room]
        self.cut = self.cut or len(data) > room
        if self._listener:
            self._listener.take(fd, data[:room])

    def bytes(self, fd: int) -> bytes:
        """What was written to a stream so far."""
        return bytes(self._kept[fd])

    def text(self, fd: int) -> str:
        """The same as text."""
        return self._kept[fd].decode("utf-8", "replace")
