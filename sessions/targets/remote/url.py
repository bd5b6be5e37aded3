"""Where a remote endpoint is: its URL, checked; the credentials in it; the proxy in front of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from sessions.contract.kinds import Kind
from sessions.secrets.redaction import without_userinfo

_LONGEST: Final = 1 << 16
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_IN_A_HOST: Final = "!$&'()*+,;=\"`{}%|\\"
_IN_A_PATH: Final = "!$%&'()*+,/:;=@[\\]^|"
_IN_A_QUERY: Final = _IN_A_PATH + "?`{}"
"""What stands in a URL as it is, beside letters, digits and `-._~` (https://url.spec.whatwg.org);
`%` does too, for it begins what is encoded already."""
_FOUR_NUMBERS: Final = re.compile(r"\d+(\.\d+){3}", re.ASCII)
_THIS_MACHINE = re.compile(r"(.+\.)?localhost|127(\.\d{1,3}){3}|::1", re.IGNORECASE)


class CannotSend(Exception):
    """The target as it is set up cannot be sent anything; nothing has been sent."""

    def __init__(self, kind: Kind, message: str) -> None:
        self.kind = kind
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Address:
    """Where an HTTP server is, and what is asked of it; without user name and password."""

    scheme: str
    """`http` or `https`."""
    name: str
    """The host as it was written, in lower case, for people."""
    host: str
    """The host as it is connected to: ASCII, `xn--…` where it is written in other letters."""
    port: int
    target: str
    """Path and query, as a request has them."""

    @property
    def is_secure(self) -> bool:
        """Whether it speaks TLS."""
        return self.scheme == "https"

    @property
    def server(self) -> str:
        """`host:port`, as messages name a server."""
        return f"{_bracketed(self.name)}:{self.port}"

    @property
    def authority(self) -> str:
        """`host:port` as a request names them."""
        return f"{_bracketed(self.host)}:{self.port}"

    @property
    def netloc(self) -> str:
        """The host, and the port where it is not the scheme's own."""
        is_usual = self.port == _DEFAULT_PORTS[self.scheme]
        return _bracketed(self.host) if is_usual else self.authority

    @property
    def origin(self) -> str:
        """`scheme://host`, and the port where it is not the scheme's own."""
        return f"{self.scheme}://{self.netloc}"


def read_url(text: str) -> Address:
    """The address to send to.

        read_url("https://bob:pw@Bücher.example/a b")
        # Address("https", "bücher.example", "xn--bcher-kva.example", 443, "/a%20b")

    Raises:
        CannotSend: it is not the URL of an HTTP endpoint.
    """
    shown = without_userinfo(text)
    try:
        parts = urlsplit(text)
        if parts.scheme not in _DEFAULT_PORTS:
            problem = f"{shown} is no address to send to; begin it with http:// or https://"
            raise CannotSend(Kind.TARGET_NOT_FOUND, problem)
        if not parts.hostname or re.search(r"\s", parts.hostname):
            problem = f"{shown} names no host; write it as https://HOST/PATH"
            raise CannotSend(Kind.TARGET_NOT_FOUND, problem)
        if not _has_valid_port(text):
            problem = f"the port of {shown} is not a number from 1 to 65535; correct the URL"
            raise CannotSend(Kind.CONNECT_ERROR, problem)
        return _address(shown)
    except ValueError as error:
        problem = f"{shown} is not a URL: {error}; correct it"
        raise CannotSend(Kind.TARGET_NOT_FOUND, problem) from None


def _address(url: str) -> Address:
    """The parts of a URL that has a scheme and no user name, each in ASCII.

    Raises:
        ValueError: one of them cannot be.
    """
    if len(url) > _LONGEST:
        raise ValueError(f"it has more than {_LONGEST:,} characters")
    for at, char in enumerate(url, start=1):
        if char.isascii() and not char.isprintable():
            raise ValueError(f"its character {at} is U+{ord(char):04X}")
    parts = urlsplit(url)
    name = (parts.hostname or "").lower()
    target = quote(_without_dots(parts.path), safe=_IN_A_PATH) or "/"
    if parts.query or "?" in url.partition("#")[0]:
        target += "?" + quote(parts.query, safe=_IN_A_QUERY)
    port = parts.port or _DEFAULT_PORTS.get(parts.scheme, 0)
    return Address(parts.scheme, name, _ascii_host(name), port, target)


def _ascii_host(name: str) -> str:
    if _FOUR_NUMBERS.fullmatch(name) or ":" in name:
        import ipaddress

        ipaddress.ip_address(name)  # raises where it is none
        return name
    if name.isascii():
        return quote(name, safe=_IN_A_HOST)
    import idna

    try:
        return idna.encode(name).decode("ascii")
    except idna.IDNAError as error:
        raise ValueError(f"no host has the name {name}: {error}") from None


def _without_dots(path: str) -> str:
    """A path with its `.` and `..` followed (RFC 3986, section 5.2.4)."""
    followed: list[str] = []
    for part in path.split("/"):
        if part == "..":
            if followed not in ([], [""]):
                followed.pop()
        elif part != ".":
            followed.append(part)
    return "/".join(followed)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def userinfo(url: str) -> bytes | None:
    """`user:password` as Basic authorization wants it, where the URL holds them."""
    parts = urlsplit(url)
    if parts.username is None:
        return None
    credentials = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return credentials.encode("utf-8", "surrogatepass")


def is_authorized(url: str, headers: Iterable[str]) -> bool:
    """Whether a target says itself what stands in Authorization, so that no secret does.

    `headers` are the names of its own headers, in any case. A URL that cannot be read says nothing.
    """
    if "authorization" in {name.lower() for name in headers}:
        return True
    try:
        return userinfo(url) is not None
    except ValueError:
        return False


def proxy_for(address: Address) -> tuple[Address, bytes | None] | None:
    """The proxy that the environment prescribes, with `user:password` for it where it names them.

    It is for the world outside, and never asked for this machine. HTTP_PROXY, HTTPS_PROXY and
    ALL_PROXY name it, NO_PROXY what goes without; on macOS and Windows the system's settings.

    Raises:
        CannotSend: it is not an HTTP proxy.
    """
    from urllib.request import getproxies, proxy_bypass

    names = {address.host, address.name}
    if _THIS_MACHINE.fullmatch(address.host) or any(map(proxy_bypass, names)):
        return None
    proxies = getproxies()
    named = proxies.get(address.scheme) or proxies.get("all")
    if not named:
        return None
    url = named if "://" in named else f"http://{named}"
    try:
        proxy = _address(without_userinfo(url))
        if proxy.scheme in _DEFAULT_PORTS and proxy.host:
            return proxy, userinfo(url)
    except ValueError:
        pass
    raise CannotSend(
        Kind.CONNECT_ERROR,
        f"{without_userinfo(named)}, which the environment names as proxy, is not an http:// proxy;"
        f" name one, or list {address.name} in NO_PROXY",
    )


def _has_valid_port(url: str) -> bool:
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False
