"""The JSON document and the text of a replay."""

import json
from dataclasses import replace
from pathlib import Path

from sessions.contract.kinds import Kind
from sessions.contract.outcome import (
    OutboundCall,
    OutboundMessage,
    SourceLocation,
    TargetInfo,
    delivered,
    failed,
)
from sessions.differences.difference import Difference
from sessions.replay.expectation import judge
from sessions.replay.last_time import Change, LastTime
from sessions.replay.run import Step
from sessions.report.json import document
from sessions.report.since_last_time import last_time_json
from sessions.report.text import lines, step_lines, summary
from sessions.store.model import Expect
from tests.narrowing import inside, items, members

TARGET = TargetInfo("hook", "hook.js")
OK = delivered(TARGET, {"MessageID": "m-1"}, wire={}, duration_ms=12.4)
BOOM = failed(
    TARGET, Kind.CALLBACK_ERROR, "boom\nbang\x1b[31m", where=SourceLocation("hook.js", 14, 3)
)


def step(path, name, outcome, expect=None, **more):
    return Step(Path(path), Path(path).stem, name, outcome, judge(expect, outcome), **more)


STEPS = [
    step("a.toml", "one", OK),
    step("a.toml", "two", BOOM, Expect(kind=Kind.CALLBACK_ERROR)),
    step("b.toml", "three", BOOM),
    step("b.toml", "one", OK, turn=2),
    step("b.toml", "four", failed(TARGET, Kind.CANCELLED, "not sent"), ran=False),
]


def test_the_document_has_exactly_the_shape_that_is_promised():
    report = document(STEPS)
    assert list(report) == ["sessions", "met", "failed", "total", "times", "reasons"]
    assert (report["met"], report["failed"], report["total"]) == (3, 2, 5)
    sessions = [members(session) for session in items(report["sessions"])]
    assert [list(session) for session in sessions] == [["path", "name", "invocations"]] * 2
    assert [(session["path"], session["name"]) for session in sessions] == [
        ("a.toml", "a"),
        ("b.toml", "b"),
    ]
    first = members(inside(sessions[0], "invocations", 0))
    assert first == {
        "name": "one",
        "expected": {"outcome": "delivered"},
        "met": True,
        "failures": [],
        "last_time": None,
        **OK.to_json(),
    }
    assert list(first) == ["name", "expected", "met", "failures", "last_time", *OK.to_json()]
    second = items(sessions[1]["invocations"])
    assert [inside(one, "name") for one in second] == ["three", "one", "four"]
    assert json.loads(json.dumps(report)) == report


def test_no_steps_make_a_document_too():
    assert document([]) == {
        "sessions": [],
        **{"met": 0, "failed": 0, "total": 0},
        "times": None,
        "reasons": [],
    }


def test_each_step_has_its_line_and_the_reasons_below_where_it_matters():
    assert step_lines(STEPS[0]) == ["✓ one  delivered  m-1  12 ms"]
    assert step_lines(STEPS[1]) == ["✓ two  failed  callback_error  0 ms"]
    assert step_lines(STEPS[2]) == [
        "✗ three  failed  callback_error  0 ms",
        r"  outcome: expected delivered, found failed (callback_error: boom bang\x1b[31m)",
        "  at hook.js:14:3",
    ]
    assert step_lines(STEPS[3]) == ["✓ one #2  delivered  m-1  12 ms"]
    assert step_lines(STEPS[4]) == ["- four  not run"]


def test_the_whole_report_has_a_heading_for_each_session_and_the_sum():
    report = lines(STEPS)
    assert [line for line in report if line.endswith(".toml")] == ["a.toml", "b.toml"]
    assert report[-1] == "3 of 5 as expected, 1 not, 1 not run"
    assert all(line.isprintable() for line in report)


SINCE = LastTime(
    at=1_795_781_765.9,
    change=Change.FIXED,
    same_payload=False,
    differences=tuple(Difference(f"wire[{at}]", at, "\x1b") for at in range(7)),
)


def test_what_is_another_than_last_time_is_said():
    step = replace(STEPS[0], last=SINCE)
    assert step_lines(step) == [
        "✓ one  delivered  m-1  12 ms  fixed",
        "  since last time: another payload is sent",
        *(rf'  since last time: wire[{at}]  {at} → "\u001b"' for at in range(5)),
        "  since last time: … and 2 more (--verbose shows them)",
    ]
    assert len(step_lines(step, verbose=True)) == 9
    assert step_lines(replace(step, last=LastTime(at=0.0))) == step_lines(STEPS[0])
    steps = [step, step, replace(STEPS[2], last=LastTime(0.0, Change.NEWLY_FAILING)), STEPS[4]]
    assert summary(steps) == "2 of 4 as expected, 1 not, 1 not run (2 fixed, 1 newly failing)"
    assert last_time_json(step.last) == {
        "at": "2026-11-27T12:16:05Z",
        "change": "fixed",
        "same_payload": False,
        "differences": [{"path": f"wire[{at}]", "a": at, "b": "\x1b"} for at in range(7)],
    }


def test_the_sum_says_only_what_there_is():
    assert summary(STEPS[:2]) == "2 of 2 as expected"
    assert summary(STEPS[2:3]) == "0 of 1 as expected, 1 not"
    assert summary([STEPS[0], STEPS[4]]) == "1 of 2 as expected, 1 not run"


CALLS = (
    OutboundCall(
        "POST",
        "https://api.twilio.com/x",
        status=201,
        provider="twilio",
        message=OutboundMessage("+1", "Acme", "one\ntwo\x1b[31m\u202e"),
        duration_ms=12.4,
        file="/srv/a\u202eb.js",
        line=7,
    ),
    OutboundCall(
        "GET", "https://a.example/", fault="no-answer", message=OutboundMessage(None, None, None)
    ),
    OutboundCall("", "tcp://b.example:25", problem="no HTTP"),
)


def test_calls_are_told_on_request_in_lines_that_are_safe_to_show():
    said = step("a.toml", "one", replace(OK, outbound=CALLS, warnings=("odd\nthing",)))
    assert step_lines(said) == ["✓ one  delivered  m-1  12 ms"]
    assert step_lines(said, verbose=True)[1:] == [
        "  warning: odd thing",
        "  POST https://api.twilio.com/x  twilio  201  12 ms  a\\u202eb.js:7",
        "    sms to +1 from Acme: one two\\x1b[31m\\u202e",
        "  GET https://a.example/  no answer  fault no-answer  0 ms",
        "    sms",
        "  tcp://b.example:25  no answer  0 ms",
        "    no HTTP",
    ]
    assert lines([said], verbose=True)[1:-2] == [
        f"  {line}" for line in step_lines(said, verbose=True)
    ]
