"""The gateway: the one place that captured connections lead to, for all children of a process."""

from __future__ import annotations

import asyncio
import shutil
import socket
import sys
import weakref
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias

from sessions.contract.fault import Fault
from sessions.providers.faults import SLOW_SECONDS

from .introduction import LONGEST, Preface, parse_preface
from .recording import Recording
from .socket_folder import SOCKET, new_folder, remove_abandoned
from .stream import Stream

_BACKLOG: Final = 512
_PAUSE: Final = 0.1
_Serve: TypeAlias = Callable[[Stream, Preface, Recording, float], Awaitable[None]]


class Gateway:
    """Listens on a unix socket, or on loopback where there are none; knows children by a token.

    Any number of children may be served at once. Nothing is left behind once it is closed: no
    task, no socket, no folder.
    """

    def __init__(self, *, slow_seconds: float = SLOW_SECONDS) -> None:
        self._slow_seconds = slow_seconds
        self._listener: socket.socket | None = None
        self._remove: weakref.finalize[..., Gateway] | None = None
        """Removes the socket and its folder; also when nobody has closed the gateway."""
        self._accepting: asyncio.Task[None] | None = None
        self._serve_wire: asyncio.Future[_Serve] | None = None
        self._pause: asyncio.TimerHandle | None = None
        self._connections: set[asyncio.Task[None]] = set()
        self._arriving: set[asyncio.Future[None]] = set()
        """One for each connection that has not yet said whose it is."""
        self._recordings: dict[str, Recording] = {}

    @property
    def address(self) -> str:
        """What children connect to: a unix socket's path, or `127.0.0.1:PORT`."""
        if self._listener is None:
            raise RuntimeError("the gateway has not been started")
        name = self._listener.getsockname()
        return name if isinstance(name, str) else f"{name[0]}:{name[1]}"

    async def start(self) -> None:
        """Listen. Does nothing where it does already.

        Raises:
            OSError: there is no place for the socket.
        """
        if self._listener is None:
            self._listener = self._listen()
            self._serve_wire = asyncio.ensure_future(asyncio.to_thread(_prepared, self.address))
            self._watch(self._listener)

    def record(self, token: str, faults: Sequence[Fault] = ()) -> Recording:
        """Record the calls of the child that has `token`, from now until it is closed."""
        forget = partial(self._forget, token)
        recording = Recording(faults, forget, self._arrived, self._recordings.get)
        self._recordings[token] = recording
        return recording

    async def aclose(self) -> None:
        """End all connections, and remove the socket and its folder."""
        self._stop_listening()
        for recording in [*self._recordings.values()]:
            recording.close()
        ending = [task for task in (self._accepting, *self._connections) if task]
        for task in ending:
            task.cancel()
        await asyncio.gather(*ending, return_exceptions=True)
        if self._serve_wire:
            await self._serve_wire  # a thread, which cannot be stopped
        self._accepting = self._serve_wire = None

    def _stop_listening(self) -> None:
        if self._pause is not None:
            self._pause.cancel()
        if self._listener is not None and sys.platform != "win32":
            asyncio.get_running_loop().remove_reader(self._listener)
        if self._remove is not None:
            self._remove()
        self._listener = self._remove = self._pause = None

    def _listen(self) -> socket.socket:
        """A socket that listens, in a folder of its own or on loopback."""
        folder = new_folder() if hasattr(socket, "AF_UNIX") else None
        listener = socket.socket(socket.AF_UNIX) if folder else socket.socket()
        self._remove = weakref.finalize(self, _removed, listener, folder)
        listener.setblocking(False)
        listener.bind(str(folder / SOCKET) if folder else ("127.0.0.1", 0))
        listener.listen(_BACKLOG)
        return listener

    def _watch(self, listener: socket.socket) -> None:
        if sys.platform == "win32":  # whose event loop cannot say that a socket is ready
            self._accepting = asyncio.create_task(self._accept(listener))
        else:
            asyncio.get_running_loop().add_reader(listener, self._take_in)

    async def _accept(self, listener: socket.socket) -> None:
        while True:
            connected, _ = await asyncio.get_running_loop().sock_accept(listener)
            self._serve(connected)

    def _take_in(self) -> None:
        """Serve all that have connected by now."""
        while self._listener is not None:
            try:
                self._serve(self._listener.accept()[0])
            except BlockingIOError:
                return
            except OSError:  # too many files are open: some will be closed
                loop = asyncio.get_running_loop()
                loop.remove_reader(self._listener)
                self._pause = loop.call_later(_PAUSE, self._watch, self._listener)
                return

    def _serve(self, connected: socket.socket) -> None:
        wire = Stream(connected)
        arriving: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._arriving.add(arriving)
        task = asyncio.create_task(self._connection(wire, arriving))
        self._connections.add(task)

        def ended(_: asyncio.Task[None]) -> None:  # also of a task canceled before it began
            self._has_arrived(arriving)
            self._connections.discard(task)
            wire.close()

        task.add_done_callback(ended)

    async def _arrived(self, seconds: float) -> bool:
        """Wait until every connection that was made by now has said whose it is; whether any is
        open."""
        self._take_in()
        if self._arriving:
            await asyncio.wait(self._arriving, timeout=seconds)
        return bool(self._connections)

    def _has_arrived(self, arriving: asyncio.Future[None]) -> None:
        self._arriving.discard(arriving)
        if not arriving.done():
            arriving.set_result(None)

    async def _connection(self, wire: Stream, arriving: asyncio.Future[None]) -> None:
        preface = parse_preface(await wire.read_line(LONGEST))
        recording = self._recordings.get(preface.token) if preface else None
        if preface is None or recording is None:
            return
        if task := asyncio.current_task():
            recording.joined(task)
        self._has_arrived(arriving)
        if self._serve_wire is None:
            return
        serve = await asyncio.shield(self._serve_wire)
        await serve(wire, preface, recording, self._slow_seconds)

    def _forget(self, token: str) -> None:
        self._recordings.pop(token, None)


def _removed(listener: socket.socket, folder: Path | None) -> None:
    listener.close()
    if folder:
        shutil.rmtree(folder, ignore_errors=True)


def _prepared(address: str) -> _Serve:
    """What serves a connection. It comes with h11 and all providers, and takes about 40 ms to be
    imported: in a thread, while the first child starts, and never where nothing is captured."""
    from sessions.providers import registry

    from . import connection

    registry.every()
    if hasattr(socket, "AF_UNIX"):
        remove_abandoned(Path(address).parent)
    return connection.serve
