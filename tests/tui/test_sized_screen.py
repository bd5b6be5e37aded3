"""A screen knows how large the terminal is before its widgets are made, and when that changes."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.widgets import Static

from tui.dialogs.host import HostScreen


class Sized(HostScreen):
    def __init__(self) -> None:
        super().__init__()
        self.known: set[str] = set()

    def compose(self) -> ComposeResult:
        self.known = set(self.classes)
        yield Static()


@pytest.mark.parametrize(
    ("size", "classes"),
    [
        ((119, 36), {"-narrow", "-tall"}),
        ((120, 35), {"-wide", "-short"}),
        ((1, 1), {"-narrow", "-short"}),
    ],
)
async def test_it_has_the_classes_of_its_size_from_the_first(size, classes):
    screen = Sized()
    app: App[None] = App()
    async with app.run_test(size=size) as pilot:
        await app.push_screen(screen)
        assert screen.known == classes
        assert screen.classes == classes
        await pilot.resize_terminal(200, 50)
        await pilot.pause()
        assert screen.classes == {"-wide", "-tall"}
