"""The HTTP server of a listener, of starlette and uvicorn: bounded in all that a sender may take.

uvicorn gives a request's head all the time that it takes, and reads a body to its end that nobody
wants any more; a connection here gives neither.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Collection, Generator
from contextlib import contextmanager
from typing import Final

import h11
import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from sessions.contract import json_text
from sessions.contract.json_text import JsonValue

from .bounds import Bounds
from .gate import check_head
from .listener import Listener
from .refused import Refused

_LINGER_SECONDS: Final = 2.0
_LINGER_BYTES: Final = 8 * 1024 * 1024
"""Of a body that is refused, read and forgotten: a sender that is cut off while it sends sees an
error of its connection, and never why."""
_SAFE: Final = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
_FULL: Final = (
    b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nretry-after: 1\r\n"
    b"connection: close\r\n\r\n"
)


class Server:
    """Serves a listener on a socket.

    Args:
        names: what this machine is called beside its addresses, in small letters.
        has_secret: whether requests have to show one.
        refused: what is called with each request that is turned away.
    """

    def __init__(
        self,
        listener: Listener,
        *,
        names: Collection[str],
        has_secret: bool,
        refused: Callable[[Refused], None],
    ) -> None:
        self._listener = listener
        self._names = names
        self._has_secret = has_secret
        self._refused = refused

    async def serve(self, listening: socket.socket) -> None:
        """Take requests until this is cancelled.

        What runs then may go on for `Bounds.end_seconds`, and is ended; nobody else comes in.
        """
        bounds = self._listener.bounds
        app = Starlette()
        app.add_route("/{path:path}", self._invocation, methods=["POST"])
        app.add_exception_handler(405, self._wrong_method)
        config = uvicorn.Config(
            app,
            http=_connection_class(bounds),
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            h11_max_incomplete_event_size=bounds.head,
            timeout_keep_alive=int(bounds.head_seconds) or 1,
            timeout_graceful_shutdown=int(bounds.end_seconds) or 1,
        )
        server = _Server(config)
        serving = asyncio.ensure_future(server.serve(sockets=[listening]))
        try:
            await asyncio.shield(serving)
        except asyncio.CancelledError:
            server.should_exit = True
            await serving
            await asyncio.gather(*server.server_state.tasks, return_exceptions=True)
            raise

    async def _invocation(self, request: Request) -> Response:
        try:
            status, said = await self._taken(request)
        except Refused as refused:
            return self._turned_away(refused)
        except ClientDisconnect:
            return Response(status_code=400)
        except Exception as error:  # told by its kind: its words may be the request's
            why = f"internal error: {type(error).__name__}; please report it"
            return self._turned_away(Refused(500, why))
        return _json(status, said)

    async def _wrong_method(self, _: Request, __: Exception) -> Response:
        return self._turned_away(Refused(405, "Invocations are sent by POST."))

    def _turned_away(self, refused: Refused) -> Response:
        self._refused(refused)
        response = _json(refused.status, {"error": refused.reason})
        if refused.retry_after is not None:
            response.headers["retry-after"] = str(refused.retry_after)
        return response

    async def _taken(self, request: Request) -> tuple[int, JsonValue]:
        raw = [
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw
        ]
        bounds = self._listener.bounds
        if sum(len(name) + len(value) for name, value in raw) > bounds.head:
            raise Refused(431, f"The head has more than {bounds.head:,} bytes.")
        headers = check_head(request.url.path, raw, names=self._names, has_secret=self._has_secret)
        way = self._listener.guard.begin(headers)
        self._listener.check_room()
        content = await self._body(request, headers.get("content-length", "0"))
        return await self._listener.take(way, headers, content)

    async def _body(self, request: Request, length: str) -> bytes:
        bounds = self._listener.bounds
        too_large = Refused(413, f"The body has more than {bounds.body:,} bytes.")
        if len(length) > 18 or int(length) > bounds.body:  # h11 has seen to it that it is a number
            raise too_large
        content = bytearray()
        try:
            async with asyncio.timeout(bounds.body_seconds):
                async for part in request.stream():
                    content += part
                    if len(content) > bounds.body:
                        raise too_large
        except TimeoutError:
            raise Refused(408, "The body did not come in time.") from None
        return bytes(content)


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Whoever runs it hears signals itself."""
        yield


def _connection_class(bounds: Bounds) -> type[H11Protocol]:
    """uvicorn's protocol for one connection, within bounds."""

    class Connection(H11Protocol):
        _deadline: asyncio.TimerHandle | None = None
        _unwanted = 0

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            if len(self.connections) >= bounds.connections:
                self.transport = transport
                self.flow = None  # type: ignore[assignment]
                transport.write(_FULL)
                transport.close()
                return
            super().connection_made(transport)
            self._allow(bounds.head_seconds)

        def data_received(self, data: bytes) -> None:
            if self.transport.is_closing():
                return
            if self._is_unwanted():
                self._unwanted += len(data)
                if self._unwanted > _LINGER_BYTES:
                    self.transport.abort()
                    return
            super().data_received(data)
            self._stop_where_it_runs()

        def on_response_complete(self) -> None:
            self._unwanted = 0
            self._allow(_LINGER_SECONDS if self._is_unwanted() else bounds.head_seconds)
            super().on_response_complete()
            self._stop_where_it_runs()  # the next request, where it was sent with this one

        def connection_lost(self, exc: Exception | None) -> None:
            self._stop()
            super().connection_lost(exc)

        def _is_unwanted(self) -> bool:
            """Whether what comes is the rest of a body that was answered before its end."""
            cycle = self._last()
            is_answered = cycle is not None and cycle.response_complete
            return is_answered and self.conn.their_state is h11.SEND_BODY

        def _last(self) -> RequestResponseCycle | None:
            """The request that came last; uvicorn's type says that there always is one."""
            return self.cycle

        def _stop_where_it_runs(self) -> None:
            cycle = self._last()
            if cycle is not None and not cycle.response_complete:
                self._stop()

        def _allow(self, seconds: float) -> None:
            self._stop()
            self._deadline = self.loop.call_later(seconds, self._too_slow)

        def _stop(self) -> None:
            if self._deadline:
                self._deadline.cancel()
                self._deadline = None

        def _too_slow(self) -> None:
            if not self.transport.is_closing():
                self.transport.abort()

    return Connection


def _json(status: int, value: JsonValue) -> Response:
    return Response(json_text.dumps(value), status, _SAFE, "application/json")
