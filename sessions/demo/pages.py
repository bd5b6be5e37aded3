"""The pages of the login in a browser: what each says and asks, and what its buttons do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from sessions.contract.outcome import Channel
from sessions.platforms.auth0.mfa.entry import masked
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
    State,
    UseRecovery,
)


@dataclass(frozen=True, slots=True)
class PageButton:
    """A button; pressing it with what stands in the page's field is an event of the flow."""

    id: str
    label: str
    event: Callable[[str], Event] = field(compare=False)


@dataclass(frozen=True, slots=True)
class PageView:
    """A page as it is to be shown. The first button is the one that Enter presses."""

    title: str
    text: str
    buttons: tuple[PageButton, ...]
    field: str = ""
    """What is to be typed; empty where nothing is."""


CONTINUE: Final = "continue"
RESEND: Final = "resend"
CODE_FIELD: Final = "Code"
_OTHER: Final[dict[Channel, Channel]] = {"sms": "voice", "voice": "sms"}
_INSTEAD: Final[dict[Channel, str]] = {"sms": "Text me instead", "voice": "Call me instead"}


def view(state: State) -> PageView:
    """The page that the flow is on."""
    return _VIEWS[state.page](state)


def _always(event: Event) -> Callable[[str], Event]:
    return lambda _: event


def _only(id: str, label: str, event: Event) -> tuple[PageButton, ...]:
    return (PageButton(id, label, _always(event)),)


def _account(state: State) -> str:
    return f"Email      {state.setup.user.get('email')}\nPassword   ••••••••••"


def _sign_up(state: State) -> PageView:
    button = _only(CONTINUE, "Sign up", SignUp())
    return PageView(f"Welcome to {state.setup.tenant}", _account(state), button)


def _method(_: State) -> PageView:
    return PageView(
        "Secure your account",
        "How do you want to get the codes to log in with?",
        (
            PageButton("sms", "Text message", _always(ChooseMethod("sms"))),
            PageButton("voice", "Phone call", _always(ChooseMethod("voice"))),
        ),
    )


def _number(state: State) -> PageView:
    way = "call" if state.method == "voice" else "send a text message to"
    return PageView(
        "Enter your phone number",
        f"We will {way} this number.",
        (
            PageButton(CONTINUE, "Continue", EnterNumber),
            PageButton("back", "Change method", _always(Back())),
        ),
        field="Phone number",
    )


def _code(state: State) -> PageView:
    other = _OTHER[state.method]
    resend = "Call again" if state.method == "voice" else "Resend"
    buttons = [
        PageButton(CONTINUE, "Continue", EnterCode),
        PageButton(RESEND, resend, _always(Resend())),
        PageButton("instead", _INSTEAD[other], _always(Resend(other))),
    ]
    if state.enrolled:
        buttons.append(PageButton("recovery", "Use recovery code", _always(UseRecovery())))
    else:
        buttons.append(PageButton("back", "Change number", _always(Back())))
    title = "Verify your identity" if state.enrolled else "Confirm your phone"
    return PageView(
        title, f"Enter the code for {masked(state.number)}.", tuple(buttons), CODE_FIELD
    )


def _recovery(state: State) -> PageView:
    return PageView(
        "Your phone is enrolled",
        f"Without it, this recovery code lets you in, once. Keep it safe:\n\n{state.recovery_code}",
        _only(CONTINUE, "I have saved it", KeepRecovery()),
    )


def _home(state: State) -> PageView:
    text = "You are logged in, with a second factor."
    button = _only(CONTINUE, "Log out", LogOut())
    return PageView(f"Hello {state.setup.user.get('name')}", text, button)


def _log_in(state: State) -> PageView:
    button = _only(CONTINUE, "Log in", LogIn())
    return PageView(f"Log in to {state.setup.tenant}", _account(state), button)


def _use_recovery(_: State) -> PageView:
    return PageView(
        "Log in without your phone",
        "Enter the recovery code that you were shown.",
        (
            PageButton(CONTINUE, "Continue", EnterRecovery),
            PageButton("back", "Use my phone", _always(Back())),
        ),
        field="Recovery code",
    )


_VIEWS: Final[dict[Page, Callable[[State], PageView]]] = {
    Page.SIGN_UP: _sign_up,
    Page.METHOD: _method,
    Page.NUMBER: _number,
    Page.CODE: _code,
    Page.RECOVERY: _recovery,
    Page.HOME: _home,
    Page.LOG_IN: _log_in,
    Page.USE_RECOVERY: _use_recovery,
}
