"""An app that shows a phone and nothing else, in one of offhook's themes."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import App, ComposeResult
from textual.filter import LineFilter
from typing_extensions import override

from tests.tui.driving import rows_seen
from tui.phone.phone import Phone
from tui.terminal_guard import TerminalGuard
from tui.theme import load_themes


class PhoneApp(App[None]):
    """A phone as large as the screen lets it be."""

    def __init__(self, theme: str = "offhook-dark") -> None:
        super().__init__()
        for each in load_themes(None).themes:
            self.register_theme(each)
        self.theme = theme
        self.animation_level = "none"

    def compose(self) -> ComposeResult:
        yield Phone()

    @override
    def get_line_filters(self) -> Sequence[LineFilter]:
        return [*super().get_line_filters(), TerminalGuard()]

    @property
    def phone(self) -> Phone:
        return self.query_one(Phone)

    def seen(self) -> str:
        """The text that the screen shows, line by line."""
        return "\n".join(rows_seen(self))
