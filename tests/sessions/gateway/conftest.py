"""A gateway on a real socket, and callers that talk to it as a hook's child does."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol

import h11
import pytest

from sessions.gateway.server import Gateway

SLOW_SECONDS = 0.05
TOKEN = "a-token"


def preface(token: str = TOKEN, host: str = "api.example.com", **more: Any) -> bytes:
    """The line by which a child's connection begins."""
    said = {"token": token, "host": host, "port": 443, "tls": True, "t": 1.0, **more}
    return b"offhook " + json.dumps(said).encode() + b"\n"


def post(body: str, path: str = "/send", host: str = "api.example.com", **headers: str) -> bytes:
    """A whole request with a body in JSON; `content_type` and the like become headers."""
    more = {name.replace("_", "-"): text for name, text in headers.items()}
    size = str(len(body.encode()))
    given = {"host": host, "content-type": "application/json", "content-length": size, **more}
    lines = "".join(f"{name}: {text}\r\n" for name, text in given.items())
    return f"POST {path} HTTP/1.1\r\n{lines}\r\n{body}".encode()


@dataclass(frozen=True)
class Response:
    """What came back."""

    status: int
    reason: str
    headers: dict[str, str]
    body: bytes


class Caller:
    """One connection to the gateway, as raw bytes or as an HTTP client."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._rest = b""

    @classmethod
    async def connect(cls, gateway: Gateway) -> Caller:
        """A connection that has said nothing yet."""
        return cls(*await asyncio.open_unix_connection(gateway.address))

    async def send(self, data: bytes) -> None:
        """Send raw bytes."""
        self._writer.write(data)
        await self._writer.drain()

    async def response(self, method: str = "POST") -> Response:
        """The next response."""
        http = h11.Connection(h11.CLIENT)
        asked = h11.Request(method=method, target="/", headers=[("host", "x")])
        http.send(asked)
        http.send(h11.EndOfMessage())
        if self._rest:
            http.receive_data(self._rest)
        head, body = await self._event(http), b""
        assert isinstance(head, h11.Response)
        while isinstance(event := await self._event(http), h11.Data):
            body += event.data
        self._rest = http.trailing_data[0]
        headers = {name.decode(): text.decode() for name, text in head.headers}
        return Response(head.status_code, head.reason.decode(), headers, body)

    async def ask(self, request: bytes, method: str = "POST") -> Response:
        """Send a request, and wait for its response."""
        await self.send(request)
        return await self.response(method)

    async def line(self) -> bytes:
        """The next line that comes, with its end."""
        return await self._reader.readline()

    async def rest(self) -> bytes:
        """All that comes until the gateway closes."""
        return await self._reader.read()

    def shut(self) -> None:
        """Say that nothing more is sent."""
        self._writer.write_eof()

    async def close(self) -> None:
        """Close the connection."""
        self._writer.close()
        with contextlib.suppress(ConnectionError):  # as a test has asked for
            await self._writer.wait_closed()

    async def _event(self, http: h11.Connection) -> Any:
        while (event := http.next_event()) is h11.NEED_DATA:
            http.receive_data(await self._reader.read(65536))
        return event


class Connect(Protocol):
    """Opens a connection that has said whose it is, and where it would have gone."""

    def __call__(self, token: str = ..., host: str = ..., **more: Any) -> Awaitable[Caller]: ...


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    """One that listens; no task is left of it afterwards."""
    before = asyncio.all_tasks()
    opened = Gateway(slow_seconds=SLOW_SECONDS)
    await opened.start()
    yield opened
    await opened.aclose()
    assert asyncio.all_tasks() <= before | {asyncio.current_task()}


@pytest.fixture
async def connect(gateway: Gateway) -> AsyncIterator[Connect]:
    """Opens connections to the gateway, and closes them after the test."""
    opened: list[Caller] = []

    async def _connect(token: str = TOKEN, host: str = "api.example.com", **more: Any) -> Caller:
        opened.append(await Caller.connect(gateway))
        await opened[-1].send(preface(token, host, **more))
        return opened[-1]

    yield _connect
    for caller in opened:
        await caller.close()


Until = Callable[[Callable[[], bool]], Awaitable[None]]


@pytest.fixture
def until() -> Until:
    """Lets the other tasks run until something holds."""

    async def _until(holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(60):
            while not holds():  # noqa: ASYNC110 (any state at all may be waited for)
                await asyncio.sleep(0)

    return _until
