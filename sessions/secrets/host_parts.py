"""Secrets that are no credential but a part of a host's name: a region, a domain, a base URL.

Hooks keep them beside their credentials. To put `‹AWS_REGION›` into every host would hide whom a
call is for; and a host's name is no secret, for whoever resolves it has read it.
"""

from __future__ import annotations

import re
from typing import Final

_PLACES: Final = frozenset(
    {
        *("REGION", "DOMAIN", "SUBDOMAIN", "HOST", "HOSTNAME", "SERVER", "ENDPOINT", "ZONE"),
        *("CLUSTER", "DATACENTER", "DC", "EDGE", "ENVIRONMENT", "ENV", "STAGE", "TENANT"),
        "BASE URL",
    }
)
"""Words that a name of such a one ends in; any other URL may be known to few."""
_CREDENTIALS: Final = frozenset(
    {
        *("KEY", "TOKEN", "SECRET", "PASSWORD", "PASSWD", "PASS", "PWD", "AUTH", "CREDENTIAL"),
        *("CREDENTIALS", "PIN", "SIGNATURE", "WEBHOOK", "HOOK", "PRIVATE", "APIKEY", "SID"),
    }
)
"""Words that no name of such a one has, wherever they stand in it."""
_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,22}[a-z0-9])?"
"""Of at most 24 characters: what is longer may have been made by chance, as credentials are."""
_PART: Final = re.compile(rf"(?:https?://)?{_LABEL}(?:\.{_LABEL}){{0,6}}", re.IGNORECASE)
_HOST: Final = re.compile(
    r"(?<![\w.%-])(?:https?://)?(?:[a-z0-9][a-z0-9-]{0,62}\.){1,8}[a-z][a-z0-9-]{1,23}(?![\w.-])",
    re.IGNORECASE,
)
_LONGEST_HOST: Final = 253 + len("https://")
_BOUNDS: Final = "./:-"


def is_host_part(name: str, value: str) -> bool:
    """Whether a secret is only a part of a host, by its name and by what it is."""
    words = [word.upper() for word in _WORD.findall(name)]
    return (
        not _PLACES.isdisjoint({" ".join(words[-1:]), " ".join(words[-2:])})
        and not _CREDENTIALS.intersection(words)
        and _PART.fullmatch(value) is not None
    )


def stands_in_host(text: str, start: int, end: int) -> bool:
    """Whether a part of a text is whole labels of a host's name, or all of it."""
    around = max(0, start - _LONGEST_HOST), min(len(text), end + _LONGEST_HOST)
    for host in _HOST.finditer(text, *around):
        if host.start() <= start and end <= host.end():
            before, after = text[host.start() : start][-1:], text[end : host.end()][:1]
            return all(not side or side in _BOUNDS for side in (before, after))
    return False
