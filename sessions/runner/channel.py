"""offhook's end of the private line to a child: JSON, one message a line, in both directions.

On POSIX it is one end of a socket pair, which the child gets as a descriptor of its own. Windows
cannot hand one on: there the child's standard input and output are the line, and what a hook itself
writes to them is known by its lack of the nonce that only the runner's messages carry.
"""

from __future__ import annotations

import asyncio
import os
import socket
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final, Literal, TypeAlias

Wiring: TypeAlias = Literal["socket", "stdio"]

NATIVE: Final[Wiring] = "stdio" if os.name == "nt" else "socket"
"""The line that this system can lay; "stdio" works on every one."""
MOST_SAID: Final = 64 << 20
"""Bytes of messages in one invocation after which a child is no longer listened to."""
_AT_ONCE: Final = 64 << 10
"""Bytes read in one go, into the same memory: for as much as asyncio reads otherwise, 256 KiB, the
system is asked for memory each time, which takes 40 µs."""


class LineCutter:
    """Cuts a stream of bytes into its lines, each handed to `hear`; empty ones are left out."""

    def __init__(self, hear: Callable[[bytes], None]) -> None:
        self._hear = hear
        self._unfinished: list[bytes] = []
        self._received = 0

    def renew(self) -> None:
        """As much may be said again as at the beginning."""
        self._received = 0

    def feed(self, data: bytes) -> None:
        """Take the next bytes of the stream."""
        self._received += len(data)
        if self._received > MOST_SAID:
            return
        *lines, rest = data.split(b"\n")
        if lines:
            lines[0] = b"".join((*self._unfinished, lines[0]))
            self._unfinished.clear()
        self._unfinished.append(rest)
        for line in filter(None, lines):
            self._hear(line)


class Channel(ABC):
    """A line to one child; it is there before the child, which receives `address`."""

    lines: LineCutter
    """What takes in what the child says."""
    address: str
    """What the runner gets on its command line."""
    options: dict[str, Any]
    """How the child is to be started, for `loop.subprocess_exec`."""
    on_stdout: Callable[[bytes], None] | None = None
    """Where given, it takes what the child writes to its standard output."""

    @abstractmethod
    def connect(self, process: asyncio.SubprocessTransport) -> None:
        """The child has been started."""

    @abstractmethod
    def write(self, data: bytes) -> None:
        """Send bytes. Once the child is gone they are lost."""

    @abstractmethod
    async def close(self) -> None:
        """Hang up. May be called more than once."""


async def open_channel(wiring: Wiring, hear: Callable[[bytes], None]) -> Channel:
    """Lay a line; `hear` gets every line that comes in on it."""
    return _Stdio(hear) if wiring == "stdio" else await _Socket.open(hear)


class _Socket(Channel, asyncio.BufferedProtocol):
    def __init__(
        self, hear: Callable[[bytes], None], ours: socket.socket, theirs: socket.socket
    ) -> None:
        self.lines = LineCutter(hear)
        self._ours = ours
        self._theirs = theirs
        self._lost = asyncio.Event()
        self._transport: asyncio.Transport | None = None
        self._read = bytearray(_AT_ONCE)
        self.address = str(theirs.fileno())
        self.options = {"stdin": asyncio.subprocess.DEVNULL, "pass_fds": (theirs.fileno(),)}

    @classmethod
    async def open(cls, hear: Callable[[bytes], None]) -> _Socket:
        ours, theirs = socket.socketpair()
        loop = asyncio.get_running_loop()
        try:
            transport, channel = await loop.create_connection(
                lambda: cls(hear, ours, theirs), sock=ours
            )
        except BaseException:
            ours.close()
            theirs.close()
            raise
        channel._transport = transport
        return channel

    def get_buffer(self, sizehint: int) -> bytearray:  # noqa: ARG002
        return self._read

    def buffer_updated(self, nbytes: int) -> None:
        self.lines.feed(bytes(memoryview(self._read)[:nbytes]))

    def connection_lost(self, exc: Exception | None) -> None:
        """It is closed. Where that is since a child took no more, what that one said last is read:
        asyncio leaves it."""
        if exc is not None:
            with suppress(OSError):  # where nothing more is there
                while data := self._ours.recv(_AT_ONCE):
                    self.lines.feed(data)
        self._lost.set()

    def connect(self, process: asyncio.SubprocessTransport) -> None:  # noqa: ARG002
        self._theirs.close()

    def write(self, data: bytes) -> None:
        if self._transport:
            self._transport.write(data)

    async def close(self) -> None:
        self._theirs.close()
        if self._transport:
            self._transport.abort()
            await self._lost.wait()


class _Stdio(Channel):
    def __init__(self, hear: Callable[[bytes], None]) -> None:
        self._stdin: asyncio.WriteTransport | None = None
        self.address = "stdio"
        self.options = {"stdin": asyncio.subprocess.PIPE}
        self.lines = LineCutter(hear)
        self.on_stdout = self.lines.feed

    def connect(self, process: asyncio.SubprocessTransport) -> None:
        stdin = process.get_pipe_transport(0)
        self._stdin = stdin if isinstance(stdin, asyncio.WriteTransport) else None

    def write(self, data: bytes) -> None:
        if self._stdin:
            self._stdin.write(data)

    async def close(self) -> None:
        if self._stdin and not self._stdin.is_closing():
            self._stdin.abort()
