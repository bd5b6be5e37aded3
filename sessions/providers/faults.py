"""Which fault a call meets, and what those are that no provider words for itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

from sessions.contract.fault import CODE_HINT, Fault, FaultError, met_by, no_fault, parse_fault

from .generic import is_cloud_metadata
from .provider import Answer, Provider, Refusal, Request
from .registry import every, names

SLOW_SECONDS: Final = 5.0
RETRY_AFTER: Final = "1"
"""Seconds, as a 429 says them."""

_MOST_CODES: Final = 12
"""Codes of a provider that a message names."""
_REFUSALS: Final[tuple[Refusal, ...]] = ("400", "401", "429", "500")
_ERROR_PAGE: Final = b"""<html>
<head><title>502 Bad Gateway</title></head>
<body>
<center><h1>502 Bad Gateway</h1></center>
</body>
</html>
"""


def known_fault(text: str) -> Fault:
    """The fault that a text stands for (`contract.fault.parse_fault`); a code is a provider's own.

    Raises:
        FaultError: it stands for none, or no API of its provider's may have such a code.
    """
    fault = parse_fault(text)
    if fault.is_code and not any(
        re.fullmatch(provider.codes.form, fault.name)
        for provider in every()
        if provider.codes and (fault.is_of(provider.name) or _is_api_of(fault, provider))
    ):
        raise FaultError(no_fault(text, CODE_HINT))
    return fault


def _is_api_of(fault: Fault, provider: Provider) -> bool:
    """Whether the fault names an API of this provider's, as `twilio-verify=60204` does."""
    return fault.provider is not None and Fault(fault.name, provider.name).is_of(fault.provider)


def fault_problem(text: str) -> str | None:
    """Why nobody can show this fault (`contract.fault`), with those there are; None: it can be."""
    provider, names_one, _ = text.strip().partition("=")
    if not names_one:
        try:
            parse_fault(text)
        except FaultError as error:
            return str(error)
        return None
    known = names()
    if provider not in known:
        given = f"for the fault {text!r}"
        return f"there is no provider {provider!r} {given}; wanted {', '.join(known)}"
    meant = [one for one in every() if Fault(text, provider).is_of(one.name)]
    try:
        fault = known_fault(text)
        if not fault.is_code or any(has_code(one, fault.name) for one in meant):
            return None
    except FaultError:
        pass  # what could have been asked for instead is the better message
    codes = dict.fromkeys(code for one in meant if one.codes for code in one.codes.known)
    hint = f"or a code of {provider}, as {', '.join([*codes][:_MOST_CODES])}"
    return no_fault(text, hint if codes else f"{provider} has no codes of its own")


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
        refused = provider.refuse(request, fault)
    elif fault and provider.codes and provider.codes.has(fault):
        refused = provider.codes.refuse(request, fault, provider.read(request))
    else:
        return provider.accept(request)
    if refused.status != HTTPStatus.TOO_MANY_REQUESTS:
        return refused
    headers = {"retry-after": RETRY_AFTER, **refused.headers}
    return Answer(refused.status, refused.body, headers)
