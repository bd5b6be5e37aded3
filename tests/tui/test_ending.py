"""The end of the application is what it was told to be, whatever is still being worked off."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from textual.screen import Screen
from textual.widgets import Static

from tui.app import OffhookApp
from tui.dialogs.host import HostScreen


class _Screen(HostScreen):
    """A screen with nothing on it."""


def _mount(screen: Screen[Any]) -> None:
    screen.mount(Static())


def _look(screen: Screen[Any]) -> None:
    screen.query_one(Static)


@pytest.mark.parametrize("late", [_mount, _look])
async def test_what_is_mounted_or_looked_for_after_the_end_changes_nothing(
    late: Callable[[Screen[Any]], object],
) -> None:
    app = OffhookApp(home=_Screen())
    async with app.run_test():  # raises what the app ends with
        app.exit(return_code=129)
        app.screen.call_next(late, app.screen)
    assert app.return_code == 129


async def test_what_a_worker_mounts_after_the_end_changes_nothing() -> None:
    app, ended = OffhookApp(home=_Screen()), asyncio.Event()

    async def mount() -> None:
        await ended.wait()
        _mount(app.screen)

    async with app.run_test():
        app.screen.run_worker(mount())
        await asyncio.sleep(0)
        ended.set()
        app.exit(return_code=129)
    assert app.return_code == 129


async def test_another_error_at_the_end_is_still_shown() -> None:
    app = OffhookApp(home=_Screen())
    with pytest.raises(ZeroDivisionError):
        async with app.run_test():
            app.exit()
            app.screen.call_next(lambda: 1 / 0)
