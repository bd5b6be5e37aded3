"""Real HTTP clients of Node and Python against the gateway."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
from collections.abc import AsyncIterator
from typing import Any, cast

import httpcore
import pytest

from sessions.contract.fault import Fault
from sessions.gateway.recording import Recording
from sessions.gateway.server import Gateway
from sessions.runner.interpreters import find_node

from .conftest import TOKEN, preface

HOST = "sms.example.com"
SENT = {"to": "+4915112345678", "text": "Your code is 123456"}
NODE = """
const http = require('http');
const net = require('net');
const [address, preface, body] = process.argv.slice(1);
const createConnection = () => {
  const socket = net.connect(address);
  socket.write(preface);
  return socket;
};
const request = http.request({ createConnection, host: 'x', method: 'POST', path: '/send' });
request.on('response', async (response) => {
  let text = '';
  for await (const chunk of response) text += chunk;
  console.log(JSON.stringify({ status: response.statusCode, body: text }));
});
request.on('error', (error) => console.log(JSON.stringify({ ...error, message: error.message })));
request.write(body);
request.end();
"""


@pytest.fixture
def recording(gateway: Gateway) -> Recording:
    """That of the one child."""
    return gateway.record(TOKEN)


class _Connection(http.client.HTTPConnection):
    """Python's own client, over a captured connection."""

    def __init__(self, address: str) -> None:
        super().__init__(HOST)
        self._address = address

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self._address)
        self.sock.sendall(preface(host=HOST))


class _Backend(httpcore.AsyncNetworkBackend):
    """httpx's network, captured."""

    def __init__(self, address: str) -> None:
        self._address = address
        # To pyright it is the stand-in that httpcore has where anyio is not installed.
        self._network = cast("httpcore.AsyncNetworkBackend", httpcore.AnyIOBackend())

    async def connect_tcp(
        self, host: str, port: int, *args: Any, **more: Any
    ) -> httpcore.AsyncNetworkStream:
        stream = await self._network.connect_unix_socket(self._address)
        await stream.write(preface(host=host, port=port))
        return stream


def _ask(connection: http.client.HTTPConnection, body: Any) -> tuple[int, bytes]:
    connection.request("POST", "/send", body, {"Content-Type": "application/json"})
    with connection.getresponse() as response:
        return response.status, response.read()


async def _node(gateway: Gateway, body: str) -> dict[str, Any]:
    node = find_node()
    assert node is not None
    words = (gateway.address, preface(host=HOST).decode(), body)
    process = await asyncio.create_subprocess_exec(
        node.path, "-e", NODE, *words, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    return json.loads(said)


async def test_node(gateway: Gateway, recording: Recording) -> None:
    answer = await _node(gateway, json.dumps(SENT))  # chunked, since it is written in parts
    assert answer["status"] == 200
    (call,) = recording.calls
    assert call.url == f"https://{HOST}/send"
    assert json.loads(call.answer_body) == json.loads(answer["body"])
    assert call.message is not None
    assert call.message.text == SENT["text"]


@pytest.mark.parametrize("body", ["{}", "x" * 100_000], ids=["short", "long"])
async def test_node_sees_a_reset(gateway: Gateway, recording: Recording, body: str) -> None:
    recording.faults = (Fault("reset"),)
    error = await _node(gateway, body)
    assert (error["code"], error["syscall"]) == ("ECONNRESET", "read")


async def test_http_client(gateway: Gateway, recording: Recording) -> None:
    connection = _Connection(gateway.address)
    parts = [b'{"to": "+4915112345678",', b'"text": "Hi"}']
    for body in (json.dumps(SENT), parts):  # the same connection is kept
        status, _ = await asyncio.to_thread(_ask, connection, body)
        assert status == 200
    connection.close()
    assert [call.message and call.message.text for call in recording.calls] == [SENT["text"], "Hi"]


async def test_http_client_sees_a_reset(gateway: Gateway, recording: Recording) -> None:
    recording.faults = (Fault("reset"),)
    connection = _Connection(gateway.address)
    with pytest.raises(ConnectionResetError, match="reset by peer"):
        await asyncio.to_thread(_ask, connection, json.dumps(SENT))
    connection.close()


async def test_httpcore(gateway: Gateway, recording: Recording) -> None:
    async def parts() -> AsyncIterator[bytes]:
        for part in json.dumps(SENT).split(" "):
            yield part.encode()

    backend = _Backend(gateway.address)
    async with httpcore.AsyncConnectionPool(network_backend=backend) as pool:
        answers = [
            await pool.request("POST", f"http://{HOST}/send", content=parts()) for _ in range(3)
        ]
        recording.faults = (Fault("reset"),)
        with pytest.raises(httpcore.ReadError):
            await pool.request("POST", f"http://{HOST}/send", content=b"{}")
    assert {answer.status for answer in answers} == {200}
    assert [call.status for call in recording.calls] == [200, 200, 200, None]
