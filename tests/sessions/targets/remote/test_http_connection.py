"""HTTP/1.1 over one connection: what comes before and after an answer, and who closes when."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sys
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from sessions.contract.invocation import Invocation, example
from sessions.contract.outcome import Outcome
from sessions.targets.remote.dialing import dial
from sessions.targets.remote.endpoint import RemoteTarget
from sessions.targets.target import Limits, Settings
from tests.narrowing import error_of

ANSWER = b'HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n{"MessageID":"m"}'


@pytest.fixture
async def ask() -> AsyncIterator[Callable[..., Any]]:
    """Asks an endpoint, again and again over the connection that is kept for it."""
    targets: dict[str, RemoteTarget] = {}

    async def _ask(endpoint: Any, payload: Any = None) -> Outcome:
        target = targets.setdefault(endpoint.url, RemoteTarget(endpoint.url, None, Settings()))
        invocation = Invocation(payload) if payload else example()
        return await target.invoke(invocation, {}, Limits(30))

    yield _ask
    for target in targets.values():
        await target.aclose()


@pytest.mark.parametrize(
    "before",
    [
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 3,
    ],
)
async def test_interim_answers_are_passed_over(ask: Any, serve: Any, before: bytes) -> None:
    async def answer(_request: Any, writer: asyncio.StreamWriter) -> None:
        writer.write(before + ANSWER)

    endpoint = await serve(handler=answer)
    assert [(await ask(endpoint)).message_id for _ in range(2)] == ["m", "m"]
    assert endpoint.connections == 1


@pytest.mark.parametrize(
    ("head", "connections"),
    [
        (b"HTTP/1.0 200 OK\r\nContent-Length: 17\r\n\r\n", 2),
        (b"HTTP/1.0 200 OK\r\n\r\n", 2),
        (b"HTTP/1.1 200 OK\r\n\r\n", 2),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 17\r\nConnection: close\r\n\r\n", 2),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 17\r\nKeep-Alive: timeout=5\r\n\r\n", 1),
    ],
)
async def test_a_connection_is_kept_only_where_the_server_keeps_it(
    ask: Any, serve: Any, head: bytes, connections: int
) -> None:
    async def answer(_request: Any, writer: asyncio.StreamWriter) -> None:
        writer.write(head + b'{"MessageID":"m"}')
        if connections == 2:
            writer.close()

    endpoint = await serve(handler=answer)
    assert [(await ask(endpoint)).message_id for _ in range(2)] == ["m", "m"]
    assert endpoint.connections == connections


async def test_a_chunked_answer_with_trailers_keeps_the_connection(ask: Any, serve: Any) -> None:
    async def answer(_request: Any, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for part in (b'8;x=y\r\n{"Messag\r\n', b'9\r\neID":"m"}\r\n', b"0\r\nX-A: b\r\n\r\n"):
            writer.write(part)
            await writer.drain()

    endpoint = await serve(handler=answer)
    assert [(await ask(endpoint)).message_id for _ in range(2)] == ["m", "m"]
    assert endpoint.connections == 1


async def test_an_answer_that_changes_the_protocol_is_no_delivery(ask: Any, serve: Any) -> None:
    async def answer(_request: Any, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n")
        writer.close()

    outcome = await ask(await serve(handler=answer))
    assert not outcome.delivered
    assert outcome.error


@pytest.mark.parametrize("more", [ANSWER.replace(b'"m"', b'"x"'), b"HTTP/1.1 204 No\r\n\r\n"])
async def test_what_follows_an_answer_is_never_taken_for_the_next(
    ask: Any, serve: Any, more: bytes
) -> None:
    async def answer(_request: Any, writer: asyncio.StreamWriter) -> None:
        writer.write(ANSWER + more)

    endpoint = await serve(handler=answer)
    assert [(await ask(endpoint)).message_id for _ in range(3)] == ["m", "m", "m"]
    assert (endpoint.connections, len(endpoint.requests)) == (3, 3)


async def test_what_comes_after_the_answer_was_read_is_not_taken_for_the_next(
    ask: Any, serve: Any
) -> None:
    more, written = asyncio.Event(), asyncio.Event()

    async def answer(_request: Any, writer: asyncio.StreamWriter) -> None:
        writer.write(ANSWER)
        await writer.drain()
        await more.wait()
        writer.write(ANSWER.replace(b'"m"', b'"x"'))
        written.set()

    endpoint = await serve(handler=answer)
    for _ in range(2):
        assert (await ask(endpoint)).message_id == "m"
        more.set()
        await asyncio.wait_for(written.wait(), 60)
        written.clear()
    assert endpoint.connections == 2


async def test_an_answer_that_precedes_the_end_of_the_request_is_read(ask: Any, serve: Any) -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n")
        with contextlib.suppress(ConnectionError):
            while await reader.read(1 << 16):
                pass

    outcome = await ask(await serve(stream=refuse), {"recipient": "+1", "text": "x" * 5_000_000})
    assert error_of(outcome).code == 413


async def test_a_header_that_comes_twice_has_both_values(ask: Any, serve: Any) -> None:
    async def answer(_request: Any, writer: asyncio.StreamWriter) -> None:
        head = "HTTP/1.1 302 Grüße\r\nLocation: /ä\r\nLOCATION: /b\r\nContent-Length: 0\r\n\r\n"
        writer.write(head.encode("latin-1"))

    outcome = await ask(await serve(handler=answer))
    assert "HTTP 302 Gre. It leads to /ä, /b." in error_of(outcome).message


@pytest.mark.skipif(not socket.has_ipv6, reason="there is no IPv6")
async def test_an_endpoint_with_an_ipv6_address(invoke: Any) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        hosts.append((await reader.readuntil(b"\r\n\r\n")).decode())
        writer.write(ANSWER)
        writer.close()

    hosts: list[str] = []
    try:
        server = await asyncio.start_server(answer, "::1", 0)
    except OSError:
        pytest.skip("there is no IPv6 here")
    async with server:
        port = server.sockets[0].getsockname()[1]
        assert (await invoke(f"http://[::1]:{port}/")).delivered
    assert f"\r\nHost: [::1]:{port}\r\n" in hosts[0]


# Dialing


def addresses(*ports: int) -> Callable[..., list[Any]]:
    """What looking up a host comes to: 127.0.0.1 at each of these ports."""

    def look_up(*_args: Any, flags: int = 0, **_more: Any) -> list[Any]:
        if flags:
            raise socket.gaierror(socket.EAI_NONAME, "it is a name")
        each = (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "")
        return [(*each, ("127.0.0.1", port)) for port in ports]

    return look_up


@pytest.mark.skipif(sys.platform != "linux", reason="a full queue makes Linux keep silent")
async def test_an_address_that_keeps_silent_is_overtaken_by_the_next(
    serve: Any, closed_port: int, silent_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint = await serve({})
    monkeypatch.setattr(socket, "getaddrinfo", addresses(silent_port, closed_port, endpoint.port))
    with await dial("h.test", 80) as connected:
        assert connected.getpeername()[1] == endpoint.port


async def test_each_address_that_refuses_is_behind_the_error(
    closed_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", addresses(closed_port, closed_port))
    with pytest.raises(OSError, match="Connect call failed") as refused:
        await dial("h.test", 80)
    assert isinstance(refused.value.__cause__, ExceptionGroup)
    assert [type(each) for each in refused.value.__cause__.exceptions] == [
        ConnectionRefusedError
    ] * 2


@pytest.mark.skipif(sys.platform != "linux", reason="a full queue makes Linux keep silent")
async def test_a_dial_that_is_given_up_leaves_nothing_behind(
    silent_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", addresses(silent_port, silent_port))
    before = asyncio.all_tasks()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.4):  # in which the second is tried beside the first
            await dial("h.test", 80)
    assert asyncio.all_tasks() == before
