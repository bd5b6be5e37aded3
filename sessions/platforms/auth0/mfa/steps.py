"""The rules of the MFA flow: from a state and what happens to the next state."""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from typing import Final, NamedTuple

from sessions.contract.outcome import Channel

from .entry import masked, read_code, read_number, read_recovery_code
from .model import (
    Back,
    Challenge,
    ChangeLanguage,
    ChooseMethod,
    EnterCode,
    EnterNumber,
    EnterRecovery,
    Event,
    HookAnswered,
    Invoke,
    KeepRecovery,
    LogIn,
    LogLine,
    LogOut,
    LogType,
    Notice,
    Page,
    Resend,
    SignUp,
    State,
    Tools,
    Transition,
    UseRecovery,
)
from .payload import payload, template_values

NOT_SENT: Final = "We could not send the message. Try again, or choose another way."
"""What the user sees of a hook that failed, whatever the reason."""


class _Way(NamedTuple):
    """How a method is spoken of, to the user and in the log."""

    name: str
    done: str
    notice: str
    sent: LogType
    failed: LogType


_WAYS: Final[dict[Channel, _Way]] = {
    "sms": _Way("SMS", "sent", "We sent a message to", "gd_send_sms", "gd_send_sms_failure"),
    "voice": _Way("Call", "made", "We are calling", "gd_send_voice", "gd_send_voice_failure"),
}


def advance(state: State, event: Event, now: float, tools: Tools) -> Transition:
    """The state after `event` at `now` (seconds on a clock that never goes back).

    An event that the page has no place for, such as a second click on a button that was already
    answered, changes nothing; nor does anything but its answer while the hook is being called.

    Raises:
        Whatever `tools.render` raises where a message cannot be made.
    """
    if isinstance(event, ChangeLanguage):
        return Transition(replace(state, setup=replace(state.setup, language=event.language)))
    if state.pending:
        match event:
            case HookAnswered(state.pending.number):
                return Transition(_answered(state, event, now))
            case _:
                return Transition(state)
    match state.page, event:
        case Page.NUMBER, EnterNumber(text):
            return _number_entered(state, text, now, tools)
        case Page.LOG_IN, LogIn():
            return _send(replace(state, page=Page.CODE), state.method, now, tools)
        case Page.CODE, Resend(method):
            return _send(state, method or state.method, now, tools)
        case Page.CODE, EnterCode(text):
            return Transition(_code_entered(state, text, now, tools))
        case Page.USE_RECOVERY, EnterRecovery(text):
            return Transition(_recovery_entered(state, text, now, tools))
        case page, _:
            return Transition(_turned(state, page, event, now))


def seconds_left(state: State, now: float) -> float | None:
    """How long the code that is out is still good for; None where there is none."""
    return state.challenge.seconds_left(now) if state.challenge else None


def _turned(state: State, page: Page, event: Event, now: float) -> State:
    """Another page, or the same where the event has no place on this one."""
    match page, event:
        case Page.SIGN_UP, SignUp():
            log = _log(state, now, "gd_start_enroll", "Second factor: enrollment started")
            return replace(_to(state, Page.METHOD), log=log)
        case Page.METHOD, ChooseMethod(method):
            return replace(_to(state, Page.NUMBER), method=method)
        case Page.NUMBER, Back():
            return _to(state, Page.METHOD)
        case Page.CODE, Back() if not state.enrolled:
            return replace(_to(state, Page.NUMBER), challenge=None)
        case Page.CODE, Back():
            return replace(_to(state, Page.LOG_IN), challenge=None)
        case Page.CODE, UseRecovery() if state.enrolled:
            return _to(state, Page.USE_RECOVERY)
        case Page.USE_RECOVERY, Back():
            return _to(state, Page.CODE)
        case Page.RECOVERY, KeepRecovery():
            return _to(state, Page.HOME)
        case Page.HOME, LogOut():
            return _to(state, Page.LOG_IN)
        case _:
            return state


def _number_entered(state: State, text: str, now: float, tools: Tools) -> Transition:
    try:
        number = read_number(text)
    except ValueError as error:
        return Transition(replace(state, notice=Notice(str(error))))
    return _send(replace(state, number=number), state.method, now, tools)


def _send(state: State, method: Channel, now: float, tools: Tools) -> Transition:
    """Make a new code, which voids the one before, and ask for the hook; unless too many were."""
    state = replace(state, method=method)
    sends = state.sends.take(now)
    if sends is None:
        wait = _in_words(state.sends.wait(now))
        description = f"{_WAYS[method].name} to {state.number} not {_WAYS[method].done}: too many"
        return Transition(
            replace(
                state,
                notice=Notice(f"You have asked for too many codes. Try again in {wait}."),
                log=_log(state, now, "gd_otp_rate_limit_exceed", description),
            )
        )
    code = _another(tools.new_code(), state.challenge)
    text = tools.render(state.action, template_values(state, code))
    invoke = Invoke(
        number=state.invocations + 1,
        name=f"{state.action.removesuffix('-authentication')}-{method}",
        payload=payload(state, code, text),
    )
    sent = replace(
        state,
        challenge=Challenge(code, now),
        pending=invoke,
        invocations=invoke.number,
        notice=None,
        sends=sends,
    )
    return Transition(sent, invoke)


def _answered(state: State, answer: HookAnswered, now: float) -> State:
    """The code is out; or the user sees that it is not, and the developer why."""
    way, where = _WAYS[state.method], f"{_WAYS[state.method].name} to {state.number}"
    detail = f": {answer.detail}" if answer.detail else ""
    state = replace(state, pending=None)
    if answer.delivered:
        notice = Notice(f"{way.notice} {masked(state.number)}.", good=True)
        log = _log(state, now, way.sent, f"{where} {way.done}{detail}")
        return replace(state, page=Page.CODE, notice=notice, log=log)
    log = _log(state, now, way.failed, f"{where} failed{detail}")
    return replace(state, challenge=None, notice=Notice(NOT_SENT), log=log)


def _code_entered(state: State, text: str, now: float, tools: Tools) -> State:
    code = read_code(text)
    if code is None:
        return replace(state, notice=Notice("The code has six digits."))
    if state.challenge is None:
        return replace(state, notice=Notice("There is no valid code. Ask for a new one."))
    if not state.challenge.seconds_left(now):
        log = _log(state, now, "gd_auth_failed", "Code refused: it was sent over 5 minutes ago")
        notice = Notice("This code has expired. Ask for a new one.")
        return replace(state, notice=notice, log=log)
    if not state.tries.at(now).left:
        return _locked_out(state, now)
    if code != state.challenge.code:
        return _mistaken(state, now, "This code is wrong.", "Code refused: it is not the one sent")
    state = replace(state, challenge=None, notice=None)
    if state.enrolled:
        way = _WAYS[state.method].name
        log = _log(state, now, "gd_auth_succeed", f"Second factor accepted: {way}")
        return replace(state, page=Page.HOME, log=log)
    log = _log(state, now, "gd_enrollment_complete", f"{state.number} enrolled")
    recovery_code = tools.new_recovery_code()
    return replace(state, page=Page.RECOVERY, recovery_code=recovery_code, log=log)


def _recovery_entered(state: State, text: str, now: float, tools: Tools) -> State:
    """A recovery code works once: whoever used it is shown the next."""
    if not state.tries.at(now).left:
        return _locked_out(state, now)
    if read_recovery_code(text) != read_recovery_code(state.recovery_code or ""):
        return _mistaken(
            state, now, "This recovery code is wrong.", "Recovery code refused: not the user's"
        )
    log = _log(state, now, "gd_auth_succeed", "Second factor accepted: recovery code")
    recovery_code = tools.new_recovery_code()
    state = replace(state, recovery_code=recovery_code, challenge=None, log=log)
    return _to(state, Page.RECOVERY)


def _mistaken(state: State, now: float, notice: str, logged: str) -> State:
    """A wrong code costs a try."""
    tries = state.tries.take(now) or state.tries
    log = _log(state, now, "gd_auth_failed", logged)
    return replace(state, tries=tries, notice=Notice(notice), log=log)


def _locked_out(state: State, now: float) -> State:
    """No code is looked at, not even the right one."""
    wait = _in_words(state.tries.wait(now))
    log = _log(state, now, "gd_otp_rate_limit_exceed", "Code not looked at: too many wrong ones")
    return replace(state, notice=Notice(f"Too many wrong codes. Try again in {wait}."), log=log)


def _to(state: State, page: Page) -> State:
    return replace(state, page=page, notice=None)


def _log(state: State, now: float, kind: LogType, description: str) -> tuple[LogLine, ...]:
    return (*state.log, LogLine(now, kind, description))


def _another(code: str, before: Challenge | None) -> str:
    """A code that is not the one before: chance gives the same one once in a million times."""
    if before and code == before.code:
        return f"{(int(code) + 1) % 1_000_000:06}"
    return code


def _in_words(seconds: float) -> str:
    minutes = ceil(seconds / 60)
    return "1 minute" if minutes == 1 else f"{minutes} minutes"
