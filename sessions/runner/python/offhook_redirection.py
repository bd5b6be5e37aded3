"""Connections that lead to offhook's gateway, each with where it would have gone.

A socket is connected under its own descriptor. What is to be said of the connection goes out before
its first bytes: only then it is known whether they are meant to be encrypted.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import json
import os
import re
import socket
from typing import Any, Union

import offhook_names as names
from offhook_channel import now
from offhook_describe import Facts, call_site

MARK = b"\0offhook-tls "
"""Begins the line by which TLS that ends apart from its socket introduces itself to the socket."""

_LONGEST = 1000
"""Bytes of a request that are looked at, and characters of a file's name that are kept."""
_REQUEST = re.compile(rb"[A-Z]+ [^ \r\n]+( HTTP/1\.|$)")
"""How a request begins."""

_MOST_DESCRIPTORS = 256

Gateway = Union[str, "tuple[str, int]"]

_connect, _sendall = socket.socket.connect, socket.socket.sendall

_gateway: Gateway = ""
_token = ""
_left_alone: set[Any] = set()
_connections: dict[int, Connection] = {}
_own_ports = itertools.cycle(range(49152, 65536))


def lead_to(gateway: str, token: str) -> None:
    """Lead connections to this gateway from now on."""
    global _gateway, _token
    host, _, port = gateway.rpartition(":")
    _gateway = (host, int(port)) if host and port.isdigit() else gateway
    _token = token
    leave_alone(_gateway)


class Connection:
    """A connection that would have gone elsewhere.

    `peer` and `own` are the addresses of its two ends, as TCP would have them.
    """

    def __init__(self, family: int, address: Any) -> None:
        number = names.address_of(names.text(address[0]) or "localhost", family)
        self._host = names.name_of(number)
        self._port = int(address[1])
        self.is_introduced = False
        """Whether the gateway knows."""
        self.is_waiting = False
        """Whether what came last is the client's."""
        self._called = self._host
        self._is_encrypted = False
        self.origin = call_site()
        """Where in the hook author's own source what goes on over it was begun."""
        more = address[2:] if family == socket.AF_INET6 else ()
        self.peer = (number, self._port, *more)
        self.own = (names.THIS_MACHINE[family], next(_own_ports), *more)
        self.options: dict[tuple[int, int], Any] = {}
        """What has been set of TCP's and IP's own options."""

    def introduce(self, sock: socket.socket, name: str | None = None, **facts: Any) -> None:
        """Tell the gateway whose connection this is, and where it would have gone; once.

        `name` is that of the certificate that is asked for, the rest are members of the preface.
        """
        if self.is_introduced:
            return
        self.is_introduced = self.is_waiting = True
        # A hook that has looked a name up by itself connects to its address.
        host = self._host if names.is_name(self._host) or not name else name
        said = {"token": _token, "host": host, "port": self._port, **self._said(), **facts}
        _sendall(sock, b"offhook %s\n" % json.dumps(said).encode("ascii"))
        self._called, self._is_encrypted = host, bool(facts.get("tls"))

    def say(self, sock: socket.socket, data: Any, **facts: Any) -> None:
        """Introduce the connection to the gateway before the client sends `data`; of one that is
        kept, say where the next request over it is made."""
        if not self.is_introduced:
            self.introduce(sock, **facts)
        elif not self.is_waiting and _REQUEST.match(bytes(memoryview(data).cast("B")[:_LONGEST])):
            self.origin = call_site()
            _sendall(sock, b"offhook-call %s\n" % json.dumps(self._said()).encode("ascii"))
        self.is_waiting = True

    def call(self) -> Facts:
        """What is waited for, as the runner reports it."""
        kind = "TLS" if self._is_encrypted else "TCP"
        return {"to": f"{kind} {self._called}:{self._port}", "at": self.origin}

    def _said(self) -> Facts:
        is_short = self.origin and len(self.origin["file"]) <= _LONGEST
        return {"at": self.origin if is_short else None, "t": now()}


def connect(sock: socket.socket, address: Any) -> None:
    """Connect a TCP socket to the gateway in place of `address`.

    Raises:
        OSError: as connecting to `address` would, where that is none or `sock` is connected.
    """
    if connection_of(sock) is not None:
        raise OSError(errno.EISCONN, os.strerror(errno.EISCONN))
    connection = Connection(sock.family, address)
    if isinstance(_gateway, str):
        _put_in_place(sock, _gateway)
    else:
        timeout = sock.gettimeout()
        sock.settimeout(None)
        _connect(sock, _gateway)
        sock.settimeout(timeout)
    _connections[_identity(sock)] = connection


def connection_of(sock: socket.socket) -> Connection | None:
    """The connection of a socket, whichever object holds it by now; None: it is not redirected."""
    return _connections.get(_identity(sock)) if _connections else None


def introduce(sock: socket.socket, data: Any) -> int:
    """See to it that the gateway knows a connection by which `data` is about to be sent.

    Gives how many bytes at the beginning of `data` were but a line of ours.
    """
    connection = connection_of(sock)
    if connection is None:
        return 0
    if bytes(memoryview(data).cast("B")[: len(MARK)]) != MARK:
        connection.say(sock, data)
        return 0
    line = bytes(data).partition(b"\n")[0]
    connection.introduce(sock, **json.loads(line[len(MARK) :]))
    return len(line) + 1


def heard(sock: socket.socket | None, what: Any) -> Any:
    """What a client has been given of a connection, by which it waits no longer if it is some."""
    connection = connection_of(sock) if sock else None
    if connection and what:
        connection.is_waiting = False
    return what


def calls() -> list[Facts]:
    """What is waited for over connections that are open, as the runner reports it."""
    waiting = {key: one for key, one in _connections.items() if one.is_waiting}
    return [waiting[key].call() for key in _open_now() if key in waiting] if waiting else []


def leave_alone(address: Any) -> None:
    """Let connections to an address of this process's own be."""
    _left_alone.add(address)


def is_left_alone(address: Any) -> bool:
    """Whether an address is the gateway's, or one to be left alone."""
    return address in _left_alone


def _put_in_place(sock: socket.socket, path: str) -> None:
    """Give the descriptor of `sock` to a connection over a unix socket."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as unix:
        _connect(unix, path)
        os.set_blocking(unix.fileno(), sock.gettimeout() is None)
        os.dup2(unix.fileno(), sock.fileno(), os.get_inheritable(sock.fileno()))


def _open_now() -> set[int]:
    """The identities of the sockets that are open, among the first descriptors."""
    found: set[int] = set()
    for number in range(_MOST_DESCRIPTORS if os.name != "nt" else 0):
        with contextlib.suppress(OSError):
            found.add(os.fstat(number).st_ino)
    return found


def _identity(sock: socket.socket) -> int:
    """What stays the same when a descriptor is copied or handed on, and is not soon used again."""
    if os.name == "nt":
        return sock.fileno()
    try:
        return os.fstat(sock.fileno()).st_ino
    except OSError:
        return -1  # it is closed
