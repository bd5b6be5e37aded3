"""TLS that ends where it begins: `ssl` takes these for its sessions, and the bytes stay readable.

The classes of `ssl` are left as they are: a session here stands in for the one of OpenSSL that each
of their objects holds. This module is imported while `ssl` still is (`offhook_sockets`).
"""

from __future__ import annotations

import json
import ssl
import weakref
from typing import Any

import offhook_names as names
from offhook_describe import Facts
from offhook_redirection import MARK, connection_of, heard, introduce
from offhook_sockets import IN_C, INTERNET

_PROTOCOL = "http/1.1"
_CONTEXT: Any = ssl.SSLContext

_wrap_socket, _wrap_bio = _CONTEXT._wrap_socket, _CONTEXT._wrap_bio
_set_alpn_protocols = _CONTEXT.set_alpn_protocols

_offered: weakref.WeakKeyDictionary[ssl.SSLContext, list[str]] = weakref.WeakKeyDictionary()


def install() -> None:
    """From now on, clients' sessions are these."""
    _CONTEXT._wrap_socket = _socket_session
    _CONTEXT._wrap_bio = _memory_session
    _CONTEXT.set_alpn_protocols = _remember_alpn_protocols


def _socket_session(
    self: ssl.SSLContext, sock: Any, server_side: bool, server_hostname: Any = None, **more: Any
) -> Any:
    if server_side or sock.family not in INTERNET:
        return _wrap_socket(self, sock, server_side, server_hostname, **more)
    return SocketSession(self, server_hostname, sock)


def _memory_session(
    self: ssl.SSLContext,
    incoming: ssl.MemoryBIO,
    outgoing: ssl.MemoryBIO,
    server_side: bool,
    server_hostname: Any = None,
    **more: Any,
) -> Any:
    if server_side:
        return _wrap_bio(self, incoming, outgoing, server_side, server_hostname, **more)
    return MemorySession(self, server_hostname, incoming, outgoing)


def _remember_alpn_protocols(self: ssl.SSLContext, alpn_protocols: Any) -> None:
    _offered[self] = list(alpn_protocols)
    _set_alpn_protocols(self, alpn_protocols)


class Session:
    """What a client has agreed on with a server that was never spoken to."""

    session = None
    session_reused = False
    server_side = False

    def __init__(self, context: ssl.SSLContext, server_hostname: str | None) -> None:
        self.context = context
        self.server_hostname = server_hostname
        self._is_asked_for_certificate = False

    def secrecy(self) -> Facts:
        """What the connection's preface says of it (`offhook_redirection.Connection.introduce`)."""
        context = self.context
        # A client that has `ssl` leave the name alone may look at the certificate itself.
        is_checked = context.check_hostname or self._is_asked_for_certificate
        return {
            "name": self.server_hostname,
            "tls": True,
            "insecure": context.verify_mode == ssl.CERT_NONE or not is_checked,
            "alpn": _offered.get(context, []),
        }

    def getpeercert(self, binary_form: bool = False) -> Facts | bytes:
        """A certificate as the client wants to see it."""
        self._is_asked_for_certificate = True
        if binary_form:
            return b""
        if self.context.verify_mode == ssl.CERT_NONE:
            return {}
        name = self.server_hostname or "localhost"
        return {
            "subject": ((("commonName", name),),),
            "issuer": ((("commonName", name),),),
            "version": 3,
            "serialNumber": "01",
            "notBefore": "Jan  1 00:00:00 2020 GMT",
            "notAfter": "Jan  1 00:00:00 2050 GMT",
            "subjectAltName": (("DNS" if names.is_name(name) else "IP Address", name),),
        }

    def selected_alpn_protocol(self) -> str | None:
        """HTTP/1.1 where it was offered, and never HTTP/2, which the gateway does not speak."""
        return _PROTOCOL if _PROTOCOL in _offered.get(self.context, []) else None

    def version(self) -> str:
        """The protocol's."""
        return "TLSv1.3"

    def cipher(self) -> tuple[str, str, int]:
        """What would be the usual one."""
        return "TLS_AES_128_GCM_SHA256", "TLSv1.3", 128

    def pending(self) -> int:
        """Bytes that are decrypted and not yet read."""
        return 0

    def _none(self, *_: Any) -> None:
        return None

    do_handshake = shared_ciphers = compression = selected_npn_protocol = _none
    get_channel_binding = verify_client_post_handshake = _none
    get_verified_chain = get_unverified_chain = _none


class SocketSession(Session):
    """The session of an `ssl.SSLSocket`."""

    def __init__(self, context: ssl.SSLContext, name: str | None, owner: ssl.SSLSocket) -> None:
        super().__init__(context, name)
        self._owner = weakref.ref(owner)

    def read(self, length: int, buffer: memoryview | None = None) -> bytes | int:
        """What has come, at most `length` bytes; into `buffer` where there is one."""
        sock = self._owner()
        if sock and sock.gettimeout() != 0:
            self._introduce(sock, silent=True)
        try:
            if buffer is None:
                return heard(sock, IN_C.recv(sock, length))
            return heard(sock, IN_C.recv_into(sock, buffer, length))
        except BlockingIOError:
            raise ssl.SSLWantReadError(ssl.SSL_ERROR_WANT_READ, _NOT_YET) from None

    def write(self, data: Any) -> int:
        """Send; how many bytes were taken."""
        sock = self._owner()
        if sock:
            self._introduce(sock)
        introduced = introduce(sock, data) if sock else 0  # of TLS within TLS
        try:
            return introduced + IN_C.send(sock, data[introduced:] if introduced else data)
        except BlockingIOError:
            raise ssl.SSLWantWriteError(ssl.SSL_ERROR_WANT_WRITE, _NOT_YET) from None

    def shutdown(self) -> Any:
        """The socket, to go on with in the clear."""
        return self._owner()

    def _introduce(self, sock: ssl.SSLSocket, **more: Any) -> None:
        connection = connection_of(sock)
        if connection and not connection.is_introduced:
            connection.introduce(sock, **self.secrecy(), **more)


class MemorySession(Session):
    """The session of an `ssl.SSLObject`, whose bytes others take to a socket and fetch from one."""

    def __init__(
        self,
        context: ssl.SSLContext,
        name: str | None,
        incoming: ssl.MemoryBIO,
        outgoing: ssl.MemoryBIO,
    ) -> None:
        super().__init__(context, name)
        self._incoming = incoming
        self._outgoing = outgoing
        self._is_agreed = False

    def do_handshake(self, *_: Any) -> None:
        """Tell the socket, by way of whoever takes the bytes there."""
        if not self._is_agreed:
            self._is_agreed = True
            self._outgoing.write(MARK + json.dumps(self.secrecy()).encode("ascii") + b"\n")

    def read(self, length: int, buffer: memoryview | None = None) -> bytes | int:
        """What has come, at most `length` bytes; into `buffer` where there is one."""
        self.do_handshake()
        data = self._incoming.read(length)
        if not data and not self._incoming.eof:
            raise ssl.SSLWantReadError(ssl.SSL_ERROR_WANT_READ, _NOT_YET)
        if buffer is None:
            return data
        buffer[: len(data)] = data
        return len(data)

    def write(self, data: Any) -> int:
        """Send; how many bytes were taken."""
        self.do_handshake()
        return self._outgoing.write(data)

    def shutdown(self) -> None:
        """The end of it, of which nothing need be said."""


_NOT_YET = "The operation did not complete"
