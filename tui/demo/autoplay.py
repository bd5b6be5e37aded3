"""The demo that runs by itself on the screen: it types and presses as a person would."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final, Protocol

from sessions.demo.scenario import Act, Press, Say, Stuck, Type, Wait, checked, scenario
from tui.phone.text import spoken_seconds

from .typist import CHAR

if TYPE_CHECKING:
    from textual.timer import Timer

    from sessions.demo.run import Demo
    from tui.phone.phone import Phone

    from .browser import Browser

_BEGIN: Final = 1.0
_SAY: Final = 1.6
_LOOK: Final = 1.2
"""Seconds at speed 1 to begin with, for a heading, and to look at what has changed."""
_PRESSED: Final = 0.5
_RING: Final = 1.5
_LONGEST_CALL: Final = 8.0
_TURN: Final = 0.1
_TURNS: Final = 30
"""How often the clock is put forward while time goes by, and the seconds between."""
_SHORTEST: Final = 0.01
"""Seconds of a timer; of a shorter one, turns would be skipped."""


class PlayedScreen(Protocol):
    """What is played on: the screen of the demo, as who plays sees it."""

    def press(self, button: str, text: str) -> None:
        """Press a button of the page with `text` in its field."""

    def forward(self, seconds: float) -> None:
        """Put the clock forward."""

    def prompt(self) -> None:
        """Say what can be done now."""

    def played(self) -> None:
        """The demo that ran by itself is over."""

    def set_interval(self, interval: float, callback: Callable[[], None], /) -> Timer:
        """Call something again and again."""
        ...


class Autoplay:
    """Plays the scenario, one thing a timer. `speed` 2 is twice as fast."""

    def __init__(
        self, stage: PlayedScreen, demo: Demo, browser: Browser, phone: Phone, speed: float
    ) -> None:
        self._stage = stage
        self._demo = demo
        self._browser = browser
        self._phone = phone
        self._speed = speed
        self._acts: Iterator[Act] = iter(scenario(demo))
        self._heading = ""
        self._timer: Timer | None = None
        self._next: tuple[float, Callable[[], None]] | None = None
        self._press: Press | None = None
        self.paused = False
        self.running = True
        self.said = ""
        """What came of it, once it is over; empty where it was stopped."""

    def start(self) -> None:
        """Begin."""
        self._show()
        self._after(_BEGIN, self._play)

    def pause(self) -> None:
        """Stop where it is, or go on from there."""
        if not self.running:
            return
        self.paused = not self.paused
        if self._timer:
            if self.paused:
                self._timer.pause()
            else:
                self._timer.resume()
        elif not self.paused and self._next:
            delay, then = self._next
            self._next = None
            self._after(delay, then)
        self._show()

    def stop(self) -> None:
        """End before the end."""
        self._end("")

    def answered(self) -> None:
        """The hook has answered: look at what came of it, take the call, and go on."""
        if not self.running:
            return
        phone = self._phone
        if phone.ringing and phone.call:
            lasts = min(_LONGEST_CALL, spoken_seconds(phone.call.text))
            self._after(_RING, lambda: self._take_call(lasts))
        else:
            self._after(_LOOK * 2, self._pressed)

    def _play(self) -> None:
        try:
            act = next(self._acts, None)
            match act:
                case None:
                    self._end("✓ Enrolled, and logged in")
                case Say(text):
                    self._heading = text
                    self._show()
                    self._after(_SAY, self._play)
                case Type(text):
                    self._browser.write("")
                    self._type(text(self._demo))
                case Wait(seconds):
                    self._wait(seconds, _TURNS)
                case Press():
                    self._press = act
                    self._browser.light(act.button)
                    self._after(_PRESSED, self._push)
        except Stuck as stuck:
            self._end(f"✗ {stuck}")

    def _type(self, rest: str) -> None:
        if not rest:
            self._after(_PRESSED, self._play)
            return
        self._browser.write(self._browser.field.value + rest[0])
        self._after(CHAR, lambda: self._type(rest[1:]))

    def _wait(self, seconds: float, turns: int) -> None:
        """Let time go by so that one can see it."""
        if turns == 0:
            self._after(_LOOK, self._play)
            return
        self._stage.forward(seconds / turns)
        self._after(_TURN, lambda: self._wait(seconds - seconds / turns, turns - 1))

    def _push(self) -> None:
        if self._press is None:
            return
        self._browser.light(None)
        self._stage.press(self._press.button, self._browser.field.value)
        if not self._demo.state.pending:  # else `answered` goes on
            self._after(_LOOK, self._pressed)

    def _pressed(self) -> None:
        act, self._press = self._press, None
        try:
            if act:
                checked(act, self._demo)
        except Stuck as stuck:
            self._end(f"✗ {stuck}")
        else:
            self._play()

    def _take_call(self, lasts: float) -> None:
        self._phone.pick_up()
        self._after(lasts, self._pressed)

    def _end(self, reason: str) -> None:
        self.running = False
        self.said = reason
        if self._timer:
            self._timer.stop()
            self._timer = None
        self._browser.light(None)
        self._browser.hint(reason)
        self._stage.played()
        self._stage.prompt()

    def _after(self, seconds: float, then: Callable[[], None]) -> None:
        """Do something later; where the demo is paused meanwhile, once it goes on."""
        if not self.running:
            return
        if self.paused:
            self._next = (seconds, then)
            return

        def due() -> None:
            if timer is self._timer:
                timer.stop()
                self._timer = None
                then()

        # What Textual has for once is skipped where the machine stands still as it begins to wait.
        timer = self._stage.set_interval(max(seconds / self._speed, _SHORTEST), due)
        self._timer = timer

    def _show(self) -> None:
        sign = "‖" if self.paused else "▶"
        self._browser.hint(f"{sign} {self._heading}".rstrip())
        self._stage.prompt()
