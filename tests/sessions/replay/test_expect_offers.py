"""What an outcome offers is met by it, holds no code and no secret, and is not offered twice."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.contract.json_path import ABSENT
from sessions.contract.json_text import JsonValue
from sessions.contract.kinds import Kind
from sessions.contract.outcome import (
    AskedFault,
    ConsoleLine,
    HookError,
    OutboundCall,
    OutboundMessage,
    Outcome,
    TargetInfo,
    delivered,
    failed,
)
from sessions.editing.expect_rows import with_value
from sessions.replay.expect_offers import Offer, judged_rows, offers
from sessions.replay.expectation import judge
from sessions.store.expect import Expect
from sessions.store.expect_text import parse_expect

HOOK = TargetInfo("hook", "hook.js")
SID = "SM" + "0123456789abcdef" * 2


def call(text: str = "Your code is 123456", body: str = '{"From": "+1", "n": [1, null]}'):
    return OutboundCall(
        "POST",
        "https://api.example.com/send",
        {"content-type": "application/json"},
        body,
        201,
        "twilio",
        OutboundMessage("+15559870000", "+1", text),
        answer_body=f'{{"sid": "{SID}"}}',
        answered_by="provider",
    )


SENT = replace(
    delivered(HOOK, {"MessageID": SID, "a b": [1, {"x_json": None}]}, wire={"statusCode": 200}),
    message_id=SID,
    console=(ConsoleLine("log", "sent to +1"),),
    outbound=(call(), call("Bye")),
    faults=(AskedFault("twilio=429", True),),
    duration_ms=1300.0,
)
THROWN = failed(
    HOOK, Kind.SYNC_THROW, HookError("boom", code=7, stack="at 1", properties={"x": {"y": [None]}})
)


def by_path(found: list[Offer]) -> dict[str, str]:
    return {one.path: one.row.text for one in found}


def test_each_value_of_an_outcome_is_offered() -> None:
    said = by_path(offers(None, SENT))
    shape = "/^SM[0-9a-f]{32}$/"
    assert said == {
        "outcome": "delivered",
        "kind": "success",
        "message_id": shape,
        "console": "contains sent to +1",
        "warnings": "none",
        "faults": '["twilio=429"]',
        "max_duration": "3.0",
        "outbound_count": "2",
        "response.MessageID": shape,
        'response."a b"[0]': "1",
        'response."a b"[1].x_json': "type null",
        "wire.statusCode": "200",
        "outbound[0].provider": "twilio",
        "outbound[0].host": "api.example.com",
        "outbound[0].method": "POST",
        "outbound[0].path": "/send",
        "outbound[0].status": "201",
        "outbound[0].to": "+15559870000",
        "outbound[0].from": "+1",
        "outbound[0].channel": "sms",
        "outbound[0].text": "/^Your code is [0-9]{6}$/",
        "outbound[0].body.From": "+1",
        "outbound[0].body.n[0]": "1",
        "outbound[0].body.n[1]": "type null",
        "outbound[0]": '{ provider = "twilio", to = "+15559870000", from = "+1", channel = "sms",'
        ' text = "Bye" }',
    }
    thrown = by_path(offers(None, THROWN))
    assert thrown["error.message"] == "boom"
    assert thrown["error.stack"] == "present"
    assert thrown["error.properties.x.y[0]"] == "type null"


@pytest.mark.parametrize("outcome", [SENT, THROWN, failed(HOOK, Kind.TIMEOUT_BUSY, "slow")])
def test_all_that_is_offered_is_met_and_is_offered_no_more(outcome: Outcome) -> None:
    expect: Expect | None = None
    while found := [one for one in offers(expect, outcome) if one.row.place != ("outbound", 2)]:
        expect = with_value(expect, found[0].row.place, found[0].row.value)
        assert judge(expect, outcome).met, found[0]
    assert all(one.met for one in judged_rows(expect, outcome))


_LETTERS = st.text('ab %&=.<>"\\é٣', max_size=5)


@given(
    st.from_regex(r"[0-9]{4,8}", fullmatch=True),
    _LETTERS,
    _LETTERS,
    st.sampled_from(
        [str, quote, lambda text: b64encode(text.encode()).decode(), lambda text: "-".join(text)]
    ),
)
def test_no_code_is_offered_as_what_is_to_be_said(code: str, before: str, after: str, wrap) -> None:
    text = wrap(f"{before}{code}{after}")
    value: JsonValue = {"said": text, "n": int(code), "in": [{"deep": text}]}
    outcome = replace(
        delivered(HOOK, value, wire={}),
        console=(ConsoleLine("log", text),),
        outbound=(call(text),),
        warnings=(text,),
    )
    payload: JsonValue = {"context": {"code": code}}
    for one in offers(None, outcome, payload):
        assert code not in one.row.text, one
        assert "-".join(code) not in one.row.text


def test_what_may_be_a_code_in_a_message_is_one_wherever_it_stands() -> None:
    outcome = replace(
        SENT, response={"id": "x-987654", "n": 987654}, outbound=(call("Use 987-654"),)
    )
    said = by_path(offers(None, outcome))
    assert said["outbound[0].text"] == "/^Use [0-9]{3}-[0-9]{3}$/"
    assert said["response.id"] == "/^x-[0-9]{6}$/"
    assert said["response.n"] == "type number"


def test_a_secret_that_is_known_since_is_not_offered() -> None:
    outcome = replace(SENT, response={"token": "hunter2hunter2"})
    said = by_path(offers(None, outcome, secrets={"TOKEN": "hunter2hunter2"}))
    assert said["response.token"] == "/^.+$/"


def test_what_is_said_already_is_not_offered_and_calls_are_offered_whole() -> None:
    expect = parse_expect('response = "x"\n[[outbound]]\nto = "+15559870000"')
    found = offers(expect, SENT)
    paths = by_path(found)
    assert not any(path.startswith("response") or path == "outbound[0].to" for path in paths)
    assert {"outbound[0].from", "outbound[1].to", "outbound[1]"} <= paths.keys()
    whole = next(one for one in found if one.path == "outbound[1]")
    assert judge(with_value(expect, whole.row.place, whole.row.value), SENT).failures[1:] == ()


def test_of_an_endpoint_no_calls_are_offered_and_none_are_judged() -> None:
    remote = replace(SENT, target=TargetInfo("remote", "https://example.com"))
    assert not any(path.startswith("outbound") for path in by_path(offers(None, remote)))
    rows = judged_rows(parse_expect('outbound_count = 1\nvarying = ["response.a"]'), remote)
    assert [(one.met, one.found) for one in rows[1:]] == [(None, ABSENT)] * 2


def test_each_expectation_is_judged_beside_what_came_out() -> None:
    expect = parse_expect("""\
kind = "callback_error"
error.code = 7
error.name = "Other"
warnings = ["w"]
faults = ["sns=429"]
[[outbound]]
to = "+1"
""")
    rows = {one.row.path: (one.met, one.found) for one in judged_rows(expect, THROWN)}
    assert rows == {
        "kind": (False, "sync_throw"),
        "error.code": (True, 7),
        "error.name": (False, "Error"),
        "warnings": (False, ABSENT),
        "faults": (False, ABSENT),
        "outbound[0].to": (False, ABSENT),
    }
    (implied,) = judged_rows(None, SENT)[:1]
    assert (implied.met, implied.goes_without_saying) == (True, True)
    assert judged_rows(None, None)[0].met is None
