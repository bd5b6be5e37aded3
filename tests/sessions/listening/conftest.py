"""A listener on loopback, in front of an endpoint that takes every message."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import httpx
import pytest

from sessions.contract.invocation import example
from sessions.listening.bounds import Bounds
from sessions.listening.listener import Listener, Received
from sessions.listening.refused import Refused
from sessions.listening.server import Server
from sessions.listening.signing import Guard
from sessions.sending import open_target

SECRET = "0123456789abcdef-of-a-test"
PAYLOAD = json.dumps(example().payload).encode()
JSON = {"content-type": "application/json"}


@dataclass
class Listening:
    """A listener that runs, what it received, and what it refused."""

    port: int
    received: list[Received] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    async def post(self, content: bytes = PAYLOAD, /, **headers: str) -> httpx.Response:
        """What one request is answered; names of headers have `_` for `-`."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        async with httpx.AsyncClient(trust_env=False) as client:
            return await client.post(self.url, content=content, headers={**JSON, **given})

    async def raw(self, *parts: bytes) -> bytes:
        """All that comes back on a connection over which `parts` were sent."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            for part in parts:
                writer.write(part)
                await writer.drain()
            return await reader.read()
        except ConnectionError:
            return b""
        finally:
            writer.close()


Listen = Callable[..., Awaitable[Listening]]


@asynccontextmanager
async def listening(
    target: str, secret: str | None = None, bounds: Bounds | None = None
) -> AsyncIterator[Listening]:
    """A listener that answers by a target, until this is left."""
    with socket.create_server(("127.0.0.1", 0)) as sock:
        here = Listening(sock.getsockname()[1])

        async def told(received: Received) -> None:
            here.received.append(received)

        async with open_target(target) as opened:
            listener = Listener(opened, Guard(secret), told, secrets={}, bounds=bounds or Bounds())
            server = Server(
                listener,
                names=frozenset(),
                has_secret=secret is not None,
                refused=here.refused.append,
            )
            task = asyncio.ensure_future(server.serve(sock))
            try:
                yield here
            finally:
                task.cancel()
                await asyncio.wait([task])


@pytest.fixture
async def listen() -> AsyncIterator[Listen]:
    """Starts listeners, which end with the test."""
    async with AsyncExitStack() as stack:

        async def start(
            target: str = "starter", secret: str | None = None, bounds: Bounds | None = None
        ) -> Listening:
            return await stack.enter_async_context(listening(target, secret, bounds))

        yield start
