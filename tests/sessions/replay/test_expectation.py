"""Expectations: what each constrains, what goes without saying, and the sentence on each miss."""

from dataclasses import replace

import pytest

from sessions.contract.kinds import Kind
from sessions.contract.outcome import AskedFault, Result, TargetInfo, delivered, failed
from sessions.replay.expectation import judge
from sessions.replay.run import Step, not_shown
from sessions.store.expect import Expect

TARGET = TargetInfo("starter", "starter")
BOOM = failed(TARGET, Kind.CALLBACK_ERROR, "boom")
OWN = delivered(TARGET, {"MessageID": "SM-42"}, wire={}, duration_ms=1)
ASSIGNED = delivered(TARGET, None, wire={}, duration_ms=1)


@pytest.mark.parametrize(
    ("expect", "outcome", "met"),
    [
        (None, OWN, True),
        (None, BOOM, False),
        ({}, BOOM, False),
        ({"outcome": "delivered"}, OWN, True),
        ({"outcome": "failed"}, BOOM, True),
        ({"outcome": "failed"}, OWN, False),
        ({"outcome": "dropped"}, OWN, False),
        ({"kind": "callback_error"}, BOOM, True),
        ({"kind": "callback_error"}, OWN, False),
        ({"kind": "success"}, OWN, True),
        ({"outcome": "failed", "kind": "never_called"}, BOOM, False),
        ({"message_id": "present"}, OWN, True),
        ({"message_id": "present"}, BOOM, False),
        ({"message_id": "absent"}, BOOM, True),
        ({"message_id": "absent"}, OWN, False),
        ({"message_id": "uuid"}, ASSIGNED, True),
        ({"message_id": "uuid"}, OWN, False),
        ({"message_id": r"/^SM-\d+$/"}, OWN, True),
        ({"message_id": "/M-4/"}, OWN, True),
        ({"message_id": r"/^\d+$/"}, OWN, False),
        ({"message_id": "//"}, OWN, True),
        ({"message_id": "//"}, BOOM, False),
        ({"message_id": "SM-42"}, OWN, True),
        ({"message_id": "SM-4"}, OWN, False),
        ({"message_id": "/"}, OWN, False),
        ({"message_id": ""}, OWN, False),
        ({"kind": "callback_error", "message_id": "absent"}, BOOM, True),
        ({"kind": "callback_error", "message_id": "present"}, BOOM, False),
    ],
)
def test_what_is_met(expect, outcome, met):
    verdict = judge(None if expect is None else Expect(**expect), outcome)
    assert verdict.met is met
    assert bool(verdict.reasons) is not met


@pytest.mark.parametrize(
    ("expect", "outcome", "reasons"),
    [
        (None, BOOM, ("outcome: expected delivered, found failed (callback_error: boom)",)),
        ({"outcome": "failed"}, OWN, ("outcome: expected failed, found delivered (success)",)),
        (
            {"message_id": "uuid"},
            BOOM,
            (
                "outcome: expected delivered, found failed (callback_error: boom)",
                "message_id: expected a UUID, found none",
            ),
        ),
        ({"message_id": "/x/"}, OWN, ("message_id: expected a match of /x/, found SM-42",)),
        ({"message_id": "y"}, OWN, ("message_id: expected y, found SM-42",)),
        ({"message_id": "absent"}, OWN, ("message_id: expected no MessageID, found SM-42",)),
        (
            {"kind": "tls_error"},
            BOOM,
            ("kind: expected tls_error, found failed (callback_error: boom)",),
        ),
    ],
)
def test_each_miss_has_a_sentence(expect, outcome, reasons):
    assert judge(Expect(**expect) if expect else None, outcome).reasons == reasons


@pytest.mark.parametrize(
    ("expect", "expected"),
    [
        (None, {"outcome": "delivered"}),
        ({}, {"outcome": "delivered"}),
        ({"kind": "success"}, {"kind": "success"}),
        ({"message_id": "uuid"}, {"outcome": "delivered", "message_id": "uuid"}),
        ({"message_id": "absent"}, {"message_id": "absent"}),
        ({"outcome": "failed", "kind": "tls_error"}, {"outcome": "failed", "kind": "tls_error"}),
    ],
)
def test_the_verdict_says_what_was_expected(expect, expected):
    verdict = judge(None if expect is None else Expect(**expect), OWN)
    assert verdict.expected == expected


SHOWN = AskedFault("slow", shown=True)
NOT_SHOWN = AskedFault("vonage=400", shown=False, why_not="the hook made no call")


def test_a_fault_that_was_not_shown_is_not_as_expected():
    verdict = judge(None, replace(OWN, faults=(SHOWN, NOT_SHOWN)))
    assert not verdict.met
    assert verdict.reasons == ("fault vonage=400: expected to be shown, but the hook made no call",)
    assert not judge(Expect(outcome=Result.FAILED), replace(BOOM, faults=(NOT_SHOWN,))).met


def test_one_that_was_shown_and_those_of_calls_that_go_out_are_no_matter():
    assert judge(None, replace(OWN, faults=(SHOWN,))).met
    live = replace(OWN, faults=(NOT_SHOWN,), target=replace(TARGET, network="live"))
    assert judge(None, live).met


def test_one_that_is_given_for_a_whole_replay_is_judged_over_all_of_it():
    unlucky = replace(OWN, faults=(SHOWN, NOT_SHOWN))
    met = judge(None, unlucky, own_faults=False)
    assert met.met
    other = replace(NOT_SHOWN, why_not="no call went to vonage, but to sns")
    steps = [
        Step(None, "a", str(number), outcome, met)
        for number, outcome in enumerate([unlucky, unlucky, replace(OWN, faults=(other,))])
    ]
    assert not_shown(steps, ["slow", "vonage=400", "vonage=400"]) == (
        "fault vonage=400: expected to be shown to one invocation at least, but was to none: "
        "the hook made no call; no call went to vonage, but to sns",
    )
    assert not_shown(steps, []) == ()
    ended = replace(steps[0], ran=False)
    assert not_shown([*steps, ended], ["vonage=400"]) == ()
