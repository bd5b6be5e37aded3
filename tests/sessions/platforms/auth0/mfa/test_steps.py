"""The MFA flow, step by step (PLATFORM.md "The MFA phone flow")."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sessions.contract.outcome import Channel
from sessions.platforms.auth0.mfa.model import (
    Back,
    ChangeLanguage,
    ChooseMethod,
    EnterCode,
    EnterNumber,
    EnterRecovery,
    HookAnswered,
    KeepRecovery,
    LogIn,
    LogOut,
    Page,
    Resend,
    SignUp,
    Tools,
    UseRecovery,
)
from sessions.platforms.auth0.mfa.steps import NOT_SENT, advance, seconds_left
from sessions.platforms.auth0.rules import advice, refusal

from .conftest import NUMBER, User

WRONG = "999999"


class TestEnrollment:
    def test_goes_from_sign_up_to_a_recovery_code(self, user: User) -> None:
        pages = [user.state.page]
        for event in (SignUp(), ChooseMethod("sms"), EnterNumber("+1 (808) 555-5555")):
            user.do(event)
            pages.append(user.state.page)
        user.answer(detail="MessageID SM1")
        pages.append(user.state.page)
        user.do(EnterCode(user.code))
        pages.append(user.state.page)
        assert pages == [
            *(Page.SIGN_UP, Page.METHOD, Page.NUMBER, Page.NUMBER, Page.CODE, Page.RECOVERY)
        ]
        assert user.state.recovery_code == "RECOVERY1"
        assert user.logged == ["gd_start_enroll", "gd_send_sms", "gd_enrollment_complete"]
        assert "MessageID SM1" in user.state.log[1].description

    def test_invokes_with_what_the_platform_sends(self, user: User) -> None:
        user.to_number()
        invoke = user.do(EnterNumber("+1 808-555-5555"))
        assert invoke is not None
        assert (invoke.number, invoke.name) == (1, "enrollment-sms")
        payload = user.payload
        assert payload["recipient"] == NUMBER
        assert payload["text"] == "enrollment 100000"
        assert {key: payload["context"][key] for key in ("message_type", "action", "language")} == {
            "message_type": "sms",
            "action": "enrollment",
            "language": "en",
        }
        assert payload["context"]["user"]["name"] == "Billie Magnusson"
        assert refusal(payload) is None
        assert advice(payload) == []

    def test_by_voice_the_code_is_spelled(self, user: User) -> None:
        user.to_code("voice")
        assert user.invokes[-1].name == "enrollment-voice"
        assert user.payload["context"]["code"] == "1.0.0.0.0.0"
        assert user.payload["context"]["message_type"] == "voice"
        assert advice(user.payload) == []
        assert user.logged[-1] == "gd_send_voice"
        user.do(EnterCode("1.0.0.0.0.0"))
        assert user.state.page is Page.RECOVERY

    def test_what_is_no_number_invokes_nothing(self, user: User) -> None:
        user.to_number()
        assert user.do(EnterNumber("call me")) is None
        assert user.state.page is Page.NUMBER
        assert "digits" in user.notice

    def test_back_to_the_number_voids_the_code(self, user: User) -> None:
        user.to_code()
        user.do(Back())
        assert user.state.page is Page.NUMBER
        assert user.state.challenge is None
        user.do(Back())
        user.do(ChooseMethod("voice"))
        user.do(EnterNumber("+4915112345678"))
        user.answer()
        assert user.payload["recipient"] == "+4915112345678"
        assert user.payload["context"]["message_type"] == "voice"


class TestCode:
    def test_is_good_once(self, user: User) -> None:
        user.enroll()
        used = user.code
        user.log_in()
        user.do(EnterCode(used))
        assert user.state.page is Page.CODE
        assert "wrong" in user.notice

    def test_that_was_used_is_not_good_again_where_no_other_can_be_sent(self, user: User) -> None:
        user.to_code()
        for _ in range(9):
            user.do(Resend())
            user.answer()
        user.do(EnterCode(user.code))
        for event in (KeepRecovery(), LogOut(), LogIn()):
            user.do(event)
        assert "too many codes" in user.notice
        user.do(EnterCode(user.code))
        assert user.state.page is Page.CODE
        assert "no valid code" in user.notice

    @pytest.mark.parametrize("typed", ["100 000", "100-000", "1.0.0.0.0.0", "١٠٠٠٠٠"])
    def test_is_taken_in_any_digits_and_with_gaps(self, user: User, typed: str) -> None:
        user.to_code()
        user.do(EnterCode(typed))
        assert user.state.page is Page.RECOVERY

    @pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef"])
    def test_that_is_no_code_costs_nothing(self, user: User, typed: str) -> None:
        user.to_code()
        before = user.state
        user.do(EnterCode(typed))
        assert user.notice == "The code has six digits."
        assert replace(user.state, notice=before.notice) == before

    def test_is_good_for_five_minutes_and_no_longer(self, user: User) -> None:
        user.to_code()
        user.now = 299.999
        assert seconds_left(user.state, user.now) == pytest.approx(0.001)
        before = user.state
        user.do(EnterCode(user.code))
        assert user.state.page is Page.RECOVERY
        user.state, user.now = before, 300.0
        assert seconds_left(user.state, user.now) == 0
        user.do(EnterCode(user.code))
        assert user.state.page is Page.CODE
        assert "expired" in user.notice
        assert user.logged[-1] == "gd_auth_failed"

    def test_is_voided_by_the_next(self, user: User) -> None:
        user.to_code()
        first = user.code
        user.do(Resend())
        user.answer()
        assert user.code != first
        user.do(EnterCode(first))
        assert user.state.page is Page.CODE
        user.do(EnterCode(user.code))
        assert user.state.page is Page.RECOVERY

    def test_the_next_is_another_even_where_chance_gives_the_same(self, user: User) -> None:
        user.tools = Tools(user.tools.render, lambda: "999999", user.tools.new_recovery_code)
        user.to_code()
        user.do(Resend())
        assert user.code == "000000"

    def test_there_is_no_countdown_without_one(self, user: User) -> None:
        assert seconds_left(user.state, 5.0) is None

    def test_ten_wrong_ones_lock_out_even_the_right_one(self, user: User) -> None:
        user.to_code()
        for _ in range(10):
            user.do(EnterCode(WRONG))
            assert user.logged[-1] == "gd_auth_failed"
        user.do(EnterCode(user.code))
        assert user.state.page is Page.CODE
        assert user.notice == "Too many wrong codes. Try again in 6 minutes."
        assert user.logged[-1] == "gd_otp_rate_limit_exceed"
        user.do(Resend())
        user.answer()
        user.now = 360.0
        user.do(Resend())
        user.answer()
        user.do(EnterCode(user.code))
        assert user.state.page is Page.RECOVERY


class TestSending:
    def test_ten_messages_then_one_an_hour(self, user: User) -> None:
        user.to_code()
        for _ in range(9):
            assert user.do(Resend())
            user.answer()
        assert user.do(Resend()) is None
        assert user.notice == "You have asked for too many codes. Try again in 60 minutes."
        assert user.logged[-1] == "gd_otp_rate_limit_exceed"
        user.now = 3599.0
        assert user.do(Resend()) is None
        assert "1 minute." in user.notice
        user.now = 3600.0
        assert user.do(Resend())

    def test_a_message_that_was_not_sent_leaves_the_code_before_good(self, user: User) -> None:
        user.to_code()
        for _ in range(9):
            user.do(Resend())
            user.answer()
        user.do(Resend())
        user.do(EnterCode(user.code))
        assert user.state.page is Page.RECOVERY

    @pytest.mark.parametrize(
        ("method", "kind"),
        [("sms", "gd_send_sms_failure"), ("voice", "gd_send_voice_failure")],
    )
    def test_a_hook_that_fails_is_shown_to_user_and_developer(
        self, user: User, method: Channel, kind: str
    ) -> None:
        user.to_number(method)
        user.do(EnterNumber(NUMBER))
        user.answer(delivered=False, detail="the provider said no")
        assert user.state.page is Page.NUMBER
        assert user.notice == NOT_SENT
        assert "provider" not in user.notice
        assert user.logged[-1] == kind
        assert user.state.log[-1].description.endswith(": the provider said no")
        assert not user.state.log[-1].good
        assert user.state.challenge is None

    def test_after_one_that_failed_no_code_is_good(self, user: User) -> None:
        user.to_code()
        user.do(Resend())
        user.answer(delivered=False)
        user.do(EnterCode(user.code))
        assert user.notice == "There is no valid code. Ask for a new one."

    def test_nothing_else_happens_while_the_hook_runs(self, user: User) -> None:
        user.to_number()
        user.do(EnterNumber(NUMBER))
        waiting = user.state
        for event in (EnterNumber(NUMBER), Back(), Resend(), HookAnswered(7, True)):
            user.do(event)
            assert user.state == waiting
        assert len(user.invokes) == 1

    def test_by_the_other_method(self, user: User) -> None:
        user.enroll()
        user.log_in()
        user.do(Resend("voice"))
        user.answer()
        assert user.invokes[-1].name == "second-factor-voice"
        assert user.logged[-1] == "gd_send_voice"

    def test_in_another_language(self, user: User) -> None:
        user.to_code()
        user.do(ChangeLanguage("ar"))
        user.do(Resend())
        assert user.payload["context"]["language"] == "ar"

    def test_nothing_has_happened_where_the_text_cannot_be_made(self, user: User) -> None:
        def broken(*_: object) -> str:
            raise ValueError("line 3")

        user.to_number()
        before = user.state
        with pytest.raises(ValueError, match="line 3"):
            advance(user.state, EnterNumber(NUMBER), 0.0, replace(user.tools, render=broken))
        assert user.state == before


class TestSecondFactor:
    def test_logs_in_with_a_code(self, user: User) -> None:
        user.enroll()
        user.log_in()
        assert user.payload["context"]["action"] == "second-factor-authentication"
        assert user.payload["recipient"] == NUMBER
        assert user.state.page is Page.CODE
        user.do(EnterCode(user.code))
        assert user.state.page is Page.HOME
        assert user.logged[-1] == "gd_auth_succeed"

    def test_a_recovery_code_works_once_and_is_replaced(self, user: User) -> None:
        user.enroll()
        user.log_in()
        user.do(UseRecovery())
        user.do(EnterRecovery("nonsense"))
        assert "wrong" in user.notice
        user.do(EnterRecovery(" recovery1 "))
        assert user.state.page is Page.RECOVERY
        assert user.state.recovery_code == "RECOVERY2"
        assert user.logged[-1] == "gd_auth_succeed"
        assert user.state.challenge is None
        user.log_in()
        user.do(UseRecovery())
        user.do(EnterRecovery("RECOVERY1"))
        assert user.state.page is Page.USE_RECOVERY

    def test_wrong_recovery_codes_cost_tries_as_well(self, user: User) -> None:
        user.enroll()
        user.log_in()
        user.do(UseRecovery())
        for _ in range(10):
            user.do(EnterRecovery("nonsense"))
        user.do(EnterRecovery("RECOVERY1"))
        assert user.state.page is Page.USE_RECOVERY
        assert user.logged[-1] == "gd_otp_rate_limit_exceed"

    def test_with_the_hook_down_the_recovery_code_is_left(self, user: User) -> None:
        user.enroll()
        user.do(KeepRecovery())
        user.do(LogOut())
        user.do(LogIn())
        user.answer(delivered=False)
        assert (user.state.page, user.notice) == (Page.CODE, NOT_SENT)
        user.do(UseRecovery())
        user.do(EnterRecovery("RECOVERY1"))
        assert user.state.page is Page.RECOVERY

    def test_back_is_to_the_log_in(self, user: User) -> None:
        user.enroll()
        user.log_in()
        user.do(Back())
        assert user.state.page is Page.LOG_IN
        assert user.state.challenge is None
