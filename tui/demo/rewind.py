"""The way back of a demo: what the screen was like before each step."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Final

from sessions.demo.run import Demo, Moment
from tui.phone.phone import Phone, PhoneView

from .browser import Browser

_MOST: Final = 200
"""Steps that can be taken back."""


@dataclass(frozen=True, slots=True)
class Scene:
    """The screen at one time."""

    moment: Moment
    typed: str
    """What stands in the page's field."""
    phone: PhoneView
    note: str
    """Why there is no outcome to be seen; empty where there is one."""


class Rewind:
    """Keeps what was before each step, the newest last."""

    def __init__(self, demo: Demo, browser: Browser, phone: Phone) -> None:
        self._demo = demo
        self._browser = browser
        self._phone = phone
        self._scenes: deque[Scene] = deque(maxlen=_MOST)

    def scene(self, note: str) -> Scene:
        """What the screen is now."""
        return Scene(self._demo.moment, self._browser.field.value, self._phone.view, note)

    def keep(self, scene: Scene) -> None:
        """This was before a step. While the hook is being called nothing is kept: nobody would
        answer there any more."""
        if scene.moment.state.pending is None:
            self._scenes.append(scene)

    def take(self) -> Scene | None:
        """What was before the last step, which is no more to be gone back to; None at the start."""
        return self._scenes.pop() if self._scenes else None
