"""The address of an HTTP server: a URL as it is connected to and asked for. No I/O."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Self
from urllib.parse import quote, urlsplit

_PORTS: Final = {"http": 80, "https": 443}
_CONTROL: Final = re.compile(r"[\x00-\x20\x7f]")
_AFTER_THE_HOST: Final = re.compile(r"[^:/?#]+://[^/?#]*([^?#]*)(\?[^#]*)?")
_NAME: Final = re.compile(r"[a-z0-9._~!$&'()*+,;=%-]+")
"""A host's name (RFC 3986, section 3.2.2), in lower case."""
_IPV4: Final = re.compile(r"\d+\.\d+\.\d+\.\d+")
_LONE_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SAFE_IN_PATH: Final = "/%:@!$&'()*+,;=[]|\\^"
_SAFE_IN_QUERY: Final = _SAFE_IN_PATH + "?`{}"


@dataclass(frozen=True, slots=True)
class Address:
    """A URL in the parts of which a request is made.

    >>> Address.read("https://gäteway.test:443/sms?to=å").target
    b'/sms?to=%C3%A5'
    """

    scheme: str
    """`http` or `https`, as long as no other is given."""
    host: str
    """As it is looked up: a name in ASCII (`xn--gteway-bua.test`), or an IP address without
    brackets."""
    shown_host: str
    """As it is written."""
    port: int | None
    """None where it is the scheme's own."""
    target: bytes
    """Path and query, percent-encoded where they have to be. A fragment is not sent."""

    @classmethod
    def read(cls, url: str) -> Self:
        """The address that a URL with a scheme and a host is of; its user name is left out.

        Raises:
            ValueError: it is no URL, and why.
        """
        if found := _CONTROL.search(url):
            raise ValueError(f"it has the character U+{ord(found[0]):04X} in it")
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        path, query = _AFTER_THE_HOST.match(url).groups("")  # pyright: ignore[reportOptionalMemberAccess] - as urlsplit found a host
        target = _encoded(path, _SAFE_IN_PATH) or "/"
        return cls(
            parts.scheme,
            _in_ascii(host),
            host,
            None if port == _PORTS.get(parts.scheme) else port,
            f"{target}{_encoded(query, _SAFE_IN_QUERY)}".encode("ascii"),
        )

    @property
    def origin(self) -> str:
        """Scheme, host and port, as they are connected to."""
        return f"{self.scheme}://{self.authority}"

    @property
    def authority(self) -> str:
        """Host and port, as the header `Host` has them: no port where it is the scheme's own."""
        return _in_brackets(self.host) + ("" if self.port is None else f":{self.port}")

    @property
    def server(self) -> str:
        """`host:port`, as messages name a server."""
        return f"{_in_brackets(self.shown_host)}:{self.port or _PORTS[self.scheme]}"


def _in_brackets(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _in_ascii(host: str) -> str:
    if ":" in host or _IPV4.fullmatch(host):
        from ipaddress import ip_address

        return str(ip_address(host))
    if _NAME.fullmatch(host):
        return host
    import idna  # takes 5 ms to load

    return idna.encode(host).decode("ascii")


def _encoded(text: str, safe: str) -> str:
    return quote(_LONE_PERCENT.sub("%25", text), safe)
