"""The domain of a tenant: read strictly, since a token is sent to it."""

from __future__ import annotations

import re
from typing import Final

from .errors import TenantError

_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN: Final = re.compile(rf"(?:{_LABEL}\.)*{_LABEL}(?::[1-9][0-9]{{0,4}})?")
_LONGEST: Final = 259


def read_domain(text: str, source: str) -> str:
    """`acme.eu.auth0.com` of what people copy: also `https://acme.eu.auth0.com/`.

    Args:
        source: the option or variable that it is from, for messages.

    Raises:
        TenantError: it is no name of a host.
    """
    given = text.strip().lower()
    domain = given.removeprefix("https://").removesuffix("/")
    if len(domain) > _LONGEST or not _DOMAIN.fullmatch(domain):
        raise TenantError(
            f"{source}: found {text[:80]!r}, wanted a tenant's domain, as acme.eu.auth0.com"
        )
    if not domain.rpartition(":")[2].isdigit() and "." not in domain and domain != "localhost":
        raise TenantError(
            f"{source}: {domain} has no dot; wanted the whole domain, as {domain}.eu.auth0.com"
        )
    return domain
