"""An outcome taken over: it meets what is made of it, and so does one that varies as it must."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.contract.json_text import JsonValue
from sessions.contract.kinds import Kind
from sessions.contract.outcome import (
    HookError,
    OutboundCall,
    OutboundMessage,
    TargetInfo,
    delivered,
    failed,
)
from sessions.replay.acceptance import expected_of
from sessions.replay.expectation import judge
from sessions.replay.shapes import Varying
from sessions.store.expect import Expect
from sessions.store.model import SavedInvocation, Session
from sessions.store.session_file import dumps, parse

TARGET = TargetInfo("hook", "hook.js")
SID = "SM" + "0123456789abcdef" * 2
OTHER_SID = "SM" + "fedcba9876543210" * 2


def sent(sid: str) -> OutboundCall:
    return OutboundCall(
        "POST",
        "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json",
        body="To=%2B18085555555&Body=123456+is+your+code",
        status=201,
        provider="twilio",
        message=OutboundMessage("+18085555555", "+15005550006", "123456 is your code"),
        answer_body=f'{{"sid": "{sid}", "to": "+18085555555", "uri": "/Messages/{sid}.json"}}',
        answered_by="provider",
    )


def of_twilio(sid: str, at: str = "2026-11-27T12:37:33.123Z"):
    response: dict[str, JsonValue] = {
        "MessageID": sid,
        "sentAt": at,
        "status": "queued",
        "note": f"see {sid}.json",
    }
    return delivered(TARGET, response, wire={}, outbound=(sent(sid),))


def test_it_says_what_stays_and_the_shape_of_what_varies():
    said = expected_of(of_twilio(SID))
    assert said.given == {
        "outcome": "delivered",
        "message_id": "/^SM[0-9a-f]{32}$/",
        "response": {
            "sentAt": "/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]+Z$/",
            "status": "queued",
            "note": "/^see SM[0-9a-f]{32}\\.json$/",
        },
        "outbound_count": 1,
        "outbound": said.outbound,
    }
    assert list(said.outbound[0].given.items()) == [
        ("provider", "twilio"),
        ("to", "+18085555555"),
        ("from", "+15005550006"),
        ("channel", "sms"),
        ("text", "123456 is your code"),
    ]


def test_what_must_vary_may_and_nothing_else():
    said = expected_of(of_twilio(SID))
    assert judge(said, of_twilio(OTHER_SID, "2027-01-01T00:00:00.5Z")).met
    other = replace(of_twilio(SID), response={"MessageID": SID, "status": "sent"})
    assert [one.path for one in judge(said, other).failures] == [
        "response.sentAt",
        "response.status",
        "response.note",
    ]
    twice = replace(of_twilio(SID), outbound=(sent(SID), sent(SID)))
    assert [one.path for one in judge(said, twice).failures] == ["outbound_count"]


def test_of_an_error_its_words_stay_and_its_stack_does_not():
    error = HookError("no", "TypeError", 21211, stack="at /home/x", properties={"status": 400})
    said = expected_of(failed(TARGET, Kind.CALLBACK_ERROR, error))
    assert said.error == {
        "message": "no",
        "name": "TypeError",
        "code": 21211,
        "properties.status": 400,
    }
    elsewhere = replace(error, stack="at /srv/y")
    assert judge(said, failed(TARGET, Kind.CALLBACK_ERROR, elsewhere)).met
    assert not judge(said, failed(TARGET, Kind.CALLBACK_ERROR, replace(error, code=1))).met


def test_the_words_of_offhook_and_the_calls_of_an_endpoint_are_left_out():
    info = TargetInfo("remote", "https://example.com")
    said = expected_of(failed(info, Kind.HTTP_STATUS, "HTTP 503 of example.com"))
    assert said.given.keys() == {"outcome", "kind"}


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("plain text of 12345678 pieces", None),
        ("+18085555555", None),
        (f"id {uuid.UUID(int=1)}!", r"^id [0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-"
         r"[0-9a-f]{12}!$"),
        ("Fri, 27 Nov 2026 12:37:33 GMT", r"^[A-Za-z]{3}, [0-9]{2} [A-Za-z]{3} [0-9]{4} "
         r"[0-9]{2}:[0-9]{2}:[0-9]{2} GMT$"),
        ("after 12 ms (a+b)", r"^after [0-9.]+ ms \(a\+b\)$"),
        ("(node:1234) at 10:11:12", r"^\(node:[0-9]+\) at [0-9]{2}:[0-9]{2}:[0-9]{2}$"),
        ("connect ECONNREFUSED 127.0.0.1:45123", r"^connect ECONNREFUSED 127\.0\.0\.1:[0-9]+$"),
        ("deadbeefdeadbeef", "^[0-9a-f]{16}$"),
    ],
)  # fmt: skip
def test_what_varies_is_known_by_its_form(text: str, pattern: str | None):
    assert Varying().pattern(text) == pattern


TEXTS = st.text(max_size=30) | st.sampled_from(
    [SID, "/a/", "present", "uuid", "none", "\ud800", "x_json", "", "2026-11-27 12:00:00"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
ERRORS = st.builds(
    HookError, TEXTS, TEXTS, st.none() | TEXTS | st.integers(), st.none(),
    st.dictionaries(TEXTS, VALUES, max_size=3),
)  # fmt: skip
OUTCOMES = st.builds(
    lambda response, text: delivered(
        TARGET,
        response,
        wire=None,
        outbound=(replace(sent(SID), message=OutboundMessage(text, None, text)),),
    ),
    VALUES | st.dictionaries(st.sampled_from(["MessageID", "messageId", "a_json"]), TEXTS),
    TEXTS,
) | st.builds(lambda error: failed(TARGET, Kind.CALLBACK_ERROR, error), ERRORS)


@settings(max_examples=60)
@given(OUTCOMES)
def test_every_outcome_meets_what_is_made_of_it_also_after_a_file(outcome):
    said = expected_of(outcome)
    assert judge(said, outcome).reasons == ()
    session = Session(invocation={"a": SavedInvocation(payload={}, expect=said)})
    again = parse(dumps(session)).invocation["a"].expect
    assert isinstance(again, Expect)
    assert judge(again, outcome).reasons == ()


def test_a_name_of_a_secret_stands_for_a_value_that_is_not_expected():
    outcome = delivered(TARGET, {"note": "with ‹TOKEN›, ‹KEY›"}, wire={})
    assert expected_of(outcome).given["response"] == {"note": "/^with .+, .+$/"}
    other = replace(outcome, response={"note": "with another, one"})
    assert judge(expected_of(outcome), other).met
