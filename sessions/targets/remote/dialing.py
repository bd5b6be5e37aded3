"""How httpcore connects: by TCP, to whichever address of a host takes it first."""

from __future__ import annotations

import asyncio
import itertools
import socket
from collections.abc import Iterable
from typing import Any, Final

import httpcore

from .byte_stream import ByteStream
from .connection_errors import Progress, Stage

_HEAD_START: Final = 0.25
"""Seconds that an address has before the next one is tried beside it (RFC 8305, section 8)."""

_AddressInfo = tuple[socket.AddressFamily, socket.SocketKind, int, str, Any]


class Network(httpcore.AsyncNetworkBackend):
    """asyncio as it is: the one that comes with httpcore takes twice as long for a request."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: object = None,
    ) -> ByteStream:
        """Called by httpcore. No more than `host` and `port` is ever asked for."""
        self._progress.stage = Stage.CONNECTING
        stream = await ByteStream.over(await dial(host, port), self._progress)
        self._progress.stage = Stage.SENDING
        return stream


async def dial(host: str, port: int) -> socket.socket:
    """A connected socket that does not block.

    Raises:
        OSError: no address of the host takes a connection; `__cause__` has the error of each.
    """
    addresses = _alternating(await _looked_up(host, port))
    if len(addresses) == 1:
        return await _connected(addresses[0])
    errors: list[OSError] = []
    attempts: set[asyncio.Task[socket.socket]] = set()
    try:
        for address in (*addresses, None):
            if address is not None:
                attempts.add(asyncio.create_task(_connected(address)))
            while attempts:
                wait = None if address is None else _HEAD_START
                done, _ = await asyncio.wait(
                    attempts, timeout=wait, return_when=asyncio.FIRST_COMPLETED
                )
                for attempt in done:
                    attempts.discard(attempt)
                    try:
                        return attempt.result()
                    except OSError as error:
                        errors.append(error)
                if address is not None:
                    break
    finally:
        await _given_up(attempts)
    raise OSError("; ".join(map(str, errors))) from ExceptionGroup("each address", errors)


async def _looked_up(host: str, port: int) -> list[_AddressInfo]:
    """The addresses of a host, looked up in a thread unless it is written as an address."""
    try:
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except (socket.gaierror, UnicodeError):
        pass
    try:
        loop = asyncio.get_running_loop()
        return await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:  # what is longer than any name of a host
        raise socket.gaierror(socket.EAI_NONAME, str(error)) from None


def _alternating(addresses: Iterable[_AddressInfo]) -> list[_AddressInfo]:
    """IPv6 and IPv4 in turn, beginning with what the system prefers (RFC 8305, section 4)."""
    families: dict[int, list[_AddressInfo]] = {}
    for address in addresses:
        families.setdefault(address[0], []).append(address)
    turns = itertools.zip_longest(*families.values())
    return [address for turn in turns for address in turn if address]


async def _connected(address: _AddressInfo) -> socket.socket:
    family, kind, protocol, _, where = address
    connecting = socket.socket(family, kind, protocol)
    try:
        connecting.setblocking(False)
        await asyncio.get_running_loop().sock_connect(connecting, where)
    except BaseException:
        connecting.close()
        raise
    return connecting


async def _given_up(attempts: set[asyncio.Task[socket.socket]]) -> None:
    """End what is under way; one that has come to an end meanwhile is closed."""
    for attempt in attempts:
        attempt.cancel()
    for attempt in attempts:
        [ended] = await asyncio.gather(attempt, return_exceptions=True)
        if isinstance(ended, socket.socket):
            ended.close()
