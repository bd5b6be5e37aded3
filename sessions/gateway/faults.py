"""Which fault a call meets, and what those are that no provider words for itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, cast

from sessions.contract.faults import Fault, met_by

from .provider import Answer, Provider, Refusal, Request
from .providers.generic import is_cloud_metadata

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


def chosen(faults: Sequence[Fault], provider: str, request: Request) -> str | None:
    """The fault that a call to `provider` meets (`contract.faults.met_by`)."""
    if is_cloud_metadata(request):
        return None
    fault = met_by(faults, provider)
    return fault and fault.name


def answer_with(fault: str | None, provider: Provider, request: Request) -> Answer:
    """What the provider answers under a fault, or without one."""
    if fault == "html":
        return Answer(502, _ERROR_PAGE, {"content-type": "text/html"})
    if fault not in _REFUSALS:
        return provider.accept(request)
    refused = provider.refuse(request, cast("Refusal", fault))
    if fault != "429":
        return refused
    headers = {"retry-after": RETRY_AFTER, **refused.headers}
    return Answer(refused.status, refused.body, headers)
