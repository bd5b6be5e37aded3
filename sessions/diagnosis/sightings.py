"""Which of a hook's calls are its message: known by their shape, or by what stands in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from sessions.contract.json_text import JsonValue
from sessions.contract.outbound import has_code, was_taken
from sessions.contract.outcome import OutboundCall, OutboundMessage
from sessions.contract.phone_numbers import same_number
from sessions.contract.traces import Traces, Wanted

_MOST_SEARCHED: Final = 512 << 10
"""Characters of all calls of an invocation together; they take some 0.3 s at worst."""
_NOT_HTTP: Final = frozenset({"", "CONNECT"})
"""Methods of connections, which are no calls by themselves."""


@dataclass(frozen=True, slots=True)
class Search:
    """What was found in the calls that carry no message of a known shape."""

    calls: tuple[OutboundCall, ...]
    traces: tuple[Traces, ...]
    """Of each of these, but of the first only where there is too much to search."""


def understood(calls: Sequence[OutboundCall], payload: JsonValue) -> tuple[OutboundCall, ...]:
    """The calls with what the payload says of them.

    Of a call to an unknown host the text is none where it lacks the code and the call has it all
    the same: then it is the name of a template, or the like. Where no call has a message that could
    be the payload's, the first one with its number and its code is taken for it.
    """
    if not calls:
        return ()
    wanted = Wanted.of(payload)
    calls = tuple(_as_given(call, wanted) for call in calls)
    if not wanted.is_known or any(_fits(call, wanted) for call in calls):
        return calls
    found = search(calls, wanted)
    whole = [call for call, traces in zip(found.calls, found.traces, strict=False) if traces.whole]
    if not whole:
        return calls
    chosen = next((call for call in whole if was_taken(call)), whole[-1])
    text = wanted.text if found.traces[found.calls.index(chosen)].text else None
    message = OutboundMessage(wanted.number, None, text, None, wanted.code or None, inferred=True)
    return tuple(
        replace(call, message=message if call is chosen else None) if _is_open(call) else call
        for call in calls
    )


def search(calls: Sequence[OutboundCall], wanted: Wanted) -> Search:
    """Look into the calls that carry no message."""
    searched = tuple(call for call in calls if call.message is None and _is_open(call))
    traces: list[Traces] = []
    left = _MOST_SEARCHED
    for call in searched:
        sent = _sent(call)
        if len(sent) > left:
            break
        left -= len(sent)
        traces.append(wanted.traces(sent))
    return Search(searched, tuple(traces))


def _is_open(call: OutboundCall) -> bool:
    """Whether it is HTTP to whom no message is known of but by what stands in the call."""
    has_told = call.provider is not None and call.message is not None
    return not has_told and call.method not in _NOT_HTTP and not call.problem


def _sent(call: OutboundCall) -> str:
    headers = "\n".join(f"{name}: {text}" for name, text in call.headers.items())
    return call.raw or f"{call.url}\n{headers}\n\n{call.body}"


def _as_given(call: OutboundCall, wanted: Wanted) -> OutboundCall:
    message = call.message
    if call.provider or message is None or message.text is None or not wanted.code:
        return call
    if message.text == wanted.text or has_code(message.text, wanted.code):
        return call
    given = message.code is not None and has_code(message.code, wanted.code)
    if given or wanted.traces(_sent(call)).code:
        return replace(call, message=replace(message, text=None, code=wanted.code))
    return call


def _fits(call: OutboundCall, wanted: Wanted) -> bool:
    """Whether its message could be the payload's: it is a provider's, or its number or code is."""
    message = call.message
    if message is None:
        return False
    said = (message.text or "", message.code or "")
    return (
        call.provider is not None
        or bool(message.to and same_number(message.to, wanted.number))
        or bool(wanted.code and any(has_code(each, wanted.code) for each in said))
        or bool(wanted.text and wanted.text in said[0])
    )
