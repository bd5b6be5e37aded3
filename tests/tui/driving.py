"""What every test that drives the app on a screen does: read the screen, press keys, wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from textual.pilot import Pilot

from tui.app import OffhookApp

SECONDS = 60.0
"""How long anything that is waited for may take, on a machine that does much else."""


@dataclass
class Driven:
    """The app, its keyboard and its screen."""

    app: OffhookApp
    pilot: Pilot[None]

    @property
    def seen(self) -> str:
        """All the text that is on the screen."""
        return "\n".join(strip.text for strip in self.app.screen._compositor.render_strips())

    @property
    def notes(self) -> str:
        """What was said in passing."""
        return "\n".join(f"{note.title}: {note.message}" for note in self.app._notifications)

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait for something to become true. (`pause` asks every widget, and so costs time.)"""
        async with asyncio.timeout(SECONDS):
            while not condition():  # noqa: ASYNC110 - the screen has no event for it
                await asyncio.sleep(0.01)
        await self.pilot.pause()

    async def sees(self, text: str) -> None:
        """Wait for a text to be drawn: a page that has just been shown is laid out some messages
        later, which on a busy machine is after the `pause` that follows the key."""
        if text in self.seen:
            return
        try:
            await self.until(lambda: text in self.seen)
        except TimeoutError:
            raise AssertionError(f"{text!r} is not on the screen:\n{self.seen}") from None
