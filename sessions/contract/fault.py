"""Faults that an emulated provider can show, so that a hook's error branches can be tested."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sessions.errors import OffhookError

FAULTS: Final[dict[str, str]] = {
    "400": "the number is invalid: refused as the provider refuses it, mostly with HTTP 400",
    "401": "the credentials are wrong: refused as the provider refuses it, mostly with HTTP 401",
    "429": "too many requests: refused as the provider refuses it, mostly with HTTP 429",
    "500": "the provider is down: HTTP 500",
    "html": "a proxy's error page: HTTP 502 in HTML where JSON is expected",
    "slow": "the right answer, after 5 s",
    "no-answer": "the call is taken and never answered",
    "reset": "the connection is reset",
}
"""Every fault by its name, and what it does."""

CODE_HINT: Final = "a code of a provider's own stands behind its name, as in twilio=21608"
"""What to write where a text is no fault and might be meant for a code."""

_FAULT: Final = re.compile(r"(?:(?P<provider>[a-z0-9][a-z0-9-]*)=)?(?P<name>-?[A-Za-z0-9_.-]+)")


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of one provider, or of all that are called where `provider` is None."""

    name: str
    """One of `FAULTS`; of one provider also a code of its own, such as Twilio's 60204."""
    provider: str | None = None
    """Its APIs are meant too: `twilio` is `twilio-verify` as well."""

    @property
    def is_code(self) -> bool:
        """Whether it is a provider's own code."""
        return self.name not in FAULTS

    def is_of(self, provider: str) -> bool:
        """Whether calls to `provider` may meet it."""
        return self.provider in (None, provider) or provider.startswith(f"{self.provider}-")

    def __str__(self) -> str:
        return f"{self.provider}={self.name}" if self.provider else self.name


class FaultError(OffhookError, ValueError):
    """A text that names no fault; the message says which there are."""


def parse_fault(text: str) -> Fault:
    """The fault that `NAME`, `PROVIDER=NAME` or `PROVIDER=CODE` stands for.

    Which codes a provider has, its module says: `providers.faults.known_fault` asks for that too.

    Raises:
        FaultError: it is none of these; the message says which there are.
    """
    match = _FAULT.fullmatch(text.strip())
    if match is None or not (match["name"] in FAULTS or match["provider"]):
        raise FaultError(no_fault(text, CODE_HINT))
    return Fault(match["name"], match["provider"])


def no_fault(text: str, hint: str) -> str:
    """That `text` is no fault, which there are, and a hint at what else could be written."""
    return (
        f"there is no fault {text!r}; write NAME or PROVIDER=NAME, with one of "
        f"{', '.join(FAULTS)}; {hint}"
    )


def met_by(faults: Sequence[Fault], provider: str) -> Fault | None:
    """The fault that a call to `provider` meets: of several the one that names it most closely.

    So `twilio-verify=429` comes before `twilio=500`, and that before `401`; of equals the first.
    """
    meant = (fault for fault in faults if fault.is_of(provider))
    return max(meant, key=lambda fault: len(fault.provider or ""), default=None)
