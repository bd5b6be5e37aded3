"""Adding, copying, renaming and deleting invocations, and naming their target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.dialogs.ask import AskText, Choose

if TYPE_CHECKING:
    from .screen import WorkbenchScreen


class Invocations:
    """What the workbench does with the list of invocations. What asks runs in a worker."""

    def __init__(self, screen: WorkbenchScreen) -> None:
        self._screen = screen

    def step(self, by: int) -> None:
        """Go to another invocation, unless something typed would be lost by it."""
        if not self._screen.refuse_unapplied("left") and self._screen.document.step(by):
            self._screen.refresh_all(fresh=True)

    def choose(self, name: str) -> None:
        """Go to an invocation by name."""
        screen = self._screen
        if name not in screen.document.names:
            return
        if screen.refuse_unapplied("left"):
            screen.outcomes.show()  # puts the list back to where the form is
        else:
            screen.document.select(name)
            screen.refresh_all(fresh=True)

    def add(self) -> None:
        """Add the example."""
        if not self._screen.refuse_unapplied("left"):
            self._added(self._screen.document.add())

    def duplicate(self) -> None:
        """Add a copy of the one at hand."""
        if not self._screen.refuse_unapplied("copied"):
            self._added(self._screen.document.duplicate())

    async def rename(self) -> None:
        """Ask for another name."""
        screen, old = self._screen, self._screen.document.current
        ask = AskText("Rename the invocation", old, screen.document.name_problem)
        name = await screen.app.push_screen_wait(ask)
        if name is None:
            return
        screen.document.rename(name)
        screen.outcomes.renamed(old, screen.document.current)
        screen.refresh_all()

    async def delete(self) -> None:
        """Delete the one at hand, after asking."""
        screen, name = self._screen, self._screen.document.current
        answer = await screen.app.push_screen_wait(
            Choose(
                "Delete the invocation",
                f"{name} goes from the session, and from its file when that is saved.",
                [("delete", "Delete", "error"), ("cancel", "Cancel", "primary")],
            )
        )
        if answer == "delete":
            screen.document.delete()
            screen.outcomes.deleted(name)
            screen.refresh_all(fresh=True)

    async def name_target(self) -> None:
        """Give the target in use a name, so that it can have a time-out of its own."""
        screen = self._screen
        ask = AskText("Name the target", "local", screen.document.target_name_problem)
        name = await screen.app.push_screen_wait(ask)
        if name is not None:
            screen.document.name_target(name)
            screen.refresh_all()

    def _added(self, name: str) -> None:
        self._screen.refresh_all(fresh=True)
        self._screen.say(f"Added {name}. The palette (Ctrl+P) renames it.")
