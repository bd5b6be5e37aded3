"""`offhook demo --script`: the whole run as plain text, for a pipe or to read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sessions.demo.clock import Clock
from sessions.demo.record import record
from sessions.demo.run import Demo
from sessions.demo.scenario import Act, Press, Say, Stuck, Type, Wait, checked, scenario
from sessions.demo.target import DemoTarget
from sessions.report.calls import call_lines
from sessions.secrets.redaction import redactor
from sessions.text import one_line, printable
from tui.cli.shared.diagnostics import AS_EXPECTED, NOT_AS_EXPECTED, Diagnostics
from tui.cli.shared.outbound import LIVE
from tui.cli.shared.outcome_text import headline, indented, reason_lines
from tui.cli.shared.output import Output, on_one_line
from tui.cli.shared.running import run_to_end, with_elapsed
from tui.phone.text import spoken
from tui.wording import NETWORK, seen_from_here

if TYPE_CHECKING:
    from sessions.demo.plan import DemoPlan
    from sessions.demo.run import Taken
    from tui.phone.text import PhoneMessage

_LABEL = 9
"""Cells that the word for who sees a line takes."""


def play(plan: DemoPlan, out: Output, err: Diagnostics) -> int:
    """Run the scenario, print each step as it comes out, and save the run if that is wanted.

    Returns the exit status: 1 where the hook did not do its part.
    """
    if plan.choice.settings.live:
        err.note(LIVE)
    script = _Script(Demo(plan, Clock()), out, err)
    status = run_to_end(script.run())
    if plan.save and script.demo.taken:
        record(script.demo, plan.save)
        err.note(f"saved as {plan.save}")
    return status


class _Script:
    """Plays the acts, and writes what each of the three sees: user, phone and developer."""

    def __init__(self, demo: Demo, out: Output, err: Diagnostics) -> None:
        self.demo = demo
        self._out = out
        self._err = err
        self._style = out.style
        self._hook = DemoTarget(demo.plan)
        self._typed = ""
        self._logged = 0
        self._rang = 0

    async def run(self) -> int:
        """Play to the end, or to where it cannot go on."""
        setup, choice = self.demo.plan.setup, self.demo.plan.choice
        place = redactor({**choice.hidden, **self.demo.plan.secret_values})(str(choice.location))
        about = f"{setup.tenant} · {setup.language} · {seen_from_here(place)}"
        self._out.line(self._style.strong(on_one_line(about)))
        try:
            for act in scenario(self.demo):
                await self._play(act)
        except Stuck as stuck:
            self._out.line()
            self._out.line(f"{self._style.bad('✗')} {on_one_line(str(stuck))}")
            return NOT_AS_EXPECTED
        finally:
            await self._hook.close()
        self._out.line()
        calls = len(self.demo.taken)
        self._out.line(
            f"{self._style.good('✓')} Enrolled, and logged in; {calls} calls of the hook"
        )
        return AS_EXPECTED

    async def _play(self, act: Act) -> None:
        match act:
            case Say(text):
                self._out.line()
                self._out.line(self._style.strong(text))
            case Type(text):
                self._typed = text(self.demo)
            case Wait(seconds):
                self.demo.clock.forward(seconds)
                self._tell("clock", f"{seconds / 60:.0f} minutes go by")
            case Press():
                await self._press(act)

    async def _press(self, act: Press) -> None:
        demo, page = self.demo, self.demo.page
        label = next(button.label for button in page.buttons if button.id == act.button)
        typed = f"{self._typed} → " if page.field and self._typed else ""
        self._tell("user", f"{page.title}: {typed}[{label}]")
        invoke = demo.press(act.button, self._typed)
        self._typed = ""
        if invoke:
            invocation = demo.invocation(invoke)
            sending = self._hook.call(invocation)
            outcome = await with_elapsed(sending, self._err, lambda: f"calling {invocation.name}")
            demo.answered(invoke, invocation, outcome)
            self._tell_call(demo.taken[-1])
        for line in demo.state.log[self._logged :]:
            text = f"{demo.clock.time(line.at)}  {line.type}  {on_one_line(line.description)}"
            self._tell("log", text if line.good else self._style.bad(text))
        self._logged = len(demo.state.log)
        if notice := demo.state.notice:
            self._tell("page", notice.text if notice.good else self._style.bad(notice.text))
        checked(act, demo)

    def _tell_call(self, taken: Taken) -> None:
        """What the developer sees of a call of the hook, and what the phone shows of it."""
        outcome, style = taken.outcome, self._style
        self._tell("hook", f"{taken.invocation.name}: {headline(outcome, style)}")
        if len(self.demo.taken) == 1:
            network = outcome.target.network and NETWORK[outcome.target.network]
            if about := " · ".join(filter(None, (outcome.target.runtime, network))):
                self._tell("", style.dim(on_one_line(about)))
        for line in (line for call in outcome.outbound for line in call_lines(call)):
            self._tell("", style.dim(line))
        for warning in outcome.warnings:
            self._tell("", f"{style.odd('warning:')} {printable(warning)}")
        if not outcome.delivered:
            for line in indented(reason_lines(outcome, style), " " * (_LABEL + 2)):
                self._out.line(line)
        for message in self.demo.phone[self._rang :]:
            for who, text in zip(_phone_labels(message), _phone_lines(message), strict=False):
                self._tell(who, text)
        self._rang = len(self.demo.phone)

    def _tell(self, who: str, text: str) -> None:
        self._out.line(f"  {self._style.dim(f'{who:<{_LABEL}}')}{text}")


def _phone_labels(message: PhoneMessage) -> Iterator[str]:
    yield "call" if message.channel == "voice" else "phone"
    while True:
        yield ""


def _phone_lines(message: PhoneMessage) -> Iterator[str]:
    """The text as the phone shows it, or speaks it; and from whom."""
    text = spoken(message.text) if message.channel == "voice" else message.text
    yield from printable(text).split("\n")
    about = " · ".join(filter(None, (message.sender and f"from {message.sender}", message.note)))
    if about:
        yield f"({one_line(about)})"
