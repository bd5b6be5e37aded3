"""The rules of the MFA flow under any order of events, and its buckets against a plain model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from sessions.contract.outcome import Channel
from sessions.platforms.auth0.mfa.model import (
    Back,
    ChooseMethod,
    EnterCode,
    EnterNumber,
    EnterRecovery,
    Event,
    KeepRecovery,
    LogIn,
    LogOut,
    Page,
    Resend,
    SignUp,
    UseRecovery,
)
from sessions.platforms.auth0.mfa.rate_limit import Bucket

from .conftest import NUMBER, User

WRONG = "999999"
SENT = {"gd_send_sms", "gd_send_sms_failure", "gd_send_voice", "gd_send_voice_failure"}
ACCEPTED = {"gd_enrollment_complete", "gd_auth_succeed"}
WAITS = [0, 1, 59, 60, 299, 300, 301, 359, 360, 361, 3599, 3600, 3601, 9000]
EVENTS = [
    *(SignUp(), ChooseMethod("voice"), EnterNumber(NUMBER), EnterCode(WRONG), Resend(), Back()),
    *(KeepRecovery(), LogOut(), LogIn(), UseRecovery(), EnterRecovery("nonsense")),
]


class PlainBucket:
    """Tokens, and a clock that runs while one is missing, from token to token."""

    def __init__(self, capacity: int, interval: int) -> None:
        self.capacity, self.interval = capacity, interval
        self.left, self.clock = capacity, 0

    def wait(self, seconds: int) -> None:
        while self.left < self.capacity and self.clock + seconds >= self.interval:
            seconds -= self.interval - self.clock
            self.left, self.clock = self.left + 1, 0
        self.clock = self.clock + seconds if self.left < self.capacity else 0


def on(*pages: Page) -> Callable[[Any], Any]:
    """A rule of these pages, while the hook is not being called."""
    return precondition(
        lambda self: self.user.state.page in pages and self.user.state.pending is None
    )


class Flow(RuleBasedStateMachine):
    """A user, a hook that may fail, and time that goes by."""

    def __init__(self) -> None:
        super().__init__()
        self.user = User()
        self.sent_at: dict[str, int] = {}
        self.good: str | None = None
        self.sends, self.tries = PlainBucket(10, 3600), PlainBucket(10, 360)

    @initialize()
    def sign_up(self) -> None:
        self.user.do(SignUp())

    @rule(seconds=st.sampled_from(WAITS))
    def wait(self, seconds: int) -> None:
        self.user.now += seconds
        self.sends.wait(seconds)
        self.tries.wait(seconds)

    @precondition(lambda self: self.good)
    @rule(off=st.sampled_from([-1, 0, 1]))
    def wait_until_it_expires(self, off: int) -> None:
        expires = self.sent_at[self.good or ""] + 300
        self.wait(max(0, expires + off - int(self.user.now)))

    @precondition(lambda self: self.user.state.pending)
    @rule(delivered=st.integers(0, 4).map(bool))
    def hook_answers(self, delivered: bool) -> None:
        before = len(self.user.state.log)
        self.user.answer(delivered)
        assert [line.type in SENT for line in self.user.state.log[before:]] == [True]
        assert self.user.state.log[-1].good is delivered
        if not delivered:
            self.good = None

    @precondition(lambda self: self.user.state.pending)
    @rule(event=st.sampled_from(EVENTS))
    def anything_else_is_not_heard(self, event: Event) -> None:
        before = self.user.state
        self.user.do(event)
        assert self.user.state == before

    @on(Page.METHOD)
    @rule(method=st.sampled_from(["sms", "voice"]))
    def choose(self, method: Channel) -> None:
        self.user.do(ChooseMethod(method))

    @on(Page.NUMBER)
    @rule()
    def enter_number(self) -> None:
        self._send(EnterNumber(NUMBER))

    @on(Page.LOG_IN)
    @rule()
    def log_in(self) -> None:
        self._send(LogIn())

    @on(Page.CODE)
    @rule(times=st.integers(1, 12), method=st.sampled_from([None, "sms", "voice"]))
    def resend(self, times: int, method: Channel | None) -> None:
        for _ in range(times):
            if self.user.state.pending:
                self.user.answer()
            self._send(Resend(method))

    @on(Page.CODE)
    @rule(data=st.data())
    def type_a_code_that_was_sent(self, data: st.DataObject) -> None:
        self._type(data.draw(st.sampled_from(sorted(self.sent_at))))

    @on(Page.CODE)
    @rule(times=st.integers(1, 12))
    def type_wrong_codes(self, times: int) -> None:
        for _ in range(times):
            self._type(WRONG)

    @on(Page.CODE)
    @rule()
    def type_the_newest_code(self) -> None:
        self._type(self.user.code)

    @on(Page.CODE)
    @rule()
    def back_from_code(self) -> None:
        self.user.do(Back())
        self.good = None

    @on(Page.CODE, Page.USE_RECOVERY)
    @rule(right=st.booleans())
    def use_recovery(self, right: bool) -> None:
        self.user.do(UseRecovery())
        if self.user.state.page is not Page.USE_RECOVERY:
            assert not self.user.state.enrolled
            return
        code = self.user.state.recovery_code if right else "nonsense"
        self.user.do(EnterRecovery(code or ""))
        if right and self.tries.left:
            self.good = None
            assert self.user.state.page is Page.RECOVERY
            assert self.user.state.recovery_code != code
        else:
            self.tries.left -= 1 if self.tries.left else 0
            assert self.user.state.page is Page.USE_RECOVERY

    @on(Page.RECOVERY, Page.HOME)
    @rule()
    def log_in_again(self) -> None:
        self.user.do(KeepRecovery())
        self.user.do(LogOut())
        self._send(LogIn())

    @on(Page.USE_RECOVERY, Page.NUMBER)
    @rule()
    def back(self) -> None:
        self.user.do(Back())

    def _send(self, event: Event) -> None:
        """A message is asked for: it is made just where the model has a token for it."""
        made = self.user.do(event) is not None
        assert made == (self.sends.left > 0)
        if made:
            self.sends.left -= 1
            assert self.user.code not in self.sent_at
            self.good = self.user.code
            self.sent_at[self.good] = int(self.user.now)
        else:
            assert self.user.logged[-1] == "gd_otp_rate_limit_exceed"

    def _type(self, code: str) -> None:
        """A code is accepted just where it is the newest, unused, in time, and there are tries."""
        if self.user.state.page is not Page.CODE:
            return
        before = len(self.user.state.log)
        self.user.do(EnterCode(code))
        accepted = any(line.type in ACCEPTED for line in self.user.state.log[before:])
        in_time = self.good is not None and self.user.now - self.sent_at[self.good] < 300
        assert accepted == (code == self.good and in_time and self.tries.left > 0)
        if accepted:
            self.good = None
        elif in_time and self.tries.left and code != self.good:
            self.tries.left -= 1

    @invariant()
    def every_invoke_is_answered_by_one_line(self) -> None:
        lines = sum(line.type in SENT for line in self.user.state.log)
        waiting = 1 if self.user.state.pending else 0
        assert lines + waiting == len(self.user.invokes) == self.user.state.invocations

    @invariant()
    def the_buckets_are_as_in_the_model(self) -> None:
        state, now = self.user.state, self.user.now
        assert state.sends.at(now).left == self.sends.left
        assert state.tries.at(now).left == self.tries.left

    @invariant()
    def nobody_is_in_without_a_code(self) -> None:
        state = self.user.state
        assert state.enrolled == (Counter(self.user.logged)["gd_enrollment_complete"] == 1)
        assert state.enrolled or state.page not in (Page.RECOVERY, Page.HOME, Page.LOG_IN)
        assert state.page is not Page.CODE or state.number


TestFlowRules = Flow.TestCase
TestFlowRules.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


@given(
    capacity=st.integers(1, 5),
    interval=st.integers(1, 7),
    gaps=st.lists(st.integers(0, 20), max_size=40),
)
def test_a_bucket_refills_exactly(capacity: int, interval: int, gaps: list[int]) -> None:
    bucket, now = Bucket.full(capacity, interval), 0
    model = PlainBucket(capacity, interval)
    for gap in gaps:
        model.wait(gap)
        now += gap
        assert bucket.at(now).left == model.left
        assert bucket.wait(now) == (0 if model.left else interval - model.clock)
        taken = bucket.take(now)
        assert (taken is None) == (model.left == 0)
        if taken:
            model.left -= 1
            bucket = taken
