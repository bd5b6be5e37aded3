"""A request's head as a provider reads it, and as the record shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from sessions.contract.outcome import OutboundCall
from sessions.providers.provider import Request
from sessions.secrets.credentials import conceal_headers, conceal_url

from .introduction import NOWHERE, Origin, plain_host

_USUAL_PORTS: Final = {"http": 80, "https": 443}
_LAST_PORT: Final = 65535
_TUNNEL: Final = "tcp://"


@dataclass(frozen=True, slots=True)
class Peer:
    """Whom the hook believes to be talking to."""

    host: str
    port: int
    tls: bool
    insecure: bool
    origin: Origin = NOWHERE
    """Where the hook made the call that is read next."""

    @property
    def scheme(self) -> str:
        """Of a URL of theirs."""
        return "https" if self.tls else "http"


def unspoken(peer: Peer, problem: str) -> OutboundCall:
    """The record of a connection over which no HTTP was spoken."""
    url = f"tcp://{_bracketed(peer.host)}:{peer.port}"
    return _call(peer, "", url, problem=problem)


def read_head(
    peer: Peer, method: str, target: str, headers: Sequence[tuple[str, str]]
) -> tuple[Request, OutboundCall]:
    """A request still without its body, and its record so far. Header names in lower case."""
    if method == "CONNECT":
        request = Request(method, peer.host, peer.port, target, "", tuple(headers), b"")
        url = conceal_url(f"{_TUNNEL}{target}").removeprefix(_TUNNEL)
    else:
        place = _absolute(target) or _relative(peer, target, headers)
        usual = _USUAL_PORTS[place.scheme]
        port = place.port or usual
        host = plain_host(place.hostname or peer.host)
        request = Request(method, host, port, place.path, place.query, tuple(headers), b"")
        authority = _bracketed(host) if port == usual else f"{_bracketed(host)}:{port}"
        query = f"?{place.query}" if place.query else ""
        url = conceal_url(f"{place.scheme}://{authority}{place.path}{query}")
    shown = conceal_headers(headers)
    return request, _call(peer, method, url, headers=shown)


def tunnel_to(target: str) -> tuple[str, int] | None:
    """Host and port that CONNECT names (RFC 9112, section 3.2.3): `api.twilio.com:443`; None where
    it names none."""
    name, _, port = target.rpartition(":")
    host = plain_host(name)
    if not host or "@" in host or not port.isdecimal() or len(port) > 5 or int(port) > _LAST_PORT:
        return None
    return host, int(port)


def _call(peer: Peer, method: str, url: str, **more: Any) -> OutboundCall:
    at = peer.origin
    return OutboundCall(method, url, insecure=peer.insecure, file=at.file, line=at.line, **more)


def _absolute(target: str) -> SplitResult | None:
    """Where a request goes that names it whole, as a proxy is asked (RFC 9112, section 3.2.2)."""
    if target.startswith(("/", "*")):
        return None
    place = _split(target)
    return place if place and place.scheme in _USUAL_PORTS and place.hostname else None


def _relative(peer: Peer, target: str, headers: Sequence[tuple[str, str]]) -> SplitResult:
    """Where a request goes by its connection; by its Host where that knows but an address."""
    if not target.startswith(("/", "*")):
        target = f"/{target}"  # what is no URL that can be read ends no host's name
    path, _, query = target.partition("#")[0].partition("?")
    host = peer.host
    if _is_address(host):
        named = next((text for name, text in headers if name == "host"), "")
        asked = _split(f"//{named}")
        host = asked.hostname if asked and asked.hostname else host
    return SplitResult(peer.scheme, f"{_bracketed(host)}:{peer.port}", path, query, "")


def _split(url: str) -> SplitResult | None:
    try:
        place = urlsplit(url)
        return place if place.port != 0 else None
    except ValueError:  # brackets that do not match, or a port that is no number
        return None


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
