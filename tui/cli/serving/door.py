"""Who may drive the workbench from a browser: this decides, by what the browser says of itself.

Whoever drives it runs code as its user. Three ways there are closed to pages of others: their own
name made to point here (DNS rebinding, seen by `Host`), a WebSocket or a form from their page (seen
by `Origin`), and a frame of theirs around it (`HEADERS`). A token keeps other machines out.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from sessions.own_host import names_this_machine

LEAST: Final = 16
"""Characters of a token: fewer could be guessed, one after another."""
HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        "font-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Server": "offhook",
}
"""Of every answer: nothing is loaded from elsewhere, nothing is framed. xterm writes its own styles
into the page."""


@dataclass(frozen=True)
class Door:
    """Lets a request in, or says why not.

    Without a token it is for this machine only, and goes by names of this machine only.
    """

    names: frozenset[str] = frozenset()
    """Names, in lower case, that this machine is called by, beside its addresses."""
    origins: frozenset[str] = frozenset()
    """Where pages of ours come from that do not come from here: a proxy, as `https://host`."""
    token: str | None = None
    _pass: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    """What the cookie holds that a token is exchanged for: one for each start."""

    def problem(self, headers: Mapping[str, str], *, steers: bool) -> str | None:
        """Why a request is refused, whoever sends it. `steers`: it does more than show a page."""
        host = headers.get("Host", "")
        if not names_this_machine(host, self.names, any_address=self.token is not None):
            return "This is no name of this server; use its address, or localhost."
        ours = {f"http://{host}", f"https://{host}"} | self.origins
        if steers and headers.get("Origin") not in ours:
            return "This comes from a page of somebody else."
        return None

    def knows(self, token: str) -> bool:
        """Whether it is the token, compared in a time that says nothing of it."""
        return self.token is not None and _same(token, self.token)

    def admits(self, cookie: str | None) -> bool:
        """Whether a request that has no problem may come in, with the cookie that it brings."""
        return self.token is None or (cookie is not None and _same(cookie, self._pass))

    @property
    def cookie(self) -> str:
        """What to give to whom the token is known."""
        return self._pass


def _same(one: str, other: str) -> bool:
    digests = [hashlib.sha256(text.encode("utf-8", "replace")).digest() for text in (one, other)]
    return hmac.compare_digest(*digests)
