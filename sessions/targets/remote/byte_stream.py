"""Bytes to and from a server, in plain or over TLS."""

from __future__ import annotations

import asyncio
import socket
import ssl
from typing import Final, Self, cast

import httpcore

from .connection_errors import Progress, Stage

_MOST_AHEAD: Final = 1 << 16
"""Bytes that are taken from the network before somebody asks for them."""
_MOST_HELD: Final = 1 << 14
"""Bytes that wait for more to be sent with: httpcore writes a request's head and body apart, which
sent apart would wake the server twice, and take a fifth more time."""
_NO_LIMIT: Final = 86_400.0
"""Seconds for a handshake, whose real limit is the deadline of the whole exchange."""


class ByteStream(asyncio.Protocol, httpcore.AsyncNetworkStream):
    """One connection, for httpcore. Its time is kept by the deadline of the whole exchange.

    asyncio's own streams do not say whether something has come that nobody asked for, on which
    hangs whether a connection can be used again.
    """

    def __init__(self, connected: socket.socket, progress: Progress) -> None:
        self._socket = connected
        self._progress = progress
        self._transport: asyncio.Transport | None = None
        self._held = bytearray()
        self._came = bytearray()
        self._has_ended = False
        self._error: Exception | None = None
        self._reading: asyncio.Future[None] | None = None
        self._writing: asyncio.Future[None] | None = None
        self._is_full = False

    @classmethod
    async def over(cls, connected: socket.socket, progress: Progress) -> Self:
        """A stream over a socket that is connected, which says what it does to `progress`."""
        stream = cls(connected, progress)
        await asyncio.get_running_loop().create_connection(lambda: stream, sock=connected)
        return stream

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> Self:
        """Speak TLS from now on, with a server that is to prove its name; if not, it is closed.

        Raises:
            OSError: the handshake failed; an `ssl.SSLError` says why, if the server did.
        """
        assert self._transport
        self._progress.stage = Stage.SECURING
        try:
            secured = await asyncio.get_running_loop().start_tls(
                self._transport,
                self,
                ssl_context,
                server_hostname=server_hostname,
                ssl_handshake_timeout=_NO_LIMIT,
            )
        except BaseException:
            self.close()
            raise
        self._transport = cast("asyncio.Transport", secured)
        return self

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What comes next, in pieces as they come; empty at the end. What is held is sent first.

        Raises:
            OSError: the connection broke.
        """
        await self._send()
        if self._progress.stage is Stage.SENDING:
            self._progress.stage = Stage.WAITING
        if self._came:  # more than is read at once: others have their turn first
            await asyncio.sleep(0)
        while not self._came and not self._has_ended:
            self._reading = asyncio.get_running_loop().create_future()
            await self._reading
        if not self._came and self._error:
            raise self._error
        data = bytes(self._came[:max_bytes])
        del self._came[:max_bytes]
        if self._transport and not self._came:
            self._transport.resume_reading()
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send `buffer`, as far as the other side takes it before it closes.

        The end of it may be held until more is written, or something is to be read.
        """
        self._progress.stage = Stage.SENDING
        self._held += buffer
        if len(self._held) > _MOST_HELD:
            await self._send()

    async def _send(self) -> None:
        if self._held and self._transport and not self._has_ended:
            self._transport.write(bytes(self._held))
        self._held.clear()
        while self._is_full and not self._has_ended:
            self._writing = asyncio.get_running_loop().create_future()
            await self._writing

    def get_extra_info(self, info: str) -> object:
        """`is_readable`, by which httpcore decides that it can be used no more; `ssl_object`."""
        if info == "is_readable":
            return not self.is_quiet
        return self._transport and self._transport.get_extra_info(info)

    @property
    def is_holding(self) -> bool:
        """Whether something that was written has not been sent."""
        return bool(self._held)

    @property
    def is_quiet(self) -> bool:
        """Whether it stands, and nothing has come that was not read, nor its end."""
        if self._came or self._has_ended or not self._transport or self._transport.is_closing():
            return False
        try:  # what the event loop has not looked at yet
            self._socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return True
        except OSError:
            pass
        return False

    async def aclose(self) -> None:
        """Let go of the connection at once."""
        self.close()

    def close(self) -> None:
        """Let go of the connection at once."""
        if self._transport:
            self._transport.abort()
        else:
            self._socket.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by asyncio, after a handshake too."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Called by asyncio."""
        self._came += data
        if self._transport and len(self._came) > _MOST_AHEAD:
            self._transport.pause_reading()
        _wake(self._reading)

    def eof_received(self) -> None:
        """Called by asyncio, which then closes the connection."""
        self._has_ended = True
        _wake(self._reading)

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by asyncio."""
        self._has_ended = True
        self._error = exc
        _wake(self._reading)
        _wake(self._writing)

    def pause_writing(self) -> None:
        """Called by asyncio."""
        self._is_full = True

    def resume_writing(self) -> None:
        """Called by asyncio."""
        self._is_full = False
        _wake(self._writing)


def _wake(waiting: asyncio.Future[None] | None) -> None:
    if waiting and not waiting.done():
        waiting.set_result(None)
