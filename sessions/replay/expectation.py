"""What an invocation was expected to come to, held against what it came to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Final, cast

from sessions.contract.json_path import ABSENT as NOTHING
from sessions.contract.json_path import Absent, format_path, get
from sessions.contract.json_text import JsonValue
from sessions.contract.kinds import Kind
from sessions.contract.outcome import HookError, Outcome, Result
from sessions.contract.outcome_texts import map_texts
from sessions.secrets.redaction import redactor
from sessions.store.expect import Expect
from sessions.store.matchers import Matcher

from .expected_calls import missing_calls
from .failure import Failure, failures_of
from .matching import Patience, in_words, miss

PRESENT: Final = "present"
ABSENT: Final = "absent"
UUID: Final = "uuid"

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_IN_WORDS: Final = {PRESENT: "a MessageID", ABSENT: "no MessageID", UUID: "a UUID"}
_FEW: Final = 20
"""Expected calls that are held against whatever number of calls in milliseconds."""
_NOTHING_SAID: Final = Expect()
_REMOTE: Final = "an endpoint does not tell what it calls and prints"
_LIVE: Final = "calls that really go out are not looked into"
_NO_WIRE: Final = "what the platform makes of an Action goes over no documented wire"
_NO_EVENT: Final = "only an Action is given an event"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an outcome is as expected."""

    met: bool
    expected: dict[str, JsonValue]
    """What was looked at: `outcome`, `kind`, `message_id`, `response.id`, … as far as each is
    constrained, and what was said of it."""
    failures: tuple[Failure, ...] = ()
    """Each expectation that was not met."""
    not_judged: tuple[str, ...] = ()
    """A sentence for each expectation that a target of this kind gives nothing to judge by."""

    @property
    def reasons(self) -> tuple[str, ...]:
        """A sentence for each expectation that was not met."""
        return tuple(failure.sentence for failure in self.failures)

    def without(self, secrets: Mapping[str, str]) -> Verdict:
        """The verdict with `‹NAME›` for each value, which a session's expectation may hold."""
        return map_texts(self, redactor(secrets)) if secrets else self


def judge(expect: Expect | None, outcome: Outcome, *, own_faults: bool = True) -> Verdict:
    """Hold an outcome against what the session expects.

    What is not constrained is not looked at. Nothing said at all means delivered; a MessageID
    alone means delivered with it, unless it is to be absent. Every fault that was asked for is to
    have been shown, for an outcome has nothing of one that no call met; but not where calls go
    out for real, which is asked for in the knowledge that no fault is shown then. It blocks where
    it `may_take_time`.

    Args:
        expect: what the session says of the invocation.
        outcome: what it came to.
        own_faults: whether the invocation asks for its faults itself. Those that are given for a
            whole replay need not be shown in each (`sessions.replay.run.not_shown`).
    """
    given = expect or _NOTHING_SAID
    unknown, patience = not_judged(given, outcome), Patience()
    failures: tuple[Failure, ...] = (
        *_missed_outcome(given, outcome),
        *_missed_message_id(given.of("message_id"), outcome.message_id, patience),
        *_missed_parts(given, outcome, unknown, patience),
        *_missed_rest(given, outcome, unknown, patience),
        *(() if "outbound" in unknown else missing_calls(given, outcome.outbound, patience)),
        *_missed_faults(given, outcome, own_faults=own_faults),
    )
    reasons = tuple(f"{key}: not looked at: {why}" for key, why in unknown.items())
    return Verdict(not failures, expectation(expect), failures, reasons)


def is_uuid(text: str) -> bool:
    """Whether a MessageID is what `uuid` stands for."""
    return _UUID.fullmatch(text) is not None


def expectation(expect: Expect | None) -> dict[str, JsonValue]:
    """What is constrained, with what goes without saying."""
    given = expect or _NOTHING_SAID
    expected: dict[str, JsonValue] = {}
    if wanted := _outcome_wanted(given):
        expected["outcome"] = wanted.value
    if given.kind:
        expected["kind"] = given.kind.value
    for key in ("message_id", "console"):
        if matcher := given.of(key):
            expected[key] = matcher.written
    for root in given.of_parts:
        for one in given.wanted(root):
            expected[format_path((root, *one.path))] = one.matcher.written
    if (warnings := given.wanted_warnings()) is not None:
        expected["warnings"] = [matcher.written for matcher in warnings]
    if given.faults:
        expected["faults"] = list(given.faults)
    if given.max_duration is not None:
        expected["max_duration"] = given.max_duration
    if given.outbound_count is not None:
        expected["outbound_count"] = given.outbound_count
    for at, call in enumerate(given.outbound):
        for key, matcher in call.simple():
            expected[format_path(("outbound", at, key))] = matcher.written
        for one in call.wanted("body"):
            expected[format_path(("outbound", at, "body", *one.path))] = one.matcher.written
    return expected


def may_take_time(expect: Expect | None) -> bool:
    """Whether judging runs a regular expression that somebody wrote, or holds very many expected
    calls against those that were made."""
    return expect is not None and (expect.has_pattern or len(expect.outbound) > _FEW)


def _outcome_wanted(given: Expect) -> Result | None:
    says_how = given.kind or given.message_id == ABSENT or given.wanted("error")
    return given.outcome or (None if says_how else Result.DELIVERED)


def _missed_outcome(given: Expect, outcome: Outcome) -> Iterator[Failure]:
    wanted = _outcome_wanted(given)
    if wanted and outcome.outcome is not wanted:
        yield _came_otherwise("outcome", wanted, outcome)
    if given.kind and outcome.kind is not given.kind:
        yield _came_otherwise("kind", given.kind, outcome)


def _came_otherwise(path: str, wanted: Result | Kind, outcome: Outcome) -> Failure:
    """With `failed (callback_error: boom)` as found."""
    brief = f"{outcome.outcome} ({outcome.kind}"
    said = f": {outcome.error.message}" if outcome.error else ""
    return Failure(path, wanted.value, f"{brief}{said})", brief=f"{brief})")


def _missed_message_id(
    wanted: Matcher | None, found: str | None, patience: Patience
) -> Iterator[Failure]:
    if wanted is None:
        return
    word, shown = wanted.written, "none" if found is None else found
    if isinstance(word, str) and word in _IN_WORDS:
        is_there = found is not None and (word != UUID or is_uuid(found))
        if is_there is (word == ABSENT):
            yield Failure("message_id", _IN_WORDS[word], shown)
    elif missed := miss(wanted, NOTHING if found is None else found, patience):
        text = word if isinstance(word, str) and "matches" not in dict(wanted.tests) else None
        said = shown if missed.link == "found" else missed.found
        yield Failure("message_id", text or in_words(wanted), said, missed.link)


def _missed_parts(
    given: Expect, outcome: Outcome, unknown: dict[str, str], patience: Patience
) -> Iterator[Failure]:
    wholes = {"response": outcome.response, "wire": outcome.wire, "event": outcome.event}
    for root in given.of_parts:
        if root not in unknown and (wanted := given.wanted(root)):
            whole = error_parts(outcome.error) if root == "error" else wholes[root]
            for one in wanted:
                found = whole if isinstance(whole, Absent) else get(whole, one.path)
                yield from failures_of((root, *one.path), one.matcher, found, patience)


def _missed_rest(
    given: Expect, outcome: Outcome, unknown: dict[str, str], patience: Patience
) -> Iterator[Failure]:
    if (console := given.of("console")) and "console" not in unknown:
        printed = "\n".join(line.text for line in outcome.console)
        asks_if_any = any(test in ("present", "absent") for test, _ in console.tests)
        shown = NOTHING if asks_if_any and not outcome.console else printed  # else an empty text
        yield from failures_of(("console",), console, shown, patience)
    if (warnings := given.wanted_warnings()) is not None:
        yield from _missed_warnings(warnings, outcome.warnings, patience)
    seconds = outcome.duration_ms / 1000
    if given.max_duration is not None and seconds > given.max_duration:
        yield Failure("max_duration", f"at most {given.max_duration:g} s", f"{seconds:.3f} s")


def _missed_warnings(
    wanted: tuple[Matcher, ...], found: tuple[str, ...], patience: Patience
) -> Iterator[Failure]:
    """Each warning is to be wanted, and each that is wanted is to be there."""
    if not wanted:
        yield from (Failure("warnings", "none", warning) for warning in found)
        return
    left = list(found)
    for at, matcher in enumerate(wanted):
        one = next((each for each in left if miss(matcher, each, patience) is None), None)
        if one is None:
            yield Failure(f"warnings[{at}]", in_words(matcher), "no such warning")
        else:
            left.remove(one)
    yield from (Failure("warnings", "no other", warning) for warning in left)


def _missed_faults(given: Expect, outcome: Outcome, *, own_faults: bool) -> Iterator[Failure]:
    if outcome.target.network == "live":
        return
    asked = {one.fault: one for one in outcome.faults}
    own = [one.fault for one in outcome.faults if own_faults]
    for fault in dict.fromkeys((*own, *given.faults)):
        one = asked.get(fault)
        if one is None or not one.shown:
            why = one.why_not if one else "it was not asked for"
            yield Failure(f"fault {fault}", "to be shown", why or "it was not", "but")


def not_judged(given: Expect, outcome: Outcome) -> dict[str, str]:
    """What is expected and cannot be known of a target, by its key, with why."""
    target, says_of_calls = outcome.target, given.outbound or given.outbound_count is not None
    unknown: dict[str, str] = {}
    if says_of_calls and (target.kind == "remote" or target.network == "live"):
        unknown["outbound"] = _LIVE if target.network == "live" else _REMOTE
    if given.of("console") and target.kind == "remote":
        unknown["console"] = _REMOTE
    if given.wanted("wire") and target.kind == "action":
        unknown["wire"] = _NO_WIRE
    if given.wanted("event") and target.kind != "action":
        unknown["event"] = _NO_EVENT
    return unknown


def error_parts(error: HookError | None) -> JsonValue | Absent:
    """An error as paths lead into it: what it does not have is absent."""
    if error is None:
        return NOTHING
    members = cast("dict[str, JsonValue]", asdict(error))
    members["cause"] = cast("JsonValue", error_parts(error.cause) or None)
    return {key: value for key, value in members.items() if value is not None}
