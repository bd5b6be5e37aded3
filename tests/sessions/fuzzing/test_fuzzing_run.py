"""Targets with a planted fault: found, and its payload made as small as it can be; sound ones."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from sessions.contract.invocation import Invocation
from sessions.contract.json_path import ABSENT, JsonPath, get
from sessions.contract.json_text import JsonValue, dumps
from sessions.contract.kinds import Kind
from sessions.contract.outcome import (
    OutboundCall,
    OutboundMessage,
    Outcome,
    SourceLocation,
    TargetInfo,
    delivered,
    failed,
)
from sessions.fuzzing.payloads import (
    ABROAD,
    CODE,
    FICTION,
    RECIPIENT,
    TEXT,
    TYPE,
    Making,
    plain,
    text_at,
)
from sessions.fuzzing.reducing import told
from sessions.fuzzing.run import Asked, FoundFailure, Fuzzing
from sessions.platforms.current import PLATFORM
from sessions.platforms.platform import Refusal
from sessions.targets.target import DEFAULTS, Limits, Settings, Target, TargetProblem

INFO = TargetInfo("hook", "/a/hook.js")
NAME: JsonPath = ("context", "user", "name")
METADATA: JsonPath = ("context", "user", "user_metadata")


def passed_on(one: Invocation, *, text: str | None = None, to: str | None = None) -> Outcome:
    """What comes of a hook that gives its provider the message."""
    message = OutboundMessage(
        text_at(one.payload, RECIPIENT) if to is None else to,
        None,
        text_at(one.payload, TEXT) if text is None else text,
        "voice" if text_at(one.payload, TYPE) == "voice" else "sms",
    )
    call = OutboundCall(
        *("POST", "https://api.twilio.com/"),
        **{
            "status": 201,
            "provider": "twilio",
            "message": message,
            "file": "/a/hook.js",
            "line": 9,
        },
    )
    return delivered(INFO, {}, wire=None, outbound=(call,))


def threw(line: int) -> Outcome:
    return failed(INFO, Kind.SYNC_THROW, "no", where=SourceLocation("/a/hook.js", line))


@dataclass
class Hook(Target):
    """A target that is a function here: no child, so that hundreds of sends cost nothing."""

    answer: Callable[[Invocation], Outcome]
    sent: list[JsonValue] = field(default_factory=list[JsonValue])
    limits: list[float] = field(default_factory=list[float])

    @property
    def settings(self) -> Settings:
        return DEFAULTS

    @property
    def info(self) -> TargetInfo:
        return INFO

    @property
    def is_known(self) -> bool:
        return True

    def problem(self) -> None:
        return None

    def debug_problem(self) -> None:
        return None

    def refusal(self, payload: JsonValue) -> Refusal | None:
        return PLATFORM.rules.refusal(payload)

    async def invoke(
        self, invocation: Invocation, secrets: Mapping[str, str], limits: Limits
    ) -> Outcome:
        self.sent.append(invocation.payload)
        self.limits.append(limits.timeout)
        return self.answer(invocation)

    def expect(self, invocations: int | None, at_once: int = 1) -> None:
        pass

    async def aclose(self) -> None:
        pass


def fuzzing_of(hook: Hook, **asked: Any) -> Fuzzing:
    making = Making((plain(),), FICTION + ABROAD, lambda one: hook.refusal(one) is not None)
    return Fuzzing(hook, Asked(making, **{"seed": 1, "count": 60, **asked}))


def fuzzed(
    answer: Callable[[Invocation], Outcome], **asked: Any
) -> tuple[list[FoundFailure], Hook]:
    hook = Hook(answer)
    fuzzing = fuzzing_of(hook, **asked)
    asyncio.run(fuzzing.run())
    assert fuzzing.sent == len(hook.sent) <= asked.get("count", 60)
    return fuzzing.found, hook


def changed(found: FoundFailure) -> dict[JsonPath, Any]:
    return dict(told(found.invocation, plain()))


def without_metadata(one: Invocation) -> Outcome:
    return threw(3) if get(one.payload, METADATA) is ABSENT else passed_on(one)


def with_a_quote(one: Invocation) -> Outcome:
    return threw(4) if "'" in text_at(one.payload, NAME) else passed_on(one)


def trims(one: Invocation) -> Outcome:
    return passed_on(one, text=text_at(one.payload, TEXT).strip())


def drops_zeros(one: Invocation) -> Outcome:
    code = text_at(one.payload, CODE)
    return passed_on(one, text=f"Enter {code.lstrip('0.')} to log in")


def never_answers_voice(one: Invocation) -> Outcome:
    is_voice = text_at(one.payload, TYPE) == "voice"
    return failed(INFO, Kind.TIMEOUT_WAITING, "no answer") if is_voice else passed_on(one)


def strips_the_plus(one: Invocation) -> Outcome:
    return passed_on(one, to=text_at(one.payload, RECIPIENT).lstrip("+"))


@pytest.mark.parametrize(
    ("fault", "kind", "smallest"),
    [
        (without_metadata, "sync_throw", {METADATA: ABSENT}),
        (trims, "text_changed", {TEXT: "482913 "}),
        (drops_zeros, "code_missing", {CODE: "012345"}),
        (strips_the_plus, "number_changed", {}),
        (never_answers_voice, "timeout_waiting", {TYPE: "voice"}),
    ],
)
def test_a_planted_fault_is_found_with_the_smallest_payload(
    fault: Callable[[Invocation], Outcome], kind: str, smallest: dict[JsonPath, Any]
) -> None:
    [found], _ = fuzzed(fault, count=120 if fault is trims else 60)
    assert (found.failure.kind, changed(found)) == (kind, smallest)
    assert found.is_smallest and found.fails_always


def test_several_faults_are_told_apart_by_their_line() -> None:
    def both(one: Invocation) -> Outcome:
        first = without_metadata(one)
        return with_a_quote(one) if first.delivered else first

    found, _ = fuzzed(both, count=100)
    assert [one.failure.key for one in found] == [
        ("sync_throw", "/a/hook.js:3"),
        ("sync_throw", "/a/hook.js:4"),
    ]
    assert [changed(one) for one in found] == [{METADATA: ABSENT}, {NAME: "'"}]


def test_a_sound_target_fails_nothing_and_each_payload_is_sent_once() -> None:
    found, hook = fuzzed(passed_on, count=60, jobs=4)
    assert found == []
    assert len({dumps(payload) for payload in hook.sent}) == len(hook.sent) > 50


def test_a_seed_sends_the_same_again_however_many_at_a_time() -> None:
    once, again = (fuzzed(without_metadata, seed=7, count=40, jobs=2) for _ in range(2))
    assert once[0] == again[0] != []
    assert once[1].sent == again[1].sent


@pytest.mark.parametrize("count", [1, 2, 5])
def test_no_more_is_sent_than_is_asked_for(count: int) -> None:
    found, hook = fuzzed(lambda _: threw(1), count=count)
    assert len(found) == 1
    assert changed(found[0]) == {}
    assert len(hook.sent) <= 3  # where the plain payload fails, odd ones show nothing


def test_odd_payloads_of_a_channel_that_fails_always_are_not_sent() -> None:
    _, hook = fuzzed(never_answers_voice)
    voice = [payload for payload in hook.sent if text_at(payload, TYPE) == "voice"]
    assert len(voice) == 2  # the plain one, and once more to make sure
    assert len(hook.sent) > 30


def test_a_plain_payload_that_fails_is_said_to() -> None:
    for answer, fails in ((lambda _: threw(1), True), (never_answers_voice, False)):
        fuzzing = fuzzing_of(Hook(answer), count=8)
        assert not fuzzing.fails_always
        asyncio.run(fuzzing.run())
        assert fuzzing.fails_always is fails


def test_what_is_only_slow_is_no_failure() -> None:
    def slow(one: Invocation) -> Outcome:
        is_patient = hook.limits[-1] > 5
        return passed_on(one) if is_patient else never_answers_voice(one)

    hook = Hook(slow)
    fuzzing = fuzzing_of(hook, count=10)
    asyncio.run(fuzzing.run())
    assert fuzzing.found == []
    assert len(fuzzing.slow) == 1


def test_a_failure_that_does_not_come_again_is_said_to_be_one() -> None:
    def once(one: Invocation) -> Outcome:
        return threw(1) if len(hook.sent) == 3 else passed_on(one)

    hook = Hook(once)
    fuzzing = fuzzing_of(hook, count=20)
    asyncio.run(fuzzing.run())
    assert [one.fails_always for one in fuzzing.found] == [False]


def test_a_value_that_leaks_is_shown_by_two_messages() -> None:
    last: list[str] = [""]

    def keeps(one: Invocation) -> Outcome:
        before, last[0] = last[0], text_at(one.payload, RECIPIENT)
        return delivered(INFO, {"before": before}, wire=None)

    [found], _ = fuzzed(keeps, count=40, keeps_state=True)
    assert found.failure.kind == "leak"
    assert found.before and list(dict(told(found.before, plain()))) == [RECIPIENT]
    assert changed(found) == {}
    assert found.failure.wanted["response"]
    assert fuzzed(keeps, count=40)[0] == []


def test_a_target_that_cannot_be_run_is_a_problem() -> None:
    with pytest.raises(TargetProblem, match="no such module"):
        fuzzed(lambda _: failed(INFO, Kind.MISSING_MODULE, "no such module"))


async def test_what_was_found_is_there_where_it_is_broken_off() -> None:
    def breaks(one: Invocation) -> Outcome:
        if len(hook.sent) == 30:
            task.cancel()
        return with_a_quote(one)

    hook = Hook(breaks)
    fuzzing = fuzzing_of(hook, seed=5, count=100)
    task = asyncio.create_task(fuzzing.run())
    with pytest.raises(asyncio.CancelledError):
        await task
    assert 30 <= fuzzing.sent < 100
    assert {one.failure.place for one in fuzzing.found} <= {"/a/hook.js:4"}
