"""`python -m tests.pictures FOLDER` writes a picture of each screen, the same ones every time.

Each shows the app as it is used, on the session and with the hooks of `stage/`, which really run.
What is another each time is put right in the outcomes: IDs, durations, the version of Node.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from textual.pilot import Pilot

from sessions.store.disk import replace_text
from tui.recording.film import Film, Frame, screen_rows
from tui.recording.svg import svg

from .views import RUNS, SIZES, NotSeen, shown, started

PICTURES: Final[dict[str, tuple[str, str, tuple[int, int], str]]] = {
    "workbench": (
        *("delivered", "delivered", (160, 44)),
        "A session, an invocation of it in the form, its outcome",
    ),
    "failure": (
        *("failed", "failed", (150, 42)),
        "A hook that threw, and the line where it did",
    ),
    "replay": (
        *("replay", "replay", (130, 20)),
        "A replay: what failed beside what was expected",
    ),
    "comparison": (
        *("comparison", "comparison", (130, 20)),
        "A hook and an Action compared on each invocation",
    ),
    "demo": (
        *("demo", "demo", (120, 36)),
        "The demo: the browser, the phone, the tenant's log",
    ),
    "presented": ("demo", "presented", (110, 30), "The demo as an audience sees it"),
    "help": ("help", "help", (120, 36), "The keys"),
}
"""The run and the view of it that is taken, on what size of a terminal, and what it shows."""


def main(argv: list[str] | None = None) -> None:
    """Write the pictures. Exits with 2 and one line where that cannot be done."""
    parser = argparse.ArgumentParser(prog="python -m tests.pictures", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the SVG files are written")
    parser.add_argument("--theme", metavar="NAME", default="offhook-dark", help="their colors")
    parser.add_argument("--only", metavar="NAME", choices=PICTURES, action="append")
    every = "every screen that the tests look at, on each of their sizes: NAME-80x24.svg"
    parser.add_argument("--every", action="store_true", help=every)
    options = parser.parse_args(argv)
    folder: Path = options.folder.absolute()
    if not folder.is_dir():
        parser.exit(2, f"{folder}: there is no such folder\n")
    try:
        if options.every:
            for run in RUNS:
                asyncio.run(_write_all(run, options.theme, folder))
        else:
            for name in options.only or PICTURES:
                text = asyncio.run(picture(name, options.theme))
                replace_text(folder / f"{name}.svg", text)
    except NotSeen as problem:
        parser.exit(2, f"{problem}\n")


async def picture(name: str, theme: str) -> str:
    """One of `PICTURES` as SVG, in the colors of a theme."""
    run, view_name, size, title = PICTURES[name]
    async with started(RUNS[run], size, theme) as pilot:
        view = next(view for view in RUNS[run].views if view.name == view_name)
        async with shown(pilot, view):
            return _drawn(pilot, title)


async def _write_all(run: str, theme: str, folder: Path) -> None:
    async for name, text in _all_views(run, theme):
        replace_text(folder / f"{name}.svg", text)


async def _all_views(run: str, theme: str) -> AsyncIterator[tuple[str, str]]:
    async with started(RUNS[run], SIZES[0], theme) as pilot:
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await pilot.pause()
            for view in RUNS[run].views:
                async with shown(pilot, view):
                    yield "{}-{}x{}".format(view.name, *size), _drawn(pilot, view.name)


def _drawn(pilot: Pilot[None], title: str) -> str:
    film = Film((Frame(0.0, tuple(screen_rows(pilot.app))),), 0.0)
    return svg(film, f"offhook: {title}")


if __name__ == "__main__":
    main()
