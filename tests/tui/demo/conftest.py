"""The demo on a screen, with a clock that stands still and codes that are known beforehand."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from sessions.choice import choose
from sessions.demo.clock import Clock
from sessions.demo.plan import DemoPlan, sample_hook
from sessions.platforms.auth0.mfa.payload import sample_setup
from tests.tui.driving import Driven
from tui.app import OffhookApp
from tui.demo.browser import PageKey
from tui.demo.screen import DemoScreen


def still_clock() -> Clock:
    """A clock that goes on only where it is put forward."""
    return Clock(lambda: 0.0, lambda: datetime(2026, 11, 23, 9, 41))


def plan(**changes: Any) -> DemoPlan:
    """The sample hook, and the codes 100001, 100002, …"""
    codes = (f"{100_000 + turn}" for turn in itertools.count(1))
    made = DemoPlan(
        setup=sample_setup("Acme", "en"),
        choice=choose(None, target=str(sample_hook())),
        new_code=lambda: next(codes),
        new_recovery_code=lambda: "RECOVERY234567890RECOVERY",
    )
    return replace(made, **changes)


@dataclass
class Stage(Driven):
    """The demo, its keyboard and its screen."""

    screen: DemoScreen

    @property
    def page(self) -> str:
        return self.screen.demo.state.page

    @property
    def logged(self) -> list[str]:
        return [line.type for line in self.screen.demo.state.log]

    @property
    def texts(self) -> list[str]:
        """What is on the phone."""
        return [message.text for message in self.screen.phone.shown]

    async def enter(self, text: str = "") -> None:
        """Type into the page's field, press Enter, and wait until the hook has answered."""
        if text:
            self.screen.browser.field.value = text
        await self.press("enter")
        await self.answered()

    async def click(self, label: str) -> None:
        """Click a button of the page."""
        keys = self.screen.browser.query(PageKey)
        key = next(key for key in keys if str(key.label) == label and key.display)
        assert await self.pilot.click(key)
        await self.answered()

    async def answered(self) -> None:
        await self.until(lambda: self.screen.demo.state.pending is None)


Opener = Callable[..., AbstractAsyncContextManager[Stage]]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, empty, and no settings of the user's."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    home = tmp_path / "work"
    home.mkdir()
    monkeypatch.chdir(home)
    return home


@pytest.fixture
def opened() -> Opener:
    """Opens the demo of a plan, on a screen of some size."""

    @asynccontextmanager
    async def open_demo(
        made: DemoPlan | None = None,
        *,
        size: tuple[int, int] = (80, 24),
        autoplay: float | None = None,
    ) -> AsyncIterator[Stage]:
        screen = DemoScreen(made or plan(), autoplay=autoplay, clock=still_clock())
        app = OffhookApp(home=screen)
        app.animation_level = "none"
        async with app.run_test(size=size, notifications=True) as pilot:
            await pilot.pause()
            yield Stage(app, pilot, screen)

    return open_demo
