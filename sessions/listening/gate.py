"""Which requests are read at all: no page of a browser, no name that was made to point here."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from sessions.own_host import names_this_machine

from .refused import Refused

_ONCE: Final = frozenset(
    {
        *("host", "origin", "authorization", "content-type", "content-length"),
        *("content-encoding", "x-offhook-timestamp", "x-offhook-nonce", "x-offhook-signature"),
    }
)
"""Headers of which two would leave open which one counts."""
_OF_A_PAGE: Final = ("origin", "sec-fetch-site")
"""What a browser says of the page that sends, and no program does; Node's fetch has a
`sec-fetch-mode` too."""


def check_head(
    path: str, raw_headers: Sequence[tuple[str, str]], *, names: Collection[str], has_secret: bool
) -> Mapping[str, str]:
    """The headers of a request that may be read on, by their names in small letters.

    Args:
        names: what this machine is called beside its addresses, in small letters.
        has_secret: whether requests have to show one. Then any name will do: a tunnel has its own,
            and who has made a name point here still does not know the secret.

    Raises:
        Refused: it may not; nothing of its body is worth reading.
    """
    headers: dict[str, str] = {}
    for name, value in raw_headers:
        name = name.lower()
        if name in headers and name in _ONCE:
            raise Refused(400, f"The header {name} is there twice.")
        headers[name] = value
    if any(name in headers for name in _OF_A_PAGE):
        raise Refused(403, "This comes from a page in a browser.")
    host = headers.get("host", "")
    if not has_secret and not names_this_machine(host, names, any_address=False):
        raise Refused(403, "This is no name of this listener; use its address, or localhost.")
    if path != "/":
        raise Refused(404, "Invocations are sent to /.")
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not kind.endswith("+json"):
        raise Refused(415, "Content-Type is application/json.")
    if headers.get("content-encoding", "identity").lower() not in ("identity", ""):
        raise Refused(415, "The body is sent without a Content-Encoding.")
    return headers
