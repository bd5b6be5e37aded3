"""A screen on which invocations are sent: a list of them, and all about the current one."""

from __future__ import annotations

import time
from abc import abstractmethod
from collections.abc import Iterable, Sequence
from itertools import cycle
from pathlib import Path
from typing import ClassVar, Final, Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container, Horizontal, Vertical
from textual.content import Content
from textual.getters import query_one
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static
from textual.worker import Worker, WorkerState

from sessions.errors import OffhookError
from sessions.text import one_line
from tui.dialogs.host import WIDE, HostScreen
from tui.theme import MUTED
from tui.widgets.key_bar import KeyBar
from tui.widgets.workers import run_alone

from .entries import Entries, Entry, Heading, Item, State
from .row_list import RowList
from .side_by_side import SideBySide
from .words import SPINNER, bar, no_result

T = TypeVar("T")

_HERE: Final = Path(__file__).parent
_GROUP: Final = "run"
_LOOK: Final = "look"
_FRAME: Final = 0.1
"""Seconds between two times that the screen is drawn while something is sent: what ends in between
is drawn at once."""
_SHARE: Final = 9
"""How many times as long as it took to draw nothing is drawn: on a machine that does much else a
thousand fast invocations took three times as long with ten frames a second."""
_LONGEST: Final = 2.0
_STILL: Final = "Something is being sent: Esc stops it."


class RunScreen(HostScreen, Generic[T]):
    """Lists invocations, those first that are to be looked at, and shows what came of one.

    What is sent is sent by a worker of the screen; leaving it ends that.
    """

    CSS_PATH: ClassVar = [_HERE.parent / "workbench/screen.tcss", _HERE / "run.tcss"]
    AUTO_FOCUS = "RowList"
    keys: ClassVar[Sequence[Binding]] = ()
    """All keys of the screen, in the order of the bar."""
    bad_word: ClassVar[str] = "failures"

    rows = query_one(RowList)
    values = query_one(SideBySide)

    def __init__(self, title: str, *, mark: str = "") -> None:
        """`mark` is a word that must not be overlooked: `LIVE`."""
        super().__init__()
        self._what = one_line(title, 60)
        self._mark = mark
        self.entries: Entries[T] = Entries((), self.is_bad)
        self.is_busy = False
        self.seconds = 0.0
        """How long the last run took."""
        self._run_number = 0
        self._sent: Sequence[Entry[T]] = ()
        self._began = self._draw_from = 0.0
        self._said = ""
        self._around = ("", "", "")
        self._frames = cycle(SPINNER)
        self._frame = SPINNER[0]
        self._timer: Timer | None = None
        self._ended: list[Entry[T]] = []
        self._is_order_new = False
        self._shown: tuple[Entry[T] | None, State | None, T | None] | None = None

    # What it is a screen of

    @abstractmethod
    async def read(self) -> Iterable[Entry[T]]:
        """All there is to send, as it is now. May raise OffhookError."""

    @abstractmethod
    async def send(self, entries: Sequence[Entry[T]]) -> str:
        """Send these, and say `started` and `ended` of each; in a word what there is to know of
        all of them together. May raise OffhookError and ValueError, where nothing is sent."""

    @abstractmethod
    def is_bad(self, result: T) -> bool:
        """Whether a result is one to look at."""

    @abstractmethod
    def line(self, entry: Entry[T], width: int, frame: str) -> Content:
        """The line of an invocation; `frame` is the sign of one that is under way."""

    @abstractmethod
    async def look(self, entry: Entry[T], result: T) -> None:
        """Show all about a result. It is given up where another one is to be shown."""

    @abstractmethod
    async def report(self) -> None:
        """Write a report of what was sent."""

    def details(self) -> Iterable[Widget]:
        """What stands below the values."""
        return ()

    # Sending

    def on_mount(self) -> None:
        self._timer = self.set_interval(_FRAME, self._draw, pause=True)
        self.query_one(KeyBar).mark(self._mark)
        self.action_again()

    def action_again(self) -> None:
        """Read all anew, and send it."""
        if not self._refuse_busy():
            self._said, self._sent, self._began = "", (), time.monotonic()
            self._start(None)

    def resend(self, entries: Sequence[Entry[T]]) -> None:
        """Send some once more."""
        if self._refuse_busy():
            return
        if not entries:
            self.say(f"There are no {self.bad_word}.")
            return
        self._start(entries)

    def _start(self, entries: Sequence[Entry[T]] | None) -> None:
        self.is_busy = True
        self._run_number += 1
        run_alone(self, self._run(entries, self._run_number), _GROUP)

    async def _run(self, entries: Sequence[Entry[T]] | None, number: int) -> None:
        problem = ""
        try:
            if entries is None:
                self.entries = self._with(await self.read())
                entries = [entry for entry in self.entries.all if entry.name]
            self._begin(entries)
            self._said = one_line(await self.send(entries), 400)
        except (OffhookError, ValueError) as error:
            problem = str(error)
        finally:
            if self.is_busy and number == self._run_number:  # one that was stopped may end later
                self._end(problem)

    def _with(self, entries: Iterable[Entry[T]]) -> Entries[T]:
        made = Entries(entries, self.is_bad)
        made.bad_first = self.entries.bad_first
        return made

    def _begin(self, entries: Sequence[Entry[T]]) -> None:
        self._sent, self._said, self._began = entries, "", time.monotonic()
        self.entries.begin(entries)
        if self._timer:
            self._timer.resume()
        self._is_order_new = True
        self._tick()

    def started(self) -> Entry[T]:
        """The next is being sent."""
        return self.entries.start()

    def ended(self, entry: Entry[T], result: T) -> None:
        """It was sent. This draws nothing: what is sent does not wait for the screen."""
        self.entries.end(entry, result)
        self._ended.append(entry)
        self._is_order_new = self._is_order_new or self.is_bad(result)

    def _end(self, problem: str = "") -> None:
        """Nothing is under way any more, because it has ended, or was stopped."""
        self.is_busy = False
        self.seconds = time.monotonic() - self._began
        if problem:
            left = (State.WAITING, State.RUNNING)
            self.entries.lose([one for one in self._sent if one.state in left], problem)
            self._said = f"✗ {one_line(problem, 400)}"
        if left := self.entries.stop():
            self._said = f"stopped: {left:,} not run"
        if self._timer:
            self._timer.pause()
        if not self.is_attached:
            return
        self._is_order_new = True
        self._tick()
        if not self.rows.was_moved and len(self._sent) > 1:
            bad = (at for at, one in enumerate(self.rows.items) if self._is_bad(one))
            self.rows.go(next(bad, self.rows.at))
        self.on_end()

    def on_end(self) -> None:
        """Nothing is under way any more."""

    def _refuse_busy(self) -> bool:
        if self.is_busy:
            self.say(_STILL, severity="warning")
        return self.is_busy

    @on(Worker.StateChanged)
    def _worker_failed(self, event: Worker.StateChanged) -> None:
        """A fault of offhook's own."""
        if event.state is WorkerState.ERROR:
            error = event.worker.error
            self.say(f"{type(error).__name__}: {error}", title="offhook failed", severity="error")

    # Keys

    @property
    def current(self) -> Entry[T] | None:
        """The invocation at the cursor; None where there is none."""
        item = self.rows.current
        return item if isinstance(item, Entry) else None

    def action_next(self, by: int = 1) -> None:
        """To the next that is to be looked at, or the one before."""
        self.rows.was_moved = True
        at = self.entries.next_bad(self.rows.items, self.rows.at, by)
        if at is not None:
            self.rows.go(at)
        else:
            here = self.current and self.entries.is_bad(self.current)
            self.say(f"There are no {'other ' if here else ''}{self.bad_word}.")

    def action_order(self) -> None:
        """Those first that are to be looked at, or all in the order of the files."""
        self.entries.bad_first = not self.entries.bad_first
        self._is_order_new = True
        self._tick()

    def action_rerun(self) -> None:
        """Send the current one once more."""
        if self.current and self.current.name:
            self.resend([self.current])

    def action_rerun_bad(self) -> None:
        """Send all once more that are to be looked at."""
        self.resend([entry for entry in self.entries.bad if entry.name])

    def action_report(self) -> None:
        """Write a report."""
        if not self._refuse_busy():
            self.ask(self.report())

    def action_leave(self) -> None:
        """Stop what is being sent; else go back."""
        if self.is_busy:
            self._end()
            self.workers.cancel_group(self, _GROUP)
        else:
            self.dismiss()

    # What is shown

    def compose(self) -> ComposeResult:
        with Horizontal(id="run-head"):
            yield Static(id="run-progress", markup=False)
            yield Static(id="run-order", markup=False)
        with Container(id="run"):
            yield RowList(self._line, self._may_be_current, id="run-rows")
            details = list(self.details())
            with Vertical(id="run-one", classes="-has-tabs" if details else ""):
                yield SideBySide()
                yield from details
        yield Static(id="run-said", markup=False)
        yield KeyBar(self.keys)

    def on_resize(self) -> None:
        self._fit()

    def _fit(self) -> None:
        """Where the list stands above the rest, it takes no more than it needs."""
        needed = len(self.rows.items) + 2 if self.size.width < WIDE else None
        self.rows.styles.max_height = needed

    def on_click(self, event: events.Click) -> None:
        """A click on the order changes it."""
        if event.widget is not None and event.widget.id == "run-order":
            self.action_order()

    @on(RowList.Moved)
    def _moved(self) -> None:
        self.call_later(self._show_current)

    def changed(self, entries: Sequence[Entry[T]], said: str | None = None) -> None:
        """Something is known of these that was not; and of all of them together, `said`."""
        self._said = self._said if said is None else said
        self._ended += entries
        self._is_order_new, self._shown = True, None
        self._tick()

    def _draw(self) -> None:
        """Draw, unless that would take much of the time there is for what is sent."""
        if (now := time.monotonic()) >= self._draw_from:
            self._tick()
            self.call_after_refresh(self._drawn, now)

    def _drawn(self, began: float) -> None:
        now = time.monotonic()
        self._draw_from = now + min((now - began) * _SHARE, _LONGEST)

    def _tick(self) -> None:
        """Draw what has become of what is sent since the last time."""
        if not self.is_attached:
            return
        self._frame = next(self._frames)
        ended, self._ended = self._ended, []
        if self._is_order_new:
            self._is_order_new = False
            self.rows.show(self.entries.listed())
            self._fit()
        else:
            running = [one for one in self._sent if one.state is State.RUNNING]
            self.rows.show_again([*ended, *running])
        self._show_progress()
        self._show_current()

    def _show_progress(self) -> None:
        entries = self.entries
        if self.is_busy:
            self.seconds = time.monotonic() - self._began
        left = (State.WAITING, State.RUNNING)
        done = sum(one.state not in left for one in self._sent)
        parts = [
            Content.styled(self._what, "bold"),
            Content.assemble((f"✗ {len(entries.bad):,}", "$text-error" if entries.bad else MUTED)),
            Content.styled(f"✓ {entries.count(entries.is_good):,}", "$text-success"),
            *([Content(bar(done, len(self._sent)))] if self.is_busy else []),
            Content(f"{self.seconds:.1f} s"),
            Content("Esc stops") if self.is_busy else Content(""),
        ]
        separated = Content.styled(" · ", MUTED).join([part for part in parts if part])
        self.query_one("#run-progress", Static).update(separated, layout=False)
        word = f"f: {self.bad_word} first" if entries.bad_first else "f: file order"
        count = f"{sum(bool(one.name) for one in entries.all):,}"
        if (around := (self._said, word, count)) != self._around:  # each lays the screen out anew
            self._around = around
            said = self.query_one("#run-said", Static)
            said.display = bool(self._said)
            said.update(Content(self._said))
            self.query_one("#run-order", Static).update(Content.styled(word, MUTED))
            self.rows.border_title = f"Invocations {count}"

    def _show_current(self) -> None:
        """Show what is at the cursor, where that is not shown."""
        entry = self.current
        now = (entry, entry and entry.state, entry and entry.result)
        if self._shown is not None and all(a is b for a, b in zip(now, self._shown, strict=True)):
            return
        self._shown = now
        if entry and entry.state is State.ENDED and entry.result is not None:
            run_alone(self, self.look(entry, entry.result), _LOOK)
        else:
            self.workers.cancel_group(self, _LOOK)
            self.head(entry)
            self.show_nothing(no_result(entry) if entry else "")

    def head(self, entry: Entry[T] | None, more: str = "") -> None:
        """Title what is beside the list."""
        name = one_line(entry.name or entry.path.name, 60) if entry else ""
        self.query_one("#run-one").border_title = Content(f"{name}{more}")

    def show_nothing(self, why: str) -> None:
        """There is nothing to show of the current one."""
        self.values.show((), (), [Content.styled(one_line(why, 1_000), MUTED)])

    def _is_bad(self, item: Item[T]) -> bool:
        return isinstance(item, Entry) and self.entries.is_bad(item)

    def _may_be_current(self, item: Item[T]) -> bool:
        return isinstance(item, Entry)

    def _line(self, item: Item[T], width: int) -> Content:
        if isinstance(item, Entry):
            return self.line(item, width, self._frame)
        return self._heading(item)

    def _heading(self, item: Heading) -> Content:
        of_it = [entry for entry in self.entries.all if entry.path == item.path]
        bad = sum(map(self.entries.is_bad, of_it))
        good = sum(map(self.entries.is_good, of_it))
        return Content.assemble(
            (one_line(self.name_of(item), 80), "bold $text-primary"),
            *([(f"  ✗ {bad:,}", "$text-error")] if bad else []),
            *([(f"  ✓ {good:,}", "$text-success")] if good else []),
        )

    def name_of(self, heading: Heading) -> str:
        """What a session is called."""
        return heading.path.name
