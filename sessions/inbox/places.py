"""Which provider a request is for: by the first part of its path, or by the host of its URL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sessions.contract.answers import ANY, GivenAnswer, fits
from sessions.providers.provider import Provider
from sessions.providers.registry import every

DOMAINS: Final = (
    *("8x8.com", "8x8.id", "8x8.uk", "amazonaws.com", "amazonaws.com.cn", "api.aws"),
    *("clicksend.com", "esendex.com", "infobip.com", "messagebird.com", "mittoapi.com"),
    *("mittoapi.net", "nexmo.com", "plivo.com", "sinch.com", "telesign.com", "twilio.com"),
    *("vonage.com", "wavecell.com"),
)
"""Domains of the providers' hosts: no certificate is made for any other, but for what a session
answers itself."""


def names() -> tuple[str, ...]:
    """What a path may begin with: the names of all providers."""
    return tuple(provider.name for provider in every())


def host_for(name: str, path: str) -> str | None:
    """The host that a provider has by that name, for a path behind it; None where there is none.

    A name is that of its other APIs too: `vonage` with `/v1/messages` is the Messages API. What is
    at any host has its own name as one.
    """
    known = [one for one in every() if one.name == name or one.name.startswith(f"{name}-")]
    if not known or known[0].name != name:
        return None
    meant = next((one for one in known if one.paths.fullmatch(path)), known[0])
    return meant.usual_host or meant.name


def is_known(host: str, port: int, answers: Sequence[GivenAnswer]) -> bool:
    """Whether a provider has this host, or a session answers for it."""
    if any(_has(provider, host) for provider in every()):
        return True
    return any(fits(answer.host, name) for answer in answers for name in (host, f"{host}:{port}"))


def domains(answers: Sequence[GivenAnswer]) -> tuple[str, ...]:
    """The domains that certificates may be for; of a session's hosts those that are named, and as
    clients name them: `xn--bcher-kva.example`, not `bücher.example`."""
    own = {answer.host.rpartition(":")[0] or answer.host for answer in answers}
    named = {host.removeprefix(f"{ANY}.") for host in own}
    known = (one for one in named if one.isascii() and ANY not in one and "." in one)
    return tuple(sorted({*DOMAINS, *known}))


def _has(provider: Provider, host: str) -> bool:
    return provider.usual_host is not None and provider.hosts.fullmatch(host) is not None
