"""A child's connection as bytes, read in a way that lets it be reset at any time."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import sys
from typing import Final

_CHUNK: Final = 65536
_MOST_AHEAD: Final = 1 << 20
_PEEKS: Final = sys.platform != "win32"
_RESETS_ON_CLOSE: Final = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)


class Stream:
    """One connection.

    What was read last stays in the socket until more is asked for: closing a socket that holds
    unread bytes is what makes the other side see ECONNRESET, on a unix socket the only way.
    Windows, which cannot peek without blocking, has TCP here, where SO_LINGER does the same.
    """

    def __init__(self, connected: socket.socket) -> None:
        connected.setblocking(False)
        self._socket = connected
        self._held = 0
        self._ahead = b""

    async def read(self) -> bytes:
        """What comes next, in pieces as they come; empty at the end."""
        if self._ahead:
            ahead, self._ahead = self._ahead, b""
            return ahead
        return await self._receive()

    async def read_line(self, longest: int) -> bytes:
        """The next line without its newline; empty where there is none within `longest` bytes."""
        line = b""
        while b"\n" not in line and len(line) < longest:
            if not (more := await self.read()):
                return b""
            line += more
        line, newline, self._ahead = line.partition(b"\n")
        return line if newline and len(line) < longest else b""

    async def read_line_of(self, word: bytes, longest: int) -> bytes:
        """The next line without its newline where it begins with `word`; empty, and nothing read,
        where what comes next does not."""
        start = b""
        while word.startswith(start) and (more := await self.read()):
            start += more
        self.unread(start)
        if not start.startswith(word):
            return b""
        return await self.read_line(longest)

    def unread(self, data: bytes) -> None:
        """Put back what was read; it is read next."""
        self._ahead = data + self._ahead

    async def write(self, data: bytes) -> None:
        """Send all of `data`.

        Raises:
            ConnectionError: the other side has gone.
        """
        await asyncio.get_running_loop().sock_sendall(self._socket, data)

    async def until_gone(self) -> None:
        """Wait for the other side to close. What it sends meanwhile is kept to be read."""
        while len(self._ahead) < _MOST_AHEAD:
            if not (more := await self._receive()):
                return
            self._ahead += more
        await asyncio.get_running_loop().create_future()

    async def discard(self) -> None:
        """Read to the end, and forget it."""
        while await self._receive():
            pass

    def close(self) -> None:
        """Close so that all that was written is read by the other side."""
        with contextlib.suppress(OSError):  # it has closed already, or nothing more is there
            self._socket.shutdown(socket.SHUT_WR)
            for _ in range(_MOST_AHEAD // _CHUNK):
                if not self._socket.recv(_CHUNK):
                    break
        self._socket.close()

    def reset(self) -> None:
        """Close so that the other side sees its connection reset."""
        if self._socket.family != getattr(socket, "AF_UNIX", None):
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESETS_ON_CLOSE)
        self._socket.close()

    async def _receive(self) -> bytes:
        try:
            return await self._peek() if _PEEKS else await self._take()
        except ConnectionError:
            return b""  # reset by the other side: its end, as far as reading goes

    async def _take(self) -> bytes:
        return await asyncio.get_running_loop().sock_recv(self._socket, _CHUNK)

    async def _peek(self) -> bytes:
        while self._held:
            self._held -= len(self._socket.recv(self._held))
        while True:
            with contextlib.suppress(BlockingIOError):
                data = self._socket.recv(_CHUNK, socket.MSG_PEEK)
                self._held = len(data)
                return data
            await self._readable()

    async def _readable(self) -> None:
        loop = asyncio.get_running_loop()
        readable = loop.create_future()
        loop.add_reader(self._socket, _set, readable)
        try:
            await readable
        finally:
            loop.remove_reader(self._socket)


def _set(readable: asyncio.Future[None]) -> None:
    if not readable.done():
        readable.set_result(None)
