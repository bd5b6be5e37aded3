"""Where a remote endpoint is: its URL, checked; the credentials in it; the proxy in front of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from sessions.contract.kinds import Kind
from sessions.secrets.userinfo import without_userinfo

if TYPE_CHECKING:
    import httpx

_THIS_MACHINE = re.compile(r"(.+\.)?localhost|127(\.\d{1,3}){3}|::1", re.IGNORECASE)


class CannotSend(Exception):
    """The target as it is set up cannot be sent anything; nothing has been sent."""

    def __init__(self, kind: Kind, message: str) -> None:
        self.kind = kind
        super().__init__(message)


@lru_cache(maxsize=64)  # asked for each invocation: 0.1 ms
def read_url(text: str) -> httpx.URL:
    """The URL to send to, without user name and password.

    Raises:
        CannotSend: it is not the URL of an HTTP endpoint.
    """
    import httpx

    shown = without_userinfo(text)
    try:
        parts = urlsplit(text)
        if parts.scheme not in ("http", "https"):
            problem = f"{shown} is no address to send to; begin it with http:// or https://"
            raise CannotSend(Kind.TARGET_NOT_FOUND, problem)
        if not parts.hostname or re.search(r"\s", parts.hostname):
            problem = f"{shown} names no host; write it as https://HOST/PATH"
            raise CannotSend(Kind.TARGET_NOT_FOUND, problem)
        if not _has_valid_port(text):
            problem = f"the port of {shown} is not a number from 1 to 65535; correct the URL"
            raise CannotSend(Kind.CONNECT_ERROR, problem)
        return httpx.URL(shown)
    except (ValueError, httpx.InvalidURL) as error:
        problem = f"{shown} is not a URL: {error}; correct it"
        raise CannotSend(Kind.TARGET_NOT_FOUND, problem) from None


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


def is_this_machine(host: str) -> bool:
    """Whether a host is the machine that this runs on, by its name or address."""
    return _THIS_MACHINE.fullmatch(host) is not None


def server_of(url: httpx.URL) -> str:
    """`host:port`, as messages name a server."""
    host = f"[{url.host}]" if ":" in url.host else url.host
    return f"{host}:{url.port or (443 if url.scheme == 'https' else 80)}"


def proxy_for(url: httpx.URL) -> httpx.URL | None:
    """The proxy that the environment prescribes: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY.

    It is for the world outside, and never asked for this machine.

    Raises:
        CannotSend: it is not an HTTP proxy.
    """
    from urllib.request import getproxies, proxy_bypass

    import httpx

    if is_this_machine(url.host) or proxy_bypass(url.host):
        return None
    proxies = getproxies()
    proxy = proxies.get(url.scheme) or proxies.get("all")
    if not proxy:
        return None
    try:
        address = httpx.URL(proxy if "://" in proxy else f"http://{proxy}")
    except httpx.InvalidURL:
        address = httpx.URL()
    if address.scheme in ("http", "https") and address.host:
        return address
    raise CannotSend(
        Kind.CONNECT_ERROR,
        f"{without_userinfo(proxy)}, which the environment names as proxy, is not an http:// proxy;"
        f" name one, or list {url.host} in NO_PROXY",
    )


def _has_valid_port(url: str) -> bool:
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False
