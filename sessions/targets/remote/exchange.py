"""One HTTP exchange with a remote endpoint, within one deadline, whatever the network does."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, cast

from sessions.contract.kinds import Kind
from sessions.contract.outcome import Outcome, TargetInfo, failed
from sessions.decompression import TooLarge, UnknownEncoding, Unpacker, UnreadableEncoding

from .connection_errors import Progress, Stage, explain
from .response import HttpAnswer, read_answer

if TYPE_CHECKING:
    import httpcore

MAX_ANSWER: Final = 8 * 1024 * 1024
"""Bytes of an answer that are read, counted after decompression."""

BAD_BODY: Final = (UnknownEncoding, UnreadableEncoding, TooLarge)
"""What the unpacking of a body raises."""

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


@dataclass(frozen=True, slots=True)
class Line:
    """What connects to a server and keeps the connection, for one exchange at a time."""

    pool: httpcore.AsyncConnectionPool
    progress: Progress
    """To which its connections say how far they are."""


class Exchange:
    """One request and its answer, and how far it has come."""

    def __init__(
        self,
        line: Line,
        request: httpcore.Request,
        server: str,
        first_hop: str,
        authorization: str | None,
    ) -> None:
        """`server` and `first_hop`, the proxy or the server itself, as messages name them;
        `authorization` says in words where the request's Authorization comes from, if at all."""
        self._pool = line.pool
        self._progress = line.progress
        self._request = request
        self._authorization = authorization
        self._server = server
        self._first_hop = first_hop
        self._answer = HttpAnswer(status=0)

    async def run(self, seconds: float, target: TargetInfo) -> Outcome:
        """Send, receive within `seconds`, and read what came; an Outcome in any case.

        Raises only `asyncio.CancelledError`, with the connection closed.
        """
        import httpcore

        self._progress.stage = Stage.SENDING  # until it turns out that there is no connection yet
        started = time.perf_counter()
        deadline = asyncio.timeout(seconds)
        try:
            async with deadline:
                await self._converse()
                outcome = await self._read(target)
        except (httpcore.ProtocolError, httpcore.ProxyError, OSError) as error:
            if deadline.expired():
                outcome = self._late(seconds, target)
            else:
                kind, message = explain(error, self._progress.stage, self._server_now())
                outcome = failed(target, kind, message)
        return replace(outcome, duration_ms=(time.perf_counter() - started) * 1000)

    async def _read(self, target: TargetInfo) -> Outcome:
        """What the answer comes to; a long one is read beside the screen, which goes on."""
        if len(self._answer.body) < _READ_AT_ONCE:
            return read_answer(self._answer, target)
        return await asyncio.to_thread(read_answer, self._answer, target)

    async def _converse(self) -> None:
        import httpcore

        response, extensions = await self._response()
        self._progress.stage = Stage.ANSWERING
        answer = self._answer = answer_of(response, extensions, self._authorization)
        try:
            unpacker = Unpacker(answer.headers.get("content-encoding"), MAX_ANSWER)
            answer.body = unpacker.content
            async for chunk in response.aiter_stream():
                unpacker.feed(chunk)
            unpacker.end()
        except (*BAD_BODY, httpcore.ProtocolError, OSError) as error:
            answer.fault = fault_of(error, answer)
        finally:
            await response.aclose()

    async def _response(self) -> tuple[httpcore.Response, dict[str, object]]:
        """The answer to the request, and what httpcore says beside it.

        What followed the answer before is in httpcore's hands already, and it would be taken for
        this one: then the request still waits to be sent, and goes over another connection.
        """
        from .byte_stream import ByteStream

        while True:
            response = await self._pool.handle_async_request(self._request)
            extensions = cast("dict[str, object]", response.extensions)  # pyright: ignore[reportUnknownMemberType]
            stream = extensions["network_stream"]
            if not (isinstance(stream, ByteStream) and stream.is_holding):
                return response, extensions
            stream.close()
            await response.aclose()

    def _late(self, seconds: float, target: TargetInfo) -> Outcome:
        return late(self._progress.stage, self._server_now(), seconds, self._answer, target)

    def _server_now(self) -> str:
        """Whoever it is that does not answer: until the connection stands, that is the proxy."""
        return self._first_hop if self._progress.stage is Stage.CONNECTING else self._server


def answer_of(
    response: httpcore.Response, extensions: Mapping[str, object], authorization: str | None
) -> HttpAnswer:
    """What an answer begins with; its body is still to be read."""
    return HttpAnswer(
        status=response.status,
        reason=cast("bytes", extensions["reason_phrase"]).decode("ascii", "ignore"),
        headers=_texts(response.headers),
        authorization=authorization,
    )


def fault_of(error: Exception, answer: HttpAnswer) -> str:
    """Why the body of an answer is not whole or not readable."""
    match error:
        case UnknownEncoding():
            return str(error)
        case UnreadableEncoding():
            encoding = answer.header("content-encoding")
            return f"is not in its content-encoding, {encoding}: it {error}"
        case TooLarge():
            return f"is larger than {MAX_ANSWER // 1024**2} MiB"
        case _:
            length = answer.headers.get("content-length")
            return "was cut short" + (f": {length} bytes were announced" if length else "")


def late(
    stage: Stage, server: str, seconds: float, answer: HttpAnswer, target: TargetInfo
) -> Outcome:
    """The outcome of an exchange that came no further than this in its time."""
    message = _LATE[stage].format(
        server=server, seconds=seconds, status=answer.status, received=len(answer.body)
    )
    return failed(target, Kind.HTTP_TIMEOUT, message, wire=answer.text or None)


def _texts(received: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """The headers by name in lower case; one that came more than once has its values in a row."""
    headers: dict[str, str] = {}
    for name, value in received:
        key, text = name.decode("ascii").lower(), _text(value)
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return headers


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")
