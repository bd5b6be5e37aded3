"""What an outcome tells of its calls: which faults they were shown, and answers made up here."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sessions.contract.answers import GivenAnswer, GivenResponse
from sessions.contract.kinds import Kind
from sessions.contract.outbound import asked_faults, made_up_answers, missed_answers
from sessions.contract.outcome import (
    AnsweredBy,
    AskedFault,
    OutboundCall,
    Outcome,
    Result,
    TargetInfo,
    failed,
)

HOOK = TargetInfo("hook", "hook.js", network="isolated")


def _call(provider: str | None, fault: str | None = None, host: str = "x.example") -> OutboundCall:
    return OutboundCall("POST", f"https://{host}/", provider=provider, fault=fault, status=200)


def _asked_of(asked: tuple[str, ...], *calls: OutboundCall, target: TargetInfo = HOOK) -> Outcome:
    outcome = replace(failed(target, Kind.CALLBACK_ERROR, "no"), outbound=calls)
    return replace(outcome, faults=asked_faults(asked, outcome))


@pytest.mark.parametrize(
    ("asked", "call"),
    [
        ("429", _call("twilio", "429")),
        ("twilio=429", _call("twilio", "429")),
        ("generic=slow", _call(None, "slow")),
        ("reset", _call(None, "reset")),
        ("twilio=60204", _call("twilio-verify", "60204")),
    ],
)
def test_a_fault_that_a_call_met_was_shown(asked: str, call: OutboundCall) -> None:
    assert _asked_of((asked,), call, _call("sns")).faults == (AskedFault(asked, shown=True),)


@pytest.mark.parametrize(
    ("asked", "calls", "why"),
    [
        ("429", (), "the hook made no call"),
        ("vonage=400", (_call("twilio"),), "no call went to vonage, but to twilio"),
        (
            "generic=500",
            (_call("twilio"), _call("sns"), _call("sns")),
            "no call went to generic, but to twilio and sns",
        ),
        (
            "sns=500",
            (_call(None, host="a.example"), _call(None, host="b.example:1"), _call("mitto")),
            "no call went to sns, but to a.example and b.example and mitto",
        ),
        ("twilio=500", (_call("twilio"),), "no call to twilio came to an answer"),
        ("4000", (_call("twilio"),), "there is no fault '4000'"),
        (
            "vonage=9",
            (replace(_call("vonage-voice"), answered_by="provider"),),
            "vonage-voice has no code 9",
        ),
    ],
)
def test_one_that_no_call_met_says_why(
    asked: str, calls: tuple[OutboundCall, ...], why: str
) -> None:
    (said,) = _asked_of((asked,), *calls).faults
    assert (said.fault, said.shown) == (asked, False)
    assert said.why_not is not None
    assert said.why_not.startswith(why)


def test_of_two_faults_of_one_provider_only_the_first_is_shown() -> None:
    said = _asked_of(("slow", "twilio=429", "twilio=500"), _call("twilio", "429")).faults
    assert [(one.fault, one.shown, one.why_not) for one in said] == [
        ("slow", False, "twilio=429 was shown instead"),
        ("twilio=429", True, None),
        ("twilio=500", False, "twilio=429 was shown instead"),
    ]


@pytest.mark.parametrize(
    ("target", "why"),
    [
        (TargetInfo("remote", "https://x.example"), "the target is a remote endpoint"),
        (replace(HOOK, network="live"), "calls go out, and real providers show no faults"),
        (replace(HOOK, kind="action"), "the Action made no call"),
    ],
)
def test_where_no_fault_can_be_shown_that_is_the_reason(target: TargetInfo, why: str) -> None:
    (said,) = _asked_of(("500",), target=target).faults
    assert (said.why_not or "").startswith(why)


def test_it_is_printed_with_the_outcome() -> None:
    printed = _asked_of(("500", "500")).to_json()
    assert printed["faults"] == [
        {"fault": "500", "shown": False, "why_not": "the hook made no call"}
    ]


MADE_UP = OutboundCall(
    "POST", "https://api.example.com/x", status=200, answered_by="generic", answer_body='{"ok":1}'
)
FAILED = failed(HOOK, Kind.CALLBACK_ERROR, "no token in the answer")


def test_a_failure_after_an_answer_that_was_made_up_says_so() -> None:
    assert made_up_answers(replace(FAILED, outbound=(_call("twilio"), MADE_UP))) == (
        'offhook made up the answer of api.example.com ({"ok":1}), of which it knows nothing; '
        "give the real one in [[answers]]."
    )
    several = (MADE_UP, replace(MADE_UP, url="http://b.example:8080/", answer_body="x" * 200))
    said = made_up_answers(replace(FAILED, outcome=Result.RETRY, outbound=several)) or ""
    assert said.startswith("offhook made up 2 answers of api.example.com and b.example ({")
    assert len(made_up_answers(replace(FAILED, outbound=several[1:])) or "") < 300


@pytest.mark.parametrize(
    ("outcome", "calls"),
    [
        (Result.DELIVERED, (MADE_UP,)),
        (Result.DROPPED, (MADE_UP,)),
        (Result.FAILED, ()),
        (Result.FAILED, (replace(_call("twilio"), answered_by="provider"),)),
        (Result.FAILED, (replace(MADE_UP, answered_by="session"),)),
        (Result.FAILED, (replace(MADE_UP, status=404),)),  # a cloud's metadata, which is not there
        (Result.FAILED, (MADE_UP, replace(MADE_UP, fault="429", answered_by="fault"))),
        (Result.FAILED, (MADE_UP, _call("twilio", "no-answer"))),
    ],
)
def test_nothing_is_said_where_nothing_was_made_up_or_it_is_not_the_reason(
    outcome: Result, calls: tuple[OutboundCall, ...]
) -> None:
    assert made_up_answers(replace(FAILED, outcome=outcome, outbound=calls)) is None


def _answer(text: str, status: int = 200) -> GivenAnswer:
    method, host, path = text.split()
    return GivenAnswer((GivenResponse(status),), host, path, method)


TOKEN = _answer("POST api.example.com /token")
SEND = _answer("POST api.example.com /send*")


def _to(path: str, by: AnsweredBy, host: str = "api.example.com") -> OutboundCall:
    return OutboundCall("POST", f"https://{host}{path}", status=200, answered_by=by)


def test_an_answer_that_missed_its_call_is_told_with_the_call() -> None:
    calls = [_to("/oauth/token", "generic"), _to("/send/1", "session")]
    said = missed_answers([TOKEN, SEND], calls)
    assert said == [
        "The answer POST api.example.com/token → 200 was given to no call; "
        "the one to api.example.com was POST /oauth/token."
    ]
    of_a_provider = missed_answers([TOKEN], [_to("/x?a=1", "provider")])
    assert [text.rpartition(" was ")[2] for text in of_a_provider] == ["POST /x."]
    assert len(missed_answers([TOKEN] * 50, [_to("/", "generic")])) == 3


@pytest.mark.parametrize(
    ("answers", "calls"),
    [
        ([TOKEN], []),
        ([TOKEN], [_to("/x", "generic", "b.example")]),
        ([TOKEN, SEND], [_to("/token", "session")]),
        ([TOKEN], [_to("/token", "session"), _to("/x", "generic")]),
        ([TOKEN], [_to("/x", "fault")]),
        ([TOKEN], [_to("/‹secret›", "session"), _to("/x", "generic")]),
        ([_answer("POST *.example.com /token")], [_to("/x", "generic")]),
        ([TOKEN], [OutboundCall("CONNECT", "https://[", answered_by="generic")]),
        ([TOKEN], [OutboundCall("POST", "x", answered_by="generic")]),
    ],
)
def test_an_answer_that_is_for_other_calls_is_no_matter(
    answers: list[GivenAnswer], calls: list[OutboundCall]
) -> None:
    assert missed_answers(answers, calls) == []
