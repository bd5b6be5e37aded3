"""The demo: enrollment and second factor in a browser, a phone, and what the developer sees."""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from pathlib import Path
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.events import DescendantFocus
from textual.message import Message
from textual.widgets import Input
from textual.worker import Worker, WorkerState

from sessions.contract.invocation import Invocation
from sessions.contract.outcome import Outcome
from sessions.demo.clock import Clock
from sessions.demo.guide import best_button, sends
from sessions.demo.plan import DemoPlan
from sessions.demo.run import Demo
from sessions.demo.target import DemoTarget
from sessions.platforms.auth0.message_templates import TemplateError
from sessions.platforms.auth0.mfa.model import HookAnswered, Invoke, Page
from tui.dialogs.host import HostScreen
from tui.phone.call import CallScreen
from tui.phone.phone import Phone
from tui.widgets.key_bar import KeyBar
from tui.widgets.title_bar import TitleBar
from tui.widgets.workers import run_alone

from .actions import Actions
from .autoplay import Autoplay
from .browser import Browser
from .choices import Choices
from .developer import Developer
from .headline import Headline
from .keys import KEYS
from .next_bar import NextBar
from .next_steps import NextSteps
from .rewind import Rewind, Scene
from .title import host_of, network_of, target_of, title_of
from .typist import Typist

_HERE: Final = Path(__file__).parent
_TICK: Final = 0.5
_LINGER: Final = 3.0
"""Seconds for which the end of a demo that ran by itself is shown."""
_PHONE_EMPTY: Final = "No message yet."
_GIVEN_UP: Final = "given up by the user"
_NOT_CALLED: Final = "The hook was not called yet."


class DemoScreen(HostScreen):
    """Shows where the flow stands, and hands on what is pressed; the hook runs in a worker."""

    CSS_PATH: ClassVar = [_HERE.parent / "workbench/screen.tcss", _HERE / "screen.tcss"]
    VERTICAL_BREAKPOINTS: ClassVar = [(0, "-tiny"), (22, "-short"), (36, "-tall")]
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]

    class Called(Message):
        """A call of the hook has come to an outcome."""

        def __init__(self, invoke: Invoke, invocation: Invocation, outcome: Outcome) -> None:
            super().__init__()
            self.invoke = invoke
            self.invocation = invocation
            self.outcome = outcome

    def __init__(
        self,
        plan: DemoPlan,
        *,
        autoplay: float | None = None,
        fast: bool = False,
        recorded: bool = False,
        clock: Clock | None = None,
    ) -> None:
        """`autoplay` is the speed at which it runs by itself; `fast` types codes at once. Where it
        is `recorded` no other number can be typed, and it ends once it has run by itself."""
        super().__init__()
        self.demo = Demo(plan, clock or Clock())
        self._hook = DemoTarget(plan)
        self.browser = Browser(id="browser")
        self.phone = Phone(id="phone")
        self.developer = Developer(id="developer")
        self.headline = Headline(self.demo, id="headline")
        self._next_bar = NextBar()
        self.typist = Typist(self.browser, self.set_interval, at_once=fast)
        self.steps = NextSteps(self.demo, self.browser, self.typist, self.phone, self._next_bar)
        self.rewind = Rewind(self.demo, self.browser, self.phone)
        self.choices = Choices(self, self.demo, self.keep_scene, self.refresh_all, plan.save)
        self._actions = Actions(self)
        self._speed = autoplay
        self._recorded = recorded
        self.autoplay: Autoplay | None = None
        self._rang = 0
        self._page: Page | None = None
        self._shown: tuple[str, int | None, int, int, Page | None] | None = None

    def compose(self) -> ComposeResult:
        yield TitleBar()
        with Horizontal(id="stage"):
            yield self.browser
            yield self.phone
        yield self.headline
        yield self.developer
        yield self._next_bar
        yield KeyBar(KEYS)

    def on_mount(self) -> None:
        live = self.demo.plan.choice.settings.live
        self.set_class(live, "-live")
        self.phone.clear(_PHONE_EMPTY)
        self._tell(_NOT_CALLED)
        self.refresh_all()
        self.set_interval(_TICK, self.tick)
        self.query_one(KeyBar).mark("LIVE" if live else "")
        if self._speed is not None:
            self.play()

    async def on_unmount(self) -> None:
        await self._hook.close()

    # Showing

    def refresh_all(self) -> None:
        """Show the page, the log and the title as they are now."""
        state = self.demo.state
        turned, self._page = self._page != state.page, state.page
        self.browser.show(
            self.demo.page,
            state.notice,
            address=f"{host_of(state.setup.tenant)}/{state.page}",
            busy=state.pending is not None,
            value=self.demo.plan.number if state.page is Page.NUMBER else "",
        )
        if self._recorded:
            self.browser.only(self.demo.plan.number if state.page is Page.NUMBER else "")
        self.developer.show_log(state.log, self.demo.clock.time)
        self.query_one(TitleBar).show(
            title_of(self.demo),
            dirty=False,
            target=target_of(self.demo.plan),
            network=network_of(self.demo),
        )
        self.headline.show()
        self.tick()
        if turned:
            self.typist.stop()
            self.phone.hang_up()
            self.focus_page()
        self.prompt()

    def prompt(self) -> None:
        """Say above the keys what comes next."""
        playing = self.autoplay if self.is_playing else None
        self.steps.show(paused=playing.paused if playing else None)

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
        self.prompt()

    @property
    def is_playing(self) -> bool:
        """Whether the demo runs by itself."""
        return self.autoplay is not None and self.autoplay.running

    def _tell(self, note: str) -> None:
        """Say why there is no outcome of the hook to be seen."""
        self.headline.note = note
        self.developer.show_note(note)

    # What happens

    @on(Browser.Pressed)
    def _pressed(self, event: Browser.Pressed) -> None:
        """A press on a page that was left meanwhile, as by a double click, is none."""
        if self.is_playing or event.page != self.demo.page:
            return
        text = self.typist.finish() if self.typist.is_typing else event.text
        if self.demo.repeats and sends(self.demo, event.button):
            self.ask(self._press_again(event.button, text))
        else:
            self.press(event.button, text)

    async def _press_again(self, button: str, text: str) -> None:
        """Have a message sent that was sent before."""
        if await self.choices.again():
            self.press(button, text)

    def press(self, button: str, text: str) -> None:
        """Press a button of the page with `text` in its field."""
        before = replace(self.rewind.scene(self.headline.note), typed=text)
        try:
            invoke = self.demo.press(button, text)
        except TemplateError as error:
            self.say(str(error), title="No message", severity="error")
            return
        if invoke or self.demo.state != before.moment.state:
            self.rewind.keep(before)
        if invoke:
            invocation = self.demo.invocation(invoke)
            self._tell(f"{invocation.name} is being sent …")
            run_alone(self, self._call(invoke, invocation), "send")
        if self.demo.state.page is Page.CODE:
            self.browser.write("")
        self.refresh_all()
        self.focus_page()

    async def _call(self, invoke: Invoke, invocation: Invocation) -> None:
        outcome = await self._hook.call(invocation)
        self.post_message(self.Called(invoke, invocation, outcome))

    @on(Called)
    def _called(self, message: Called) -> None:
        if self.demo.state.pending is not message.invoke:
            return  # it was given up meanwhile
        self.demo.answered(message.invoke, message.invocation, message.outcome)
        self.headline.note = ""
        self.developer.show_outcome(message.invocation.name, message.outcome)
        self.refresh_all()
        self._ring()
        self.choices.keep()
        if self.autoplay:
            self.autoplay.answered()

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
            self.focus_page()

    def focus_page(self) -> None:
        """Put the focus where the user goes on; nowhere while the demo runs by itself, so that
        Space is nobody's but the demo's."""
        if not self.is_playing:
            self.browser.focus_page(best_button(self.demo))

    @on(CallScreen.PickedUp)
    @on(CallScreen.HungUp)
    def _picked_up(self) -> None:
        """Who has taken the call types what is heard."""
        self.call_after_refresh(self.focus_page)
        self.call_after_refresh(self.prompt)

    @on(DescendantFocus)
    def _focus_moved(self) -> None:
        self.prompt()

    @on(Browser.Refused)
    def _refused(self) -> None:
        self.say(
            f"It is recorded, so that only {self.demo.plan.number} can be typed, which is nobody's."
        )

    @on(Input.Changed)
    def _typed(self) -> None:
        self.browser.type_large()
        self.prompt()

    @on(Worker.StateChanged)
    def _worker_failed(self, event: Worker.StateChanged) -> None:
        """A fault of offhook's own: said, and the flow goes on as if the hook had failed."""
        if event.state is WorkerState.ERROR:
            error = event.worker.error
            self.say(f"{type(error).__name__}: {error}", title="offhook failed", severity="error")
            if event.worker.group == "send":
                self.give_up("offhook failed")

    def give_up(self, why: str = _GIVEN_UP) -> bool:
        """Stop waiting for the hook; False where nobody waits."""
        pending = self.demo.state.pending
        if pending is None:
            return False
        self.workers.cancel_group(self, "send")
        self.demo.do(HookAnswered(pending.number, False, why))
        self._tell(f"{pending.name}: {why}")
        self.refresh_all()
        self.focus_page()
        if self.autoplay:
            self.autoplay.answered()
        return True

    # Steps, and the way back

    def keep_scene(self) -> None:
        """Keep what the screen is now: a step follows."""
        self.rewind.keep(self.rewind.scene(self.headline.note))

    def show_scene(self, scene: Scene) -> None:
        """Show all of it as it was, after the demo has gone back."""
        self.workers.cancel_group(self, "send")
        self._rang = len(self.demo.phone)
        self._page = self.demo.state.page  # so that a call on the phone goes on
        self._tell(scene.note)
        if self.demo.last:
            self.developer.show_outcome(self.demo.last.invocation.name, self.demo.last.outcome)
        self.phone.show_view(scene.phone)
        self.refresh_all()
        self.browser.write(scene.typed)
        if not self.phone.ringing:
            self.focus_page()

    def show_beginning(self) -> None:
        """Show the first page, after the demo was started over."""
        self._rang = 0
        self._page = None
        self.phone.clear(_PHONE_EMPTY)
        self._tell(_NOT_CALLED)
        self.browser.hint("")
        self.refresh_all()

    def forward(self, seconds: float) -> None:
        """Put the clock forward."""
        self.demo.clock.forward(seconds)
        self.tick()

    # Running by itself

    def play(self) -> None:
        """Begin to run by itself, at the first page."""
        self.set_focus(None)
        self.autoplay = Autoplay(self, self.demo, self.browser, self.phone, self._speed or 1.0)
        self.autoplay.start()

    def stop_playing(self) -> None:
        """Run, and type, no more by itself."""
        if self.autoplay:
            self.autoplay.stop()
        self.typist.stop()

    def played(self) -> None:
        """The demo that ran by itself is over: whoever watches may go on from there."""
        self.browser.focus_page()
        if self._recorded and self.autoplay and (said := self.autoplay.said):
            status = 0 if said.startswith("✓") else 1
            self.set_interval(
                _LINGER / (self._speed or 1.0), lambda: self.app.exit(return_code=status)
            )

    # Keys

    def action_do(self, name: str, *args: object) -> None:
        """What a key does, by its name in the table of `Actions`."""
        self._actions.do(name, *args)

    def action_present(self) -> None:
        """Show page and phone large, and nothing else; or all of it again."""
        self.toggle_class("-presenting")
        for part in (self.browser, self.phone):
            part.set_class(self.has_class("-presenting"), "-large")

    def action_log(self) -> None:
        """Show all of the log, or the stage again."""
        self.toggle_class("-log")
        if not self.has_class("-log"):
            self.call_after_refresh(self.focus_page)

    def action_leave(self) -> None:
        """Give up what is being sent; else leave to where the demo was opened from."""
        if not self.give_up() and len(self.app.screen_stack) > 2:
            self.dismiss(None)

    @on(NextBar.Chosen)
    def _next_chosen(self) -> None:
        self._actions.do("next")

    def action_quit(self) -> None:
        """Quit. Nothing is lost: what is to be saved was saved at each step."""
        self.app.exit()
