"""Every emulated provider there is: the modules of `sessions.providers`, found by name."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from sessions import providers
from sessions.contract.outbound import UNKNOWN

from .provider import Provider, Request

GENERIC = UNKNOWN
"""The module, and the provider, that takes what no other one does."""

_LAST = ("oauth", GENERIC)
"""The modules whose providers take requests to any host."""


def recognize(request: Request) -> Provider:
    """The provider that a request is for; the generic one where no other takes it."""
    known = every()
    return next((provider for provider in known if provider.takes(request)), known[-1])


def names() -> tuple[str, ...]:
    """The names of all providers, as faults name them; the generic one last."""
    return tuple(provider.name for provider in every())


def named(name: str | None) -> Provider | None:
    """The provider of that name, as calls and faults have it; None where there is none."""
    return next((provider for provider in every() if provider.name == name), None)


@cache
def every() -> tuple[Provider, ...]:
    """All providers, those of one module in its order; the generic one last."""
    found = sorted(module.name for module in pkgutil.iter_modules(providers.__path__))
    found.sort(key=lambda name: _LAST.index(name) if name in _LAST else -1)
    return tuple(
        provider
        for name in found
        for provider in getattr(import_module(f"{providers.__name__}.{name}"), "PROVIDERS", ())
    )
