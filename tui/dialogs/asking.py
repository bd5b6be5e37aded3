"""A screen that asks by dialogs, and knows whether it is about to."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TypeVar

from textual.screen import Screen
from textual.worker import Worker
from typing_extensions import override

from tui.widgets.workers import run_alone

Result = TypeVar("Result")
Reply = TypeVar("Reply")


class AskingScreen(Screen[Result]):
    """A screen that asks by dialogs, and knows whether it is about to."""

    _asking: Worker[object] | None = None
    _held: tuple[Callable[[], object], ...] = ()

    def ask(self, work: Coroutine[object, object, object]) -> None:
        """Run what may ask something, in a worker; it gives up what was asked before."""
        self._asking = run_alone(self, work, "ask")

    async def answer_to(self, dialog: Screen[Reply | None]) -> Reply | None:
        """Show a dialog, and wait for its answer; None where it is left without. In a worker."""
        return await self.app.push_screen_wait(dialog)

    def when_asked(self, then: Callable[[], object]) -> bool:
        """Do something once what was begun by `ask` shows its dialog, or has ended without one;
        at once, and False, where nothing is under way, or a dialog is in front."""
        is_about_to = self._asking is not None and not self._asking.is_finished and self.is_current
        if is_about_to:
            self._held = (*self._held, then)
        else:
            then()
        return is_about_to

    @override
    def _compositor_refresh(self) -> None:
        """Textual draws the whole screen while updates are held back too, as they are until all
        is mounted, and throws that away: a tenth of the time until the first picture."""
        if self.app._batch_count:
            self._repaint_required = True
        else:
            super()._compositor_refresh()

    def on_screen_suspend(self) -> None:
        """A dialog, or another screen, has come to the front."""
        self._let_go()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """What was begun has come to its end."""
        if event.worker is self._asking and event.worker.is_finished:
            self._let_go()

    def _let_go(self) -> None:
        held, self._held = self._held, ()
        for then in held:
            then()
