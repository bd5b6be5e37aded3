"""The demo: enrollment and second factor in a browser, a phone, and what the developer sees."""

from __future__ import annotations

from math import ceil
from pathlib import Path
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.getters import query_one
from textual.message import Message
from textual.widgets import Static
from textual.worker import Worker, WorkerState

from sessions.contract.invocation import Invocation
from sessions.contract.outcome import Outcome
from sessions.demo.clock import Clock
from sessions.demo.plan import DemoPlan
from sessions.demo.run import Demo
from sessions.demo.target import DemoTarget
from sessions.platforms.auth0.message_templates import LANGUAGES, TemplateError
from sessions.platforms.auth0.mfa.model import HookAnswered, Invoke, Page
from sessions.text import printable
from tui.dialogs.host import HostScreen
from tui.outcome.pages import headline
from tui.phone.call import CallScreen
from tui.phone.phone import Phone
from tui.widgets.key_bar import KeyBar
from tui.widgets.title_bar import TitleBar
from tui.widgets.workers import run_alone
from tui.wording import NETWORK

from .autoplay import Autoplay
from .browser import Browser
from .choices import Choices
from .developer import Developer
from .keys import KEYS

_TICK: Final = 0.5
_PHONE_EMPTY: Final = "No message yet."
_NOT_CALLED: Final = "The hook was not called yet."
_GIVEN_UP: Final = "given up by the user"


class DemoScreen(HostScreen):
    """Shows where the flow stands, and hands on what is pressed; the hook runs in a worker."""

    CSS_PATH: ClassVar = ["../workbench/screen.tcss", "screen.tcss"]
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]

    browser = query_one(Browser)
    phone = query_one(Phone)
    developer = query_one(Developer)

    class Called(Message):
        """A call of the hook has come to an outcome."""

        def __init__(self, invoke: Invoke, invocation: Invocation, outcome: Outcome) -> None:
            super().__init__()
            self.invoke = invoke
            self.invocation = invocation
            self.outcome = outcome

    def __init__(
        self, plan: DemoPlan, *, autoplay: float | None = None, clock: Clock | None = None
    ) -> None:
        super().__init__()
        self.demo = Demo(plan, clock or Clock())
        self._hook = DemoTarget(plan)
        self._speed = autoplay
        self._autoplay: Autoplay | None = None
        self._choices = Choices(self, self.demo, self.refresh_all, plan.save)
        self._rang = 0
        self._page: Page | None = None
        self._note = _NOT_CALLED
        self._shown: tuple[str, int | None, int, int, Page | None] | None = None

    def compose(self) -> ComposeResult:
        yield TitleBar()
        with Horizontal(id="stage"):
            yield Browser(id="browser")
            yield Phone(id="phone")
        yield Static(id="headline", markup=False)
        yield Developer(id="developer")
        yield KeyBar(KEYS)

    def on_mount(self) -> None:
        self.set_class(self.demo.plan.choice.settings.live, "-live")
        self.phone.clear(_PHONE_EMPTY)
        self._tell(_NOT_CALLED)
        self.refresh_all()
        self.set_interval(_TICK, self.tick)
        self.mark("")
        if self._speed is not None:
            self.action_play()

    async def on_unmount(self) -> None:
        await self._hook.close()

    # Showing

    def refresh_all(self) -> None:
        """Show the page, the log and the title as they are now."""
        state = self.demo.state
        setup = state.setup
        turned, self._page = self._page != state.page, state.page
        self.browser.show(
            self.demo.page,
            state.notice,
            address=f"{_host(setup.tenant)}/{state.page}",
            busy=state.pending is not None,
            value=self.demo.plan.number if state.page is Page.NUMBER else "",
        )
        self.developer.show_log(state.log, self.demo.clock.time)
        faults = f" · fault {' '.join(self.demo.faults)}" if self.demo.faults else ""
        self.query_one(TitleBar).show(
            f"{setup.tenant} · {LANGUAGES.get(setup.language, setup.language)}{faults}",
            dirty=False,
            target=self._target,
            network=self._network,
        )
        self._show_headline()
        self.tick()
        if turned:
            self.phone.hang_up()
            self._focus_page()

    def mark(self, word: str) -> None:
        """Show a word at the right end of the keys, after what must not be overlooked."""
        live = "LIVE" if self.demo.plan.choice.settings.live else ""
        self.query_one(KeyBar).mark(" · ".join(filter(None, (live, word))))

    def tick(self) -> None:
        """Show what time it is, how long the code is still good for, and what is left to try."""
        clock, state = self.demo.clock, self.demo.state
        left = self.demo.seconds_left if self._page is Page.CODE else None
        shown = (
            clock.time(clock.now)[:5],
            None if left is None else ceil(left),
            state.sends.at(clock.now).left,
            state.tries.at(clock.now).left,
            self._page,
        )
        if shown == self._shown:
            return
        self._shown = shown
        self.phone.set_clock(shown[0])
        self.browser.count_down(shown[1])
        self.developer.show_limits(*shown[2:4])

    @property
    def is_playing(self) -> bool:
        """Whether the demo runs by itself."""
        return self._autoplay is not None and self._autoplay.running

    @property
    def _target(self) -> str:
        from sessions.secrets.redaction import redactor

        plan = self.demo.plan
        location = redactor({**plan.choice.hidden, **plan.secret_values})(str(plan.choice.location))
        return Path(location).name if Path(location).is_absolute() else location

    @property
    def _network(self) -> str:
        if self.demo.plan.choice.settings.live:
            return NETWORK["live"]
        return NETWORK.get((self.demo.last and self.demo.last.outcome.target.network) or "", "")

    def _tell(self, note: str) -> None:
        """Say why there is no outcome of the hook to be seen."""
        self._note = note
        self.developer.show_note(note)

    def _show_headline(self) -> None:
        last, pending = self.demo.last, self.demo.state.pending
        text, style = self._note, "$text-muted"
        if pending:
            text += "  Escape gives it up"
        elif last and not text:
            text = f"{last.invocation.name}: {headline(last.outcome)}"
            style = "$text-success" if last.outcome.delivered else "$text-error"
        self.query_one("#headline", Static).update(Content.styled(printable(text), style))

    # What happens

    @on(Browser.Pressed)
    def _pressed(self, event: Browser.Pressed) -> None:
        """A press on a page that was left meanwhile, as by a double click, is none."""
        if not self.is_playing and event.page == self.demo.page:
            self.press(event.button, event.text)

    def press(self, button: str, text: str) -> None:
        """Press a button of the page with `text` in its field."""
        try:
            invoke = self.demo.press(button, text)
        except TemplateError as error:
            self.say(str(error), title="No message", severity="error")
            return
        if invoke:
            invocation = self.demo.invocation(invoke)
            self._tell(f"{invocation.name} is being sent …")
            run_alone(self, self._call(invoke, invocation), "send")
        if self.demo.state.page is Page.CODE:
            self.browser.field.value = ""
        self.refresh_all()
        self._focus_page()

    async def _call(self, invoke: Invoke, invocation: Invocation) -> None:
        outcome = await self._hook.call(invocation)
        self.post_message(self.Called(invoke, invocation, outcome))

    @on(Called)
    def _called(self, message: Called) -> None:
        if self.demo.state.pending is not message.invoke:
            return  # it was given up meanwhile
        self.demo.answered(message.invoke, message.invocation, message.outcome)
        self._note = ""
        self.developer.show_outcome(message.invocation.name, message.outcome)
        self.refresh_all()
        self._ring()
        self._choices.keep()
        if self._autoplay:
            self._autoplay.answered()

    def _ring(self) -> None:
        """Show on the phone what has come in: a call rings, whatever else there is waits."""
        news, self._rang = self.demo.phone[self._rang :], len(self.demo.phone)
        if self.demo.last and (why := self.demo.last.why_none):
            if not self.demo.phone:
                self.phone.clear(why)
            if not self.is_playing:  # which says so where it stops
                self.say(why, severity="warning")
        for message in news:
            if message.channel == "voice":
                self.phone.ring(message)
            else:
                self.phone.receive(message)
        if not self.phone.ringing:
            self._focus_page()

    def _focus_page(self) -> None:
        """Put the focus where the user goes on; nowhere while the demo runs by itself, so that
        Space is nobody's but the demo's."""
        if not self.is_playing:
            self.browser.focus_page(self.demo.plan.method)

    @on(CallScreen.PickedUp)
    def _picked_up(self) -> None:
        """Who has taken the call types what is heard."""
        self.call_after_refresh(self._focus_page)

    @on(Worker.StateChanged)
    def _worker_failed(self, event: Worker.StateChanged) -> None:
        """A fault of offhook's own: said, and the flow goes on as if the hook had failed."""
        if event.state is WorkerState.ERROR:
            error = event.worker.error
            self.say(f"{type(error).__name__}: {error}", title="offhook failed", severity="error")
            if event.worker.group == "send":
                self._give_up("offhook failed")

    def _give_up(self, why: str) -> bool:
        """Stop waiting for the hook; False where nobody waits."""
        pending = self.demo.state.pending
        if pending is None:
            return False
        self.workers.cancel_group(self, "send")
        self.demo.do(HookAnswered(pending.number, False, why))
        self._tell(f"{pending.name}: {why}")
        self.refresh_all()
        self._focus_page()
        if self._autoplay:
            self._autoplay.answered()
        return True

    # Keys

    def action_leave(self) -> None:
        """Give up what is being sent; else leave to where the demo was opened from."""
        if self._give_up(_GIVEN_UP):
            return
        if len(self.app.screen_stack) > 2:
            self.dismiss(None)

    def action_quit(self) -> None:
        """Quit. Nothing is lost: what is to be saved was saved at each step."""
        self.app.exit()

    def action_new(self) -> None:
        """Begin again with nobody enrolled."""
        if self._autoplay:
            self._autoplay.stop()
        self._give_up(_GIVEN_UP)
        self.demo.start_over()
        self._rang = 0
        self._page = None
        self.phone.clear(_PHONE_EMPTY)
        self._tell(_NOT_CALLED)
        self.browser.hint("")
        self.refresh_all()

    def action_play(self) -> None:
        """Let the demo run by itself from the start."""
        if self.demo.state.log:
            self.action_new()
        self.set_focus(None)
        self._autoplay = Autoplay(self, self.demo, self.browser, self.phone, self._speed or 1.0)
        self._autoplay.start()

    def action_pause(self) -> None:
        """Pause the demo that runs by itself, or go on."""
        if self._autoplay:
            self._autoplay.pause()

    def played(self) -> None:
        """The demo that ran by itself is over: whoever watches may go on from there."""
        self.browser.focus_page()

    def action_forward(self, seconds: int) -> None:
        self.forward(seconds)

    def forward(self, seconds: float) -> None:
        """Put the clock forward."""
        self.demo.clock.forward(seconds)
        self.tick()

    def action_expire(self) -> None:
        """Put the clock forward until the code that is out has expired."""
        if left := self.demo.seconds_left:
            self.forward(left)
        else:
            self.say("There is no code that could expire.")

    def action_log(self) -> None:
        """Show all of the log, or the stage again."""
        self.toggle_class("-log")
        if not self.has_class("-log"):
            self.call_after_refresh(self._focus_page)

    def action_language(self) -> None:
        """Choose another language for messages."""
        self.ask(self._choices.language())

    def action_fault(self) -> None:
        """Choose how providers fail."""
        self.ask(self._choices.fault())

    def action_save(self) -> None:
        """Save what the hook was sent as a session."""
        self.ask(self._choices.save())


def _host(tenant: str) -> str:
    """`acme.example`: where the tenant's login could be."""
    name = "".join(char if char.isalnum() else "-" for char in tenant.lower()).strip("-")
    return f"{name or 'tenant'}.example"
