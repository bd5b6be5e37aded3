"""The inbox's server: takes connections within bounds, and has each served as the gateway does."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from typing import Final

from sessions.gateway.connection import serve
from sessions.gateway.introduction import Preface
from sessions.gateway.recording import Record
from sessions.providers.faults import SLOW_SECONDS

from .front import Reception, Rules
from .streams import TimedStream

MOST_CONNECTIONS: Final = 200
"""At once: some systems let a process have 256 files open."""
PATIENCE: Final = 30.0
"""Seconds in which a request has to be there, and its answer to be read."""
_PAUSE: Final = 0.1
"""Seconds after which is looked again for what has been in the way."""
_HERE: Final = Preface(token="", host="127.0.0.1", port=80)


class Server:
    """Serves an inbox on a socket that listens.

    Where as many are connected as may be, one goes that is waited for (`TimedStream.expendable`): a
    client that says nothing, or says it slowly, keeps none out.
    """

    def __init__(
        self,
        rules: Rules,
        record: Record,
        *,
        most: int = MOST_CONNECTIONS,
        patience: float = PATIENCE,
        slow_seconds: float = SLOW_SECONDS,
    ) -> None:
        self._rules = rules
        self._record = record
        self._most = most
        self._patience = patience
        self._slow_seconds = slow_seconds
        self._open: dict[asyncio.Task[None], TimedStream] = {}

    async def serve(self, listening: socket.socket) -> None:
        """Take connections until this is cancelled, and end all of them then."""
        listening.setblocking(False)
        try:
            while True:
                await self._room()
                self._take(await _accepted(listening))
        finally:
            ending = [*self._open]
            for task in ending:
                task.cancel()
            await asyncio.gather(*ending, return_exceptions=True)

    def _take(self, connected: socket.socket) -> None:
        if connected.family != getattr(socket, "AF_UNIX", None):
            with contextlib.suppress(OSError):  # it has gone already
                connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        wire = TimedStream(connected, self._patience)
        front = Reception(self._rules)
        task = asyncio.create_task(serve(wire, _HERE, self._record, self._slow_seconds, front))
        self._open[task] = wire

        def ended(_: asyncio.Task[None]) -> None:
            del self._open[task]
            wire.close()

        task.add_done_callback(ended)

    async def _room(self) -> None:
        """Wait until there is room for one more."""
        while len(self._open) >= self._most:
            ranked = {task: wire.expendable for task, wire in self._open.items()}
            waiting = {task: rank for task, rank in ranked.items() if rank is not None}
            if waiting:
                min(waiting, key=waiting.__getitem__).cancel()
            # All may be busy now, and waited for in a moment.
            await asyncio.wait(self._open, timeout=_PAUSE, return_when=asyncio.FIRST_COMPLETED)


async def _accepted(listening: socket.socket) -> socket.socket:
    while True:
        try:
            return (await asyncio.get_running_loop().sock_accept(listening))[0]
        except OSError:  # too many files are open, or it has gone before it was taken
            await asyncio.sleep(_PAUSE)
