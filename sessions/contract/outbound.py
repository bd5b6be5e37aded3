"""What became of a hook's outbound calls: which were taken, and which messages they carried."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from .answers import GivenAnswer
from .fault import Fault, met_by, parse_fault
from .outcome import AskedFault, OutboundCall, OutboundMessage, Outcome, Result

UNKNOWN: Final = "generic"
"""What faults call the provider of a call to a host that none is known for."""

_HOST: Final = re.compile(r"[^/?#]*://(?:[^/?#@]*@)?(\[[^/?#\]]*\]|[^/?#:]+)")
_PORTS: Final = {"http": 80, "https": 443}
_MOST_NAMED: Final = 3
_MOST_SHOWN: Final = 120
"""Characters of an answer."""


def was_taken(call: OutboundCall) -> bool:
    """Whether the provider took it; some word their refusals with a status of 200."""
    return call.status is not None and call.status < 400 and call.fault in (None, "slow")


def messages_in(calls: Sequence[OutboundCall]) -> list[tuple[OutboundCall, OutboundMessage]]:
    """The calls with a message; where a known provider was called, another host's is none."""
    found = [(call, call.message) for call in calls if call.message]
    return [(call, message) for call, message in found if call.provider] or found


def host_of(call: OutboundCall) -> str:
    """The host of its URL, which holds whatever the hook gave as one."""
    found = _HOST.match(call.url)
    return found[1] if found else call.url


def whom(call: OutboundCall) -> str:
    """Who was called, as a message names it: a known provider, else the host."""
    return call.provider or host_of(call)


def asked_faults(asked: Sequence[str], outcome: Outcome) -> tuple[AskedFault, ...]:
    """Which of the faults that an invocation asks for its calls were shown, and why not."""
    faults: dict[str, Fault] = {}
    problems: dict[str, str] = {}
    for text in asked:
        try:
            faults[text] = parse_fault(text)
        except ValueError as error:
            problems[text] = str(error)
    every = tuple(faults.values())
    shown = {fault for call in outcome.outbound if (fault := _shown_to(call, every))}
    found: list[AskedFault] = []
    for text in dict.fromkeys(asked):
        fault = faults.get(text)
        if fault in shown:
            found.append(AskedFault(text, shown=True))
        else:
            why = problems[text] if fault is None else _why_not_shown(fault, every, outcome)
            found.append(AskedFault(text, shown=False, why_not=why))
    return tuple(found)


def made_up_answers(outcome: Outcome) -> str | None:
    """That a hook failed after answers which offhook made up; None where none can be the reason.

    It fails otherwise where a fault was shown, which is what it was to do.
    """
    calls = outcome.outbound
    if outcome.outcome in (Result.DELIVERED, Result.DROPPED):
        return None
    if any(call.fault not in (None, "slow") for call in calls):
        return None
    made_up = [call for call in calls if call.answered_by == "generic" and was_taken(call)]
    if not made_up:
        return None
    body = made_up[0].answer_body
    body = body if len(body) <= _MOST_SHOWN else f"{body[:_MOST_SHOWN]}…"
    what = "the answer" if len(made_up) == 1 else f"{len(made_up):,} answers"
    return (
        f"offhook made up {what} of {_named(made_up)} ({body}), of which it knows nothing; "
        "give the real one in [[answers]]."
    )


def missed_answers(answers: Sequence[GivenAnswer], calls: Sequence[OutboundCall]) -> list[str]:
    """Sentences on the answers that no call was given though one went to their very host.

    One for a host that was not called is no matter: a session's answers serve all its invocations.
    """
    places = [(call, _place_of(call)) for call in calls if call.answered_by != "fault"]
    given = {
        id(answer)
        for call, place in places
        if call.answered_by == "session" and place
        for answer in [one for one in answers if one.is_for(*place)] or answers
    }
    missed: list[str] = []
    for answer in answers:
        other = next(
            (
                f"{place[0]} {place[3]}"
                for call, place in places
                if place and call.answered_by in ("generic", "provider") and place[1] == answer.host
            ),
            None,
        )
        if other and id(answer) not in given:
            missed.append(
                f"The answer {answer} was given to no call; the one to {answer.host} was {other}."
            )
    return missed[:_MOST_NAMED]


def _place_of(call: OutboundCall) -> tuple[str, str, int, str, str] | None:
    """Method, host, port, path and query of a call; None where its URL has none."""
    try:
        parts = urlsplit(call.url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        return None
    if not parts.hostname:
        return None
    return call.method, parts.hostname, port, parts.path or "/", parts.query


def _provider(call: OutboundCall) -> str:
    return call.provider or UNKNOWN


def _shown_to(call: OutboundCall, every: Sequence[Fault]) -> Fault | None:
    return met_by([fault for fault in every if fault.name == call.fault], _provider(call))


def _why_not_shown(fault: Fault, every: Sequence[Fault], outcome: Outcome) -> str:
    target, calls = outcome.target, outcome.outbound
    noun = "Action" if target.kind == "action" else "hook"
    if target.kind == "remote":
        return "the target is a remote endpoint, whose calls are its own"
    if target.network == "live":
        return "calls go out, and real providers show no faults"
    if not calls:
        return f"the {noun} made no call"
    meant = [call for call in calls if fault.is_of(_provider(call))]
    if other := next(filter(None, (_shown_to(call, every) for call in meant)), None):
        return f"{other} was shown instead"
    if fault.is_code and any(call.answered_by for call in meant):
        return f"{_named(meant)} has no code {fault.name}"
    if fault.name == "400" and any(call.answered_by for call in meant):
        return f"{_named(meant)} was called, which sends to no number"
    if meant:
        return f"no call to {_named(meant)} came to an answer"
    return f"no call went to {fault.provider}, but to {_named(calls)}"


def _named(calls: Sequence[OutboundCall]) -> str:
    names = list(dict.fromkeys(map(whom, calls)))
    more = len(names) - _MOST_NAMED
    named = [*names[:_MOST_NAMED], *([f"{more:,} more"] if more > 0 else [])]
    return " and ".join(named)


def has_code(text: str, code: str) -> bool:
    """Whether the code stands in the text; of one for voice the digits do, however spaced."""
    if code in text:
        return True
    digits = re.sub(r"\D", "", code)
    return bool(digits) and re.search(r"[\W_]*".join(digits), text) is not None
