"""A text of any length is laid out by pieces, found in and copied from, and keeps its place."""

from __future__ import annotations

import re

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Offset
from textual.selection import Selection

from tests.tui.driving import rows_seen
from tui.widgets.lines import Line
from tui.widgets.lines_view import LinesView


class ViewApp(App[None]):
    def compose(self) -> ComposeResult:
        yield LinesView()

    @property
    def view(self) -> LinesView:
        return self.query_one(LinesView)

    @property
    def seen(self) -> list[str]:
        return [row[:-2].strip() for row in rows_seen(self)]


def numbered(count: int, of: str = "line") -> list[Line]:
    return [Line(f"{of} {number}") for number in range(count)]


@pytest.fixture
def app() -> ViewApp:
    return ViewApp()


async def test_a_long_text_is_reached_to_its_end_and_keeps_its_place(app):
    async with app.run_test(size=(30, 10)) as pilot:
        app.view.show(numbered(50_000))
        await pilot.pause()
        app.view.focus()
        await pilot.press("end")
        assert app.seen[-1] == "line 49999"
        await pilot.press("pageup", "pageup")
        top = app.seen[0]
        await pilot.resize_terminal(8, 10)  # each line takes two rows
        assert f"{app.seen[0]} {app.seen[1]}" == top
        app.view.show(numbered(3))
        await pilot.pause()
        assert app.seen[:3] == ["line", "0", "line"]


async def test_the_end_stays_in_sight_unless_one_has_scrolled_up(app):
    async with app.run_test(size=(30, 10)) as pilot:
        app.view.follow()
        for at in range(5):
            app.view.add(numbered(10, f"{at}:"))
            await pilot.pause()
            assert app.seen[-1] == f"{at}: 9"
        app.view.focus()
        await pilot.press("up", "up")
        top = app.seen[0]
        app.view.add(numbered(10, "5:"))
        await pilot.pause()
        assert app.seen[0] == top
        await pilot.press("end")
        assert app.seen[-1] == "5: 9"


async def test_what_is_found_is_counted_shown_and_stepped_through(app):
    async with app.run_test(size=(30, 10)) as pilot:
        app.view.show(numbered(30_000))
        await pilot.pause()
        app.view.focus()
        await pilot.press("end")
        app.view.find(re.compile("7777"))
        await pilot.pause()
        view = app.view
        assert [match.line for match in view.matches] == [7777, 17777, 27777]
        assert view.current == 0 and "line 7777" in app.seen
        view.step(1)
        await pilot.pause()
        assert view.current == 1 and "line 17777" in app.seen
        view.step(-2)
        await pilot.pause()
        assert view.current == 2 and "line 27777" in app.seen
        view.find(re.compile("1777"))
        await pilot.pause()
        assert view.current == 0  # none after what was shown: from the first on
        place = app.seen
        view.find(None)
        await pilot.pause()
        assert not view.matches and app.seen == place
        view.find(re.compile("e"))
        await pilot.pause()
        assert view.found_most


async def test_what_is_selected_are_lines_without_the_breaks_of_rows(app):
    async with app.run_test(size=(13, 10)) as pilot:
        app.view.show([Line("one two three four"), Line("five")])
        await pilot.pause()
        assert app.seen[:3] == ["one two", "three four", "five"]
        selection = Selection(Offset(4, 0), Offset(2, 1))
        app.screen.selections = {app.view: selection}
        await pilot.pause()
        assert app.view.get_selection(selection) == ("two three four\nfi", "\n")
