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


@dataclass(frozen=True, slots=True)
class Moment:
    """All that a demo is at one time, to go back to. What was sent until then stays sent."""

    state: State
    phone: tuple[PhoneMessage, ...]
    last: Taken | None
    faults: tuple[str, ...]
    now: float
    run: int
    """Counts how often the demo was started over."""
    sent: tuple[str, ...]
    """What the run had sent, as `Invoke.name` has it: each is one message, or one that failed."""
    repeats: tuple[str, ...]


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
        self.last: Taken | None = None
        """The last step of this run that called the hook."""
        self.repeats: tuple[str, ...] = ()
        """What was sent and then taken back by `go_back` or `start_over`, in order: it is sent
        again as the run goes on, so that its user is to be told."""
        self._sent: tuple[str, ...] = ()
        self._run = 0
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
    def moment(self) -> Moment:
        """What the demo is now."""
        return Moment(
            state=self.state,
            phone=tuple(self.phone),
            last=self.last,
            faults=self.faults,
            now=self.clock.now,
            run=self._run,
            sent=self._sent,
            repeats=self.repeats,
        )

    def go_back(self, moment: Moment) -> tuple[str, ...]:
        """Be as at an earlier moment again, to the second and the code.

        Returns what was sent since, by the names of `Invoke`: the hook was called, and nothing
        takes that back. `taken` keeps it, to be saved.
        """
        same = moment.run == self._run
        since = self._sent[len(moment.sent) :] if same else self._sent
        self.repeats = since + self.repeats if same else moment.repeats
        self.state, self.last, self.faults = moment.state, moment.last, moment.faults
        self.phone = list(moment.phone)
        self.clock.put_back(moment.now)
        self._run, self._sent = moment.run, moment.sent
        return since

    def do(self, event: Event) -> Invoke | None:
        """Let something happen; returns the call of the hook that is to be made for it.

        Raises:
            TemplateError: the text of the message cannot be made. Nothing has happened then.
        """
        step = advance(self.state, event, self.clock.now, self._tools)
        self.state = step.state
        if step.invoke:
            self._sent += (step.invoke.name,)
            self.repeats = self.repeats[1:]
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
        self.last = Taken(invocation, outcome, why)
        self.taken.append(self.last)
        self.phone += news
        self.do(HookAnswered(invoke.number, outcome.delivered, log_line(outcome)))

    def start_over(self) -> None:
        """Begin again with nobody enrolled; what was sent stays to be saved."""
        self.state = State(self.state.setup)
        self.phone.clear()
        self.last = None
        self.repeats, self._sent = self._sent + self.repeats, ()
        self._run += 1


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
