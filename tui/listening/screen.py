"""The listener on a screen: what was received, and what came of it, as it comes."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.getters import query_one
from textual.widgets import Static
from textual.worker import Worker, WorkerCancelled, WorkerFailed

from sessions.contract import json_text
from sessions.listening.listener import Received, Tell
from sessions.listening.recording import NotRecorded
from sessions.listening.refused import Refused
from sessions.listening.replacing import NotReplaced, replaced
from sessions.listening.stand_ins import StandIns
from tui.dialogs.ask import Choose
from tui.dialogs.host import HostScreen
from tui.outcome.pane import OutcomePane
from tui.replaying.row_list import RowList
from tui.widgets.key_bar import KeyBar, help_key, palette_key, screen_key
from tui.widgets.workers import run_alone

from .words import failures, head_of, received_line

_HERE: Final = Path(__file__).parent
_MOST: Final = 1_000
"""That are shown; of more only the newest."""
_key: Final = partial(screen_key, "listening")
KEYS: Final = (
    _key(
        "s",
        "save",
        "save",
        "Save",
        "Save as a session, with people, numbers and codes made up",
        show=True,
    ),
    _key(
        "w",
        "workbench",
        "workbench",
        "Workbench",
        "Save it, and open it in the workbench",
        show=True,
    ),
    _key("n", "next", "next", "Next ✗", "To the next that was not delivered", show=True),
    palette_key("listening", show=True),
    help_key("listening"),
    _key("escape", "leave", "leave", "End", "Stop listening, and quit", show=True),
)


_BY_ROW: Final = ("listening.save", "listening.workbench", "listening.next")
"""What has something to do only once something was received."""


@dataclass(frozen=True, slots=True)
class Live:
    """What listens, and where."""

    url: str
    target: str
    serve: Callable[[Tell, Callable[[Refused], None]], Coroutine[object, object, None]]
    """Listens until it is cancelled, and says what was received and what was refused."""
    record: Callable[[Received], Awaitable[Path]]
    """Writes a session, with nothing in it that is a person's. May raise NotRecorded."""
    records_all: bool


class ListeningScreen(HostScreen):
    """A list of what was received, the newest first, and beside it what came of the current one."""

    CSS_PATH: ClassVar = [_HERE.parent / "workbench/screen.tcss", _HERE / "screen.tcss"]
    AUTO_FOCUS = "RowList"
    BINDINGS: ClassVar = [*KEYS]

    rows = query_one(RowList)
    pane = query_one(OutcomePane)

    def __init__(self, live: Live) -> None:
        super().__init__()
        self._live = live
        self._received: deque[Received] = deque(maxlen=_MOST)
        """The newest first."""
        self._refused: Counter[str] = Counter()
        self._count = 0
        self._files: dict[int, Path] = {}
        """The sessions that were written, by the number of what they hold."""
        self._shown: Received | None = None
        self._serving: Worker[object] | None = None
        self._state = "Listening"
        self.opened: Path | None = None
        """The session that is to be opened in the workbench, where that is wanted."""

    def compose(self) -> ComposeResult:
        yield Static(id="listening-head", markup=False)
        with Horizontal(id="listening"):
            rows = RowList(received_line, lambda _: True, id="listening-rows")
            rows.border_title = "Received"
            yield rows
            pane = OutcomePane(id="listening-one")
            pane.border_title = "What came of it"
            yield pane
        yield KeyBar(key for key in KEYS if key.id not in _BY_ROW)

    def on_mount(self) -> None:
        self.pane.idle("Nothing received yet")
        self.pane.summary.put("to-do", f"offhook send --target {self._live.url} sends something.")
        self._serving = run_alone(self, self._live.serve(self._take, self._refuse), "serve")
        self._draw_head()

    async def on_unmount(self) -> None:
        """Leave nothing running."""
        await self._stop()

    # What comes

    async def _take(self, received: Received) -> None:
        if self._live.records_all:
            await self._record(received)
        self._count += 1
        self._received.appendleft(received)
        self.query_one(KeyBar).offer(KEYS)
        self.rows.show(list(self._received))
        if not self.rows.was_moved:
            self.rows.go(0)
        self._draw_head()
        self._show()

    def _refuse(self, refused: Refused) -> None:
        self._refused[refused.reason] += 1
        self._draw_head()

    @on(Worker.StateChanged)
    def _ended(self, event: Worker.StateChanged) -> None:
        worker = event.worker
        if worker is self._serving and worker.is_finished and worker.error:
            self._state = "Ended"
            self._draw_head()
            self.say(f"{worker.error}", title="It listens no more", severity="error")

    # What is shown

    def _draw_head(self) -> None:
        live = self._live
        head = head_of(live.url, live.target, self._count, self._refused, self._state)
        self.query_one("#listening-head", Static).update(head)

    @on(RowList.Moved)
    def _show(self) -> None:
        current = self.rows.current
        if current is None or current is self._shown:
            return
        self._shown = current
        label = self._live.target
        if file := self._files.get(current.number):
            label = f"{label}, recorded as {file.name}"
        at = f"{current.at:%H:%M}"
        self.pane.show(current.outcome, current.invocation.payload, label, at=at)

    def action_do(self, what: str, by: int = 0) -> None:
        """What the outcome's keys ask for: here, to go to another, and to copy what came."""
        if what == "earlier":
            self.rows.action_move(by)
        elif what == "copy" and (current := self.rows.current):
            self.ask(self._copy(current))

    async def _copy(self, received: Received) -> None:
        """As it would be saved: a terminal without a clipboard has a file instead."""
        try:
            made_up = await asyncio.to_thread(replaced, received.invocation, StandIns())
        except NotReplaced as problem:
            self.say(str(problem), title="Not copied", severity="error")
            return
        payload = json_text.dumps(made_up.payload, indent=2)
        self.copy(payload, "the payload as JSON; numbers, codes and people in it are made up")

    def action_next(self) -> None:
        """To the next that was not delivered, from the current one on, and round."""
        every = list(self._received)
        bad = failures([*every[self.rows.at + 1 :], *every[: self.rows.at + 1]])
        if not bad:
            self.say("All were delivered.")
            return
        self.rows.was_moved = True
        self.rows.go(every.index(bad[0]))

    # What is kept

    async def _record(self, received: Received) -> Path | None:
        """The session of one, written where it is not there yet."""
        if received.number in self._files:
            return self._files[received.number]
        try:
            path = await self._live.record(received)
        except NotRecorded as problem:
            self.say(str(problem), title="Not recorded", severity="error")
            return None
        self._files[received.number] = path
        return path

    def action_save(self) -> None:
        """Save the current one as a session."""
        self.ask(self._save())

    async def _save(self) -> Path | None:
        current = self.rows.current
        if current is None:
            self.say("Nothing was received yet.")
            return None
        if path := await self._record(current):
            self.say(f"{path}: numbers, codes and people in it are made up.", title="Saved")
        return path

    def action_workbench(self) -> None:
        """Save the current one, and open it in the workbench, which ends listening."""
        self.ask(self._open())

    async def _open(self) -> None:
        if self.rows.current is None:
            self.say("Nothing was received yet.")
            return
        question = Choose(
            "Open it in the workbench",
            "offhook listens no more then.",
            [("open", "Open", "primary"), ("stay", "Stay", "default")],
        )
        if await self.answer_to(question) == "open" and (path := await self._save()):
            self.opened = path
            await self._end()

    # The end

    def action_leave(self) -> None:
        """End what runs, and the program."""
        self.ask(self._end())

    def action_quit(self) -> None:
        """As leaving it."""
        self.action_leave()

    async def _end(self) -> None:
        self._state = "Ending"
        self._draw_head()
        await self._stop()
        self.app.exit()

    async def _stop(self) -> None:
        """End what listens, and wait for what ran."""
        if self._serving:
            self._serving.cancel()
            with suppress(WorkerCancelled, WorkerFailed):
                await self._serving.wait()
