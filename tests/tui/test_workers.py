"""Work of a screen that is given up before it began."""

import asyncio
import gc
import warnings

from textual.app import App

from tui.dialogs.host import HostScreen
from tui.widgets.workers import run_alone


async def test_work_that_never_began_is_given_up_without_a_word():
    async def work():
        raise AssertionError("it was given up")

    app = App()
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        async with app.run_test():
            for _ in range(3):
                run_alone(app, work(), "ask")
            app.workers.cancel_all()
        del app
        gc.collect()
    assert [str(one.message) for one in said if "awaited" in str(one.message)] == []


async def test_what_asks_by_itself_gives_up_nothing_that_was_begun():
    done: list[str] = []

    async def work(name: str) -> None:
        await asyncio.sleep(0)
        done.append(name)

    app = App[None]()
    async with app.run_test():
        screen = HostScreen()
        await app.push_screen(screen)
        screen.ask(work("asked"))
        screen.ask_by_itself(work("by itself"))
        await screen.workers.wait_for_complete()
    assert sorted(done) == ["asked", "by itself"]
