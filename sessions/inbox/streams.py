"""Connections of programs that are not ours: nobody is waited for without end."""

from __future__ import annotations

import asyncio
import socket

from sessions.gateway.stream import Stream


class TimedStream(Stream):
    """A connection whose next request has to be there, whole, within some seconds of its beginning
    or of the last answer; one that takes longer, or does not read its answer, is given up."""

    def __init__(self, connected: socket.socket, seconds: float) -> None:
        super().__init__(connected)
        self._seconds = seconds
        self._begun = asyncio.get_running_loop().time()
        self._is_bounded = True
        self._is_read = self._was_answered = False

    @property
    def expendable(self) -> tuple[bool, float] | None:
        """How little is lost with it, the least first, while its client is waited for; None while
        it is not. One that has never asked for anything whole goes first, however busily it sends;
        of two the one that has had more time."""
        waits = self._is_read and self._is_bounded
        return (self._was_answered, self._begun) if waits else None

    async def write(self, data: bytes) -> None:
        try:
            async with asyncio.timeout(self._seconds):
                await super().write(data)
        except TimeoutError:
            raise ConnectionAbortedError("the answer was not read") from None
        self._was_answered = True
        self._begun = asyncio.get_running_loop().time()

    async def until_gone(self) -> None:
        self._is_bounded = False  # whoever calls it bounds it
        try:
            await super().until_gone()
        finally:
            self._is_bounded = True
            self._begun = asyncio.get_running_loop().time()

    async def _receive(self) -> bytes:
        self._is_read = True
        try:
            async with asyncio.timeout_at(
                self._begun + self._seconds if self._is_bounded else None
            ):
                return await super()._receive()
        except TimeoutError:
            return b""
        finally:
            self._is_read = False
