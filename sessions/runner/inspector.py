"""Where a Node process is that never comes back to its event loop: asked through its inspector.

SIGUSR1 makes Node open its inspector even while JavaScript loops. The process then says on stderr
where to connect to, by WebSocket, and `Debugger.pause` answers with the stack.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import re
import signal
import socket
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from sessions.runner.containment.namespace_socket import connect_inside

from .facts import Frame
from .members import Members

FLAGS: Final = ("--inspect-port=127.0.0.1:0",)
"""What Node must be started with, so that its inspector takes any port that is free."""
MOST_TIME: Final = 1.0
"""Seconds after which the question is given up: a blocking call inside Node never answers it."""

_SAID: Final = re.compile(rb"Debugger listening on ws://127\.0\.0\.1:(\d+)(/\S+)\n")
_NOISE: Final = re.compile(
    r"(Debugger (listening|ending) on ws:|For help, see: https://nodejs\.org/|Debugger attached\."
    r"|Waiting for the debugger to disconnect).*\n"
)
_OURS: Final = str(Path(__file__).parent / "node")
_POLL: Final = 0.01
_LONGEST_MESSAGE: Final = 1 << 20


def without_noise(stderr: str) -> str:
    """What a process wrote to stderr, less what its inspector did."""
    return _NOISE.sub("", stderr)


async def busy_place(
    pid: int,
    stderr: Callable[[], bytes],
    *,
    isolated: bool = False,
    more: Callable[[], float] = lambda: 0.0,
) -> Frame | None:
    """The innermost frame of the hook author's own source; None where there is none to be had.

    `stderr` gives what the process has written so far. `isolated`: its loopback is not ours.
    `more` is asked when the time is up: for how many more seconds it is to be waited for.
    """
    asking = asyncio.create_task(_asked_place(pid, stderr, isolated=isolated))
    try:
        seconds = MOST_TIME
        while seconds and not (await asyncio.wait([asking], timeout=seconds))[0]:
            seconds = more()
        return asking.result() if asking.done() else None
    except (OSError, EOFError, ValueError):
        return None
    finally:
        asking.cancel()
        await asyncio.wait([asking])


async def _asked_place(pid: int, stderr: Callable[[], bytes], *, isolated: bool) -> Frame | None:
    os.kill(pid, signal.SIGUSR1)
    while not (said := _SAID.search(stderr())):  # noqa: ASYNC110 (no event says so)
        await asyncio.sleep(_POLL)
    port, path = int(said[1]), said[2].decode()
    connected = await (connect_inside(pid, port) if isolated else _connect(port))
    async with _debugger(connected, port, path) as debugger:
        return await debugger.place()


class _Debugger:
    """One session of the inspector's protocol, as far as a stack needs it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def place(self) -> Frame | None:
        """Pause the program until it stands in own source."""
        scripts: dict[str, str] = {}
        self._send(1, "Debugger.enable")
        self._send(2, "Debugger.pause")
        while True:
            message = await self._receive()
            match message.text_or_none("method"):
                case "Debugger.scriptParsed":
                    script = message.inner("params")
                    scripts[script.text("scriptId")] = _file(script.text("url"))
                case "Debugger.paused":
                    places = message.inner("params").each("callFrames", _place)
                    if place := _own_frame(places, scripts):
                        return place
                    self._send(3, "Debugger.resume")  # it stood in Node's own source, or in ours
                case "Debugger.resumed":  # before that, `pause` would be of no effect
                    self._send(4, "Debugger.pause")
                case _:
                    continue

    def _send(self, number: int, method: str) -> None:
        text = json.dumps({"id": number, "method": method}).encode()
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[at % 4] for at, byte in enumerate(text))
        self._writer.write(bytes((0x81, 0x80 | len(text))) + mask + masked)

    async def _receive(self) -> Members:
        """The next message; the inspector sends each as one unmasked text frame."""
        size = (await self._reader.readexactly(2))[1]
        if size > 125:
            size = int.from_bytes(await self._reader.readexactly(2 if size == 126 else 8))
        if size > _LONGEST_MESSAGE:
            raise ValueError("a message that is too long")
        return Members(json.loads(await self._reader.readexactly(size)))


@asynccontextmanager
async def _debugger(connected: socket.socket, port: int, path: str) -> AsyncGenerator[_Debugger]:
    reader, writer = await asyncio.open_connection(sock=connected)
    try:
        key = base64.b64encode(os.urandom(16)).decode()
        head = (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: Upgrade\r\n"
            f"Upgrade: websocket\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        writer.write(head.encode())
        await reader.readuntil(b"\r\n\r\n")
        yield _Debugger(reader, writer)
    finally:
        writer.transport.abort()


async def _connect(port: int) -> socket.socket:
    connected = socket.socket()
    connected.setblocking(False)
    try:
        await asyncio.get_running_loop().sock_connect(connected, ("127.0.0.1", port))
    except BaseException:
        connected.close()
        raise
    return connected


def _file(url: str) -> str:
    return unquote(urlsplit(url).path) if url.startswith("file:") else url


def _place(frame: Members) -> tuple[str, int]:
    """The id of a frame's script, and its line."""
    at = frame.inner("location")
    return at.text("scriptId"), at.whole("lineNumber") + 1


def _own_frame(places: Sequence[tuple[str, int]], scripts: dict[str, str]) -> Frame | None:
    for script, line in places:
        file = scripts.get(script, "")
        if _is_own(file):
            return Frame(file, line)
    return None


def _is_own(file: str) -> bool:
    path = Path(file)
    return path.is_absolute() and "node_modules" not in path.parts and str(path.parent) != _OURS
