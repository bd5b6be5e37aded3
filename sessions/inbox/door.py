"""Who may use the inbox: programs of this machine, and beyond it those that know a token.

What stands in it are codes. Two ways there are closed to web pages that the user happens to have
open: a name of theirs that is made to point here (DNS rebinding, seen by `Host`), and requests from
their pages (seen by `Origin` and `Sec-Fetch-Site`, which browsers add and no page can leave out).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from typing import Final

from sessions.own_host import names_this_machine
from sessions.providers.provider import Request

LEAST_TOKEN: Final = 16
"""Characters of a token: fewer could be guessed, one after another."""
_OURS: Final = frozenset({None, "none", "same-origin"})


@dataclass(frozen=True)
class Door:
    """Lets a request in, or says why not."""

    token: str | None = None
    names: frozenset[str] = frozenset()
    """Names that this machine is called by, in lower case, beside its addresses."""

    def problem(self, request: Request) -> str | None:
        """Why a request to the inbox itself is refused, whoever sends it."""
        host = request.header("host")
        if host is not None and not self.is_here(host):
            return (
                "this is no name of this server; use its address, such as 127.0.0.1, or begin it "
                "with offhook inbox --host and this name"
            )
        origin = request.header("origin")
        if origin not in (None, f"http://{host}") or request.header("sec-fetch-site") not in _OURS:
            return "this comes from a web page, which is not to read or send messages here"
        return None

    def knows(self, token: str) -> bool:
        """Whether it is the token, compared in a time that says nothing of it."""
        return self.token is not None and _same(token, self.token)

    def admits_bearer(self, request: Request) -> bool:
        """Whether a request has `Authorization: Bearer TOKEN`, where a token is needed."""
        scheme, _, token = (request.header("authorization") or "").partition(" ")
        return self.token is None or (scheme.lower() == "bearer" and self.knows(token.strip()))

    def admits_proxy(self, request: Request) -> bool:
        """Whether a client of the proxy has given the token as its password, where one is needed:
        `http://any:TOKEN@127.0.0.1:8026`."""
        scheme, _, pair = (request.header("proxy-authorization") or "").partition(" ")
        if self.token is None:
            return True
        try:
            decoded = base64.b64decode(pair.strip()).decode()
        except (binascii.Error, ValueError):
            return False
        return scheme.lower() == "basic" and self.knows(decoded.partition(":")[2])

    def is_here(self, host: str) -> bool:
        """Whether a `Host`, or the one of a URL, is this machine."""
        return names_this_machine(host, self.names, any_address=self.token is not None)


def _same(one: str, other: str) -> bool:
    digests = [hashlib.sha256(text.encode("utf-8", "replace")).digest() for text in (one, other)]
    return hmac.compare_digest(*digests)
