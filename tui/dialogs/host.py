"""What a part of a screen may do with its user: ask by a dialog, and say something in passing."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Protocol

from sessions.text import printable
from tui.widgets.sized import SizedScreen
from tui.widgets.workers import run_alone

if TYPE_CHECKING:
    from textual.notifications import SeverityLevel

    from .ask import Answer, Dialog


class DialogHost(Protocol):
    """Shows dialogs and notifications for its parts, which need not know what screen it is."""

    def ask(self, work: Coroutine[object, object, object]) -> None:
        """Run what may ask something, in a worker; it gives up what was asked before."""

    async def answer_to(self, dialog: Dialog[Answer]) -> Answer | None:
        """Show a dialog, and wait for its answer; None where it is left without. In a worker."""

    def say(self, text: str, *, title: str = "", severity: SeverityLevel = "information") -> None:
        """Say something in passing."""


class HostScreen(SizedScreen):
    """A screen that is a `DialogHost`."""

    def ask(self, work: Coroutine[object, object, object]) -> None:
        """Run what may ask something, in a worker; it gives up what was asked before."""
        run_alone(self, work, "ask")

    async def answer_to(self, dialog: Dialog[Answer]) -> Answer | None:
        """Show a dialog, and wait for its answer; None where it is left without. In a worker."""
        return await self.app.push_screen_wait(dialog)

    def say(self, text: str, *, title: str = "", severity: SeverityLevel = "information") -> None:
        """Say something in passing."""
        self.notify(printable(text), title=title, severity=severity, markup=False)
