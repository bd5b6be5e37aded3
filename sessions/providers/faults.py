"""Which fault a call meets, and what those are that no provider words for itself."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Final, cast

from sessions.contract.fault import Fault, met_by

from .generic import is_cloud_metadata
from .provider import Answer, Provider, Refusal, Request

SLOW_SECONDS: Final = 5.0
RETRY_AFTER: Final = "1"
"""Seconds, as a 429 says them."""

_REFUSALS: Final = frozenset({"400", "401", "429", "500"})
_ERROR_PAGE: Final = b"""<html>
<head><title>502 Bad Gateway</title></head>
<body>
<center><h1>502 Bad Gateway</h1></center>
</body>
</html>
"""


def chosen(faults: Sequence[Fault], provider: Provider, request: Request) -> str | None:
    """The fault that a call to `provider` meets (`contract.fault.met_by`)."""
    if is_cloud_metadata(request):
        return None
    able = [fault for fault in faults if _is_able(provider, fault)]
    fault = met_by(able, provider.name)
    return fault and fault.name


def _is_able(provider: Provider, fault: Fault) -> bool:
    """Whether the provider can show it: it has the code, and a number that could be invalid."""
    if fault.is_code:
        return has_code(provider, fault.name)
    return fault.provider is not None or fault.name != "400" or provider.takes_numbers


def has_code(provider: Provider, code: str) -> bool:
    """Whether the provider has this error code of its own."""
    return provider.codes is not None and provider.codes.has(code)


def answer_with(fault: str | None, provider: Provider, request: Request) -> Answer:
    """What the provider answers under a fault, or without one."""
    if fault == "html":
        return Answer(502, _ERROR_PAGE, {"content-type": "text/html"})
    if fault in _REFUSALS:
        refused = provider.refuse(request, cast("Refusal", fault))
    elif fault and provider.codes and provider.codes.has(fault):
        refused = provider.codes.refuse(request, fault, provider.read(request))
    else:
        return provider.accept(request)
    if fault != "429" and refused.status != HTTPStatus.TOO_MANY_REQUESTS:
        return refused
    headers = {"retry-after": RETRY_AFTER, **refused.headers}
    return Answer(refused.status, refused.body, headers)
