"""Jump mode: a label at all that can be gone to, and what pressing it does."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.geometry import Offset
from textual.widgets import Button, Input, OptionList, Static, Tab, Tabs

from tui.widgets.jump import Jump, goals, jump, labels


class _Page(App[None]):
    CSS = "Input, Button { height: 3; } OptionList { height: 7; } #far { margin-top: 40; }"

    def compose(self) -> ComposeResult:
        yield Tabs(Tab("One", id="one"), Tab("Two", id="two"))
        yield OptionList("first", "second\nwith two lines", "third", "fourth", "fifth", "sixth")
        with VerticalScroll(can_focus=False):
            yield Input(id="line")
            yield Static("no goal")
            yield Button("Go", id="go")
            yield Button("Never", disabled=True)
            yield Input(id="far")


@pytest.mark.parametrize("count", [0, 1, 26, 27, 51, 52, 200, 676])
def test_labels_are_as_many_as_wanted_and_none_begins_another(count: int) -> None:
    made = labels(count)
    assert len(set(made)) == count
    assert not [(a, b) for a in made for b in made if a != b and b.startswith(a)]
    assert max(map(len, made), default=0) == (2 if count > 26 else 1 if count else 0)


async def test_each_goal_that_is_seen_has_a_label_and_is_gone_to() -> None:
    app = _Page()
    async with app.run_test(size=(60, 24)) as pilot:
        await pilot.pause()
        places = [goal.at for goal in goals(app.screen)]
        lists = app.query_one(OptionList)
        assert len(places) == 2 + 4 + 2  # tabs, rows as far as they are seen, a line and a button
        assert app.query_one("#line").region.offset in places

        async def go(at: Offset, *, click: bool = False) -> None:
            jump(app.screen)
            await pilot.pause()
            assert isinstance(app.screen, Jump)
            label = next(
                each
                for each in app.screen.query(".jump")
                if each.styles.offset.x.value == at.x and each.styles.offset.y.value == at.y
            )
            if click:
                await pilot.click(label)
            else:
                await pilot.press("1", *str(label.id).removeprefix("jump-"))
            await pilot.pause()
            assert not isinstance(app.screen, Jump)

        await go(app.query_one("#go").region.offset)
        assert app.focused is app.query_one("#go")
        await go(app.query_one("#line").region.offset, click=True)
        assert app.focused is app.query_one("#line")
        row = sorted((at for at in places if lists.region.contains_point(at)), key=lambda at: at.y)
        await go(row[2])
        assert (app.focused, lists.highlighted) == (lists, 2)
        await go(app.query_one("#two").region.offset)
        assert app.query_one(Tabs).active == "two"

        jump(app.screen)
        await pilot.pause()
        await pilot.press("escape")
        assert not isinstance(app.screen, Jump)
        assert app.query_one(Tabs).active == "two"
