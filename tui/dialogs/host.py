"""What a part of a screen may do with its user: ask by a dialog, say something in
passing, give a text to copy."""

from __future__ import annotations

from collections.abc import Coroutine, Iterator
from typing import TYPE_CHECKING, Final, Protocol

from sessions.text import printable
from tui.widgets import clipboard
from tui.widgets.workers import run_alone

from .asking import AskingScreen

if TYPE_CHECKING:
    from textual.events import ScreenResume
    from textual.notifications import SeverityLevel

    from tui.widgets.palette import Command

    from .ask import Dialog, Reply

WIDE: Final = 120
"""Columns from which things stand beside each other."""
_WIDTHS: Final = [(0, "-narrow"), (WIDE, "-wide")]
_HEIGHTS: Final = [(0, "-short"), (36, "-tall")]


class DialogHost(Protocol):
    """Shows dialogs and notifications for its parts, which need not know what screen it is."""

    def ask(self, work: Coroutine[object, object, object]) -> None:
        """Run what may ask something, in a worker; it gives up what was asked before."""

    def ask_by_itself(self, work: Coroutine[object, object, object]) -> None:
        """Run what asks by itself: it gives up nothing that the user has begun."""

    async def answer_to(self, dialog: Dialog[Reply]) -> Reply | None:
        """Show a dialog, and wait for its answer; None where it is left without. In a worker."""

    def say(self, text: str, *, title: str = "", severity: SeverityLevel = "information") -> None:
        """Say something in passing."""


class HostScreen(AskingScreen[None]):
    """A screen that is a `DialogHost`.

    It has `-narrow` or `-wide`, and `-short` or `-tall`, among its classes, by the terminal's size.
    """

    HORIZONTAL_BREAKPOINTS = _WIDTHS
    VERTICAL_BREAKPOINTS = _HEIGHTS
    _was_in_front = False

    def on_compose(self) -> None:
        """Textual sets the classes when all is laid out, and then styles and lays it out again:
        with them set before that, styles are applied 678 times at a start, not 1,049."""
        width, height = self.app.size
        for size, breakpoints in (
            (width, self.HORIZONTAL_BREAKPOINTS or []),
            (height, self.VERTICAL_BREAKPOINTS or []),
        ):
            reached = [name for least, name in breakpoints if size >= least]
            self.add_class(reached[-1], update=False)

    def on_screen_resume(self, event: ScreenResume) -> None:
        """Textual styles all widgets of a screen that comes to the front. For the first time each
        has just been styled, as it was mounted: to leave that out saves a sixth of a start."""
        if not self._was_in_front:
            event.refresh_styles = False
        self._was_in_front = True

    def ask_by_itself(self, work: Coroutine[object, object, object]) -> None:
        """Run what asks by itself: it gives up nothing that the user has begun."""
        run_alone(self, work, "by-itself")

    def say(self, text: str, *, title: str = "", severity: SeverityLevel = "information") -> None:
        """Say something in passing."""
        self.notify(printable(text), title=title, severity=severity, markup=False)

    def copy(self, text: str, what: str) -> None:
        """Put a text into the clipboard, and say what it is."""
        try:
            file = clipboard.put(self.app, text)
        except OSError as error:
            self.say(f"{error}", title="Not copied", severity="error")
        else:
            self.say(f"Copied {what}." if file is None else f"Wrote {what} to {file}.")

    def action_quit(self) -> None:
        """Quit, where the application has begun with this screen."""
        self.app.exit()

    def commands(self) -> Iterator[Command]:
        """What the palette offers on this screen, beside what its keys do."""
        yield from ()
