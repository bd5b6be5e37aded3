"""Sockets of a hook: TCP leads to the gateway and goes on looking like TCP, UDP is refused."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable
from typing import Any, cast

import offhook_names as names
import offhook_redirection as redirection
from offhook_redirection import connection_of, heard, introduce
from offhook_refusal import refuse

INTERNET = (socket.AF_INET, socket.AF_INET6)
_UNIX = getattr(socket, "AF_UNIX", None)
_SPEAKS_FIRST = frozenset({21, 22, 25, 110, 143, 465, 587, 993, 995, 2525})
"""Ports where a client waits for the server to speak, maybe by means that are not seen here."""
IN_C: Any = socket.socket.__base__
"""What `socket.socket` has its methods from: they do as they say, redirected or not."""

_stays_home = False


def redirect(gateway: str, token: str, end_tls: Callable[[], Any]) -> None:
    """Redirect from now on; `end_tls` is called once the hook has imported `ssl`."""
    redirection.lead_to(gateway, token)
    names.install()
    for name, method in vars(Redirected).items():
        if callable(method) and hasattr(IN_C, name):
            setattr(socket.socket, name, method)
    if not hasattr(socket, "AF_UNIX"):
        socket.socketpair = pair
    if hasattr(sys.modules.get("ssl"), "SSLSocket"):  # one that is being loaded comes to it below
        end_tls()
    else:
        _when_subclassed_by_ssl(end_tls)


def listen_at_home() -> None:
    """Have what listens be reached from this machine only: no namespace keeps others out."""
    global _stays_home
    _stays_home = True


def listens_abroad(sock: socket.socket, address: Any) -> bool:
    """Whether a socket that is bound to this address could be reached from elsewhere."""
    return sock.family in INTERNET and _is_address(address) and not _is_of_loopback(address[0])


def _is_of_loopback(host: Any) -> bool:
    name = (names.text(host) or "").lower()
    return name in ("::1", "localhost") or name.startswith(("127.", "::ffff:127."))


def pair(family: int = socket.AF_INET, *kind: int) -> tuple[socket.socket, socket.socket]:
    """`socket.socketpair` for Windows, whose pairs are TCP that the process connects to itself."""
    with socket.socket(family, *kind) as listener:
        listener.bind((names.THIS_MACHINE[family], 0))
        listener.listen(1)
        redirection.leave_alone(listener.getsockname())
        one = socket.socket(family, *kind)
        IN_C.connect(one, listener.getsockname())
        return listener.accept()[0], one


def strangeness(family: int, kind: int) -> str | None:
    """What a socket is called that can be neither redirected nor known by its peer; else None.

    A family of -1 is that of a descriptor which is there already, or TCP.
    """
    if family not in (-1, *INTERNET, _UNIX):
        return f"a socket of family {getattr(_family(family), 'name', family)}"
    known = (socket.SOCK_STREAM, socket.SOCK_DGRAM)
    return "a raw socket" if family in INTERNET and kind & 0xF not in known else None


def _family(number: int) -> Any:
    try:
        return socket.AddressFamily(number)
    except ValueError:
        return number


def reaches_out(sock: socket.socket, address: Any) -> bool:
    """Whether a socket that is connected or sent to this address would leave the machine."""
    return sock.family in INTERNET and bool(address) and not redirection.is_left_alone(address)


def unix_path(sock: socket.socket, address: Any) -> str | None:
    """The path of a unix socket that is connected or sent to, where it is not the process's own.

    One that is abstract, whose name begins with a zero byte, is shown with an @ before its name.
    """
    if not address or sock.family != _UNIX or redirection.is_left_alone(_path(address)):
        return None
    path = _path(address)
    return f"@{path[1:]}" if path.startswith("\0") else path


def _path(address: Any) -> str:
    return os.fsdecode(address if isinstance(address, (str, bytes)) else bytes(address))


def _when_subclassed_by_ssl(end_tls: Callable[[], Any]) -> None:
    """`ssl` derives its sockets from ours, just after its contexts: that is when to come in."""

    def subclassed(cls: type, **_: Any) -> None:
        if cls.__module__ == "ssl":
            del socket.socket.__init_subclass__
            end_tls()

    setattr(socket.socket, "__init_subclass__", classmethod(subclassed))  # noqa: B010


def _await_server(sock: socket.socket) -> None:
    """A client that begins by reading, and does not look in passing, waits for the server."""
    connection = connection_of(sock)
    if connection and sock.gettimeout() != 0:
        connection.introduce(sock, silent=True)


def _refuse_udp(sock: socket.socket, address: Any) -> None:
    if address and sock.family in INTERNET and sock.type == socket.SOCK_DGRAM:
        refuse("udp", f"{names.text(address[0])}:{address[1]}")


def _is_address(address: Any) -> bool:
    if not isinstance(address, tuple) or len(cast("tuple[Any, ...]", address)) < 2:
        return False
    host, port = cast("tuple[Any, Any]", address[:2])
    return isinstance(host, (str, bytes, bytearray)) and isinstance(port, int) and 0 <= port < 65536


def _fail_to_connect(sock: socket.socket, address: Any) -> None:
    """Raise what is wrong with an address, as the real method does once it has asked for the name.

    Raises:
        TypeError, OverflowError: always.
    """
    if isinstance(address, tuple) and names.is_name(address[:1] and address[0]):
        address = (names.THIS_MACHINE[sock.family], *address[1:])
    IN_C.connect(sock, address)


class Redirected(socket.socket):
    """What the methods of `socket.socket` become; each does as the one of its name.

    None of this class is ever made: sockets of any class, those of `ssl` too, get its methods.
    """

    def bind(self, address: Any) -> None:
        if _stays_home and listens_abroad(self, address):
            address = (names.THIS_MACHINE[self.family], *address[1:])
        IN_C.bind(self, address)
        if address and self.family == _UNIX:
            redirection.leave_alone(_path(address))  # the hook may talk to itself

    def connect(self, address: Any) -> None:
        _refuse_udp(self, address)
        if self.family not in INTERNET:
            IN_C.connect(self, address)
            return
        if not _is_address(address):
            _fail_to_connect(self, address)
        redirection.connect(self, address)
        connection = connection_of(self)
        if connection and address[1] in _SPEAKS_FIRST:
            connection.introduce(self, silent=True)

    def connect_ex(self, address: Any) -> int:
        try:
            Redirected.connect(self, address)
        except OSError as error:
            if error.errno is None:
                raise
            return error.errno
        return 0

    def send(self, data: Any, *flags: int) -> int:
        introduced = introduce(self, data)
        return introduced + IN_C.send(self, data[introduced:] if introduced else data, *flags)

    def sendall(self, data: Any, *flags: int) -> None:
        introduced = introduce(self, data)
        IN_C.sendall(self, data[introduced:] if introduced else data, *flags)

    def sendto(self, data: Any, *rest: Any) -> int:
        _refuse_udp(self, rest[-1] if rest else None)
        introduce(self, data)
        return IN_C.sendto(self, data, *rest)

    def sendmsg(self, buffers: Any, *rest: Any) -> int:
        _refuse_udp(self, rest[2] if len(rest) > 2 else None)
        if connection_of(self) is None:
            return IN_C.sendmsg(self, buffers, *rest)
        return Redirected.send(self, b"".join(buffers), *rest[1:2])

    def recv(self, *values: Any) -> bytes:
        _await_server(self)
        return heard(self, IN_C.recv(self, *values))

    def recv_into(self, *values: Any, **named: Any) -> int:
        _await_server(self)
        return heard(self, IN_C.recv_into(self, *values, **named))

    def getpeername(self) -> Any:
        connection = connection_of(self)
        return IN_C.getpeername(self) if connection is None else connection.peer

    def getsockname(self) -> Any:
        connection = connection_of(self)
        return IN_C.getsockname(self) if connection is None else connection.own

    def getsockopt(self, level: int, option: int, *size: int) -> Any:
        connection = connection_of(self)
        if connection is None or level == socket.SOL_SOCKET:
            return IN_C.getsockopt(self, level, option, *size)
        return connection.options.get((level, option), bytes(*size) if size else 0)

    def setsockopt(self, level: int, option: int, *value: Any) -> None:
        connection = connection_of(self)
        if connection is None or level == socket.SOL_SOCKET:
            IN_C.setsockopt(self, level, option, *value)
        else:
            connection.options[level, option] = value[0]
