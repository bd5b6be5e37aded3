"""Who waits without an event loop sends the same request, and reads the same of the answer."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from sessions.contract.invocation import example
from sessions.contract.outcome import Outcome
from sessions.targets.remote.blocking import BlockingEndpoint
from sessions.targets.remote.endpoint import RemoteTarget
from sessions.targets.target import Settings
from tests.narrowing import error_of

SECRETS = {"auth0-extension-secret": "t0ken"}
SECONDS = 5.0


async def blocking(url: str, times: int = 1, seconds: float = SECONDS, **settings) -> list[Outcome]:
    """What comes of the example, one send after another."""
    endpoint = BlockingEndpoint(RemoteTarget(url, "staging", Settings(**settings)), seconds)

    def send() -> list[Outcome]:
        try:
            return [endpoint.send(example(), SECRETS) for _ in range(times)]
        finally:
            endpoint.close()

    return await asyncio.to_thread(send)


def without_time(outcome: Outcome) -> Outcome:
    return replace(outcome, duration_ms=0.0)


@pytest.mark.parametrize(
    "answer",
    [
        {"body": {"MessageID": "m-1"}},
        {"body": {"status": "error", "data": {"message": "no such number"}}, "status": "200 OK"},
        {"body": {"message": "not you"}, "status": "401 Unauthorized"},
        {"body": "<html>", "status": "502 Bad Gateway"},
        {"body": b"x", "headers": {"Content-Encoding": "gzip"}},
        {"body": b"x", "headers": {"Content-Encoding": "br"}},
        {"raw": b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{}"},
        {"raw": b"no HTTP at all\r\n\r\n"},
        {"raw": b""},
    ],
)
async def test_request_and_outcome_are_those_of_any_other_send(serve, invoke, answer) -> None:
    endpoint = await serve(**answer)
    headers = {"X-Tenant": "a"}
    usual = await invoke(endpoint, secrets=SECRETS, headers=headers)
    [found] = await blocking(endpoint.url, headers=headers)
    assert without_time(found) == without_time(usual)
    one, other = endpoint.requests
    assert one == other
    assert one.headers["authorization"] == "Bearer t0ken"
    assert found.duration_ms > 0


async def test_one_connection_is_kept(serve) -> None:
    endpoint = await serve({"MessageID": "m-1"})
    outcomes = await blocking(endpoint.url, times=3)
    assert [outcome.message_id for outcome in outcomes] == ["m-1"] * 3
    assert endpoint.connections == 1


async def test_where_nobody_is_or_answers_the_outcome_is_the_same(serve, invoke, closed_port):
    async def hang(reader, _writer):
        await reader.read()

    silent = await serve(stream=hang)
    for url, seconds in ((f"http://127.0.0.1:{closed_port}/", SECONDS), (silent.url, 0.5)):
        [found] = await blocking(url, seconds=seconds)
        assert without_time(found) == without_time(await invoke(url, seconds=seconds))
    [found] = await blocking(silent.url, headers={"Content-Length": "1"})
    assert "follows from the payload" in error_of(found).message
