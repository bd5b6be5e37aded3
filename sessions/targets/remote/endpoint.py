"""A remote endpoint as a target: the payload is POSTed as JSON, the answer becomes an outcome."""

from __future__ import annotations

import asyncio
import base64
import re
import ssl
from asyncio import AbstractEventLoop
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, TypeAlias
from weakref import WeakKeyDictionary

from sessions.contract.invocation import Invocation
from sessions.contract.json_text import JsonValue, dumps
from sessions.contract.kinds import Kind
from sessions.contract.outcome import Outcome, TargetInfo, failed
from sessions.files import Unreadable, check_regular
from sessions.platforms.current import PLATFORM
from sessions.platforms.platform import Refusal
from sessions.secrets.userinfo import without_userinfo
from sessions.targets.target import Limits, Settings, Target
from sessions.version import __version__

from .connection_errors import Progress
from .exchange import Exchange, Line
from .url import CannotSend, proxy_for, read_url, server_of, userinfo

if TYPE_CHECKING:
    import httpcore
    import httpx

Header: TypeAlias = tuple[bytes, bytes]
_Headers: TypeAlias = tuple[list[Header], str | None]
"""The headers, and in words where their Authorization comes from."""

_HEADER_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_FRAMING: Final = {"content-length", "transfer-encoding"}


class RemoteTarget(Target):
    """An `http(s)://` endpoint: a gateway, a hook served over HTTP, or the platform itself.

    Connections are kept and reused. Redirects are not followed, no cookie is kept and nothing is
    sent twice: what arrives is exactly what the session says.
    """

    def __init__(self, url: str, name: str | None, settings: Settings) -> None:
        self._url = url.strip()
        self._settings = settings
        self._info = TargetInfo("remote", without_userinfo(self._url), name)
        self._way: Way | None = None
        self._last: tuple[Mapping[str, str], _Headers] | None = None
        # One pool shared by 64 tasks takes three times as long as a pool for each of them, since it
        # looks through all its connections whenever a request comes or goes. httpx's client around
        # it would take as long again, for cookies, redirects and log-ins, of which none is wanted.
        self._idle: WeakKeyDictionary[AbstractEventLoop, list[Line]]
        self._idle = WeakKeyDictionary()

    @property
    def settings(self) -> Settings:
        """Headers and certificates among them."""
        return self._settings

    @property
    def info(self) -> TargetInfo:
        """Its URL without user name and password."""
        return self._info

    @property
    def is_known(self) -> bool:
        """Nothing has to be read."""
        return True

    def problem(self) -> None:
        """It is far away: whether it is there, a send shows."""

    def debug_problem(self) -> str:
        """Nothing that runs elsewhere can be debugged."""
        place = self._info.location
        return f"{place} runs elsewhere; only a JavaScript hook of yours can be debugged"

    def refusal(self, payload: JsonValue) -> Refusal | None:
        """An endpoint is a hook to the platform."""
        return PLATFORM.rules.refusal(payload)

    async def invoke(
        self, invocation: Invocation, secrets: Mapping[str, str], limits: Limits
    ) -> Outcome:
        """POST the payload and read the answer; `limits.timeout` covers connecting to last byte."""
        try:
            way, request, authorization = self.request(invocation, secrets)
        except CannotSend as problem:
            return failed(self._info, problem.kind, str(problem))
        idle = self._idle.setdefault(asyncio.get_running_loop(), [])
        line = idle.pop() if idle else way.new_line()
        exchange = Exchange(line, request, way.server, way.first_hop, authorization)
        try:
            return await exchange.run(limits.timeout, self._info)
        finally:
            idle.append(line)

    def request(
        self, invocation: Invocation, secrets: Mapping[str, str]
    ) -> tuple[Way, httpcore.Request, str | None]:
        """Whereto, what is sent, and in words where its Authorization comes from.

        Raises:
            CannotSend: the target as it is set up cannot be sent anything.
        """
        import httpcore

        way = self._way = self._way or self._find_way()
        headers, authorization = self._kept_headers(way, secrets)
        payload = dumps(invocation.payload, ascii_only=True).encode("ascii")
        length = (b"Content-Length", str(len(payload)).encode("ascii"))
        request = httpcore.Request("POST", way.url, headers=(*headers, length), content=payload)
        return way, request, authorization

    def expect(self, invocations: int | None, at_once: int = 1) -> None:
        """Nothing is got ready: a connection comes to be with the first invocation."""

    async def aclose(self) -> None:
        """Close the connections of the running event loop."""
        for line in self._idle.pop(asyncio.get_running_loop(), []):
            await line.pool.aclose()
        await asyncio.sleep(0)  # in which asyncio closes their sockets

    def _find_way(self) -> Way:
        """The way to the endpoint, which is the same for all that is sent.

        Raises:
            CannotSend: there is none.
        """
        import httpx

        address = read_url(self._url)
        proxy = proxy_for(address)
        tls = self._authorities() if address.scheme == "https" else _trusts_nobody()
        if proxy is None:
            return Way(address, tls)
        proxy_tls = httpx.create_ssl_context() if proxy.scheme == "https" else None
        return Way(address, tls, httpx.Proxy(proxy, ssl_context=proxy_tls))

    def _authorities(self) -> ssl.SSLContext:
        """The authorities of `ca_file` alone, else those that httpx trusts; takes about 30 ms."""
        import httpx

        ca_file = self._settings.ca_file
        source = "the environment's SSL_CERT_FILE" if ca_file is None else f"ca_file {ca_file}"
        try:
            if ca_file is None:
                return httpx.create_ssl_context()
            check_regular(ca_file)
            return ssl.create_default_context(cafile=ca_file)
        except ssl.SSLError:
            problem = "holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)"
        except Unreadable as error:
            problem = str(error)
        except OSError as error:
            problem = f"cannot be read: {error.strerror or error}"
        raise CannotSend(Kind.TLS_ERROR, f"{source} {problem}; correct it")

    def _kept_headers(self, way: Way, secrets: Mapping[str, str]) -> _Headers:
        """`_headers`, made anew where the secrets are others than last time."""
        if self._last is None or self._last[0] != secrets:
            self._last = {**secrets}, self._headers(way, secrets)
        return self._last[1]

    def _headers(self, way: Way, secrets: Mapping[str, str]) -> _Headers:
        """The request's headers as bytes, and in words where its Authorization comes from."""
        given = {name.lower() for name in self._settings.headers}
        usual = {
            "Host": way.host,
            "Content-Type": "application/json",
            "Accept": "application/json",
            "Accept-Encoding": "gzip, deflate",
            "Connection": "keep-alive",
            "User-Agent": f"offhook/{__version__}",
        }
        headers = {name: text for name, text in usual.items() if name.lower() not in given}
        headers |= self._settings.headers
        authorization = None
        if "authorization" in given:
            authorization = "the target's headers"
        elif credentials := userinfo(self._url):
            headers["Authorization"] = "Basic " + base64.b64encode(credentials).decode("ascii")
            authorization = "the user name and password of the URL"
        elif sent := PLATFORM.wire.authorization(secrets):
            headers["Authorization"] = sent
            authorization = f"the secret {PLATFORM.wire.SECRET}"
        origins = {"authorization": authorization or ""}
        return [
            _header(name, text, origins.get(name.lower(), "the target's headers"))
            for name, text in headers.items()
        ], authorization


class Way:
    """How an endpoint is reached: directly, or by a proxy."""

    def __init__(self, address: httpx.URL, tls: ssl.SSLContext, proxy: httpx.Proxy | None = None):
        self.url = _for_httpcore(address)
        self.host = address.netloc.decode("ascii")
        self.server = server_of(address)
        self.first_hop = f"the proxy {server_of(proxy.url)}" if proxy else self.server
        self._tls = tls
        self._proxy = proxy

    def new_line(self) -> Line:
        """What connects, and keeps the connection."""
        import httpcore

        from .dialing import Network

        progress = Progress()
        network = Network(progress)
        if self._proxy is None:
            pool = httpcore.AsyncConnectionPool(self._tls, network_backend=network)
            return Line(pool, progress)
        proxy = httpcore.AsyncHTTPProxy(
            _for_httpcore(self._proxy.url),
            self._proxy.raw_auth,
            proxy_ssl_context=self._proxy.ssl_context,
            ssl_context=self._tls,
            network_backend=network,
        )
        return Line(proxy, progress)

    def new_blocking_pool(self) -> httpcore.ConnectionPool:
        """The same for who waits without an event loop."""
        import httpcore

        if self._proxy is None:
            return httpcore.ConnectionPool(self._tls)
        return httpcore.HTTPProxy(
            _for_httpcore(self._proxy.url),
            self._proxy.raw_auth,
            proxy_ssl_context=self._proxy.ssl_context,
            ssl_context=self._tls,
        )


def _for_httpcore(url: httpx.URL) -> httpcore.URL:
    import httpcore

    return httpcore.URL(
        scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
    )


def _trusts_nobody() -> ssl.SSLContext:
    """For where no TLS is spoken; the others cost 30 ms."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _header(name: str, text: str, origin: str) -> Header:
    """One header as bytes. Its value may be a secret, so no message shows it."""
    if not _HEADER_NAME.fullmatch(name):
        problem = f"{name!r} is no name of a header; correct it in {origin}"
        raise CannotSend(Kind.CONNECT_ERROR, problem)
    if name.lower() in _FRAMING:
        problem = f"the header {name} follows from the payload; remove it from {origin}"
        raise CannotSend(Kind.CONNECT_ERROR, problem)
    text = text.strip(" \t")
    for at, char in enumerate(text, start=1):
        if char > "\xff" or (char < " " and char != "\t") or char == "\x7f":
            problem = (
                f"the header {name} cannot be sent: a header is one line of Latin-1 text, and"
                f" character {at} of its value is U+{ord(char):04X}; correct it in {origin}"
            )
            raise CannotSend(Kind.CONNECT_ERROR, problem)
    return name.encode("ascii"), text.encode("latin-1")
