"""TLS on a connection that is already open, spoken as the host that its client means to reach."""

from __future__ import annotations

import ssl
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final

from typing_extensions import override

from sessions.errors import OffhookError
from sessions.gateway.stream import Stream

if TYPE_CHECKING:
    from .authority import Authority  # comes with cryptography, which may not be installed

_MOST: Final = 65536
_UNTRUSTED: Final = (
    "{host}: the program does not trust the inbox's certificate ({reason}); set what "
    "offhook inbox --env prints"
)
_NO_TLS: Final = "{host}: the program begins no TLS that is spoken here ({reason})"


class TlsStream(Stream):
    """What is inside the TLS of another stream; it resets and closes that one."""

    def __init__(self, wire: Stream, context: ssl.SSLContext) -> None:
        self._wire = wire
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self._ahead = b""

    async def begin(self) -> None:
        """Shake hands.

        Raises:
            ssl.SSLError: the client speaks no TLS that is spoken here, or trusts nobody here.
            ConnectionError: it has gone.
        """
        while True:
            try:
                self._tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                await self._flush()
                if not await self._feed():
                    raise ConnectionResetError("it ended in the middle of its handshake") from None
        await self._flush()

    @override
    async def write(self, data: bytes) -> None:
        if data:
            self._tls.write(data)
        await self._flush()

    @override
    def close(self) -> None:
        self._wire.close()

    @override
    def reset(self) -> None:
        self._wire.reset()

    @override
    async def until_gone(self) -> None:
        await self._wire.until_gone()

    @override
    async def _receive(self) -> bytes:
        while True:
            try:
                return self._tls.read(_MOST)
            except ssl.SSLWantReadError:
                await self._flush()  # an answer to a change of keys
                if not await self._feed():
                    return b""
            except ssl.SSLError:  # closed by the other side, or no TLS any more
                return b""

    async def _feed(self) -> bool:
        data = await self._wire.read()
        self._incoming.write(data)
        return bool(data)

    async def _flush(self) -> None:
        if data := self._outgoing.read():
            await self._wire.write(data)


def secured_by(
    authority: Authority, noted: Callable[[str], None]
) -> Callable[[Stream, str], Awaitable[Stream]]:
    """What speaks TLS as a host, with a certificate of an authority.

    `noted` is called with a sentence: of a client that does not trust it or speaks another TLS, or
    on why there is no certificate.
    """

    async def secured(wire: Stream, host: str) -> Stream:
        try:
            stream = TlsStream(wire, authority.context(host))
            await stream.begin()
        except OffhookError as error:  # there is no certificate of it
            noted(str(error))
            raise ConnectionAbortedError("no TLS came about") from None
        except ssl.SSLError as error:
            reason = error.reason or "no TLS"
            is_refused = "ALERT" in reason  # `TLSV1_ALERT_UNKNOWN_CA`: the client says why
            noted((_UNTRUSTED if is_refused else _NO_TLS).format(host=host, reason=reason))
            raise ConnectionAbortedError("no TLS came about") from None
        return stream

    return secured
