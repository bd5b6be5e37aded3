"""The demo that runs by itself: what is typed and pressed, in order, and what it is to lead to."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from sessions.errors import OffhookError
from sessions.platforms.auth0.mfa.model import CODE_SECONDS, Page

from .pages import CONTINUE, RESEND
from .run import Demo


@dataclass(frozen=True, slots=True)
class Say:
    """A heading for what comes next."""

    text: str


@dataclass(frozen=True, slots=True)
class Type:
    """Type into the page's field."""

    text: Callable[[Demo], str]


@dataclass(frozen=True, slots=True)
class Press:
    """Press a button of the page; `leads_to` is the page that must come of it."""

    button: str
    leads_to: Page


@dataclass(frozen=True, slots=True)
class Wait:
    """Put the clock forward."""

    seconds: float


Act: TypeAlias = Say | Type | Press | Wait


class Stuck(OffhookError):
    """The demo cannot go on: the hook failed, or no message came, or one without the code. One
    sentence."""


def scenario(demo: Demo) -> tuple[Act, ...]:
    """Enrollment, with a wrong code and another sent; then a login, with a code that expires."""
    return (
        Say("Sign up and enroll a phone"),
        Press(CONTINUE, Page.METHOD),
        Press(demo.plan.method, Page.NUMBER),
        Type(lambda demo: demo.plan.number),
        Press(CONTINUE, Page.CODE),
        Say("A wrong code"),
        Type(_wrong_code),
        Press(CONTINUE, Page.CODE),
        Say("Another code, which voids the first"),
        Press(RESEND, Page.CODE),
        Type(code_on_phone),
        Press(CONTINUE, Page.RECOVERY),
        Say("The phone is enrolled; log out, and in again"),
        Press(CONTINUE, Page.HOME),
        Press(CONTINUE, Page.LOG_IN),
        Press(CONTINUE, Page.CODE),
        Say("Five minutes later the code has expired"),
        Wait(CODE_SECONDS),
        Type(code_on_phone),
        Press(CONTINUE, Page.CODE),
        Say("A new one is good"),
        Press(RESEND, Page.CODE),
        Type(code_on_phone),
        Press(CONTINUE, Page.HOME),
    )


def checked(act: Press, demo: Demo) -> None:
    """Whether a press has led where it was to, and a message to the phone where one was sent.

    Raises:
        Stuck: it has not, with what the user sees instead, or why there is no message.
    """
    last = demo.last
    if last and not last.outcome.delivered:
        raise Stuck(f"The hook did not deliver: {last.outcome.words.title}.")
    if last and last.why_none:
        raise Stuck(last.why_none)
    if demo.state.page is not act.leads_to:
        notice = demo.state.notice
        raise Stuck(notice.text if notice else f"The page is {demo.state.page} now.")


def code_on_phone(demo: Demo) -> str:
    """The code that the user reads off the phone.

    Raises:
        Stuck: the message has none, or not the one that was made.
    """
    last, newest = demo.last, demo.phone[-1] if demo.phone else None
    if last is None or newest is None or not newest.code:
        raise Stuck("There is no message on the phone.")
    code = newest.code.replace(".", "")
    if code not in re.sub(r"\D", "", newest.text):
        raise Stuck(f"The message on the phone does not have the code {newest.code}.")
    return code


def _wrong_code(demo: Demo) -> str:
    """Six digits that are not the code."""
    right = demo.state.challenge.code if demo.state.challenge else ""
    return _WRONG[0] if right != _WRONG[0] else _WRONG[1]


_WRONG: Final = ("000000", "111111")
