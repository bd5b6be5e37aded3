"""What comes next in the demo, named in the line above the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessions.demo.guide import NextStep, best_button, can_type, next_step
from sessions.platforms.auth0.mfa.model import Page
from tui.keys.labels import key_of

if TYPE_CHECKING:
    from sessions.demo.run import Demo
    from tui.phone.phone import Phone

    from .browser import Browser
    from .next_bar import NextBar
    from .typist import Typist


class NextSteps:
    """Judges by where the focus is, and by what stands in the page's field."""

    def __init__(
        self, demo: Demo, browser: Browser, typist: Typist, phone: Phone, bar: NextBar
    ) -> None:
        self._demo = demo
        self._browser = browser
        self._typist = typist
        self._phone = phone
        self._bar = bar

    @property
    def next(self) -> NextStep:
        """What comes next on the page."""
        button = self._browser.button or best_button(self._demo)
        return next_step(self._demo, button, self._typist.text)

    @property
    def no_code(self) -> str:
        """Why there is no code to be typed, in a sentence; empty where there is one."""
        if self._demo.state.page is not Page.CODE:
            return "This page asks for no code."
        if self._phone.ringing:
            return "The call is to be answered first."
        return "" if can_type(self._demo) else "There is no code on the phone."

    def show(self, *, paused: bool | None) -> None:
        """Name it; `paused` is None where the demo does not run by itself."""
        if paused is not None:
            key, text = (
                key_of("demo.pause"),
                "go on" if paused else "pause; the demo runs by itself",
            )
        elif self._phone.ringing:
            key, text = "Enter", "answer the call"
        else:
            step = self.next
            keys = {"press": "Enter", "type": key_of("demo.type"), "wait": key_of("demo.leave")}
            key = keys[step.does]
            text = f"give up; {step.text}" if step.does == "wait" else step.text
        self._bar.show(key, text, f"{key_of('demo.present')} shows the rest")
