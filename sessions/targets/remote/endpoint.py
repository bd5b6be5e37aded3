"""A remote endpoint as a target: the payload is POSTed as JSON, the answer becomes an outcome."""

from __future__ import annotations

import asyncio
import base64
import os
import re
import ssl
from asyncio import AbstractEventLoop
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from sessions.contract.invocation import Invocation
from sessions.contract.json_text import JsonValue, dumps
from sessions.contract.kinds import Kind
from sessions.contract.outcome import Outcome, TargetInfo, failed
from sessions.files import Unreadable, check_regular
from sessions.platforms.current import PLATFORM
from sessions.platforms.platform import Refusal
from sessions.secrets.redaction import without_userinfo
from sessions.targets.target import Limits, Settings, Target
from sessions.version import __version__

from .url import CannotSend, proxy_for, read_url, userinfo

if TYPE_CHECKING:
    from .http_connection import Header, HttpConnection, Route

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
        self._route: Route | None = None
        self._idle: WeakKeyDictionary[AbstractEventLoop, list[HttpConnection]]
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
        from .exchange import Exchange

        try:
            route = self._route = self._route or self._find_route()
            headers, authorization = self._headers(route, secrets)
        except CannotSend as problem:
            return failed(self._info, problem.kind, str(problem))
        payload = dumps(invocation.payload, ascii_only=True).encode("ascii")
        headers.append((b"Content-Length", str(len(payload)).encode("ascii")))
        idle = self._idle.setdefault(asyncio.get_running_loop(), [])
        exchange = Exchange(route, headers, payload, authorization)
        return await exchange.run(limits.timeout, self._info, idle)

    def expect(self, invocations: int | None, at_once: int = 1) -> None:
        """Nothing is got ready: a connection comes to be with the first invocation."""

    async def aclose(self) -> None:
        """Close the connections of the running event loop."""
        for connection in self._idle.pop(asyncio.get_running_loop(), []):
            connection.close()
        await asyncio.sleep(0)  # in which asyncio closes their sockets

    def _find_route(self) -> Route:
        """The way to the endpoint, which is the same for all that is sent.

        Raises:
            CannotSend: there is none.
        """
        from .http_connection import Route

        address = read_url(self._url)
        tls = self._authorities(self._settings.ca_file) if address.is_secure else None
        if (found := proxy_for(address)) is None:
            return Route(address, tls)
        proxy, credentials = found
        proxy_tls = self._authorities(None) if proxy.is_secure else None
        return Route(address, tls, proxy, proxy_tls, credentials)

    def _authorities(self, ca_file: Path | None) -> ssl.SSLContext:
        """How a server's certificate is checked; takes about 30 ms.

        By the authorities of `ca_file` alone, else by those of the environment's SSL_CERT_FILE or
        SSL_CERT_DIR, else by Mozilla's.
        """
        source = "the environment's SSL_CERT_FILE" if ca_file is None else f"ca_file {ca_file}"
        try:
            if ca_file:
                check_regular(ca_file)
            context = _context_of(ca_file)
            context.set_alpn_protocols(["http/1.1"])
            return context
        except ssl.SSLError:
            problem = "holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)"
        except Unreadable as error:
            problem = str(error)
        except OSError as error:
            problem = f"cannot be read: {error.strerror or error}"
        raise CannotSend(Kind.TLS_ERROR, f"{source} {problem}; correct it")

    def _headers(self, route: Route, secrets: Mapping[str, str]) -> tuple[list[Header], str | None]:
        """The request's headers as bytes, and in words where its Authorization comes from."""
        given = {name.lower() for name in self._settings.headers}
        usual = {
            "Host": route.address.netloc,
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
        written = [
            _header(name, text, origins.get(name.lower(), "the target's headers"))
            for name, text in headers.items()
        ]
        if route.is_forwarded and "proxy-authorization" not in given:
            written += route.for_proxy
        return written, authorization


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


def _context_of(ca_file: Path | None) -> ssl.SSLContext:
    if ca_file or os.environ.get("SSL_CERT_FILE"):
        return ssl.create_default_context(cafile=ca_file or os.environ["SSL_CERT_FILE"])
    if folder := os.environ.get("SSL_CERT_DIR"):
        return ssl.create_default_context(capath=folder)
    import certifi

    return ssl.create_default_context(cafile=certifi.where())
