"""Where two outcomes of the same invocation differ, and which of that the platform itself makes.

Left out is what differs although the same was done (`varying`), and what repeats another
difference: an error on the wire is that of the outcome, a text in a body is that of the message.
Pure: nothing is sent here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from sessions.contract.json_path import ABSENT, Absent
from sessions.contract.json_text import JsonValue, dumps
from sessions.contract.kinds import ONE_ANSWER, Kind
from sessions.contract.outcome import HookError, Outcome
from sessions.platforms.current import PLATFORM

from .calls import differing_calls
from .console import differing_consoles
from .difference import Difference, Rule, Side, absent_if_none
from .likeness import Likeness
from .rules import NEVER, is_action, is_remote, rule_of_error_name, rule_of_kinds
from .values import differing

APART: Final = 60.0
"""Seconds by which moments may differ that two sends, one beside the other, have written down."""

_ENDED: Final = frozenset({Kind.PROCESS_EXIT, Kind.KILLED_BY_SIGNAL})
"""Kinds whose error is offhook's own words, which begin with what ended."""
_CRASHED: Final = frozenset({Kind.OUT_OF_MEMORY, Kind.KILLED_BY_SIGNAL})


def compare(
    a: Outcome,
    b: Outcome,
    *,
    given: JsonValue = None,
    apart: float = APART,
    slower: float | None = None,
) -> tuple[Difference, ...]:
    """Where two outcomes differ; those that the platform makes have its `rule`.

        for one in compare(outcome_of_the_hook, outcome_of_its_action, given=invocation.payload):
            print(one.path, one.a, one.b)

    Args:
        given: what both were sent. A UUID or a moment that stands in it is no chance one.
        apart: seconds by which moments may differ; `math.inf` where the two were not sent together.
        slower: seconds by which the durations may differ; None where they do not matter.
    """
    like = Likeness(a, b, given, apart)
    remote = is_remote(a) or is_remote(b)
    calls = _unseen(a, b) if remote else differing_calls(a.outbound, b.outbound, like)
    found = [*_results(a, b, like)]
    found += calls
    if a.outcome == b.outcome:
        found += [*_answers(a, b, like, found), *_more_answers(a, b)]
    if not remote:
        found += differing_consoles(a.console, b.console, like, crashed=a.kind in _CRASHED)
    if slower is not None and abs(a.duration_ms - b.duration_ms) > slower * 1000:
        found.append(Difference("duration_ms", round(a.duration_ms), round(b.duration_ms)))
    return tuple(found)


def _results(a: Outcome, b: Outcome, like: Likeness) -> Iterator[Difference]:
    """How it came out, why, and with which error. Of two that came out otherwise, no more."""
    rule = rule_of_kinds(a, b)
    if a.outcome != b.outcome and rule is not Rule.DROP_AND_RETRY:
        yield Difference("outcome", _came_to(a), _came_to(b), rule)
        return
    if a.outcome != b.outcome:
        yield Difference("outcome", a.outcome.value, b.outcome.value, rule)
    elif a.kind != b.kind:
        yield Difference("kind", a.kind.value, b.kind.value, rule)
    own = rule in (Rule.NEVER_ANSWERS, Rule.REFUSED, Rule.SUCCESS_VALUE)
    if own or (a.kind == b.kind and a.kind in NEVER):
        return  # what the error says is offhook's own word
    for one in _errors(_error_of(a), _error_of(b), "error", like):
        if one.path == "error.name":
            by = Rule.DROP_AND_RETRY if rule is Rule.DROP_AND_RETRY else rule_of_error_name(a, b)
            yield replace(one, rule=by)
        else:
            yield one


def _error_of(outcome: Outcome) -> HookError | None:
    """Its error, without `The hook` or `The Action` where that is offhook's own word for it."""
    error = outcome.error
    if error is None or outcome.kind not in _ENDED:
        return error
    return replace(error, message=error.message.removeprefix("The hook").removeprefix("The Action"))


def _came_to(outcome: Outcome) -> str:
    """`delivered`, or `failed (callback_error: boom)`."""
    if outcome.delivered:
        return outcome.outcome.value
    said = f": {outcome.error.message}" if outcome.error else ""
    return f"{outcome.outcome} ({outcome.kind}{said})"


def _errors(
    a: HookError | None, b: HookError | None, path: str, like: Likeness
) -> Iterator[Difference]:
    if a is None or b is None:
        if a is not b:
            one, other = (ABSENT if of is None else f"{of.name}: {of.message}" for of in (a, b))
            yield Difference(path, one, other)
        return
    pairs: dict[str, tuple[Side, Side]] = {
        "name": (a.name, b.name),
        "message": (a.message, b.message),
        "code": (absent_if_none(a.code), absent_if_none(b.code)),
    }
    for name, (one, other) in pairs.items():
        if not like.values(one, other):
            yield Difference(f"{path}.{name}", one, other)
    yield from _errors(a.cause, b.cause, f"{path}.cause", like)


def _answers(
    a: Outcome, b: Outcome, like: Likeness, found: list[Difference]
) -> Iterator[Difference]:
    """What each answered. An Action answers nothing, and what the wire repeats is said once."""
    if is_action(a) != is_action(b):
        yield from _one_sided(a, b)
        return
    known = {(_key(one.a), _key(one.b)) for one in found}
    remote = is_remote(a) or is_remote(b)
    response = [
        one
        for one in differing(a.response, b.response, ("response",), like)
        if not (remote and _is_message_id(one))
    ]
    yield from (one for one in response if (_key(one.a), _key(one.b)) not in known)
    if a.kind != b.kind:
        return  # each kind has a wire of its own
    if not response and _is_enveloped(a.wire) != _is_enveloped(b.wire):
        yield Difference("wire", a.wire, b.wire)
        return
    known |= {(_key(one.a), _key(one.b)) for one in response}
    for one in differing(a.wire, b.wire, ("wire",), like):
        repeats = (_key(one.a), _key(one.b)) in known or (remote and _is_message_id(one))
        if not repeats and not one.path.endswith(".stack"):
            yield one


def _is_message_id(one: Difference) -> bool:
    """Whether two MessageIDs differ: behind an endpoint a real provider assigns another each time.
    One that is missing, or no text, is a difference all the same."""
    name = one.path.rpartition(".")[2].lower()
    return name == "messageid" and all(isinstance(of, str) and of for of in (one.a, one.b))


def _more_answers(a: Outcome, b: Outcome) -> Iterator[Difference]:
    """That one of them, a hook, has answered more than once."""
    one, other = (next((w for w in of.warnings if ONE_ANSWER in w), None) for of in (a, b))
    if (one is None) != (other is None):
        rule = Rule.ANSWERS_TWICE if is_action(a) != is_action(b) else None
        yield Difference("warnings", absent_if_none(one), absent_if_none(other), rule)


def _is_enveloped(wire: JsonValue) -> bool:
    """Whether an answer has its response in an envelope; endpoints may give it bare."""
    return isinstance(wire, dict) and PLATFORM.wire.response_in(wire) is not wire


def _one_sided(a: Outcome, b: Outcome) -> Iterator[Difference]:
    """A hook has answered, and an Action's answer is ignored, or not known."""
    if a.delivered:
        if a.response is not None or b.response is not None:
            yield _between("response", a.response, b.response, Rule.SUCCESS_VALUE)
    elif a.wire is not None or b.wire is not None:
        yield _between("wire", a.wire, b.wire, Rule.WIRE)


def _between(path: str, a: JsonValue, b: JsonValue, rule: Rule) -> Difference:
    return Difference(path, absent_if_none(a), absent_if_none(b), rule)


def _unseen(a: Outcome, b: Outcome) -> list[Difference]:
    """What the one that runs here called and logged, and an endpoint's is not seen."""
    if is_remote(a) and is_remote(b):
        return []
    here = b if is_remote(a) else a
    seen = {"outbound": len(here.outbound), "console": len(here.console)}
    return [
        Difference(path, ABSENT if here is b else size, size if here is b else ABSENT, Rule.REMOTE)
        for path, size in seen.items()
        if size
    ]


def _key(side: Side) -> str | None:
    return None if isinstance(side, Absent) else dumps(side)
