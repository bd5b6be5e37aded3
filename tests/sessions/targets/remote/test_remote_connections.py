"""Connections to a remote endpoint: kept, replaced, shared, cancelled."""

import asyncio
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from sessions.contract.invocation import example
from sessions.targets.remote.endpoint import RemoteTarget
from sessions.targets.target import Limits, Settings


async def test_one_connection_serves_many_invocations(serve):
    endpoint = await serve({"MessageID": "m"}, headers={"Set-Cookie": "a=1"})
    target = RemoteTarget(endpoint.url, None, Settings())
    for _ in range(5):
        assert (await target.invoke(example(), {}, Limits())).delivered
    await target.aclose()
    assert (endpoint.connections, len(endpoint.requests)) == (1, 5)
    assert all("cookie" not in request.headers for request in endpoint.requests)


async def test_it_may_be_asked_concurrently(serve):
    endpoint = await serve({"MessageID": "m"})
    target = RemoteTarget(endpoint.url, None, Settings())
    outcomes = await asyncio.gather(*(target.invoke(example(), {}, Limits()) for _ in range(20)))
    await target.aclose()
    assert all(outcome.delivered for outcome in outcomes)


async def test_a_connection_that_the_server_has_closed_meanwhile_is_replaced(serve):
    closed = asyncio.Event()

    async def answer_and_close(_request, writer):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        writer.close()
        await writer.wait_closed()
        closed.set()

    endpoint = await serve(handler=answer_and_close)
    target = RemoteTarget(endpoint.url, None, Settings())
    for _ in range(3):
        assert (await target.invoke(example(), {}, Limits())).delivered
        await asyncio.wait_for(closed.wait(), 60)
        closed.clear()
    await target.aclose()
    assert endpoint.connections == 3


def test_it_may_be_asked_in_one_event_loop_after_another():
    """Connections belong to the loop that made them; a target outlives its loop."""

    async def once():
        outcome = await target.invoke(example(), {}, Limits())
        await target.aclose()
        return outcome

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        Thread(target=server.serve_forever).start()
        target = RemoteTarget(f"http://127.0.0.1:{server.server_port}/", None, Settings())
        try:
            assert asyncio.run(once()).message_id == "m"
            assert asyncio.run(once()).message_id == "m"
        finally:
            server.shutdown()


class Answering(BaseHTTPRequestHandler):
    def do_POST(self):
        self.send_response(200)
        self.send_header("Content-Length", "17")
        self.end_headers()
        self.wfile.write(b'{"MessageID":"m"}')

    def log_message(self, format, *args):
        pass


async def test_cancelling_closes_the_connection_at_once(serve):
    arrived, gone = asyncio.Event(), asyncio.Event()

    async def hang(reader, _writer):
        await reader.readuntil(b"}}}}")
        arrived.set()
        assert await reader.read() == b""
        gone.set()

    endpoint = await serve(stream=hang)
    target = RemoteTarget(endpoint.url, None, Settings())
    task = asyncio.create_task(target.invoke(example(), {}, Limits()))
    await asyncio.wait_for(arrived.wait(), 60)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.wait_for(gone.wait(), 60)
    await target.aclose()
