"""The phases of a child: which one it is in, and until when, by what it says and by the clock."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.runner.events import (
    BadExport,
    Called,
    Completed,
    Console,
    ErrorAnswer,
    Event,
    Exiting,
    Idle,
    Loaded,
    LoadFailed,
    Overdue,
    Promised,
    Ready,
    Rejected,
    ResponseAnswer,
    Served,
    Threw,
    Turning,
    Uncaught,
)
from sessions.runner.facts import ErrorFacts, ResponseFacts
from sessions.runner.phases import GRACE, LINGER, START_TIMEOUT, Course, Phase, lives_on

Step: TypeAlias = Event | Callable[[Course, float], Course]

ERROR = ErrorFacts(True, "Error", "boom")
ANSWER = ResponseAnswer(0, None, ResponseFacts(True, "{}"))
REFUSAL = ErrorAnswer(0, None, ERROR)
OVERDUE = Overdue(0, busy=False)
PRINTED = Console(0, "log", "x")
DONE, LAST = Idle(0, last=False), Idle(0, last=True)
INF = math.inf


def task(course: Course, now: float) -> Course:
    return course.given_task(now)


def ask(course: Course, now: float) -> Course:
    return course.asked(now, 5.0)


def debug(course: Course, now: float) -> Course:
    return course.asked(now, 5.0, is_debugged=True)


def up(course: Course, now: float) -> Course:
    return course.time_up(now, lambda: 0.0)


def starved(course: Course, now: float) -> Course:
    """The clock runs out on a machine that has kept half a second from the child."""
    return course.time_up(now, lambda: 0.5)


def never() -> float:
    raise AssertionError("nobody is to ask for more time")


def after(*steps: tuple[float, Step]) -> Course:
    """The course after these steps, each at its time."""
    course = Course()
    for now, step in steps:
        course = course.heard(step, now) if isinstance(step, Event) else step(course, now)
    return course


def place(course: Course) -> tuple[Phase, object]:
    return course.phase, pytest.approx(course.deadline)


CALL = ((0, task), (0, ask), (1, Ready(0)), (2, Loaded(0)), (3, Called(0)))
STEPPED = ((0, task), (0, debug), (1, Ready(0)), (9, Loaded(0)), (9, Called(0)))


@pytest.mark.parametrize(
    ("steps", "phase", "deadline"),
    [
        ((), "start", INF),
        ([(0, task)], "start", INF),
        ([(1, ask)], "start", 1 + START_TIMEOUT),
        ([(0, task), (1, ask), (2, Ready(0))], "load", 7),
        ([(0, Ready(0)), (1, task), (2, ask)], "load", 7),
        ([(0, task), (1, Ready(0)), (2, Loaded(0)), (9, ask)], "load", 14),
        ([(0, Ready(0)), (9, ask), (9, task)], "load", 14),
        ([(0, task), (0, ask), (1, Ready(0)), (2, Loaded(0))], "load", 6),
        (CALL, "call", 8 + GRACE),
    ],
)
def test_time_is_counted_from_when_an_answer_is_wanted(steps, phase, deadline):
    assert place(after(*steps)) == (phase, deadline)


@pytest.mark.parametrize(
    ("steps", "phase", "deadline"),
    [
        ([(4, PRINTED), (4, Promised(0)), (5, DONE)], "call", 8 + GRACE),
        ([(4, ANSWER)], "linger", 4 + LINGER),
        ([(4, ANSWER), (4.1, REFUSAL), (4.1, PRINTED), (4.1, DONE)], "linger", 4 + LINGER),
        ([(4, Completed(0))], "linger", 4 + LINGER),
        ([(4, Exiting(0, 1, None))], "linger", 4 + LINGER),
        ([(4, Uncaught(0, ERROR))], "call", 8 + GRACE),
        ([(8, OVERDUE)], "call", 8),
        ([(8, OVERDUE), (8, ANSWER)], "linger", 8 + LINGER),
        ([(4, ANSWER), (4.1, OVERDUE)], "linger", 4 + LINGER),
    ],
)
def test_a_result_is_lingered_for_once(steps, phase, deadline):
    course = after(*CALL, *steps)
    assert place(course) == (phase, deadline)
    assert not course.is_over


@pytest.mark.parametrize("before", [[], [(2, Loaded(0))], [(2, Loaded(0)), (3, Called(0))]])
def test_a_child_in_which_nothing_can_run_is_not_waited_for(before):
    course = after((0, task), (0, ask), (1, Ready(0)), *before, (4, LAST))
    assert (course.is_settled, course.expired) == (True, None)
    assert course.time_up(99, never) is course
    assert after(*CALL, (4, ANSWER), (4.1, LAST)).is_settled


@pytest.mark.parametrize(
    ("steps", "expired"),
    [
        ([(0, ask), (20, up)], "start"),
        ([(0, task), (0, ask), (1, Ready(0)), (6, up)], "load"),
        ([*CALL, (8 + GRACE, up)], "call"),
        ([*CALL, (8, OVERDUE), (8, up)], "overdue"),
        ([*CALL, (4, ANSWER), (4 + LINGER, up)], "linger"),
        ([*CALL, (4, OVERDUE), (4, ANSWER), (4 + LINGER, up)], "overdue"),
    ],
)
def test_a_phase_whose_time_is_up_is_named(steps, expired):
    course = after(*steps)
    assert (course.expired, course.phase, course.is_over) == (expired, expired, True)


def test_what_the_machine_has_taken_is_given_back():
    for steps, phase in (
        ([*CALL, (8.25, starved)], "call"),
        ([*CALL, (4, ANSWER), (8.25, starved)], "linger"),
        ([(0, task), (0, ask), (1, Ready(0)), (8.25, starved)], "load"),
        ([*CALL, (8, OVERDUE), (8.25, starved)], "call"),
    ):
        assert place(after(*steps)) == (phase, 8.75)
        assert after(*steps, (8.75, up)).is_over
        assert place(after(*steps, (8.75, starved))) == (phase, 9.25)
    assert after(*CALL, (8, OVERDUE), (8.25, starved), (8.75, up)).expired == "overdue"
    answered = after(*CALL, (8, OVERDUE), (8.25, starved), (8.5, ANSWER), (8.6, LAST))
    assert (answered.is_settled, answered.expired) == (True, None)


def test_the_time_of_starting_and_leaving_is_not_the_hooks():
    assert after((0, ask)).time_up(20, never).expired == "start"
    assert after(*STEPPED, (9, DONE)).time_up(10, never).is_settled


def test_a_clock_that_has_run_out_before_what_was_heard_ends_nothing():
    for steps in ([(8.25, ANSWER)], [(4, Called(0))]):
        course = after(*CALL, *steps)
        assert course.time_up(8.25, never) is course


@pytest.mark.parametrize(
    ("steps", "phase", "deadline"),
    [
        ([], "call", INF),
        ([(9, OVERDUE)], "call", INF),
        ([(9, ANSWER)], "call", INF),
        ([(9, Turning(0))], "call", INF),
        ([(9, ANSWER), (50, Turning(0))], "linger", 50 + LINGER),
        ([(9, ANSWER), (50, Turning(0)), (50.1, Turning(0))], "linger", 50 + LINGER),
        ([(9, ANSWER), (50, Turning(0)), (50.1, LAST)], "linger", 50 + LINGER),
        ([(9, LAST)], "leave", 9 + LINGER),
        ([(9, Uncaught(0, ERROR))], "leave", 9 + LINGER),
        ([(9, Exiting(0, 0, None)), (9.1, Turning(0))], "leave", 9 + LINGER),
        ([(9, LoadFailed(0, ERROR))], "leave", 9 + LINGER),
        ([(9, BadExport(0, "null"))], "leave", 9 + LINGER),
    ],
)
def test_under_a_debugger_a_hook_has_all_time(steps, phase, deadline):
    course = after(*STEPPED, *steps)
    assert place(course) == (phase, deadline)
    assert not course.is_over


def test_a_warm_child_is_settled_when_it_is_served_and_is_asked_again_as_it_is_loaded():
    course = Course()
    for now, step in ((0, task), (1, Ready(0)), (2, Loaded(0))):
        course = course.heard(step, now) if isinstance(step, Event) else step(course, now)
    course = course.asked(3, 5.0, is_warm=True).heard(Called(0), 4).heard(ANSWER, 5)
    assert place(course) == ("linger", 5 + LINGER + GRACE)
    for last in (LAST, Served(0)):
        served = course.heard(last, 5.1)
        assert (served.is_settled, served.expired) == (True, None)
        assert place(served.again().asked(9, 5.0, is_warm=True)) == ("load", 14)
    assert place(course.again().asked(9, 5.0).heard(Called(0), 10)) == ("call", 15 + GRACE)


ACTION = Loaded(0, kind="action")


@pytest.mark.parametrize(
    ("events", "lives"),
    [
        ([ANSWER, LAST], True),
        ([REFUSAL, Served(0)], True),
        ([ANSWER, ANSWER, LAST], False),
        ([ANSWER, Uncaught(0, ERROR)], False),
        ([ANSWER, Exiting(0, 0, None)], False),
        ([ANSWER, Rejected(0, ERROR)], False),
        ([Rejected(0, ERROR)], False),
        ([ACTION, Rejected(0, ERROR), LAST], True),
        ([ACTION, Completed(0), PRINTED, LAST], True),
        ([Threw(0, ERROR, has_body=True, body="{}"), LAST], True),
        ([Threw(0, ERROR, has_body=True), LAST], False),
        ([LAST], False),
        ([LoadFailed(0, ERROR)], False),
    ],
)
def test_an_instance_outlives_what_it_answers_to_and_nothing_else(events, lives):
    assert lives_on(events) is lives


EVENTS: list[Step] = [
    *(Ready(0), Loaded(0), Called(0), PRINTED, ANSWER, REFUSAL, OVERDUE, DONE, LAST, Turning(0)),
    *(Served(0), Uncaught(0, ERROR), Exiting(0, 1, None), task, up, starved),
]


@given(st.lists(st.sampled_from(EVENTS), max_size=30), st.sampled_from([ask, debug]))
def test_no_order_of_events_makes_time_run_backwards(steps, begin):
    """Whatever is said in whatever order: once it is over, it is; until then there is an end."""
    now, course = 0.0, begin(Course(), 0.0)
    for step in steps:
        if course.expired:
            break  # from here on nothing that is said is heard
        now += 1
        before = course
        course = course.heard(step, now) if isinstance(step, Event) else step(course, now)
        assert not (before.is_settled and not course.is_settled)
        assert course.deadline >= before.deadline or course.deadline >= now
        assert course.is_debugged or course.deadline < INF
