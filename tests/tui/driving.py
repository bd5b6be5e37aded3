"""What every test that drives the app on a screen does: read the screen, press keys, wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sized
from dataclasses import dataclass
from typing import Any, Final

from textual._context import visible_screen_stack
from textual.app import App
from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import OptionList

from tui.app import OffhookApp
from tui.outcome.pages import Page

SECONDS = 60.0
"""How long anything that is waited for may take, on a machine that does much else."""
_QUIET_TURNS: Final = 3
"""Turns of the event loop without anything to do, after which it waits: what wakes it is looked at
in each."""
_SECONDS_BETWEEN_LOOKS: Final = 0.03
_MOST_ROUNDS: Final = 20
"""Times that a screen is drawn: one with something that moves is never done."""


@dataclass
class Driven:
    """The app, its keyboard and its screen."""

    app: OffhookApp
    pilot: Pilot[None]

    @property
    def seen(self) -> str:
        """All the text that is on the screen, and on those that it lies over."""
        return "\n".join(rows_seen(self.app))

    @property
    def notes(self) -> str:
        """What was said in passing."""
        return "\n".join(f"{note.title}: {note.message}" for note in self.app._notifications)

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def press_in_a_burst(self, *keys: str) -> None:
        """Press keys as a key that is held down does: none waits for what the one before did."""
        for key in keys:
            event = Key(key, key if len(key) == 1 else None)
            event.set_sender(self.app)
            self.app.post_message(event)
        await self.pilot.pause()

    async def opens_help_and_palette(self) -> None:
        """The keys that each screen has for both, and Escape, which leaves them again."""
        before = self.app.screen
        for key, opened in (("f1", "HelpScreen"), ("ctrl+p", "CommandPalette")):
            await self.press(key)
            await self.until(lambda name=opened: type(self.app.screen).__name__ == name)
            for offered in self.app.screen.query(OptionList):
                names = [str(one.prompt).strip().partition("  ")[0] for one in offered.options]
                assert len(names) == len(set(names)), "each command is there once"
            await self.press("escape")
            await self.until(lambda: self.app.screen is before)

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait for something to become true. (`pause` asks every widget, and so costs time.)"""
        async with asyncio.timeout(SECONDS):
            while not condition():  # noqa: ASYNC110 - the screen has no event for it
                await asyncio.sleep(0.01)
        await self.pilot.pause()

    async def sees(self, text: str) -> None:
        """Wait for a text to be drawn: a page that has just been shown is laid out some messages
        later, which on a busy machine is after the `pause` that follows the key."""
        try:
            await until_drawn(self.app, lambda: text in self.seen)
        except TimeoutError:
            raise AssertionError(f"{text!r} is not on the screen:\n{self.seen}") from None


def rows_seen(app: App[Any]) -> list[str]:
    """The text of each row of the screen, and of those that it lies over."""
    visible_screen_stack.set(app._background_screens)
    return [strip.text for strip in app.screen._compositor.render_strips()]


def page_text(page: Page) -> str:
    """All the text of a page, which is laid out only once."""
    return "\n".join(line.text for line in page.lines)


async def nothing_is_ready(_min_sleep: float = 0, _max_sleep: float = 0) -> None:
    """Wait until the event loop has nothing to do but to wait itself.

    Textual's own `wait_for_idle` looks at how much CPU time the process gets: on a busy machine it
    gets none while it has much to do, and tests read a screen that is not drawn yet.
    """
    loop = asyncio.get_running_loop()
    ready: Sized = loop._ready  # type: ignore[attr-defined]
    turns = 0
    while turns < _QUIET_TURNS:
        await asyncio.sleep(0)
        turns = 0 if ready else turns + 1


async def each_key_is_drawn(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys, and have drawn what comes of each before the next, as at the speed of a person.

    What scrolls by a page is moved as the screen is drawn: keys in between count for one.
    """
    for key in keys:
        await pilot.app._press_keys([key])
        await all_is_drawn(pilot)


async def until_drawn(app: App[Any], condition: Callable[[], object]) -> None:
    """Wait for something to be seen: the screen is drawn before each look, which takes 5 ms.

    Raises:
        TimeoutError: after `SECONDS`.
    """
    async with asyncio.timeout(SECONDS):
        while not condition():
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
            await _drawn(app)


async def all_is_drawn(pilot: Pilot[Any], delay: float | None = None) -> None:
    """Wait until no message is under way, what they have changed is drawn, and nothing moves."""
    if delay is not None:
        await asyncio.sleep(delay)
    await _drawn(pilot.app)


async def _drawn(app: App[Any]) -> None:
    for _ in range(_MOST_ROUNDS):
        await nothing_is_ready()
        if app._resize_timer:
            app._check_resize()  # what a timer does, 8 ms after the terminal's last word
            continue
        screen = app.screen
        if not (
            screen._layout_required
            or screen._scroll_required
            or screen._repaint_required
            or screen._recompose_required
            or screen._dirty_widgets
            or screen._callbacks
        ):
            if not app.animator._animations and not app.animator._scheduled:
                return
            await app.animator.wait_until_complete()
        screen._on_timer_update()
