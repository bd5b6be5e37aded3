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
        self._until: float | None = asyncio.get_running_loop().time() + seconds
        self.waits_since: float | None = None
        """Since when a request is waited for, by the loop's clock; None: none is."""

    async def write(self, data: bytes) -> None:
        try:
            async with asyncio.timeout(self._seconds):
                await super().write(data)
        except TimeoutError:
            raise ConnectionAbortedError("the answer was not read") from None
        self._begin_again()

    async def until_gone(self) -> None:
        self._until = None  # whoever calls it bounds it
        try:
            await super().until_gone()
        finally:
            self._begin_again()

    def _begin_again(self) -> None:
        self._until = asyncio.get_running_loop().time() + self._seconds

    async def _receive(self) -> bytes:
        if self._until is not None:
            self.waits_since = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout_at(self._until):
                return await super()._receive()
        except TimeoutError:
            return b""
        finally:
            self.waits_since = None
