"""The line below: the keys that matter most, which can be clicked too.

Textual's own footer is built anew at every step of the focus, since it shows what keys the focused
widget has; these are always the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static
from typing_extensions import override

from tui.keys.names import is_typed

_GAP: Final = 2
"""Cells between two keys, and around a mark."""

_LEAD_ON: Final = ("cancel", "leave", "palette", "help")
"""What keys are called, behind the name of their screen, that lead on from everywhere."""


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


def palette_key(screen: str, *, show: bool = False) -> Binding:
    """The key of a screen that opens the palette."""
    about = "Find any command by its name"
    return screen_key(
        screen, "ctrl+p", "palette", "app.command_palette", "Palette", about, show=show
    )


def help_key(screen: str) -> Binding:
    """The key of a screen that opens the help."""
    about = "All keys, and what each outcome means"
    return screen_key(screen, "f1", "help", "app.help", "Help", about, show=True)


class KeyBar(Widget):
    """Shows those of `keys` that are to be shown, as many as there is room for; those that lead on
    from everywhere before all others, so that the mouse gets away too."""

    ALLOW_SELECT = False

    def __init__(self, keys: Iterable[Binding]) -> None:
        super().__init__()
        self._keys = [key for key in keys if key.show]
        self._first: Binding | None = None
        self._mark = ""
        self._spans: list[tuple[int, int, Binding]] = []

    def compose(self) -> ComposeResult:
        yield Static(classes="mark", markup=False)

    def offer(self, keys: Iterable[Binding], *, first: Binding | None = None) -> None:
        """Show these keys from now on, and before them one that is recommended, if any."""
        shown = [*([first] if first else []), *(key for key in keys if key is not first)]
        if (shown, first) != (self._keys, self._first):
            self._keys, self._first = shown, first
            self.refresh()

    def mark(self, word: str) -> None:
        """Show a word that must not be overlooked at the right end; none where it is empty."""
        mark = self.query_one(".mark", Static)
        mark.update(word)
        mark.display = bool(word)
        self._mark = word
        self.refresh()

    def on_mount(self) -> None:
        self.mark("")

    @override
    def render(self) -> Content:
        """The keys for which there is room, in their order."""
        room = self.size.width - (cell_len(self._mark) + _GAP if self._mark else 0)
        texts = {key: self._text(key) for key in self._keys}
        fitting: set[Binding] = set()
        for key in sorted(self._keys, key=lambda key: not _leads_on(key)):
            if texts[key].cell_length > room:
                break
            room -= texts[key].cell_length + _GAP
            fitting.add(key)
        self._spans, at = [], 0
        shown: list[Content] = []
        for key in self._keys:
            if key in fitting:
                self._spans.append((at, at + texts[key].cell_length, key))
                at += texts[key].cell_length + _GAP
                shown.append(texts[key])
        return Content(" " * _GAP).join(shown)

    def show_keys(self) -> None:
        """Name the keys as they are now."""
        self.refresh()

    def _text(self, key: Binding) -> Content:
        display = self.app.get_key_display(key)
        arrow = "→ " if key is self._first else ""
        return Content.assemble(
            (arrow, "$text-accent"), (display, "bold $footer-key-foreground"), f" {key.description}"
        )

    def _at(self, event: events.MouseEvent) -> Binding | None:
        offset = event.get_content_offset(self)
        if event.widget is not self or offset is None:
            return None
        return next((key for start, end, key in self._spans if start <= offset.x < end), None)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Say what the key below the pointer is for."""
        key = self._at(event)
        self.tooltip = key.tooltip if key else None

    async def on_click(self, event: events.Click) -> None:
        """A click on a key does what the key does."""
        if key := self._at(event):
            await self.run_action(key.action if "." in key.action else f"screen.{key.action}")


def _leads_on(key: Binding) -> bool:
    return (key.id or "").rpartition(".")[2] in _LEAD_ON
