"""The line above the keys: what to press now, and what will come of it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static


class NextBar(Widget):
    """Names the next step. A click does it, and is a `Chosen`."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    NextBar {
        height: 1; layout: horizontal; background: $surface; pointer: pointer;
        & .next { width: 1fr; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
        & .way { width: auto; padding: 0 1; color: $text-muted; display: none; }
    }
    """

    class Chosen(Message):
        """The step is to be done."""

    def compose(self) -> ComposeResult:
        yield Static(classes="next", markup=False)
        yield Static(classes="way", markup=False)

    def show(self, key: str, text: str, way: str) -> None:
        """Name a step: its key, and a verb for what it does; `way` stands at the right end."""
        if not self.is_attached:
            return  # the focus moves once more as the screen is left
        shown = Content.assemble(("→ ", "$text-muted"), (key, "bold $text-accent"), f"  {text}")
        self.query_one(".next", Static).update(shown)
        self.query_one(".way", Static).update(way)

    async def on_click(self, event: Click) -> None:
        """The step that it names is done; at the right end what stands there."""
        if event.widget is self.query_one(".way"):
            await self.run_action("screen.present")
        else:
            self.post_message(self.Chosen())
