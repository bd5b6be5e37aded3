"""Every screen, and how it is come to: by the keys that a user presses.

A `Run` is one start of the app. Its views are walked through one after another, on any size of a
terminal and as often as one likes: each is come to from the same place, and left to it again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from textual.pilot import Pilot

from sessions.contract.json_path import put
from tests.tui.driving import rows_seen
from tui.app import OffhookApp
from tui.workbench.screen import WorkbenchScreen

from . import homes
from .steady import stage, steadily

SIZES: Final = ((160, 45), (120, 40), (80, 24), (60, 20))
"""Of terminals: wide, halves, the usual one, and hardly any room."""
_PATIENCE: Final = 60.0
"""Seconds that a screen may take until it shows what it is to show."""

Way = Callable[[Pilot[None]], Awaitable[None]]


@dataclass(frozen=True)
class View:
    """A screen in some state, by its name; what is to be seen on it at any size, which nothing
    behind it says too; and how it is come to: keys, or what else is done."""

    name: str
    sees: str
    keys: tuple[str, ...] = ()
    leave: tuple[str, ...] = ()
    way: Way | None = None


@dataclass(frozen=True)
class Run:
    """A start of the app, what is done first, and the views of it."""

    start: Callable[[], OffhookApp]
    views: tuple[View, ...]
    first: Way | None = None
    empty: bool = False
    """Whether the folder has no file."""


class NotSeen(Exception):
    """A screen did not come to what it is to show."""


async def seen(pilot: Pilot[None], *texts: str) -> None:
    """Wait until all of these stand on the screen. May raise NotSeen, with what does instead."""
    rows: list[str] = []
    try:
        async with asyncio.timeout(_PATIENCE):
            while True:
                await pilot.pause()
                rows = rows_seen(pilot.app)
                if all(any(text in row for row in rows) for text in texts):
                    return
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise NotSeen("\n".join((f"{texts} are not on the screen:", *rows))) from None


@asynccontextmanager
async def started(run: Run, size: tuple[int, int], theme: str) -> AsyncIterator[Pilot[None]]:
    """The app of a run, on a stage of its own, where its views begin."""
    with stage(empty=run.empty), steadily():
        app = run.start()
        app.animation_level = "none"
        async with app.run_test(size=size) as pilot:
            app.theme = theme
            if run.first is not None:
                await run.first(pilot)
            await pilot.pause()
            yield pilot


@asynccontextmanager
async def shown(pilot: Pilot[None], view: View) -> AsyncIterator[None]:
    """The view, for as long as the block lasts."""
    if view.way is not None:
        await view.way(pilot)
    await pilot.press(*view.keys)
    await seen(pilot, view.sees)
    yield
    await pilot.press(*view.leave)
    await pilot.pause()


def _keys(*keys: str, sees: str) -> Way:
    async def way(pilot: Pilot[None]) -> None:
        await pilot.press(*keys)
        await seen(pilot, sees)

    return way


def _all(*ways: Way) -> Way:
    async def way(pilot: Pilot[None]) -> None:
        for each in ways:
            await each(pilot)

    return way


def _command(name: str) -> Way:
    """What the palette offers by this name."""

    async def way(pilot: Pilot[None]) -> None:
        next(each for each in _workbench(pilot).commands() if each.name == name).run()
        await pilot.pause()

    return way


def _part(name: str) -> Way:
    """A part of the form, with the focus in it."""

    async def way(pilot: Pilot[None]) -> None:
        form = _workbench(pilot).form
        form.show_pane(name)
        await pilot.pause()
        form.focus_first()
        await pilot.pause()

    return way


def _workbench(pilot: Pilot[None]) -> WorkbenchScreen:
    assert isinstance(pilot.app.screen, WorkbenchScreen)
    return pilot.app.screen


async def _edited_here_and_there(pilot: Pilot[None]) -> None:
    """What is saved was changed on disk meanwhile."""
    screen = _workbench(pilot)
    screen.document.set_payload(put(screen.document.payload, ("text",), "Changed here"))
    screen.refresh_all()
    path = Path("suite.toml")
    path.write_text(path.read_text().replace("123456 is your", "Changed there:"))  # noqa: ASYNC240
    await pilot.pause()


async def _do(pilot: Pilot[None], action: str) -> None:
    await pilot.app.run_action(f"screen.do('{action}')")
    await pilot.pause()


async def _theme(pilot: Pilot[None]) -> None:
    await pilot.app.run_action("app.theme")
    await pilot.pause()


def _suite() -> OffhookApp:
    return OffhookApp(Path("suite.toml"))


_OPENED: Final = _keys(sees="suite.toml")
_DELIVERED: Final = _keys("f5", sees="✓ Delivered")
_FAILED: Final = _keys("alt+down", "alt+down", "f5", sees="The hook threw an error")
_IN_DEMO: Final = _all(
    _keys(sees="Welcome"),
    _keys("enter", sees="Secure"),
    _keys("enter", sees="Enter your phone"),
    _keys("enter", sees="✓ Delivered"),
    _keys("f8", sees="confirm the code"),
)
_ESCAPE: Final = ("escape",)

RUNS: Final[dict[str, Run]] = {
    "empty": Run(
        OffhookApp,
        (
            View("first-steps", "recipient", ("f3",)),
            View("first-steps-lists", "No sessions here", ("f2",)),
            View("nothing-sent", "Nothing sent yet", ("f4",)),
            View("palette", "Send this invocation", ("ctrl+p",), _ESCAPE),
            View("settings", "Settings", ("alt+s",), _ESCAPE),
            View("open", "There is no file", ("ctrl+o", "ctrl+u", "x", "enter"), _ESCAPE),
        ),
        _keys(sees="recipient"),
        empty=True,
    ),
    "help": Run(
        OffhookApp,
        (View("help", "Help"),),
        _all(_keys(sees="recipient"), _keys("f1", sees="Everywhere")),
        empty=True,
    ),
    "themes": Run(
        OffhookApp,
        (View("themes", "Offhook light"),),
        _all(_keys(sees="recipient"), _theme),
        empty=True,
    ),
    "form": Run(
        _suite,
        (
            View("session", "recipient", (), (), _part("Message")),
            View("client", "client_id", (), (), _part("Client")),
            View("target", "timeout", ("tab", "tab"), (), _part("Target")),
            View("expect", "outcome", (), (), _part("Expect")),
            View("json", "recipient", (), (), _part("{}")),
            View("lists", "no-country", ("f2",)),
            View("jump", "suite", ("f3", "ctrl+g"), _ESCAPE),
        ),
        _OPENED,
    ),
    "delivered": Run(
        _suite,
        (
            View("delivered", "✓ Delivered", ("f3",)),
            View("response", "MessageID", ("f4", "1")),
            View("console", "to +18085550142", ("f4", "2")),
            View("outbound", "POST", ("f4", "3")),
            View("sent", "recipient", ("f4", "7")),
            View("find", "1/3", ("f4", "7", "ctrl+f", "y"), _ESCAPE),
            View("copy", "as JSON", (), _ESCAPE, lambda pilot: _do(pilot, "copy")),
            View("history", "2026-11-23", (), _ESCAPE, _command("Previous outcomes")),
        ),
        _all(_OPENED, _DELIVERED),
    ),
    "failed": Run(
        _suite,
        (
            View("failed", "Not as expected", ("f3",)),
            View("error", "TypeError", ("f4", "5")),
            View("wire", "error", ("f4", "6")),
            View("rename", "Enter accepts", (), _ESCAPE, _command("Rename invocation")),
            View("delete", "Cancel", (), _ESCAPE, _command("Delete invocation")),
            View(
                "expectations",
                "│  outcome: expected",
                (),
                _ESCAPE,
                _command("Edit what is expected"),
            ),
        ),
        _all(_OPENED, _FAILED),
    ),
    "asked": Run(
        lambda: OffhookApp(Path("remote.toml")),
        (
            View("permission", "Send nothing", ("f5",), _ESCAPE),
            View("secret", "Enter accepts", (), _ESCAPE, _command("Type in the secret ACME_KEY")),
        ),
        _keys(sees="remote.toml"),
    ),
    "merge": Run(
        _suite,
        (View("merge", "Merge", ("ctrl+s",), _ESCAPE),),
        _all(_OPENED, _edited_here_and_there),
    ),
    "replay": Run(
        _suite,
        (View("replay", "no-country · ", ("home",)),),
        _all(_OPENED, _keys("f6", sees="✗ 1 · ✓ 4 · ")),
    ),
    "comparison": Run(
        _suite,
        (View("comparison", "no-country · ", ("home",)),),
        _all(
            _OPENED,
            lambda pilot: _do(pilot, "compare"),
            _keys(sees="Compare with"),
            _keys("enter", sees="✗ 2 · ✓ 3 · "),
        ),
    ),
    "demo": Run(
        lambda: OffhookApp(home=homes.demo()),
        (
            View("demo", "confirm the code"),
            View("demo-log", "Log", ("f4",), ("f4",)),
            View("presented", "██", ("f5",), ("f5",)),
        ),
        _IN_DEMO,
    ),
    "inbox-empty": Run(
        lambda: OffhookApp(home=homes.inbox(empty=True)),
        (View("inbox-empty", "Nothing has come in"),),
    ),
    "inbox": Run(
        lambda: OffhookApp(home=homes.inbox(empty=False)),
        (View("inbox", "482915"),),
    ),
    "listen-empty": Run(
        lambda: OffhookApp(home=homes.listening(empty=True)),
        (View("listen-empty", "Nothing received yet"),),
    ),
    "listen": Run(
        lambda: OffhookApp(home=homes.listening(empty=False)),
        (View("listen", "3 received"),),
    ),
    "tenant": Run(
        lambda: OffhookApp(home=homes.tenant()),
        (View("tenant", "sms-by-twilio"),),
    ),
}
