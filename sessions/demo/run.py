"""One demo under way: where the flow stands, what was sent, what is on the phone."""

from __future__ import annotations

from dataclasses import dataclass

from sessions.contract.answers import GivenAnswer
from sessions.contract.invocation import Invocation
from sessions.contract.outcome import Outcome
from sessions.phone import PhoneMessage
from sessions.platforms.auth0.mfa.model import Event, HookAnswered, Invoke, State, Tools
from sessions.platforms.auth0.mfa.steps import advance, seconds_left
from sessions.text import one_line

from .clock import Clock
from .handset import received, why_nothing
from .pages import PageView, view
from .plan import DemoPlan


@dataclass(frozen=True, slots=True)
class Taken:
    """A step of the run that called the hook, and what came of it."""

    invocation: Invocation
    outcome: Outcome
    why_none: str = ""
    """Why nothing came to the phone although the hook delivered, in a sentence."""


class Demo:
    """Holds the flow's state, and hands on what happens; the caller sends what is to be sent."""

    def __init__(self, plan: DemoPlan, clock: Clock) -> None:
        self.plan = plan
        self.clock = clock
        self.faults = plan.faults
        """That emulated providers show from now on."""
        self._answers = _given(plan)
        self.taken: list[Taken] = []
        self.phone: list[PhoneMessage] = []
        self.state = State(plan.setup)
        self._begun = 0
        """How many steps were taken before this run began."""
        self._tools = Tools(plan.templates.render, plan.new_code, plan.new_recovery_code)

    @property
    def page(self) -> PageView:
        """The page that the browser shows."""
        return view(self.state)

    @property
    def seconds_left(self) -> float | None:
        """How long the code that is out is still good for; None where there is none."""
        return seconds_left(self.state, self.clock.now)

    @property
    def last(self) -> Taken | None:
        """The last step of this run that called the hook."""
        return self.taken[-1] if len(self.taken) > self._begun else None

    def do(self, event: Event) -> Invoke | None:
        """Let something happen; returns the call of the hook that is to be made for it.

        Raises:
            TemplateError: the text of the message cannot be made. Nothing has happened then.
        """
        step = advance(self.state, event, self.clock.now, self._tools)
        self.state = step.state
        return step.invoke

    def press(self, button: str, text: str = "") -> Invoke | None:
        """Press a button of the page with `text` in its field; as `do`.

        Raises:
            KeyError: the page has no such button.
        """
        events = {each.id: each.event for each in self.page.buttons}
        return self.do(events[button](text))

    def invocation(self, invoke: Invoke) -> Invocation:
        """What is sent, under a name that no other step of the run has."""
        names = {taken.invocation.name for taken in self.taken}
        turns = (f"{invoke.name}-{turn}" if turn > 1 else invoke.name for turn in range(1, 10_000))
        name = next(name for name in turns if name not in names)
        return Invocation(invoke.payload, name, faults=self.faults, answers=self._answers)

    def answered(self, invoke: Invoke, invocation: Invocation, outcome: Outcome) -> None:
        """Take what came of a call of the hook."""
        at = self.clock.time(self.clock.now)[:5]
        news = received(invocation.payload, outcome, at)
        why = why_nothing(invocation.payload, outcome) if outcome.delivered and not news else ""
        self.taken.append(Taken(invocation, outcome, why))
        self.phone += news
        self.do(HookAnswered(invoke.number, outcome.delivered, log_line(outcome)))

    def start_over(self) -> None:
        """Begin again with nobody enrolled; what was sent stays to be saved."""
        self.state = State(self.state.setup)
        self.phone.clear()
        self._begun = len(self.taken)


def log_line(outcome: Outcome) -> str:
    """The line of the tenant's log about an outcome."""
    if outcome.delivered:
        return f"MessageID {one_line(outcome.message_id or '', 60)}"
    message = one_line(outcome.error.message, 160) if outcome.error else ""
    return message or outcome.words.title


def _given(plan: DemoPlan) -> tuple[GivenAnswer, ...]:
    if not plan.answers:
        return ()
    from sessions.store.answers import given_answers  # comes with pydantic, which takes 100 ms

    return given_answers(plan.answers)
