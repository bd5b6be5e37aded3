"""One line of what came of the hook, for where there is no room for more; or why nothing did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from sessions.text import printable
from tui.keys.labels import key_of
from tui.outcome.pages import headline

if TYPE_CHECKING:
    from sessions.demo.run import Demo


class Headline(Static):
    """Shows `note`, where there is one, or the last outcome of the run."""

    def __init__(self, demo: Demo, *, id: str) -> None:
        super().__init__(id=id, markup=False)
        self._demo = demo
        self.note = ""
        """Why there is no outcome to be seen; empty where there is one."""

    def show(self) -> None:
        """Show it as it is now."""
        last, pending = self._demo.last, self._demo.state.pending
        text, style = self.note, "$text-muted"
        if pending:
            text += f"  {key_of('demo.leave')} gives it up"
        elif last and not text:
            text = f"{last.invocation.name}: {headline(last.outcome)}"
            style = "$text-success" if last.outcome.delivered else "$text-error"
        self.update(Content.styled(printable(text), style))
