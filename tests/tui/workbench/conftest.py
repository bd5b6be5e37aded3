"""A workbench to drive: in a folder of its own, with a home of its own, on a screen of any size."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TypeVar

import pytest
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static

from sessions.contract.invocation import example
from sessions.editing.document import Document
from sessions.store.model import SavedInvocation, Session
from sessions.store.session_file import read, write
from tests.tui.driving import Driven
from tui.app import OffhookApp
from tui.replaying.screen import ReplayScreen
from tui.workbench.form.field_row import FieldRow
from tui.workbench.form.pane import JSON
from tui.workbench.form.row import Row
from tui.workbench.screen import WorkbenchScreen

WIDE = (144, 36)
HALVES = (126, 32)
"""Form and outcome beside each other, as wide as in `WIDE`, and the lists out of sight."""
NARROW = (80, 24)
SIZE = (90, 32)
"""Of a screen where it does not matter: drawing a large one takes time."""

Some = TypeVar("Some", bound=Widget)


class Workbench(Driven):
    """The workbench, its keyboard and its screen."""

    @property
    def screen(self) -> WorkbenchScreen:
        """The workbench itself, also while a dialog is before it."""
        return next(each for each in self.app.screen_stack if isinstance(each, WorkbenchScreen))

    @property
    def document(self) -> Document:
        return self.screen.document

    @property
    def dialog(self) -> str:
        """The name of the dialog that is before the workbench; empty where there is none."""
        return "" if self.app.screen is self.screen else type(self.app.screen).__name__

    @property
    def headline(self) -> str:
        return self.screen.outcome_pane.headline

    @property
    def is_replaying(self) -> bool:
        """Whether a replay in front of the workbench sends something, or has not begun to yet."""
        screen = self.app.screen
        return isinstance(screen, ReplayScreen) and (screen.is_busy or not screen.is_attached)

    async def replay(self) -> None:
        """Replay the open session, and go back to the workbench."""
        await self.press("f6")
        await self.until(lambda: isinstance(self.app.screen, ReplayScreen))
        await self.settled()
        await self.press("escape")

    def row(self, *path: str) -> FieldRow:
        """The field at a path."""
        return next(row for row in self.screen.form.rows if row.path == path)

    def line(self, *path: str) -> Input:
        """The editor of a field that is edited on one line."""
        return self.row(*path).query_one(Input)

    def text_of(self, selector: str) -> str:
        return str(self.screen.query_one(selector, Static).visual)

    def rows_of(self, selector: str) -> list[str]:
        options = self.screen.query_one(selector, OptionList)
        return [str(option.prompt) for option in options.options]

    async def show(self, pane: str) -> None:
        """Bring a part of the form into sight, and wait until it is laid out and filled."""
        self.screen.form.show_pane(pane)
        await self.until(lambda: self._is_laid_out(pane))
        await self.settled()

    def _is_laid_out(self, pane: str) -> bool:
        form = self.screen.form
        if form.active != pane:
            return False
        rows = [form.raw] if pane == JSON else [*form.section(pane).body.query(Row)]
        return bool(rows) and all(row.region.width for row in rows if row.display)

    async def set(self, editor: Input, text: str) -> None:
        editor.value = text
        await self.pilot.pause()

    async def settled(self) -> None:
        """Wait for everything under way to end, but for a question."""
        await self.until(
            lambda: (
                self.screen.is_whole
                and not self.screen.sender.busy
                and not self.is_replaying
                and self.screen.library.is_listed
                and all(
                    worker.is_finished
                    for worker in self.app.workers
                    if worker.group in ("warm-up", "hook-files")
                )
            )
        )

    async def send(self) -> None:
        """Send, and wait for what comes of it."""
        await self.press("f5")
        await self.settled()


Opener = Callable[..., AbstractAsyncContextManager[Workbench]]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, empty, and no settings of the user's."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr(
        "tui.workbench.keeping.on_disk.EVERY", 3600.0
    )  # a test looks when it wants to
    home = tmp_path / "work"
    home.mkdir()
    monkeypatch.chdir(home)
    return home


@pytest.fixture
def opened() -> Opener:
    """Opens the workbench on a path, on a screen of some size."""

    @asynccontextmanager
    async def open_workbench(
        path: Path | None = None, size: tuple[int, int] = SIZE
    ) -> AsyncIterator[Workbench]:
        app = OffhookApp(path)
        app.animation_level = "none"
        async with app.run_test(size=size, notifications=True) as pilot:
            workbench = Workbench(app, pilot)
            await workbench.settled()
            yield workbench

    return open_workbench


@pytest.fixture
def suite(folder: Path) -> Path:
    """A session of three: one is delivered, one is refused, one fails in its hook."""
    good = example().payload
    refused = {**good, "recipient": 5} if isinstance(good, dict) else None
    (folder / "hook.js").write_text(
        "module.exports = function (recipient, text, context, cb) {\n"
        "  console.log('sending');\n"
        "  cb(new Error('boom'));\n"
        "};\n"
    )
    session = Session(
        name="Suite",
        invocation={
            "good": SavedInvocation(payload=good),
            "refused": SavedInvocation(payload=refused),
            "failing": SavedInvocation(payload=good, target="hook.js"),
        },
    )
    return write(folder / "suite.toml", session).path


@pytest.fixture
def saved() -> Callable[[Path], Session]:
    """Reads what a file holds now."""
    return lambda path: read(path).session
