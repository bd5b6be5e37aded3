"""Expectations of the parts of an outcome: what each test takes, and what a miss shows."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.contract.excerpts import MOST_KEPT
from sessions.contract.kinds import Kind
from sessions.contract.outcome import (
    AskedFault,
    ConsoleLine,
    HookError,
    OutboundCall,
    OutboundMessage,
    TargetInfo,
    delivered,
    failed,
)
from sessions.replay.expectation import Verdict, judge, may_take_time
from sessions.replay.failure import Failure
from sessions.replay.matching import TOO_LONG, Patience, assigned, miss
from sessions.secrets.redaction import redacted
from sessions.store.expect import Expect
from sessions.store.matchers import read_matcher

TARGET = TargetInfo("hook", "hook.js", network="isolated")
RESPONSE: dict[str, Any] = {
    "MessageID": "SM-42",
    "n": 1,
    "nothing": None,
    "list": [1, {"id": "x"}],
    "object": {"a": 1, "b": 2},
    "text": "/a/ is 123456",
}
TWILIO = OutboundCall(
    "POST",
    "https://API.twilio.com/2010-04-01/Accounts/AC1/Messages.json?x=1",
    headers={"Content-Type": "application/x-www-form-urlencoded"},
    body="To=%2B1555&Body=code+123456",
    status=201,
    provider="twilio",
    message=OutboundMessage("+1555", "+1666", "code 123456"),
)
OTHER = OutboundCall(
    "PUT",
    "http://127.0.0.1:8080/log",
    headers={"content-type": "application/json"},
    body='{"items": [{"id": 7}]}',
    status=200,
)
VERIFY = replace(TWILIO, message=OutboundMessage("+1555", None, None, None, "123456"), body="")
OK = delivered(
    TARGET,
    RESPONSE,
    wire={"status": "success"},
    duration_ms=1500,
    console=(ConsoleLine("log", "asking"), ConsoleLine("error", "a line\nmore")),
    warnings=("A secret is missing.", "It is slow."),
    outbound=(TWILIO, OTHER),
)
ERROR = HookError("no", "Oops", 21211, "at x", {"status": 400, "null": None}, HookError("why"))
BOOM = failed(TARGET, Kind.CALLBACK_ERROR, ERROR)


def verdict(lines: str, outcome: Any = OK, **more: Any) -> Verdict:
    return judge(Expect.model_validate(tomllib.loads(lines)), outcome, **more)


@pytest.mark.parametrize(
    "lines",
    [
        "response.n = 1",
        "response.MessageID = '/^SM/'",
        "response.MessageID = { matches = '^SM', contains = '42', type = 'string' }",
        "response.nothing = { type = 'null' }",
        "response.nothing_json = 'null'",
        "response.nothing = { present = true }",
        "response.other = { absent = true }",
        "response.'list[1].id' = 'x'",
        "response.'list[1]' = { equals = { id = 'x' } }",
        "response.list = { contains = 1 }",
        "response.list = { contains = [1, { id = 'x' }] }",
        "response.list = [1, { id = 'x' }]",
        "response.object = { contains = { b = 2 } }",
        "response.'object.a' = { type = 'number' }",
        "response.text = { contains = '/a/' }",
        "response.text = { equals = '/a/ is 123456' }",
        "response.'' = { type = 'object' }",
        "wire.status = 'success'",
        'wire_json = \'{"status": "success"}\'',
        "console.contains = ['asking', 'more']",
        "console = '/asking\\na line/'",
        "warnings = ['/slow/', { contains = 'secret' }]",
        "max_duration = 1.5",
        "outbound_count = 2",
        "[[outbound]]\nprovider = 'twilio'\nto = '+1555'\nfrom = '+1666'\nchannel = 'sms'",
        "[[outbound]]\ntext.contains = '123456'\nbody.To = '+1555'\nstatus = 201",
        "[[outbound]]\nhost = '127.0.0.1'\n[[outbound]]\nhost = 'api.twilio.com'",
        "[[outbound]]\n[[outbound]]\nbody.'items[0].id' = 7\nmethod = 'PUT'\npath = '/log'",
        "[[outbound]]\npath = '/Messages.json/'\nbody.'' = { type = 'object' }",
        "[[outbound]]\nprovider = { absent = true }",
        "message_id = { equals = 'SM-42' }",
    ],
)
def test_what_is_met(lines: str):
    assert verdict(lines).reasons == ()


@pytest.mark.parametrize(
    ("lines", "failure"),
    [
        ("response.n = 1.0", ("response.n", "1.0", "1")),
        ("response.n = true", ("response.n", "true", "1")),
        ("response.n = '/1/'", ("response.n", "a match of /1/", "1")),
        ("response.n.absent = true", ("response.n", "nothing", "1")),
        ("response.m.present = true", ("response.m", "something", "nothing")),
        ("response.m = 'x'", ("response.m", '"x"', "nothing")),
        ("response.nothing = 'x'", ("response.nothing", '"x"', "null")),
        ("response.'nothing.a' = 'x'", ("response.nothing.a", '"x"', "nothing")),
        ("response.n.type = 'string'", ("response.n", "a string", "1")),
        ("response.n.contains = 1", ("response.n", "one with 1 in it", "1")),
        ("response.'list[1].id' = 'y'", ("response.list[1].id", '"y"', '"x"')),
        ("response.object.contains = { a = 2 }",
         ("response.object", 'one with {"a": 2} in it', '{"a": 1, "b": 2}')),
        ("response.text.contains = ['a', 'z']",
         ("response.text", 'one with "a" and "z" in it', '"/a/ is 123456"')),
        ("response_json = 'null'", ("response", "null", None)),
        ("wire = 'x'", ("wire", '"x"', '{"status": "success"}')),
        ("console.contains = 'sent'", ("console", 'one with "sent" in it', None)),
        ("warnings = ['/slow/']", ("warnings", "no other", "A secret is missing.")),
        ("max_duration = 1.4", ("max_duration", "at most 1.4 s", "1.500 s")),
        ("outbound_count = 0", ("outbound_count", "0", "2")),
        ("[[outbound]]\nto = '+1'\nprovider = 'twilio'", ("outbound[0].to", '"+1"', '"+1555"')),
        ("[[outbound]]\nhost = '127.0.0.1'\n[[outbound]]\nto = '+1'\nprovider = 'twilio'",
         ("outbound[1].to", '"+1"', '"+1555"')),
        ("[[outbound]]\nbody.'items[0].id' = 8\nmethod = 'PUT'",
         ("outbound[0].body.items[0].id", "8", "7")),
        ("[[outbound]]\n[[outbound]]\n[[outbound]]\nprovider = 'sns'",
         ("outbound[2]", 'a call with provider "sns"', "2 calls")),
        ("faults = ['429']", ("fault 429", "to be shown", "it was not asked for")),
        ("message_id = { equals = 'uuid' }", ("message_id", '"uuid"', "SM-42")),
    ],
)  # fmt: skip
def test_what_is_not_met_shows_path_wanted_and_found(lines, failure):
    path, wanted, found = failure
    (only,) = verdict(lines).failures
    assert (only.path, only.wanted) == (path, wanted)
    assert found is None or only.found == found
    assert only.sentence == f"{path}: expected {wanted}, {only.link} {only.found}"


def test_every_warning_is_a_failure_where_none_is_to_be():
    found = verdict("warnings = 'none'").failures
    assert [(one.path, one.wanted, one.found) for one in found] == [
        ("warnings", "none", "A secret is missing."),
        ("warnings", "none", "It is slow."),
    ]
    missing = verdict("warnings = ['/slow/', '/secret/', '/x/']").failures
    assert missing == (Failure("warnings[2]", "a match of /x/", "no such warning"),)
    assert verdict("warnings = []", replace(OK, warnings=())).met


@pytest.mark.parametrize(
    "lines",
    [
        "error.message = 'no'",
        "error.code = 21211\nerror.name = 'Oops'",
        "error.'properties.status' = 400",
        "error.'properties.null' = { type = 'null' }",
        "error.'properties.other' = { absent = true }",
        "error.'cause.message' = 'why'",
        "error.'cause.code' = { absent = true }",
        "kind = 'callback_error'\nresponse_json = 'null'",
    ],
)
def test_of_an_error_one_need_not_say_that_it_is_no_delivery(lines: str):
    assert verdict(lines, BOOM).reasons == ()


def test_an_error_that_is_expected_and_not_there_is_absent():
    assert verdict("error.message = 'no'").failures == (
        Failure("error.message", '"no"', "nothing"),
    )
    assert verdict("error.'' = { absent = true }").met


def test_a_code_beside_a_text_that_the_provider_writes_is_its_text():
    calls = replace(OK, outbound=(VERIFY,))
    assert verdict("[[outbound]]\ntext = '123456'\nchannel = { absent = true }", calls).met
    assert verdict("[[outbound]]\nbody.'' = { absent = true }", calls).met


LONG = json.dumps({"to": "+1555", "pad": "x" * MOST_KEPT, "text": "Hi"})
CUT = f"the body is not kept whole ({len(LONG):,} characters in all)"


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ("body.text = 'Hi'", '"Hi"'),
        ("body.to = '+1555'", '"+1555"'),
        ("body.other = { absent = true }", "nothing"),
        ("body.'' = { type = 'object' }", "an object"),
        ("body.text = { present = true, contains = 'H' }", 'something and one with "H" in it'),
    ],
)
def test_of_a_body_that_is_kept_in_part_no_part_is_there_or_absent(lines: str, wanted: str):
    kept = redacted(replace(OK, outbound=(replace(OTHER, body=LONG),)), {})
    (only,) = verdict(f"[[outbound]]\n{lines}", kept).failures
    assert (only.wanted, only.link, only.found) == (wanted, "but", CUT)


def test_what_the_kept_part_of_a_text_has_is_there():
    long = replace(OTHER, headers={}, body="to +1555 " * MOST_KEPT)
    kept = redacted(replace(OK, outbound=(long,)), {"TOKEN": "1555"})
    assert verdict("[[outbound]]\nbody.''.contains = 'to +'", kept).met
    assert not verdict("[[outbound]]\nbody.''.contains = 'Hi'", kept).met


def test_a_fault_that_a_whole_replay_is_given_can_be_expected_of_one():
    lines = "outcome = 'delivered'\nfaults = ['429']"
    shown = replace(OK, faults=(AskedFault("429", shown=True),))
    missed = replace(OK, faults=(AskedFault("429", shown=False, why_not="no call was made"),))
    assert verdict(lines, shown, own_faults=False).met
    assert verdict(lines, missed, own_faults=False).reasons == (
        "fault 429: expected to be shown, but no call was made",
    )
    assert len(verdict(lines, missed).reasons) == 1


@pytest.mark.parametrize(
    ("target", "lines", "unknown"),
    [
        (TargetInfo("remote", "https://x.example"), "outbound_count = 1\nconsole = 'x'",
         {"outbound", "console"}),
        (replace(TARGET, network="live"), "[[outbound]]\nto = 'x'", {"outbound"}),
        (TargetInfo("action", "a.js"), "wire.status = 'error'", {"wire"}),
        (TARGET, "event.'user.id' = 'x'", {"event"}),
    ],
)  # fmt: skip
def test_what_a_target_gives_nothing_to_judge_by_is_not_judged_and_said(target, lines, unknown):
    judged = verdict(lines, replace(OK, target=target))
    assert judged.met
    assert {one.partition(":")[0] for one in judged.not_judged} == unknown


def test_a_console_without_a_line_is_an_empty_text_that_is_absent():
    silent = replace(OK, console=())
    assert verdict("console = '/^(?!.*secret)/'", silent).met
    assert verdict("console.absent = true", silent).met
    assert not verdict("console.present = true", silent).met
    assert not verdict("console.absent = true", replace(OK, console=(ConsoleLine("log", ""),))).met


def test_the_event_of_an_action_is_looked_into():
    action = replace(OK, target=TargetInfo("action", "a.js"), event={"user": {"id": "u"}})
    assert verdict("event.'user.id' = 'u'", action).met
    assert not verdict("event.'user.id' = 'v'", action).met


def test_the_verdict_has_what_was_said_by_path():
    said = "response.n = 1\nresponse.a.matches = 'x'\n[[outbound]]\nto = '+1'\nbody.To = '+1'"
    assert verdict(said).expected == {
        "outcome": "delivered",
        "response.n": 1,
        "response.a": {"matches": "/x/"},
        "outbound[0].to": "+1",
        "outbound[0].body.To": "+1",
    }


def test_only_patterns_may_take_time():
    assert not may_take_time(None)
    assert not may_take_time(Expect(response={"a": "x"}, warnings="none"))
    for lines in ("error.a = '/x/'", "warnings = ['/x/']", "[[outbound]]\nbody.a = '/x/'"):
        assert may_take_time(Expect.model_validate(tomllib.loads(lines)))
    assert may_take_time(Expect.model_validate({"outbound": [{}] * 100}))


def test_where_no_time_is_left_a_pattern_is_not_met():
    spent = Patience(-1)
    missed = miss(read_matcher({"to": "/x/"}, "to"), "x", spent)
    assert missed and missed.found == TOO_LONG
    assert miss(read_matcher({"to": "x"}, "to"), "x", spent) is None


@given(st.lists(st.sets(st.integers(0, 5)), max_size=6))
def test_no_call_is_given_twice_and_none_is_left_that_could_be(matching):
    given_to = assigned([sorted(one) for one in matching], 6)
    taken = [value for value in given_to if value is not None]
    assert len(set(taken)) == len(taken)
    assert all(value is None or value in matching[who] for who, value in enumerate(given_to))
    for who, value in enumerate(given_to):
        assert value is not None or matching[who] <= set(taken)


def test_very_many_calls_are_given_to_those_who_want_them():
    chain = [[at, at + 1] for at in range(3000)] + [[0]]
    assert sorted(value or 0 for value in assigned(chain, 3001)) == list(range(3001))
