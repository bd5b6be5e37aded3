"""What the keys of the demo do: a line of a table each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol

from sessions.demo.guide import best_button
from sessions.phone import code_in
from tui.dialogs.host import DialogHost
from tui.phone.call import CallScreen

if TYPE_CHECKING:
    from sessions.demo.run import Demo
    from tui.phone.phone import Phone

    from .autoplay import Autoplay
    from .browser import Browser
    from .choices import Choices
    from .next_steps import NextSteps
    from .rewind import Rewind, Scene
    from .typist import Typist


class DemoStage(DialogHost, Protocol):
    """The screen of the demo, as what its keys do sees it."""

    demo: Demo
    browser: Browser
    phone: Phone
    steps: NextSteps
    rewind: Rewind
    typist: Typist
    choices: Choices
    autoplay: Autoplay | None

    def keep_scene(self) -> None:
        """Keep what the screen is now: a step follows."""

    def show_scene(self, scene: Scene) -> None:
        """Show all of it as it was, after the demo has gone back."""

    def show_beginning(self) -> None:
        """Show the first page, after the demo was started over."""

    def forward(self, seconds: float) -> None:
        """Put the clock forward."""

    def prompt(self) -> None:
        """Say what comes next."""

    def give_up(self) -> bool:
        """Stop waiting for the hook; False where nobody waits."""
        ...

    def play(self) -> None:
        """Begin to run by itself, at the first page."""

    def stop_playing(self) -> None:
        """Run, and type, no more by itself."""

    @property
    def is_playing(self) -> bool:
        """Whether the demo runs by itself."""
        ...


class Actions:
    """Carries out by its name what a demo can do.

    A key of `keys.KEYS` has the action `do('play')`, or `do('forward', 60)` where it takes an
    argument; a new key is a line there and one in the table here.
    """

    def __init__(self, screen: DemoStage) -> None:
        self._screen = s = screen
        self._table: Mapping[str, Callable[..., object]] = {
            "next": self._next,
            "back": self._back,
            "type": self._type,
            "language": lambda: s.ask(s.choices.language()),
            "fault": lambda: s.ask(s.choices.fault()),
            "save": lambda: s.ask(s.choices.save()),
            "forward": self._forward,
            "expire": self._expire,
            "play": self._play,
            "pause": lambda: s.autoplay and s.autoplay.pause(),
            "new": self._new,
        }

    def do(self, name: str, *args: object) -> None:
        """Carry out an action: `do("forward", 60)`."""
        self._table[name](*args)

    def _next(self) -> None:
        """Do what the line above the keys says."""
        s = self._screen
        if s.is_playing:
            self.do("pause")
        elif s.phone.ringing:
            s.phone.query_one(CallScreen).action_press()
        elif s.steps.next.does == "type":
            self._type()
        else:
            s.browser.press(best_button(s.demo))

    def _back(self) -> None:
        """Be as before the last step: what was typed, chosen, pressed, or put forward."""
        s = self._screen
        s.stop_playing()
        scene = s.rewind.take()
        if scene is None:
            s.say("This is the beginning: there is no step to take back.")
            return
        sent = s.demo.go_back(scene.moment)
        s.show_scene(scene)
        if sent:
            s.say(f"Sent already, and not to be taken back: {', '.join(sent)}.")

    def _type(self) -> None:
        """Type the code that has come to the phone, as its user reads it there."""
        s = self._screen
        if s.is_playing or s.demo.state.pending:
            return
        if s.typist.is_typing:
            s.typist.finish()
        elif problem := s.steps.no_code:
            s.say(problem, severity="warning")
        else:
            s.keep_scene()
            s.browser.focus_page()
            s.typist.type(code_in(s.demo.phone[-1]) or "")
            s.prompt()

    def _forward(self, seconds: float) -> None:
        self._screen.keep_scene()
        self._screen.forward(seconds)

    def _expire(self) -> None:
        """Put the clock forward until the code that is out has expired."""
        if left := self._screen.demo.seconds_left:
            self._forward(left)
        else:
            self._screen.say("There is no code that could expire.")

    def _play(self) -> None:
        """Let the demo run by itself from the start."""
        if self._screen.demo.state.log:
            self._new()
        self._screen.play()

    def _new(self) -> None:
        """Begin again with nobody enrolled."""
        s = self._screen
        s.stop_playing()
        s.give_up()
        s.keep_scene()
        s.demo.start_over()
        s.show_beginning()
