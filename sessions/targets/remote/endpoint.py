"""A remote endpoint as a target: the payload is POSTed as JSON, the answer becomes an outcome."""

from __future__ import annotations

import asyncio
import base64
import re
import ssl
from asyncio import AbstractEventLoop
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from sessions.contract.invocation import Invocation
from sessions.contract.json_text import JsonValue, dumps
from sessions.contract.kinds import Kind
from sessions.contract.outcome import Outcome, TargetInfo, failed
from sessions.files import Unreadable, check_regular
from sessions.platforms.auth0 import wire
from sessions.platforms.auth0.rules import Refusal, refusal
from sessions.secrets.redaction import without_userinfo
from sessions.targets.target import Limits, Settings, Target
from sessions.version import __version__

from .exchange import Exchange
from .url import CannotSend, proxy_for, read_url, userinfo

if TYPE_CHECKING:
    import httpx

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
        self._address: httpx.URL | None = None
        self._tls: ssl.SSLContext | None = None
        # One pool shared by 64 tasks takes three times as long as a pool for each of them, since it
        # looks through all its connections whenever a request comes or goes. A client around it
        # would add a quarter, for cookies, redirects and log-ins, of which none is wanted.
        self._idle: WeakKeyDictionary[AbstractEventLoop, list[httpx.AsyncHTTPTransport]]
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
        return refusal(payload)

    async def invoke(
        self, invocation: Invocation, secrets: Mapping[str, str], limits: Limits
    ) -> Outcome:
        """POST the payload and read the answer; `limits.timeout` covers connecting to last byte."""
        import httpx

        payload = dumps(invocation.payload, ascii_only=True).encode("ascii")
        try:
            url = self._address = self._address or read_url(self._url)
            proxy = proxy_for(url)
            headers, authorization = self._headers(secrets)
            idle = self._idle.setdefault(asyncio.get_running_loop(), [])
            transport = idle.pop() if idle else self._new_transport(url, proxy)
        except CannotSend as problem:
            return failed(self._info, problem.kind, str(problem))
        request = httpx.Request("POST", url, content=payload, headers=headers)
        exchange = Exchange(transport, request, proxy=proxy, authorization=authorization)
        try:
            return await exchange.run(limits.timeout, self._info)
        finally:
            idle.append(transport)

    def expect(self, invocations: int | None, at_once: int = 1) -> None:
        """Nothing is got ready: a connection comes to be with the first invocation."""

    async def aclose(self) -> None:
        """Close the connections of the running event loop."""
        for transport in self._idle.pop(asyncio.get_running_loop(), []):
            await transport.aclose()

    def _new_transport(self, url: httpx.URL, proxy: httpx.URL | None) -> httpx.AsyncHTTPTransport:
        import httpx

        is_secure = "https" in (url.scheme, proxy and proxy.scheme)
        # `proxy_for` has looked at the environment already.
        verify = self._tls_context(is_secure)
        return httpx.AsyncHTTPTransport(verify=verify, proxy=proxy, trust_env=False)

    def _tls_context(self, is_secure: bool) -> ssl.SSLContext:
        if not is_secure:
            return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # trusts nobody, and costs nothing
        if self._tls is None:
            self._tls = self._authorities()
        return self._tls

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

    def _headers(self, secrets: Mapping[str, str]) -> tuple[list[tuple[bytes, bytes]], str | None]:
        """The request's headers as bytes, and in words where its Authorization comes from."""
        given = {name.lower() for name in self._settings.headers}
        usual = {
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
        elif sent := wire.authorization(secrets):
            headers["Authorization"] = sent
            authorization = f"the secret {wire.SECRET}"
        origins = {"authorization": authorization or ""}
        return [
            _header(name, text, origins.get(name.lower(), "the target's headers"))
            for name, text in headers.items()
        ], authorization


def _header(name: str, text: str, origin: str) -> tuple[bytes, bytes]:
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
