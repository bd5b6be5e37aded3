"""Faults that an emulated provider can show, so that a hook's error branches can be tested."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

FAULTS: Final[dict[str, str]] = {
    "400": "the number is invalid: refused as the provider refuses it, mostly with HTTP 400",
    "401": "the credentials are wrong: refused as the provider refuses it, mostly with HTTP 401",
    "429": "too many requests: HTTP 429 with Retry-After",
    "500": "the provider is down: HTTP 500",
    "html": "a proxy's error page: HTTP 502 in HTML where JSON is expected",
    "slow": "the right answer, after 5 s",
    "no-answer": "the call is taken and never answered",
    "reset": "the connection is reset",
}
"""Every fault by its name, and what it does."""

_FAULT = re.compile(r"(?:(?P<provider>[a-z0-9][a-z0-9-]*)=)?(?P<name>[a-z0-9-]+)")


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of one provider, or of all that are called where `provider` is None."""

    name: str
    provider: str | None = None

    def __str__(self) -> str:
        return f"{self.provider}={self.name}" if self.provider else self.name


def parse_fault(text: str) -> Fault:
    """The fault that `NAME` or `PROVIDER=NAME` stands for.

    Raises:
        ValueError: it is neither, or there is no such fault; the message says which there are.
    """
    match = _FAULT.fullmatch(text.strip())
    if match is None or match["name"] not in FAULTS:
        raise ValueError(
            f"there is no fault {text!r}; write NAME or PROVIDER=NAME, with one of "
            f"{', '.join(FAULTS)}"
        )
    return Fault(match["name"], match["provider"])


def met_by(faults: Sequence[Fault], provider: str) -> Fault | None:
    """The fault that a call to `provider` meets: one of its own before one of all."""
    own = (fault for fault in faults if fault.provider == provider)
    general = (fault for fault in faults if fault.provider is None)
    return next(own, None) or next(general, None)
