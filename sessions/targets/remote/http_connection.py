"""HTTP/1.1 over one connection: requests one after another, each with its answer."""

from __future__ import annotations

import base64
import ssl
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Final

import h11

from .byte_stream import ByteStream
from .connection_errors import ProxyRefused, Stage
from .dialing import dial
from .url import Address

_LONGEST_HEAD: Final = 100 << 10
_KEPT: Final = 5.0
"""Seconds for which a connection without use is kept; many servers close it soon after."""

Header = tuple[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Route:
    """The way to an endpoint."""

    address: Address
    tls: ssl.SSLContext | None
    """How the endpoint proves who it is; None where it speaks plain HTTP."""
    proxy: Address | None = None
    proxy_tls: ssl.SSLContext | None = None
    proxy_userinfo: bytes | None = None
    """`user:password`."""

    @property
    def target(self) -> str:
        """What a request asks for: of a proxy that passes it on, the whole URL."""
        target = self.address.target
        return self.address.origin + target if self.is_forwarded else target

    @property
    def is_forwarded(self) -> bool:
        """Whether a proxy reads the requests, which are plain HTTP, and passes them on."""
        return self.proxy is not None and not self.address.is_secure

    @property
    def for_proxy(self) -> list[Header]:
        """The header in which a proxy is told who asks."""
        if self.proxy_userinfo is None:
            return []
        return [(b"Proxy-Authorization", b"Basic " + base64.b64encode(self.proxy_userinfo))]


class HttpConnection:
    """A connection that takes one request after another."""

    def __init__(self, stream: ByteStream) -> None:
        self._stream = stream
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=_LONGEST_HEAD)
        self._idle_since = 0.0

    @property
    def is_usable(self) -> bool:
        """Whether it can be asked again: it is idle, not for long, and the server has not left."""
        is_young = time.monotonic() - self._idle_since < _KEPT
        return self._http.our_state is h11.IDLE and is_young and self._stream.is_quiet

    async def send(self, method: str, target: str, headers: list[Header], body: bytes) -> None:
        """Send a request. Where the server closes before its end, its answer may still be read.

        Raises:
            h11.LocalProtocolError: the headers do not make a request.
        """
        request = h11.Request(method=method, target=target, headers=headers)
        head = self._http.send(request) or b""
        data = self._http.send(h11.Data(data=body)) or b"" if body else b""
        await self._stream.write(head + data + (self._http.send(h11.EndOfMessage()) or b""))

    async def head(self) -> h11.Response:
        """The head of the answer; interim answers before it are passed over.

        Raises:
            h11.RemoteProtocolError: what came is not HTTP.
            OSError: the connection broke, or was closed before there was an answer.
        """
        while True:
            event = await self._event()
            if isinstance(event, h11.Response):
                return event
            if not isinstance(event, h11.InformationalResponse):
                raise ConnectionAbortedError("closed without an answer")

    async def body(self) -> AsyncIterator[bytes]:
        """The body of the answer, in pieces as they come.

        Raises:
            h11.RemoteProtocolError: it is malformed, or has not come to its end.
            OSError: the connection broke.
        """
        while isinstance(event := await self._event(), h11.Data):
            yield bytes(event.data)

    def finish(self) -> bool:
        """Make ready for another request; where that cannot be, close it, and say False."""
        if self._http.our_state is h11.DONE and self._http.their_state is h11.DONE:
            self._http.start_next_cycle()
            self._idle_since = time.monotonic()
            if not self._http.trailing_data[0]:
                return True
        self.close()
        return False

    def close(self) -> None:
        """Let go of the connection at once."""
        self._stream.close()

    async def _event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            data = await self._stream.read()
            if not data and self._http.their_state is h11.SEND_RESPONSE:
                raise ConnectionAbortedError("closed without an answer")
            self._http.receive_data(data)
        return event


async def connect(route: Route, enter: Callable[[Stage], None]) -> HttpConnection:
    """A new connection, through a proxy where the route has one.

    Args:
        enter: called with each stage that begins.

    Raises:
        OSError: nothing takes the connection, or its TLS handshake failed.
        ProxyRefused: the proxy does not lead on.
        h11.RemoteProtocolError: what the proxy said is not HTTP.
    """
    first = route.proxy or route.address
    stream = ByteStream(await dial(first.host, first.port))
    try:
        first_tls = route.proxy_tls if route.proxy else route.tls
        if first_tls:
            enter(Stage.SECURING)
            await stream.secure(first_tls, first.host)
        else:
            await stream.open()
        if route.proxy and route.tls:
            await _tunnel(stream, route, enter)
            enter(Stage.SECURING)
            await stream.secure(route.tls, route.address.host)
    except BaseException:
        stream.close()
        raise
    return HttpConnection(stream)


async def _tunnel(stream: ByteStream, route: Route, enter: Callable[[Stage], None]) -> None:
    """Have the proxy lead the stream on to the endpoint."""
    enter(Stage.WAITING)
    asked = route.address.authority
    headers = [(b"Host", asked.encode("ascii")), (b"Accept", b"*/*"), *route.for_proxy]
    through = HttpConnection(stream)
    await through.send("CONNECT", asked, headers, b"")
    answer = await through.head()
    if not 200 <= answer.status_code < 300:
        reason = answer.reason.decode("ascii", "ignore")
        raise ProxyRefused(f"{answer.status_code} {reason}")
