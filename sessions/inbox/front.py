"""What becomes of a request to the inbox: its API's, a provider's, or refused with the reason.

A program reaches a provider in three ways: by a path that begins with its name
(`http://127.0.0.1:8026/twilio/2010-04-01/…`), by the inbox as the proxy of plain HTTP, and as that
of HTTPS, through a tunnel (CONNECT). Whatever the way, a host that no provider has is refused:
nothing is ever passed on.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from typing_extensions import override

from sessions.contract.answers import GivenAnswer
from sessions.contract.outcome import OutboundCall
from sessions.gateway.front import Front, OwnAnswer
from sessions.gateway.request_head import Peer, read_head, tunnel_to
from sessions.gateway.stream import Stream
from sessions.providers.provider import Request, json_answer

from . import places
from .api import Api
from .door import Door

_HTTPS: Final = 443
_TLS: Final = b"\x16"
_NO_TOKEN: Final = "the token is missing, or is another"
_CHALLENGE: Final = {"proxy-authenticate": 'Basic realm="offhook inbox"'}
_Headers = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Rules:
    """What all connections of an inbox have in common."""

    api: Api
    door: Door
    port: int
    answers: Sequence[GivenAnswer] = ()
    secured: Callable[[Stream, str], Awaitable[Stream]] | None = None
    """Speaks TLS as a host, on a connection whose client begins it; None where no certificates
    can be made: a tunnel of HTTPS is then refused."""
    why_unsecured: str = ""


class Reception(Front):
    """The front of one connection."""

    speaks_first = False
    says_why = True
    most_read = 1 << 20

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._in_tunnel = False
        self._refusal: OwnAnswer | None = None
        """Of the request that was read last."""
        self._is_for_api = False

    @override
    def read(
        self, peer: Peer, method: str, target: str, headers: _Headers
    ) -> tuple[Request, OutboundCall]:
        self._refusal, self._is_for_api = None, False
        request, call = read_head(peer, method, target, headers)
        if method == "CONNECT":
            self._refusal = self._tunnel_refused(request)
        elif self._in_tunnel:
            self._refusal = self._place_refused(request)
        elif target.startswith(("/", "*")) or self._is_here(request):
            return self._direct(peer, request, call)
        else:
            self._refusal = self._proxy_refused(request) or self._place_refused(request)
        return request, call

    @override
    async def answer(self, request: Request, wire: Stream) -> OwnAnswer | None:
        if self._is_for_api:
            return OwnAnswer(await self._rules.api.answer(request, wire))
        return self._refusal

    @override
    async def entered(self, wire: Stream, peer: Peer) -> Stream:
        self._in_tunnel = True
        start = await wire.read()
        wire.unread(start)
        if self._rules.secured is None or not start.startswith(_TLS):
            return wire
        return await self._rules.secured(wire, peer.host)

    def _direct(
        self, peer: Peer, request: Request, call: OutboundCall
    ) -> tuple[Request, OutboundCall]:
        """A request to the inbox itself: to its API, or to a provider by its name."""
        door = self._rules.door
        first, rest = _parted(request.path)
        if door.knows(first):  # as a base URL has it, whose client has credentials of its own
            request, call = read_head(peer, request.method, _target(request, rest), request.headers)
            first, rest = _parted(request.path)
        elif not door.admits_bearer(request):
            self._refusal = _refused(401, _NO_TOKEN)
            call = replace(call, url="http://inbox/…")  # it may be nearly the token
        if problem := door.problem(request):
            self._refusal = _refused(403, problem)
        if self._refusal:
            return request, call
        if first in ("", "api"):
            self._is_for_api = True
            return request, call
        host = places.host_for(first, rest)
        if host is None:
            known = ", ".join(places.names())
            why = f"no provider is called “{first[:60]}”; a path begins with one of {known}"
            self._refusal = _refused(404, why)
            return request, call
        provider = Peer(host, _HTTPS, tls=True, insecure=False)
        return read_head(provider, request.method, _target(request, rest), request.headers)

    def _tunnel_refused(self, request: Request) -> OwnAnswer | None:
        if self._in_tunnel:
            return _refused(403, "there is a tunnel already")
        if refusal := self._proxy_refused(request):
            return refusal
        place = tunnel_to(request.path)
        if place is None:
            return None  # no tunnel begins: the gateway answers what is wrong with it
        host, port = place
        if refusal := self._place_refused(replace(request, host=host, port=port)):
            return refusal
        if self._rules.secured is None and port == _HTTPS:
            return _refused(501, self._rules.why_unsecured)
        return None

    def _proxy_refused(self, request: Request) -> OwnAnswer | None:
        if self._rules.door.admits_proxy(request):
            return None
        why = f"{_NO_TOKEN}; it is the password in the proxy's URL"
        return _refused(407, why, _CHALLENGE)

    def _place_refused(self, request: Request) -> OwnAnswer | None:
        if places.is_known(request.host, request.port, self._rules.answers):
            return None
        return _refused(403, _unknown(request.host))

    def _is_here(self, request: Request) -> bool:
        """Whether a request that names its host is for the inbox: some clients ask the proxy for
        that too."""
        return request.port == self._rules.port and self._rules.door.is_here(request.host)


def _parted(path: str) -> tuple[str, str]:
    """The first part of a path, and what follows it: `twilio`, `/2010-04-01/Accounts`."""
    first, slash, rest = path.removeprefix("/").partition("/")
    return first, slash + rest or "/"


def _target(request: Request, path: str) -> str:
    return f"{path}?{request.query}" if request.query else path


def _unknown(host: str) -> str:
    return (
        f"{host} is no host of a provider that offhook emulates, and the inbox passes nothing on; "
        "name it in NO_PROXY, or answer for it in [[answers]] of a session given with --session"
    )


def _refused(status: int, why: str, headers: dict[str, str] | None = None) -> OwnAnswer:
    more = {"connection": "close", **(headers or {})}
    answer = json_answer(status, {"error": f"offhook inbox: {why}"}, more)
    return OwnAnswer(answer, f"refused: {why}")
