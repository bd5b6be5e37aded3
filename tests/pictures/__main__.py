"""`python -m tests.pictures FOLDER` writes a picture of each screen, the same ones every time.

Each shows the app as it is used, on the session and with the hooks of `stage/`, which really run.
What is another each time is put right in the outcomes: IDs, durations, the version of Node.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import os
import re
import shutil
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Final
from unittest.mock import patch

from textual.pilot import Pilot

from sessions import sending
from sessions.choice import choose
from sessions.contract.outcome import OutboundCall, Outcome
from sessions.demo.clock import Clock
from sessions.demo.plan import DemoPlan, sample_hook
from sessions.platforms.auth0.mfa.payload import sample_setup
from sessions.store.disk import replace_text
from tui.app import OffhookApp
from tui.demo.screen import DemoScreen
from tui.recording.film import Film, Frame, screen_rows
from tui.recording.svg import svg
from tui.replaying import run_screen

_STAGE: Final = Path(__file__).parent / "stage"
_PATIENCE: Final = 60.0
"""Seconds that a screen may take until it shows what it is to show."""
_WHEN: Final = time.strptime("2026-11-23 09:41", "%Y-%m-%d %H:%M")
_ID: Final = re.compile(r"SM[0-9a-f]{32}")
_PLACE: Final = re.compile(r"/[^\s()]*/acme/")
"""Where the folder of the stage is, which nobody is to see."""
_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_STEADY_UUID: Final = "3f1c2b7a-5d4e-4f60-8a9b-0c1d2e3f4a5b"
_STEADY_ID: Final = "SM5f2a7c9e1b3d4860a9c7e5f1d2b4a688"
_MILLISECONDS: Final = {"failed": 3.0}

Shot = Callable[[Pilot[None]], Awaitable[None]]


async def _workbench(pilot: Pilot[None]) -> None:
    await _seen(pilot, "suite.toml")
    await pilot.press("f5")
    await _seen(pilot, "✓ Delivered", "is your code")


async def _failure(pilot: Pilot[None]) -> None:
    await _seen(pilot, "suite.toml")
    await pilot.press("alt+down", "alt+down", "f5")
    await _seen(pilot, "The hook threw an error")


async def _replay(pilot: Pilot[None]) -> None:
    await _seen(pilot, "suite.toml")
    await pilot.press("f6")
    await _seen(pilot, "✗ 1 · ✓ 4 · ", "sync_throw")


async def _comparison(pilot: Pilot[None]) -> None:
    await _seen(pilot, "suite.toml")
    await pilot.app.run_action("screen.do('compare')")
    await _seen(pilot, "Compare with")
    await pilot.press("enter")
    await _seen(pilot, "2 differ")


async def _demo(pilot: Pilot[None]) -> None:
    for page in ("Welcome", "Secure", "Enter your phone"):
        await _seen(pilot, page)
        await pilot.press("enter")
    await _seen(pilot, "✓ Delivered")
    await pilot.press("f8")
    await _seen(pilot, "confirm the code")


async def _presented(pilot: Pilot[None]) -> None:
    await _demo(pilot)
    await pilot.press("f5")
    await _seen(pilot, "██")


async def _help(pilot: Pilot[None]) -> None:
    await _seen(pilot, "suite.toml")
    await pilot.press("f1")
    await _seen(pilot, "Everywhere")


PICTURES: Final[dict[str, tuple[Shot, tuple[int, int], str]]] = {
    "workbench": (_workbench, (160, 44), "A session, an invocation of it in the form, its outcome"),
    "failure": (_failure, (150, 42), "A hook that threw, and the line where it did"),
    "replay": (_replay, (130, 20), "A replay: what failed beside what was expected"),
    "comparison": (_comparison, (130, 20), "A hook and an Action compared on each invocation"),
    "demo": (_demo, (120, 36), "The demo: the browser, the phone, the tenant's log"),
    "presented": (_presented, (110, 30), "The demo as an audience sees it"),
    "help": (_help, (120, 36), "The keys"),
}
"""What is done until the picture is taken, on what size of a terminal, and what it shows."""


def main(argv: list[str] | None = None) -> None:
    """Write the pictures. Exits with 2 and one line where that cannot be done."""
    parser = argparse.ArgumentParser(prog="python -m tests.pictures", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the SVG files are written")
    parser.add_argument("--theme", metavar="NAME", default="offhook-dark", help="their colors")
    parser.add_argument("--only", metavar="NAME", choices=PICTURES, action="append")
    options = parser.parse_args(argv)
    folder: Path = options.folder.absolute()
    if not folder.is_dir():
        parser.exit(2, f"{folder}: there is no such folder\n")
    for name in options.only or PICTURES:
        try:
            text = asyncio.run(picture(name, options.theme))
        except TimeoutError:
            parser.exit(2, f"{name}: the screen did not come to what it is to show\n")
        replace_text(folder / f"{name}.svg", text)


async def picture(name: str, theme: str) -> str:
    """One of `PICTURES` as SVG, in the colors of a theme."""
    shot, size, title = PICTURES[name]
    with _stage(), _steadily():
        app = OffhookApp(home=_demo_screen()) if shot in (_demo, _presented) else _app()
        app.animation_level = "none"
        async with app.run_test(size=size) as pilot, asyncio.timeout(_PATIENCE):
            app.theme = theme
            await shot(pilot)
            await pilot.pause()
            film = Film((Frame(0.0, tuple(screen_rows(app))),), 0.0)
            return svg(film, f"offhook: {title}")


def _app() -> OffhookApp:
    return OffhookApp(Path("suite.toml"))


def _demo_screen() -> DemoScreen:
    codes = (f"{code:06}" for code in itertools.count(482_915, 1_234))
    plan = DemoPlan(
        setup=sample_setup("Acme", "en"),
        choice=choose(None, target=str(sample_hook())),
        new_code=lambda: next(codes),
    )
    return DemoScreen(plan, fast=True, clock=Clock(lambda: 0.0, lambda: datetime(*_WHEN[:5])))


@contextlib.contextmanager
def _stage() -> Iterator[None]:
    """A folder with nothing but the stage, and no settings and no history of the user's."""
    with tempfile.TemporaryDirectory() as place:
        home = Path(place) / "acme"
        shutil.copytree(_STAGE, home)
        own = {f"XDG_{kind}_HOME": f"{place}/{kind}" for kind in ("CONFIG", "STATE", "CACHE")}
        env = {**own, "OFFHOOK_HISTORY": "off", "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        with patch.dict(os.environ, env), contextlib.chdir(home):
            os.environ.pop("NO_COLOR", None)
            yield


@contextlib.contextmanager
def _steadily() -> Iterator[None]:
    """What is another each time is the same: in outcomes, and the time of day."""
    finished = sending.with_remarks
    with (
        patch.object(sending, "with_remarks", lambda *args: steady(finished(*args))),
        patch.object(time, "strftime", lambda form, *_: _strftime(form, _WHEN)),
        patch.object(run_screen, "time", SimpleNamespace(monotonic=_moments().__next__)),
    ):
        yield


_strftime: Final = time.strftime


def _moments() -> Iterator[float]:
    """Of a run: its beginning, which is asked twice, and its end, however often that is asked."""
    yield from (0.0, 0.0)
    yield from itertools.repeat(0.4)


def steady(outcome: Outcome) -> Outcome:
    """The outcome with IDs, durations and versions that are always the same."""
    outcome = outcome.map_text(_steady_text)
    took = _MILLISECONDS.get(outcome.outcome, 41.0)
    return replace(
        outcome,
        duration_ms=took,
        target=replace(outcome.target, runtime="Node 24.0.0"),
        outbound=tuple(_steady_call(call) for call in outcome.outbound),
        console=tuple(replace(line, t_ms=1.0) for line in outcome.console),
    )


def _steady_text(text: str) -> str:
    return _PLACE.sub("", _UUID.sub(_STEADY_UUID, _ID.sub(_STEADY_ID, text)))


def _steady_call(call: OutboundCall) -> OutboundCall:
    return replace(call, t_ms=2.0, duration_ms=30.0)


async def _seen(pilot: Pilot[None], *texts: str) -> None:
    """Wait until all of these stand on the screen."""
    while True:
        await pilot.pause()
        rows = ["".join(run.text for run in row) for row in screen_rows(pilot.app)]
        if all(any(text in row for row in rows) for text in texts):
            return
        await asyncio.sleep(0.05)


if __name__ == "__main__":
    main()
