"""Types into the page as a person does, so that an audience sees what is typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from textual.timer import Timer

    from .browser import Browser

CHAR: Final = 0.09
"""Seconds that a character takes."""


class Typist:
    """Types a text into the page's field, a character at a time, or all of it `at_once`.

    `every` has something called again and again, as `Widget.set_interval` does.
    """

    def __init__(
        self,
        browser: Browser,
        every: Callable[[float, Callable[[], None]], Timer],
        *,
        at_once: bool,
    ) -> None:
        self._browser = browser
        self._every = every
        self._at_once = at_once
        self._text = ""
        self._written = ""
        self._timer: Timer | None = None

    @property
    def text(self) -> str:
        """What stands in the field, or will once all of it is typed."""
        return self._text if self.is_typing else self._browser.field.value

    @property
    def is_typing(self) -> bool:
        """Whether there is more to come."""
        return self._timer is not None

    def type(self, text: str) -> None:
        """Begin to type, in an empty field."""
        self.stop()
        self._text, self._written = text, ""
        self._browser.write("")
        if self._at_once or self._browser.app.animation_level == "none":
            self.finish()
        else:
            self._timer = self._every(CHAR, self._one)

    def finish(self) -> str:
        """Type what is left at once, and return the whole."""
        self.stop()
        self._browser.write(self._text)
        return self._text

    def stop(self) -> None:
        """Type no more."""
        if self._timer:
            self._timer.stop()
            self._timer = None

    def _one(self) -> None:
        if self._browser.field.value != self._written:
            self.stop()  # somebody else types there
            return
        self._written = self._text[: len(self._written) + 1]
        self._browser.write(self._written)
        if self._written == self._text:
            self.stop()
