"""The list of a replay: the cursor stays on its item, passes headings, and a page is a page."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.content import Content

from tests.tui.driving import Driven
from tui.replaying.row_list import RowList


class Listing(App[None]):
    """A thousand lines, every tenth of which is a heading; `made` counts those that are made."""

    def __init__(self) -> None:
        super().__init__()
        self.items = [f"{'#' if at % 10 == 0 else 'line'} {at}" for at in range(1000)]
        self.made: list[str] = []
        self.said: list[str] = []

    def compose(self) -> ComposeResult:
        yield RowList[str](self.line, lambda item: not item.startswith("#"))

    def line(self, item: str, width: int) -> Content:
        self.made.append(item)
        return Content(item)

    def on_row_list_moved(self) -> None:
        self.said.append("moved")

    def on_row_list_chosen(self) -> None:
        self.said.append("chosen")


async def test_only_what_is_in_sight_is_made_and_the_cursor_stays_on_its_item() -> None:
    app = Listing()
    async with app.run_test(size=(40, 20)) as pilot:
        it = Driven(app, pilot)  # pyright: ignore[reportArgumentType]
        rows = app.query_one(RowList)
        rows.show(app.items)
        rows.focus()
        await it.sees("▌line 1")
        assert set(app.made) <= set(app.items[:20])
        await it.press("up")
        assert rows.current == "line 1", "the heading above is none to stand on"
        await it.press("down", "down")
        await it.press("pagedown")
        assert rows.current == "line 22"
        await it.press("end")
        await it.sees("▌line 999")
        rows.show(app.items[::-1])
        assert rows.current == "line 999"
        await it.sees("▌line 999")
        await it.press("home")
        assert rows.current == "line 999"
        app.made.clear()
        rows.show_again([app.items[500]])
        await it.pilot.pause()
        assert app.made == [], "it is out of sight"
        rows.show([])
        await it.pilot.pause()
        assert rows.current is None
        await it.press("down", "pageup", "end")


async def test_a_click_moves_and_a_second_one_chooses() -> None:
    app = Listing()
    async with app.run_test(size=(40, 20)) as pilot:
        it = Driven(app, pilot)  # pyright: ignore[reportArgumentType]
        rows = app.query_one(RowList)
        rows.show(app.items)
        await it.sees("▌line 1")
        await pilot.click(RowList, offset=(3, 5))
        assert rows.current == "line 5" and app.said == ["moved"]
        await pilot.click(RowList, offset=(3, 10))
        assert rows.current == "line 5", "a heading"
        await pilot.click(RowList, offset=(3, 7), times=2)
        await pilot.pause()
        assert rows.current == "line 7" and app.said[-1] == "chosen"
