"""Bytes to and from a server, in plain or over TLS."""

from __future__ import annotations

import asyncio
import socket
import ssl
from typing import Final, cast

_MOST_AHEAD: Final = 1 << 16
"""Bytes that are taken from the network before somebody asks for them."""
_NO_LIMIT: Final = 86_400.0
"""Seconds for a handshake, whose real limit is the deadline of the whole exchange."""


class ByteStream(asyncio.Protocol):
    """One connection.

    asyncio's own streams do not say whether something has come that nobody asked for, on which
    hangs whether a connection can be used again.
    """

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected
        self._transport: asyncio.Transport | None = None
        self._came = bytearray()
        self._has_ended = False
        self._error: Exception | None = None
        self._reading: asyncio.Future[None] | None = None
        self._writing: asyncio.Future[None] | None = None
        self._is_full = False

    async def open(self) -> None:
        """Speak in plain."""
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_connection(lambda: self, sock=self._socket)
        self._transport = transport

    async def secure(self, context: ssl.SSLContext, host: str) -> None:
        """Speak TLS from now on, with a server that is to prove that it is `host`.

        Raises:
            OSError: the handshake failed; an `ssl.SSLError` says why, if the server did.
        """
        loop = asyncio.get_running_loop()
        if self._transport is None:
            transport, _ = await loop.create_connection(
                lambda: self,
                sock=self._socket,
                ssl=context,
                server_hostname=host,
                ssl_handshake_timeout=_NO_LIMIT,
            )
        else:
            transport = await loop.start_tls(
                self._transport,
                self,
                context,
                server_hostname=host,
                ssl_handshake_timeout=_NO_LIMIT,
            )
        self._transport = cast("asyncio.Transport", transport)

    async def read(self) -> bytes:
        """What comes next, in pieces as they come; empty at the end.

        Raises:
            OSError: the connection broke.
        """
        if self._came:  # more than is read at once: others have their turn first
            await asyncio.sleep(0)
        while not self._came and not self._has_ended:
            self._reading = asyncio.get_running_loop().create_future()
            await self._reading
        if not self._came and self._error:
            raise self._error
        data = bytes(self._came[:_MOST_AHEAD])
        del self._came[:_MOST_AHEAD]
        if self._transport and not self._came:
            self._transport.resume_reading()
        return data

    async def write(self, data: bytes) -> None:
        """Send all of `data`, as far as the other side takes it before it closes."""
        if self._transport and not self._has_ended:
            self._transport.write(data)
        while self._is_full and not self._has_ended:
            self._writing = asyncio.get_running_loop().create_future()
            await self._writing

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
