"""What became of a hook's outbound calls: which were taken, and which messages they carried."""

from __future__ import annotations

from collections.abc import Sequence

from .outcome import OutboundCall, OutboundMessage


def was_taken(call: OutboundCall) -> bool:
    """Whether the provider took it; some word their refusals with a status of 200."""
    return call.status is not None and call.status < 400 and call.fault in (None, "slow")


def messages_in(calls: Sequence[OutboundCall]) -> list[tuple[OutboundCall, OutboundMessage]]:
    """The calls with a message; where a known provider was called, another host's is none."""
    found = [(call, call.message) for call in calls if call.message]
    return [(call, message) for call, message in found if call.provider] or found


def same_number(one: str, other: str) -> bool:
    """Whether two phone numbers differ in how they are written only; 00 stands for a plus."""
    return _digits(one) == _digits(other)


def _digits(number: str) -> str:
    return "".join(filter(str.isdecimal, number)).removeprefix("00")
