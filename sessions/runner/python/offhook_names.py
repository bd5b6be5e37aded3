"""Host names as numbers made up here, so that none is asked for outside, and back again.

The numbers are those that no host has: they are reserved for benchmarks (RFC 2544, RFC 5180).
"""

from __future__ import annotations

import itertools
import socket
from typing import Any

THIS_MACHINE: dict[int, str] = {socket.AF_INET: "127.0.0.1", socket.AF_INET6: "::1"}

_numbers: dict[str, int] = {}
_names: dict[str, str] = {}
_next = itertools.count(1)


def name_of(address: str) -> str:
    """The name that a made-up address stands for; any other address itself."""
    return _names.get(address, address)


def is_name(host: Any) -> bool:
    """Whether a host is a name to be looked up, and no address, nor nothing."""
    if not host or not isinstance(host, (str, bytes, bytearray)):
        return False
    return not _is_address(text(host))


def address_of(host: str, family: int = socket.AF_INET) -> str:
    """The address of a host, made up for a name.

    Raises:
        UnicodeError: it cannot be a name.
        socket.gaierror: it is below `.invalid`, where there are none (RFC 6761).
    """
    if not is_name(host):
        return host
    name = host.encode("idna").decode("ascii").lower().rstrip(".")
    if name in ("localhost", socket.gethostname().lower()) or name.endswith(".localhost"):
        return THIS_MACHINE[family]
    if name.rpartition(".")[2] == "invalid":
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    number = _numbers.get(name) or _numbers.setdefault(name, next(_next))
    parts = 18 + (number >> 16), number >> 8 & 255, number & 255
    address = "198.{}.{}.{}".format(*parts) if family == socket.AF_INET else f"2001:2::{number:x}"
    _names[address] = name
    return address


def install() -> None:
    """Have the functions of `socket` find names here."""
    for function in (getaddrinfo, gethostbyname, gethostbyname_ex, gethostbyaddr, getnameinfo):
        setattr(socket, function.__name__, function)


def text(host: Any) -> str:
    """A host as text, whichever way it is given."""
    return host if isinstance(host, str) else bytes(host).decode("latin-1")


def _is_address(host: str) -> bool:
    for family in THIS_MACHINE:
        try:
            socket.inet_pton(family, host.partition("%")[0])
        except (OSError, ValueError):
            continue
        return True
    return False


_getaddrinfo, _getnameinfo = socket.getaddrinfo, socket.getnameinfo


def getaddrinfo(
    host: Any, port: Any, family: int = 0, type: int = 0, proto: int = 0, flags: int = 0
) -> Any:
    """`socket.getaddrinfo`; of what has a made-up address, the real one works out the rest."""
    flags &= ~getattr(socket, "AI_ADDRCONFIG", 0)  # without a network, no address would do
    if not is_name(host):
        return _getaddrinfo(host, port, family, type, proto, flags)
    name = text(host)
    address = address_of(name, family or socket.AF_INET)
    found = _getaddrinfo(address, port, family, type, proto, flags | socket.AI_NUMERICHOST)
    return [(*one[:3], name if one[3] else "", one[4]) for one in found]


def gethostbyname(hostname: str) -> str:
    """`socket.gethostbyname`."""
    return address_of(hostname)


def gethostbyname_ex(hostname: str) -> tuple[str, list[str], list[str]]:
    """`socket.gethostbyname_ex`."""
    return hostname, [], [address_of(hostname)]


def gethostbyaddr(ip_address: str) -> tuple[str, list[str], list[str]]:
    """`socket.gethostbyaddr`, which also takes a name."""
    name = name_of(ip_address)
    if not is_name(name):
        raise socket.herror(1, "Unknown host")
    return name, [], [address_of(name)]


def getnameinfo(sockaddr: Any, flags: int) -> tuple[str, str]:
    """`socket.getnameinfo`."""
    numeric = (flags | socket.NI_NUMERICHOST) & ~socket.NI_NAMEREQD
    host, service = _getnameinfo(sockaddr, numeric)
    return host if flags & socket.NI_NUMERICHOST else name_of(host), service
