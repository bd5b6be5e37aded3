"""One HTTP exchange with an endpoint that blocks, for who waits without an event loop: a load test
waits by greenlets. What is sent and how it is read are as with `RemoteTarget.invoke`."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, cast

from sessions.contract.invocation import Invocation
from sessions.contract.outcome import Outcome, failed
from sessions.decompression import Unpacker

from .connection_errors import Stage, explain
from .exchange import BAD_BODY, MAX_ANSWER, answer_of, fault_of, late
from .response import HttpAnswer, read_answer
from .url import CannotSend

if TYPE_CHECKING:
    import httpcore

    from .endpoint import RemoteTarget


_STAGE_BEGINS: Final = {
    "connection.start_tls.started": Stage.SECURING,
    "proxy.start_tls.started": Stage.SECURING,
    "http11.send_request_headers.started": Stage.SENDING,
    "http11.receive_response_headers.started": Stage.WAITING,
    "http11.receive_response_headers.complete": Stage.ANSWERING,
}
"""Events of httpcore's `trace` extension, and the stage that begins with each."""


class BlockingEndpoint:
    """Sends over one connection, which it keeps; one invocation at a time."""

    def __init__(self, target: RemoteTarget, seconds: float) -> None:
        """`seconds` are for each step: to connect, to send, and until more of the answer comes."""
        self._target = target
        self._seconds = seconds
        self._pool: httpcore.ConnectionPool | None = None
        self._stage = Stage.CONNECTING
        self._answer = HttpAnswer(status=0)

    @property
    def received(self) -> int:
        """Bytes of the last answer."""
        return len(self._answer.body)

    def send(self, invocation: Invocation, secrets: Mapping[str, str]) -> Outcome:
        """POST the payload and read the answer; an Outcome in any case."""
        import httpcore

        self._answer, self._stage = HttpAnswer(status=0), Stage.CONNECTING
        info, started = self._target.info, time.perf_counter()
        try:
            way, request, authorization = self._target.request(invocation, secrets)
        except CannotSend as problem:
            return failed(info, problem.kind, str(problem))
        self._pool = self._pool or way.new_blocking_pool()
        server = way.server
        try:
            self._converse(self._pool, request, authorization)
            outcome = read_answer(self._answer, info)
        except httpcore.TimeoutException:
            outcome = late(self._stage, server, self._seconds, self._answer, info)
        except (httpcore.ProtocolError, httpcore.ProxyError, httpcore.NetworkError) as error:
            if self._stage is Stage.CONNECTING:
                server = way.first_hop
            cause = error.__cause__ or error.__context__
            reason = cause if isinstance(cause, OSError) else error
            kind, message = explain(reason, self._stage, server)
            outcome = failed(info, kind, message)
        return replace(outcome, duration_ms=(time.perf_counter() - started) * 1000)

    def close(self) -> None:
        """Close the connection."""
        if self._pool:
            self._pool.close()

    def _converse(
        self, pool: httpcore.ConnectionPool, request: httpcore.Request, authorization: str | None
    ) -> None:
        import httpcore

        steps = ("connect", "write", "read", "pool")
        extensions = cast("dict[str, Any]", request.extensions)  # pyright: ignore[reportUnknownMemberType]
        extensions["timeout"] = dict.fromkeys(steps, self._seconds)
        extensions["trace"] = self._trace
        response = pool.handle_request(request)
        said = cast("dict[str, object]", response.extensions)  # pyright: ignore[reportUnknownMemberType]
        answer = self._answer = answer_of(response, said, authorization)
        try:
            unpacker = Unpacker(answer.headers.get("content-encoding"), MAX_ANSWER)
            answer.body = unpacker.content
            for chunk in response.iter_stream():
                unpacker.feed(chunk)
            unpacker.end()
        except (*BAD_BODY, httpcore.ProtocolError, httpcore.NetworkError) as error:
            answer.fault = fault_of(error, answer)
        finally:
            response.close()

    def _trace(self, event: str, _details: Mapping[str, Any]) -> None:
        self._stage = _STAGE_BEGINS.get(event, self._stage)
