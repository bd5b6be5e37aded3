"""No widget hands a control character to the terminal, and the text beside it stays in place."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.content import Content
from textual.widgets import Input, Static, TextArea

from tests.tui.driving import rows_seen
from tui.terminal_guard import TerminalGuard

HOSTILE = "a\x1b[31mb\x07c\x9b2Jd\x08e\x7ff\u202eg\u2066h\ufeffi\ud800j"
HARMLESS = "a[31mbc2Jdefghi\ufffdj"


class GuardedApp(App[None]):
    """Widgets of several kinds, all with the same hostile text."""

    def compose(self) -> ComposeResult:
        yield Static(Content(HOSTILE), id="static")
        yield Input(HOSTILE, select_on_focus=False)
        yield TextArea(HOSTILE)

    def get_line_filters(self):
        return [*super().get_line_filters(), TerminalGuard()]


async def test_hostile_text_is_drawn_without_what_steers():
    app = GuardedApp()
    async with app.run_test() as pilot:
        await pilot.pause()
        lines = rows_seen(app)
        assert sum(HARMLESS in line for line in lines) == 3
        assert {len(line) for line in lines} == {80}
        assert app.query_one(Input).value == HOSTILE
        assert app.query_one(TextArea).text == HOSTILE
