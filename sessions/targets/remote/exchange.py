"""One HTTP exchange with a remote endpoint, within one deadline, whatever the network does."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import Final

import h11

from sessions.contract.kinds import Kind
from sessions.contract.outcome import Outcome, TargetInfo, failed
from sessions.decompression import TooLarge, UnknownEncoding, Unpacker, UnreadableEncoding

from .connection_errors import ProxyRefused, Stage, explain
from .http_connection import Header, HttpConnection, Route, connect
from .response import Answer, read_answer

MAX_ANSWER: Final = 8 * 1024 * 1024
"""Bytes of an answer that are read, counted after decompression."""

_READ_AT_ONCE: Final = 1 << 16
"""Bytes that are read as JSON within a millisecond."""

_LATE: Final = {
    Stage.CONNECTING: "{server} did not take the connection within {seconds:g} s;"
    " check host and port, and whether a firewall is in the way",
    Stage.SECURING: "{server} took the connection, but did not finish the TLS handshake within"
    " {seconds:g} s; check that the port speaks TLS",
    Stage.SENDING: "{server} took the connection, but not the whole request within {seconds:g} s;"
    " see what the endpoint is busy with",
    Stage.WAITING: "{server} took the connection and the request, but no answer came within"
    " {seconds:g} s; see where the endpoint hangs, or allow more time",
    Stage.ANSWERING: "{server} answered HTTP {status} and {received:,} bytes, but came to no end"
    " within {seconds:g} s; see what it waits for while it answers, or allow more time",
}


class Exchange:
    """One request and its answer, and how far it has come."""

    def __init__(
        self, route: Route, headers: list[Header], body: bytes, authorization: str | None
    ) -> None:
        """`authorization` says in words where the headers' Authorization comes from, if at all."""
        self._route = route
        self._headers = headers
        self._body = body
        self._authorization = authorization
        self._server = route.address.server
        self._first_hop = f"the proxy {route.proxy.server}" if route.proxy else self._server
        self._stage = Stage.CONNECTING
        self._answer = Answer(status=0)

    async def run(self, seconds: float, target: TargetInfo, idle: list[HttpConnection]) -> Outcome:
        """Send, receive within `seconds`, and read what came; an Outcome in any case.

        A connection is taken from `idle`, or made, and put there if it can be used again. Raises
        only `asyncio.CancelledError`, with the connection closed.
        """
        started = time.perf_counter()
        deadline = asyncio.timeout(seconds)
        try:
            async with deadline:
                await self._converse(idle)
                outcome = await self._read(target)
        except (h11.ProtocolError, ProxyRefused, OSError) as error:
            if deadline.expired():
                outcome = self._late(seconds, target)
            else:
                kind, message = explain(error, self._stage, self._server_now())
                outcome = failed(target, kind, message)
        return replace(outcome, duration_ms=(time.perf_counter() - started) * 1000)

    async def _read(self, target: TargetInfo) -> Outcome:
        """What the answer comes to; a long one is read beside the screen, which goes on."""
        if len(self._answer.body) < _READ_AT_ONCE:
            return read_answer(self._answer, target)
        return await asyncio.to_thread(read_answer, self._answer, target)

    async def _converse(self, idle: list[HttpConnection]) -> None:
        connection = _usable(idle) or await connect(self._route, self._enter)
        try:
            self._enter(Stage.SENDING)
            await connection.send("POST", self._route.target, self._headers, self._body)
            self._enter(Stage.WAITING)
            head = await connection.head()
            self._enter(Stage.ANSWERING)
            await self._receive(head, connection)
            if connection.finish():
                idle.append(connection)
        except BaseException:
            connection.close()
            raise

    async def _receive(self, head: h11.Response, connection: HttpConnection) -> None:
        answer = self._answer = Answer(
            status=head.status_code,
            reason=head.reason.decode("ascii", "ignore"),
            headers=_texts(head),
            authorization=self._authorization,
        )
        try:
            unpacker = Unpacker(answer.headers.get("content-encoding"), MAX_ANSWER)
            answer.body = unpacker.content
            async for chunk in connection.body():
                unpacker.feed(chunk)
            unpacker.end()
        except UnknownEncoding as error:
            answer.fault = str(error)
        except UnreadableEncoding as error:
            encoding = answer.header("content-encoding")
            answer.fault = f"is not in its content-encoding, {encoding}: it {error}"
        except TooLarge:
            answer.fault = f"is larger than {MAX_ANSWER // 1024**2} MiB"
        except (h11.RemoteProtocolError, OSError):
            length = answer.headers.get("content-length")
            answer.fault = "was cut short" + (f": {length} bytes were announced" if length else "")

    def _enter(self, stage: Stage) -> None:
        self._stage = stage

    def _late(self, seconds: float, target: TargetInfo) -> Outcome:
        message = _LATE[self._stage].format(
            server=self._server_now(),
            seconds=seconds,
            status=self._answer.status,
            received=len(self._answer.body),
        )
        return failed(target, Kind.HTTP_TIMEOUT, message, wire=self._answer.text or None)

    def _server_now(self) -> str:
        """Whoever it is that does not answer: until the connection stands, that is the proxy."""
        return self._first_hop if self._stage is Stage.CONNECTING else self._server


def _usable(idle: list[HttpConnection]) -> HttpConnection | None:
    """The connection used last; those that can be used no more are closed."""
    while idle:
        connection = idle.pop()
        if connection.is_usable:
            return connection
        connection.close()
    return None


def _texts(head: h11.Response) -> dict[str, str]:
    """The headers by name in lower case; one that came more than once has its values in a row."""
    headers: dict[str, str] = {}
    for name, value in head.headers:
        key, text = name.decode("ascii"), _text(value)
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return headers


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")
