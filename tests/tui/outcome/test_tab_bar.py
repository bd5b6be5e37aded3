"""A bar of tabs does not raise as its screen closes."""

from __future__ import annotations

import asyncio

import pytest
from textual.app import App, ComposeResult
from textual.widget import Widget
from textual.widgets import Static, TabPane

from tui.outcome.tab_bar import LastingTabs


class _Tabs(Widget):
    def compose(self) -> ComposeResult:
        with LastingTabs(initial="first"):
            for name in ("first", "second"):
                with TabPane(name, id=name):
                    yield Static(name)


@pytest.mark.parametrize("steps", range(6))
async def test_what_closes_while_it_is_being_made_ends_in_peace(steps: int) -> None:
    """Without the class, Textual raises `No Tab with id` for 1 to 4."""
    app = App[None]()
    async with app.run_test():  # raises what the app ends with
        app.screen.mount(_Tabs())
        for _ in range(steps):
            await asyncio.sleep(0)
    assert not app.return_code
