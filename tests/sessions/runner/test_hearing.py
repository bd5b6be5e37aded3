"""What a child says is an event, or nothing: whatever a hostile one writes, no error of ours."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sessions.contract.outcome import TargetInfo
from sessions.diagnosis.classify import classify
from sessions.runner import hearing
from sessions.runner.events import (
    Called,
    ErrorAnswer,
    Event,
    Exiting,
    Loaded,
    Ready,
    ResponseAnswer,
    Settled,
    Threw,
)
from sessions.runner.facts import ErrorFacts, Frame
from sessions.runner.hearing import heard, parse
from sessions.runner.staleness import LoadedFiles
from sessions.runner.transcript import Subject, Transcript

NAMES = sorted(hearing._READERS)
ERROR = {
    **{"is_error": True, "name": "Error", "message": "boom", "properties": "{}", "frames": []},
}
FRAME = {"file": "/h.js", "line": 7, "column": 3, "own": True}
WHOLE = {
    **{"at": FRAME, "error": ERROR, "missing": {"request": "x", "package": None}, "syntax": FRAME},
    **{"url": "ws://x", "files": ["/h.js"], "kind": "hook", "action": "action", "size": 5},
    **{"others": ["phone-provider"], "v1": False, "request": "x@1", "name": "x", "asked": "1"},
    **{"found": None, "version": None, "refused": False, "main": True, "text": "x", "cut": False},
    **{"what": "udp", "names": [], "owner": None, "plain": None, "as_module": False, "body": "{}"},
    **{"origin": "task", "response": {"given": False, "json": None}, "falsy": None, "value": True},
    **{"code": "x", "how": "drop", "reason": "", "last": True, "handles": ["Timeout"]},
    **{"timers": [{"at": None, "gives_up": True}], "busy": False, "calls": [], "level": "log"},
    **{"file": None, "line": None, "ran": True},
}
"""Members of every event at once."""

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from([*NAMES, 10**400, -(2**60), 1e308, "\ud800"])
)
KEYS = st.sampled_from([*WHOLE, *ERROR, *FRAME, "e", "t", "k", "cause", "dropped"]) | st.text(
    max_size=3
)
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4)
)


def message(name: str, /, **members: Any) -> dict[str, Any]:
    return {"e": name, "t": 1.5, **members}


@given(ANYTHING)
def test_of_any_json_comes_an_event_or_nothing(said: Any) -> None:
    assert parse(said) is None or isinstance(parse(said), Event)


@given(st.sampled_from(NAMES), st.dictionaries(KEYS, ANYTHING, max_size=3))
def test_a_message_that_is_changed_anywhere_is_an_event_that_can_be_judged_or_nothing(
    name: str, changes: dict[str, Any]
) -> None:
    event = parse(message(name, **{**WHOLE, **changes}))
    if event is None:
        return
    subject = Subject(TargetInfo("hook", "h.js"), "node", "/h.js", "f", "/", "node", 20.0)
    for events in ((event,), (Ready(0), Called(1), event)):
        outcome = classify(Transcript(events=events, status=0), subject)
        json.dumps(outcome.to_json(), allow_nan=False)
    if isinstance(event, Loaded):
        LoadedFiles(event.files, 0)


@pytest.mark.parametrize("name", NAMES)
def test_every_event_of_the_runners_is_understood(name: str) -> None:
    assert parse(message(name, **WHOLE))


@pytest.mark.parametrize(
    "said",
    [
        message("threw"),
        message("threw", error={**ERROR, "frames": [{"file": "/h.js"}]}),
        message("threw", error={**ERROR, "frames": [{**FRAME, "line": 10**400}]}),
        message("console", level="shout", text="x", file=None, line=None),
        message("console", level="log", text=5, file=None, line=None),
        message("notified", how="again", reason="", cut=False, at=None),
        message("loaded", files=["/h.js", None]),
        message("loaded", files=[], action="post-login", others=[]),
        message("answer", at=None, response={"given": True, "dropped": [{"path": "x"}]}),
        message("answer", at=[], response={"given": True}),
        message("idle", last="no"),
        {"e": "called"},
        {"e": "called", "t": float("nan")},
        {"e": "called", "t": 10**400},
        {"e": "called", "t": True},
        {"e": ["called"], "t": 1},
        {"e": "nothing of ours", "t": 1},
        [message("called")],
    ],
)
def test_another_shape_is_no_event(said: Any) -> None:
    assert parse(said) is None


def test_what_an_answer_says_is_read() -> None:
    loss = {"path": "response.a", "what": "a function", "becomes": "nothing"}
    facts = {"given": True, "json": "{}", "size": 2, "dropped": [loss], "more": 1, "deep": True}
    event = parse(message("answer", how="cb", at=FRAME, falsy="0", response=facts))
    assert isinstance(event, ResponseAnswer)
    assert (event.t, event.at, event.falsy) == (1.5, Frame("/h.js", 7, 3), "0")
    assert (event.response.size, event.response.dropped[0].becomes) == (2, "nothing")
    cause = {**ERROR, "message": "why", "code": 7}
    event = parse(message("answer", at=None, error={**ERROR, "cause": cause, "wire": "{}"}))
    assert isinstance(event, ErrorAnswer)
    assert event.error.cause
    assert (event.error.wire, event.error.cause.message, event.error.cause.code) == ("{}", "why", 7)


def test_what_is_left_out_is_told_from_null_where_that_says_more() -> None:
    absent, null = (parse(message("threw", error=ERROR, **body)) for body in ({}, {"body": None}))
    assert isinstance(absent, Threw)
    assert isinstance(null, Threw)
    assert (absent.has_body, null.has_body, null.body) == (False, True, None)


def test_the_three_ends_of_a_promise_are_one_kind() -> None:
    ends = [parse(message(name)) for name in ("resolved", "caught", "pending")]
    states = [end.state for end in ends if isinstance(end, Settled)]
    assert states == ["resolved", "caught", "pending"]


@pytest.mark.parametrize("code", [3, 1.5, None, "SIGTERM", True])
def test_a_status_is_what_the_hook_gave(code: object) -> None:
    event = parse(message("exiting", code=code, at=None))
    assert isinstance(event, Exiting)
    assert event.code == code


def test_causes_are_read_as_deep_as_a_runner_tells_them() -> None:
    def nested(levels: int) -> dict[str, Any]:
        error: dict[str, Any] = ERROR
        for _ in range(levels):
            error = {**ERROR, "cause": error}
        return error

    assert parse(message("fault", error=nested(5)))
    for levels in (6, 900, 20_000):
        assert parse(message("fault", error=nested(levels))) is None


@given(st.binary() | ANYTHING.map(lambda said: json.dumps(said).encode()))
@example(b"[" * 200_000)
@example(b'{"e": "called", "t": ' + b"1" * 5000 + b"}")
@example(b'{"e": "called", "t": Infinity, "k": "n"}')
def test_of_any_line_comes_an_event_or_nothing(line: bytes) -> None:
    assert heard(line, "n", is_first=True) is None or json.loads(line)


def test_only_lines_with_the_nonce_are_the_runners() -> None:
    def line(name: str, /, **more: Any) -> bytes:
        return json.dumps(message(name, **more)).encode()

    assert isinstance(heard(line("called", k="n"), "n", is_first=False), Called)
    for k in ({}, {"k": "other"}, {"k": None}, {"k": ["n"]}):
        assert heard(line("called", **k), "n", is_first=True) is None
        assert heard(line("ready", **k), "n", is_first=False) is None
        assert isinstance(heard(line("ready", **k), "n", is_first=True), Ready)


def test_events_are_each_their_own() -> None:
    first, second = Called(1.0), Called(1.0)
    assert first != second
    assert replace(first, t=2.0).t == 2.0
    assert ErrorFacts(True, "E", "m").frames == ()
