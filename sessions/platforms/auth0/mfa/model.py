"""What the MFA flow is made of: its state, what happens to it, what it asks for. Plain values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal, TypeAlias

from sessions.contract.json_text import JsonValue
from sessions.contract.outcome import Channel

from .rate_limit import Bucket

CODE_SECONDS: Final = 300.0
"""How long a code is good for (PLATFORM.md "The MFA phone flow", as all that follows)."""
TRIES: Final = Bucket.full(10, 360.0)
"""Wrong codes: ten, then one every six minutes."""
SENDS: Final = Bucket.full(10, 3600.0)
"""Messages: ten for a user, then one an hour."""

Action: TypeAlias = Literal["enrollment", "second-factor-authentication"]
LogType: TypeAlias = Literal[
    "gd_start_enroll",
    "gd_send_sms",
    "gd_send_sms_failure",
    "gd_send_voice",
    "gd_send_voice_failure",
    "gd_enrollment_complete",
    "gd_auth_succeed",
    "gd_auth_failed",
    "gd_otp_rate_limit_exceed",
]


class Page(StrEnum):
    """The page that the browser shows."""

    SIGN_UP = "sign-up"
    METHOD = "method"
    """SMS or voice?"""
    NUMBER = "number"
    CODE = "code"
    """The code that was sent is typed in: for enrollment, or as the second factor."""
    RECOVERY = "recovery"
    """Shows the recovery code, to be kept."""
    HOME = "home"
    """Logged in."""
    LOG_IN = "log-in"
    USE_RECOVERY = "use-recovery"
    """The recovery code is typed in, instead of a code that was sent."""


# What happens


@dataclass(frozen=True, slots=True)
class SignUp:
    """An account is made."""


@dataclass(frozen=True, slots=True)
class ChooseMethod:
    """How the codes are to come."""

    method: Channel


@dataclass(frozen=True, slots=True)
class EnterNumber:
    """A phone number was typed, in a form as people write one."""

    text: str


@dataclass(frozen=True, slots=True)
class HookAnswered:
    """What came of an `Invoke`. `detail` is for the developer, on one line."""

    number: int
    """Of the `Invoke` that it answers."""
    delivered: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class EnterCode:
    """A code was typed."""

    text: str


@dataclass(frozen=True, slots=True)
class Resend:
    """Another code is wanted; by another method where one is named."""

    method: Channel | None = None


@dataclass(frozen=True, slots=True)
class Back:
    """To the page before: from the code to the number, from the number to the method."""


@dataclass(frozen=True, slots=True)
class KeepRecovery:
    """The recovery code has been written down."""


@dataclass(frozen=True, slots=True)
class LogOut:
    """The session in the browser ends."""


@dataclass(frozen=True, slots=True)
class LogIn:
    """The password was right; now comes the second factor."""


@dataclass(frozen=True, slots=True)
class UseRecovery:
    """The phone is elsewhere: the recovery code instead."""


@dataclass(frozen=True, slots=True)
class EnterRecovery:
    """A recovery code was typed."""

    text: str


@dataclass(frozen=True, slots=True)
class ChangeLanguage:
    """The next pages and messages are in another language."""

    language: str


Event: TypeAlias = (
    SignUp
    | ChooseMethod
    | EnterNumber
    | HookAnswered
    | EnterCode
    | Resend
    | Back
    | KeepRecovery
    | LogOut
    | LogIn
    | UseRecovery
    | EnterRecovery
    | ChangeLanguage
)


# What it is


@dataclass(frozen=True, slots=True)
class Setup:
    """The tenant, and the user who signs up. All of it goes into the payloads."""

    tenant: str
    """The tenant's friendly name."""
    language: str
    ip: str
    user_agent: str
    client: dict[str, JsonValue]
    user: dict[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Notice:
    """What the page says to the user, beside what it asks."""

    text: str
    good: bool = False


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line of the tenant's log. `at` is in seconds, on the clock of the flow."""

    at: float
    type: LogType
    description: str

    @property
    def good(self) -> bool:
        """Whether it reports something that went well."""
        return not self.type.endswith(("_failure", "_failed", "_exceed"))


@dataclass(frozen=True, slots=True)
class Challenge:
    """A code that is out. It is gone once it was accepted, or another was sent."""

    code: str
    """Six digits, however it is read out."""
    sent_at: float

    def seconds_left(self, now: float) -> float:
        """Until it expires; 0 once it has."""
        return max(0.0, self.sent_at + CODE_SECONDS - now)


@dataclass(frozen=True, slots=True)
class Invoke:
    """The hook is to be called with `payload`; the flow waits for its `HookAnswered`."""

    number: int
    """Counts the invocations of a run, from 1."""
    name: str
    """`enrollment-sms`, `second-factor-voice`."""
    payload: JsonValue


@dataclass(frozen=True, slots=True)
class State:
    """Where the flow stands. `steps.advance` makes the next one."""

    setup: Setup
    page: Page = Page.SIGN_UP
    method: Channel = "sms"
    number: str = ""
    """E.164; empty until one was entered."""
    recovery_code: str | None = None
    """None until the user is enrolled."""
    challenge: Challenge | None = None
    pending: Invoke | None = None
    """The hook is being called; nothing else can happen meanwhile."""
    notice: Notice | None = None
    tries: Bucket = TRIES
    sends: Bucket = SENDS
    log: tuple[LogLine, ...] = ()
    invocations: int = 0
    """How many there were."""

    @property
    def enrolled(self) -> bool:
        """Whether the user has a phone to log in with."""
        return self.recovery_code is not None

    @property
    def action(self) -> Action:
        """What a code is for now."""
        return "second-factor-authentication" if self.enrolled else "enrollment"


@dataclass(frozen=True, slots=True)
class Tools:
    """What the flow cannot make by itself without ceasing to be pure."""

    render: Callable[[Action, dict[str, JsonValue]], str]
    """The text of a message from the variables of its template. What it raises is passed on."""
    new_code: Callable[[], str]
    """Six digits."""
    new_recovery_code: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Transition:
    """The next state, and the call of the hook that it waits for, where it is a new one."""

    state: State
    invoke: Invoke | None = None
