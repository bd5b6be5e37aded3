"""The line below: the keys that matter most, which can be clicked too.

Textual's own footer is built anew at every step of the focus, since it shows what keys the focused
widget has; these are always the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tui.keys.names import is_typed

_GAP: Final = 2
"""Cells between two keys, and around a mark."""


def screen_key(
    screen: str,
    keys: str,
    id: str,
    action: str,
    text: str,
    about: str,
    *,
    show: bool = False,
) -> Binding:
    """A key of a screen. It comes before those of the widget with the focus, but for what is typed
    into a text.

    Args:
        screen, id: its name in the configuration, `demo.language`.
        text, about: what the bar says of it where it is to `show`, and what the help says.
    """
    first = keys.partition(",")[0]
    return Binding(
        keys,
        action,
        text,
        id=f"{screen}.{id}",
        tooltip=about,
        show=show,
        key_display=first.upper() if first[:1] == "f" and first[1:] else None,
        priority=not any(map(is_typed, keys.split(","))),
    )


class KeyBar(Widget):
    """Shows those of `keys` that are to be shown, as many as there is room for."""

    def __init__(self, keys: Iterable[Binding]) -> None:
        super().__init__()
        self._keys = [key for key in keys if key.show]
        self._mark = ""

    def compose(self) -> ComposeResult:
        for key in self._keys:
            yield _Key(key)
        yield Static(classes="mark", markup=False)

    def mark(self, word: str) -> None:
        """Show a word that must not be overlooked at the right end; none where it is empty."""
        mark = self.query_one(".mark", Static)
        mark.update(word)
        mark.display = bool(word)
        self._mark = word
        self._fit()

    def on_mount(self) -> None:
        self.mark("")

    def on_resize(self) -> None:
        self._fit()

    def show_keys(self) -> None:
        """Name the keys as they are now."""
        for key in self.query(_Key):
            key.on_mount()
        self._fit()

    def _fit(self) -> None:
        """Leave out the last keys where there is no room for them, or only for a part of one."""
        room = self.content_size.width
        if self._mark:
            room -= cell_len(self._mark) + _GAP
        for key in self.query(_Key):
            room -= key.cells
            key.display = room >= 0
            room -= _GAP


class _Key(Static):
    ALLOW_SELECT = False

    def __init__(self, key: Binding) -> None:
        super().__init__(markup=False)
        self._key = key
        self.tooltip = key.tooltip

    def on_mount(self) -> None:
        self.update(self._text)

    @property
    def cells(self) -> int:
        """How wide it is."""
        return self._text.cell_length

    @property
    def _text(self) -> Content:
        display = self.app.get_key_display(self._key)
        return Content.assemble(
            (display, "bold $footer-key-foreground"), f" {self._key.description}"
        )

    async def on_click(self) -> None:
        await self.run_action(
            self._key.action if "." in self._key.action else f"screen.{self._key.action}"
        )
