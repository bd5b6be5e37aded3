"""The line below: the keys that matter most, which can be clicked too.

Textual's own footer is built anew at every step of the focus, since it shows what keys the focused
widget has; these are always the same.
"""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static


class KeyBar(Widget):
    """Shows those of `keys` that are to be shown."""

    def __init__(self, keys: Iterable[Binding]) -> None:
        super().__init__()
        self._keys = [key for key in keys if key.show]

    def compose(self) -> ComposeResult:
        for key in self._keys:
            yield _Key(key)
        yield Static(classes="mark", markup=False)

    def mark(self, word: str) -> None:
        """Show a word that must not be overlooked at the right end; none where it is empty."""
        mark = self.query_one(".mark", Static)
        mark.update(word)
        mark.display = bool(word)

    def on_mount(self) -> None:
        self.mark("")


class _Key(Static):
    ALLOW_SELECT = False

    def __init__(self, key: Binding) -> None:
        super().__init__(markup=False)
        self._key = key
        self.tooltip = key.tooltip

    def on_mount(self) -> None:
        display = self.app.get_key_display(self._key)
        self.update(
            Content.assemble((display, "bold $footer-key-foreground"), f" {self._key.description}")
        )

    async def on_click(self) -> None:
        await self.run_action(
            self._key.action if "." in self._key.action else f"screen.{self._key.action}"
        )
