"""A user who goes through the MFA flow, with codes that are known beforehand."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from sessions.contract.json_text import JsonValue
from sessions.contract.outcome import Channel
from sessions.platforms.auth0.mfa.model import (
    ChooseMethod,
    EnterCode,
    EnterNumber,
    Event,
    HookAnswered,
    Invoke,
    KeepRecovery,
    LogIn,
    LogOut,
    Page,
    SignUp,
    State,
    Tools,
)
from sessions.platforms.auth0.mfa.payload import sample_setup
from sessions.platforms.auth0.mfa.steps import advance

NUMBER = "+18085555555"


class User:
    """Does one thing after the other, and keeps what the hook was asked for."""

    def __init__(self) -> None:
        codes = (f"{100_000 + turn}" for turn in itertools.count())
        recovery = (f"RECOVERY{turn}" for turn in itertools.count(1))
        self.state = State(sample_setup("Acme", "en"))
        self.now = 0.0
        self.invokes: list[Invoke] = []
        self.tools = Tools(_render, lambda: next(codes), lambda: next(recovery))

    def do(self, event: Event) -> Invoke | None:
        step = advance(self.state, event, self.now, self.tools)
        self.state = step.state
        if step.invoke:
            self.invokes.append(step.invoke)
        return step.invoke

    def answer(self, delivered: bool = True, detail: str = "") -> None:
        self.do(HookAnswered(self.invokes[-1].number, delivered, detail))

    def to_number(self, method: Channel = "sms") -> None:
        self.do(SignUp())
        self.do(ChooseMethod(method))

    def to_code(self, method: Channel = "sms") -> None:
        """Sign up, and have a code sent."""
        self.to_number(method)
        self.do(EnterNumber(NUMBER))
        self.answer()

    def enroll(self, method: Channel = "sms") -> None:
        """Sign up, and enroll the phone."""
        self.to_code(method)
        self.do(EnterCode(self.code))
        assert self.state.page is Page.RECOVERY

    def log_in(self) -> None:
        """From an enrolled phone on: out, and in again to the second factor."""
        self.do(KeepRecovery())
        self.do(LogOut())
        self.do(LogIn())
        self.answer()

    @property
    def code(self) -> str:
        """The code of the last message, as it is typed."""
        return self.payload["context"]["code"].replace(".", "")

    @property
    def payload(self) -> Any:
        return self.invokes[-1].payload

    @property
    def notice(self) -> str:
        return self.state.notice.text if self.state.notice else ""

    @property
    def logged(self) -> list[str]:
        return [line.type for line in self.state.log]


def _render(action: str, values: dict[str, JsonValue]) -> str:
    return f"{action} {values['code']}"


@pytest.fixture
def user() -> User:
    return User()
