"""Judging what a child said: a pure function, so that what is hard to provoke can be told to it."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest

from sessions.contract.kinds import Kind
from sessions.contract.outcome import Result, TargetInfo
from sessions.diagnosis.classify import classify
from sessions.runner.events import Event
from sessions.runner.hearing import parse
from sessions.runner.transcript import Subject, Transcript
from tests.narrowing import error_of

SUBJECT = Subject(
    target=TargetInfo("hook", "hook.js"),
    language="node",
    module="/app/hook.js",
    function="",
    folder="/app",
    executable="/usr/bin/node",
    timeout=20.0,
)
OWN = {"file": "/app/hook.js", "line": 7, "column": 3, "own": True}
DEPENDENCY = {"file": "/app/node_modules/d/i.js", "line": 1, "column": 1, "own": False}


def event(name: str, t: float = 0.0, /, **facts: Any) -> Event:
    told = parse({"e": name, "k": "nonce", "t": t, **facts})
    assert told, f"no runner says {name} of {facts}"
    return told


def error(message: str = "boom", **facts: Any) -> dict[str, Any]:
    return {
        **{"is_error": True, "name": "Error", "message": message, "code": None},
        **{"stack": f"Error: {message}", "frames": [DEPENDENCY, OWN], "properties": "{}"},
        **{"wire": '{"status":"error","data":{"message":"boom"}}', **facts},
    }


READY, LOADED, CALLED = event("ready", 10), event("loaded", 20), event("called", 30)
RESPONSE = {"given": True, "json": '{"MessageID":"SM1"}', "size": 19, "dropped": []}
ANSWER = event("answer", 42.5, how="cb", at=OWN, falsy=None, response=RESPONSE)
REFUSAL = event("answer", 42.5, how="cb", at=OWN, error=error())
IDLE = event("idle", 50)


def judge(*events: Event, **end: Any):
    return classify(Transcript(events=events, **end), SUBJECT)


def test_an_answer_is_a_delivery_and_lasts_from_the_call_to_the_answer():
    outcome = judge(READY, LOADED, CALLED, ANSWER, IDLE, status=0)
    assert outcome.outcome is Result.DELIVERED
    assert outcome.message_id == "SM1"
    assert outcome.duration_ms == 12.5
    assert outcome.warnings == ()
    assert outcome.where is None


def test_the_first_of_two_answers_counts():
    assert judge(READY, CALLED, REFUSAL, ANSWER).kind == Kind.CALLBACK_ERROR
    outcome = judge(READY, CALLED, ANSWER, REFUSAL, REFUSAL)
    assert outcome.kind == Kind.SUCCESS
    assert outcome.warnings == (
        "cb was called 2 more times, first at hook.js:7: the platform can write only one answer.",
    )


def test_an_answer_after_the_time_is_up_comes_too_late():
    outcome = judge(READY, CALLED, event("overdue", 20030, busy=False, handles=[]), ANSWER)
    assert outcome.kind == Kind.TIMEOUT_WAITING
    assert outcome.duration_ms == pytest.approx(20000)


def test_a_time_out_names_the_lines_of_what_it_waits_for():
    to, kept = "TLS a.example:443", {**OWN, "line": 9}
    calls = [{"to": to, "at": None}, {"to": to, "at": kept}, {"to": "TCP b.example:80", "at": OWN}]
    handles = ["Timeout", to, f"{to} answered", to, "TCP b.example:80"]
    late = event("overdue", 20030, busy=False, handles=handles, calls=calls)
    outcome = judge(READY, CALLED, late)
    assert outcome.where and outcome.where.line == 9
    assert error_of(outcome).message.endswith(
        "it was waiting for a timer, a TLS connection to a.example:443 at hook.js:9, a TLS "
        "connection to a.example:443, whose answer was not read to its end, a TLS connection to "
        "a.example:443, a TCP connection to b.example:80 at hook.js:7."
    )


def test_the_place_is_the_authors_own_and_not_a_packages():
    outcome = judge(READY, CALLED, event("threw", 31, error=error(), missing=None))
    assert str(outcome.where) == "/app/hook.js:7:3"


@pytest.mark.parametrize(
    ("end", "kind", "message"),
    [
        (
            {"expired": "start", "stderr": "loading"},
            Kind.RUNTIME_MISSING,
            "/usr/bin/node did not start in time. loading",
        ),
        (
            {"status": 127, "stderr": "\nnode: libatomic.so.1: not found\nmore"},
            Kind.RUNTIME_MISSING,
            "/usr/bin/node could not run (exit status 127). node: libatomic.so.1: not found",
        ),
        (
            {"status": -4},
            Kind.RUNTIME_MISSING,
            "/usr/bin/node could not run (exit status -4). It said nothing.",
        ),
    ],
)
def test_a_child_that_never_spoke_has_no_runtime(end, kind, message):
    outcome = judge(**end)
    assert (outcome.kind, error_of(outcome).message) == (kind, message)


@pytest.mark.parametrize(
    ("events", "end", "kind"),
    [
        ([], {"status": -11}, Kind.KILLED_BY_SIGNAL),
        ([], {"status": -6, "stderr": "FATAL ERROR: heap out of memory"}, Kind.OUT_OF_MEMORY),
        ([], {"status": -5, "stderr": "FATAL ERROR: x out of memory"}, Kind.OUT_OF_MEMORY),
        ([], {"status": 7}, Kind.PROCESS_EXIT),
        ([], {"expired": "call"}, Kind.TIMEOUT_BUSY),
        ([IDLE], {"status": 0}, Kind.NEVER_CALLED),
        ([IDLE], {"expired": "call"}, Kind.TIMEOUT_BUSY),
        (
            [event("uncaught", 40, origin="thread", error=error(), missing=None), IDLE],
            {"status": 0},
            Kind.ASYNC_THROW,
        ),
        (
            [event("threw", 40, error=error("x", name="MemoryError"), missing=None)],
            {},
            Kind.OUT_OF_MEMORY,
        ),
    ],
)
def test_a_hook_that_said_nothing_is_judged_by_its_end(events, end, kind):
    outcome = judge(READY, LOADED, CALLED, *events, **end)
    assert outcome.kind == kind
    assert outcome.outcome is Result.FAILED


@pytest.mark.parametrize(("number", "name"), [(11, "SIGSEGV"), (40, "signal 40")])
def test_a_signal_is_told_by_its_name_where_it_has_one(number, name):
    outcome = judge(READY, CALLED, status=-number)
    assert error_of(outcome).message == f"The hook's process was ended by {name}."


def test_the_time_of_a_hook_that_died_is_its_childs():
    assert judge(READY, CALLED, status=-9, elapsed_ms=61.5).duration_ms == 61.5


def test_an_error_that_wraps_others_speaks_through_them():
    parts = ["connect ECONNREFUSED ::1:80", "connect ECONNREFUSED 127.0.0.1:80"]
    facts = error("", name="AggregateError", code="ECONNREFUSED", parts=parts)
    outcome = judge(READY, CALLED, event("answer", 40, how="cb", at=OWN, error=facts))
    assert error_of(outcome).message == "; ".join(parts)
    without = judge(READY, CALLED, event("answer", 40, how="cb", at=OWN, error=error("")))
    assert error_of(without).message == "(an error without a message)"


def test_what_happens_beside_the_outcome_is_a_warning():
    rejected = event("rejected", 45, error=error("oops"), missing=None)
    exiting = event("exiting", 46, code=1, at=None)
    outcome = judge(
        *(READY, CALLED, ANSWER, rejected, exiting, event("console_cut", 47)),
        status=-9,
        left_running=2,
    )
    assert outcome.warnings == (
        "The promise was rejected, beside its outcome: oops at hook.js:7",
        "The hook ended its own process after the outcome.",
        "The hook's process was killed after the answer.",
        "The hook had detached 2 processes that still ran; offhook ended all it started.",
        "The console was cut: the hook printed more than 1 MiB or 10,000 lines.",
    )


@pytest.mark.parametrize(
    ("language", "events", "warning"),
    [
        ("node", [IDLE], None),
        ("node", [event("returned", 43, value=False)], None),
        ("node", [], "still running after its answer; offhook"),
        (
            "node",
            [event("promised", 43), event("lingering", 44, handles=["Timeout", "Timeout"])],
            "still running after its answer, with a timer (2 times) open; offhook",
        ),
        ("python", [IDLE], None),
        ("python", [event("returned", 43, value=False)], "still running after its answer"),
    ],
)
def test_a_hook_that_only_takes_long_to_leave_is_not_still_running(language, events, warning):
    told = Transcript((READY, CALLED, ANSWER, *events), expired="linger")
    found = classify(told, replace(SUBJECT, language=language)).warnings
    assert len(found) == (warning is not None)
    assert warning is None or warning in found[0]


def test_losses_past_those_that_are_listed_are_counted():
    loss = {"path": "response.a", "what": "a function", "becomes": "nothing"}
    response = {**RESPONSE, "dropped": [loss], "more": 3}
    outcome = judge(READY, CALLED, event("answer", 42.5, at=OWN, falsy=None, response=response))
    assert outcome.warnings == (
        "response.a is a function: JSON leaves it out.",
        "JSON loses 3 more values of the response.",
    )


def test_no_selection_of_events_is_beyond_judgement():
    """Whatever part of its life a child could tell, an outcome of a known kind comes of it."""
    said = [
        *(READY, LOADED, CALLED, ANSWER, REFUSAL, IDLE, event("promised"), event("resolved")),
        event("threw", 40, error=error(), missing=None),
        event("overdue", 41, busy=True, at=OWN),
        event("exiting", 42, code=0, at=None),
        event("load_failed", 21, error=error(), missing=None, syntax=None),
        event("bad_export", 22, what="null", names=[]),
        event("not_found", 23),
    ]
    ends = [{"status": 0}, {"status": -9}, {"expired": "load"}, {"expired": "linger"}]
    for events in combinations(said, 4):
        for end in ends:
            outcome = judge(*(replace(one, t=n) for n, one in enumerate(events)), **end)
            assert outcome.kind in Kind
            assert outcome.duration_ms >= 0
            assert (outcome.error is None) == outcome.delivered


OURS = error("EINTR: interrupted system call, read", ours=True)


@pytest.mark.parametrize(
    "told",
    [
        (READY, LOADED, event("fault", 25, error=OURS)),
        (READY, LOADED, event("uncaught", 25, origin="exception", error=OURS)),
        (READY, LOADED, CALLED, event("threw", 35, error=OURS, body=None)),
        (READY, LOADED, CALLED, event("answer", 35, how="cb", at=OWN, error=OURS)),
        (READY, event("load_failed", 15, error=OURS, syntax=None)),
    ],
)
def test_an_error_of_offhooks_own_is_not_the_hooks(told):
    outcome = judge(*told)
    assert outcome.kind == Kind.RUNTIME_MISSING
    assert outcome.error
    assert error_of(outcome).message.startswith("offhook itself failed, not the hook: Error: EINTR")
    assert outcome.where is None
    assert outcome.wire is None


def test_offhooks_own_error_after_an_answer_is_a_warning():
    outcome = judge(READY, LOADED, CALLED, ANSWER, event("fault", 60, error=OURS))
    assert outcome.delivered
    assert any(text.startswith("offhook itself failed after") for text in outcome.warnings)
