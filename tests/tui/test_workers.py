"""Work of a screen that is given up before it began."""

import gc
import warnings

from textual.app import App

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
