"""Whether a request names this machine: what keeps a name of others, made to point here, out."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from urllib.parse import urlsplit


def is_loopback(address: str) -> bool:
    """Whether an address is reached from this machine only."""
    return ipaddress.ip_address(address.partition("%")[0]).is_loopback


def names_this_machine(host: str, names: Collection[str] = (), *, any_address: bool) -> bool:
    """Whether a request's `Host` header is `localhost`, one of `names` or an address.

    A name can be made to point here by who owns it (DNS rebinding), an address cannot.

        names_this_machine("127.0.0.1:8766", any_address=False)  # True

    Args:
        names: in lower case, what this machine is called beside its addresses.
        any_address: whether an address beyond loopback will do.
    """
    try:
        name = urlsplit(f"//{host}").hostname or ""
        if name in ("localhost", *names):
            return True
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or any_address
