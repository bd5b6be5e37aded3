"""What comes next in a demo: what its user is to do, and what will come of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from sessions.contract.outcome import Channel
from sessions.phone import code_in
from sessions.platforms.auth0.mfa.entry import read_code, read_number, read_recovery_code
from sessions.platforms.auth0.mfa.model import Page

from .pages import CONTINUE, RESEND
from .run import Demo

_SENDING: Final = {
    (Page.NUMBER, CONTINUE),
    (Page.CODE, RESEND),
    (Page.CODE, "instead"),
    (Page.LOG_IN, CONTINUE),
}
"""The buttons that call the hook."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do next.

    `press`: the button that has the focus. `type`: the code that has come to the phone. `wait`:
    nothing, the hook is being called.
    """

    does: Literal["press", "type", "wait"]
    text: str
    """What comes of it, as a verb: `send a code to the phone`."""


def next_step(demo: Demo, button: str, typed: str) -> NextStep:
    """What comes next where `button` of the page has the focus, and `typed` stands in its field.

    A code that has come and was not typed comes first.
    """
    if demo.state.pending:
        return NextStep("wait", "the hook is being called")
    if button == CONTINUE and not typed and can_type(demo):
        return NextStep("type", "type the code that came to the phone")
    return NextStep("press", _of_button(demo, button, typed))


def can_type(demo: Demo) -> bool:
    """Whether the page asks for a code, and a message that has one is the phone's newest."""
    return demo.state.page is Page.CODE and bool(demo.phone) and code_in(demo.phone[-1]) is not None


def best_button(demo: Demo) -> str:
    """The button with which the user goes on: the method that was planned, another message where
    no code is good any more, else the first."""
    state = demo.state
    if state.page is Page.METHOD:
        return demo.plan.method
    told = state.notice is not None and not state.notice.good
    if state.page is Page.CODE and told and not demo.seconds_left:
        return RESEND
    return CONTINUE


def sends(demo: Demo, button: str) -> bool:
    """Whether a button of the page has a message sent."""
    return (demo.state.page, button) in _SENDING


def _of_button(demo: Demo, button: str, typed: str) -> str:
    text = _WORDS[demo.state.page, button](demo, typed)
    if not sends(demo, button) or text in _REFUSED:
        return text
    if not demo.state.sends.at(demo.clock.now).left:
        return "ask for a code, which is one too many"
    again = " once more: it was sent before" if demo.repeats else ""
    fault = f", which fails: {' '.join(demo.faults)}" if demo.faults else ""
    return f"{text}{again}{fault}"


_NUMBER_IS_NONE: Final = "see what is wrong with the number"
_REFUSED: Final = (_NUMBER_IS_NONE,)
_OTHER: Final[dict[Channel, Channel]] = {"sms": "voice", "voice": "sms"}


def _send(channel: Channel, code: str = "a code") -> str:
    return f"send {code} to the phone" if channel == "sms" else f"call the phone with {code}"


def _number(demo: Demo, typed: str) -> str:
    try:
        read_number(typed)
    except ValueError:
        return _NUMBER_IS_NONE
    return _send(demo.state.method)


def _code(demo: Demo, typed: str) -> str:
    challenge, code = demo.state.challenge, read_code(typed)
    if code is None:
        return "see what is wrong with the code" if typed else "go on, without a code"
    if challenge is None:
        return "check the code, which is void"
    if not demo.seconds_left:
        return "check the code, which has expired"
    if code != challenge.code:
        return "check the code, which is wrong"
    return "log in with the code" if demo.state.enrolled else "confirm the code, and so the phone"


def _recovery(demo: Demo, typed: str) -> str:
    right = read_recovery_code(typed) == read_recovery_code(demo.state.recovery_code or "")
    return "log in with the recovery code" if right else "check the recovery code, which is wrong"


def _always(text: str) -> Callable[[Demo, str], str]:
    return lambda _demo, _typed: text


_WORDS: Final[dict[tuple[Page, str], Callable[[Demo, str], str]]] = {
    (Page.SIGN_UP, CONTINUE): _always("sign up, which asks for a second factor"),
    (Page.METHOD, "sms"): _always("get codes as text messages"),
    (Page.METHOD, "voice"): _always("get codes by phone calls"),
    (Page.NUMBER, CONTINUE): _number,
    (Page.NUMBER, "back"): _always("choose another method"),
    (Page.CODE, CONTINUE): _code,
    (Page.CODE, RESEND): lambda demo, _: _send(demo.state.method, "another code"),
    (Page.CODE, "instead"): lambda demo, _: _send(_OTHER[demo.state.method], "another code"),
    (Page.CODE, "back"): _always("enter another number"),
    (Page.CODE, "recovery"): _always("log in without the phone"),
    (Page.RECOVERY, CONTINUE): _always("go on: the phone is enrolled"),
    (Page.HOME, CONTINUE): _always("log out"),
    (Page.LOG_IN, CONTINUE): lambda demo, _: f"log in: {_send(demo.state.method)}",
    (Page.USE_RECOVERY, CONTINUE): _recovery,
    (Page.USE_RECOVERY, "back"): _always("log in with the phone after all"),
}
