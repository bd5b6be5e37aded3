"""The steps of a demo, without a screen: what comes next, and the way back."""

from __future__ import annotations

import pytest

from sessions.contract.kinds import Kind
from sessions.contract.outcome import OutboundMessage, failed
from sessions.demo.guide import best_button, can_type, next_step, sends
from sessions.demo.pages import CONTINUE, RESEND
from sessions.demo.run import Demo
from sessions.platforms.auth0.mfa.model import CODE_SECONDS, Page

from .conftest import plan, still_clock
from .test_demo_run import HOOK, made, send

SMS = made(HOOK, OutboundMessage("+18085555555", "Acme", "Code: 100001"))


@pytest.fixture
def demo() -> Demo:
    return Demo(plan(), still_clock())


def to_number(demo: Demo) -> None:
    demo.press(CONTINUE)
    demo.press("sms")


def to_code(demo: Demo) -> None:
    to_number(demo)
    send(demo, CONTINUE, SMS, demo.plan.number)


def text(demo: Demo, button: str = CONTINUE, typed: str = "") -> str:
    step = next_step(demo, button, typed)
    assert step.does == "press"
    return step.text


class TestNext:
    def test_each_page_says_what_its_button_does(self, demo: Demo) -> None:
        assert text(demo) == "sign up, which asks for a second factor"
        demo.press(CONTINUE)
        assert best_button(demo) == "sms"
        assert text(demo, "sms") == "get codes as text messages"
        demo.press("voice")
        assert text(demo, typed="+1 808 555 5555") == "call the phone with a code"
        assert text(demo, typed="call me") == "see what is wrong with the number"
        demo.press("back")
        demo.press("sms")
        demo.faults = ("429",)
        assert text(demo, typed="+1 808 555 5555") == "send a code to the phone, which fails: 429"
        assert demo.press(CONTINUE, "+1 808 555 5555")
        assert next_step(demo, CONTINUE, "").does == "wait"

    def test_a_code_that_came_is_to_be_typed_and_then_checked(self, demo: Demo) -> None:
        to_code(demo)
        assert can_type(demo)
        assert next_step(demo, CONTINUE, "").does == "type"
        assert text(demo, typed="100001") == "confirm the code, and so the phone"
        assert text(demo, typed="100002") == "check the code, which is wrong"
        assert text(demo, typed="12") == "see what is wrong with the code"
        assert text(demo, RESEND) == "send another code to the phone"
        demo.clock.forward(CODE_SECONDS)
        assert text(demo, typed="100001") == "check the code, which has expired"
        assert best_button(demo) == CONTINUE
        demo.press(CONTINUE, "100001")
        assert best_button(demo) == RESEND

    def test_where_nothing_came_another_message_is_next(self, demo: Demo) -> None:
        to_code(demo)
        send(demo, RESEND, failed(HOOK, Kind.REJECTED, "no"))
        assert best_button(demo) == RESEND

    def test_every_button_of_every_page_has_words(self, demo: Demo) -> None:
        seen: set[Page] = set()

        def look() -> None:
            seen.add(demo.state.page)
            for button in demo.page.buttons:
                step = next_step(demo, button.id, "typed")
                assert step.text
                before = demo.moment
                called = demo.press(button.id, "+1 808 555 5555")
                demo.go_back(before)
                assert bool(called) == sends(demo, button.id)

        def go(button: str, typed: str = "") -> None:
            look()
            if invoke := demo.press(button, typed):
                demo.answered(invoke, demo.invocation(invoke), SMS)

        go(CONTINUE)
        go("sms")
        go(CONTINUE, "+1 808 555 5555")
        assert demo.state.challenge
        go(CONTINUE, demo.state.challenge.code)
        go(CONTINUE)
        go(CONTINUE)
        go(CONTINUE)
        go("recovery")
        look()
        assert seen == set(Page)


class TestBack:
    def test_all_is_as_it_was_to_the_second(self, demo: Demo) -> None:
        to_code(demo)
        before = demo.moment
        demo.clock.forward(60)
        demo.faults = ("500",)
        demo.press(CONTINUE, "999999")
        send(demo, RESEND, SMS)
        assert demo.go_back(before) == ("enrollment-sms",)
        after = demo.moment
        assert (after.state, after.phone, after.last) == (before.state, before.phone, before.last)
        assert (after.faults, after.now, demo.clock.now) == ((), 0.0, 0.0)
        assert demo.seconds_left == CODE_SECONDS

    def test_what_was_sent_stays_sent_and_is_said_to_be_sent_again(self, demo: Demo) -> None:
        to_number(demo)
        before = demo.moment
        send(demo, CONTINUE, SMS, demo.plan.number)
        send(demo, RESEND, SMS)
        assert demo.go_back(before) == ("enrollment-sms", "enrollment-sms")
        assert [taken.invocation.name for taken in demo.taken] == [
            "enrollment-sms",
            "enrollment-sms-2",
        ]
        assert demo.last is None
        number = demo.plan.number
        again = "send a code to the phone once more: it was sent before"
        assert text(demo, typed=number) == again
        send(demo, CONTINUE, SMS, number)
        assert text(demo, RESEND) == "send another code to the phone once more: it was sent before"
        send(demo, RESEND, SMS)
        assert text(demo, RESEND) == "send another code to the phone"

    def test_from_a_new_start_to_the_run_before(self, demo: Demo) -> None:
        to_code(demo)
        before = demo.moment
        demo.start_over()
        assert demo.repeats == ("enrollment-sms",)
        to_number(demo)
        send(demo, CONTINUE, SMS, demo.plan.number)
        assert demo.repeats == ()
        assert demo.go_back(before) == ("enrollment-sms",)
        assert (demo.state, demo.repeats) == (before.state, ())
