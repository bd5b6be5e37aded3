"""The inbox's screen: what came in, newest first, the phone of its number, request and answer."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.timer import Timer
from textual.widgets import Input
from textual.worker import Worker, WorkerState

from sessions.inbox.mailbox import Mailbox, Received, Wanted
from sessions.phone import why_refused
from tui.dialogs.host import WIDE, HostScreen
from tui.keys.labels import key_of
from tui.outcome.outbound_page import call_lines
from tui.phone.phone import Phone
from tui.replaying.row_list import RowList
from tui.widgets.key_bar import KeyBar, help_key, palette_key, screen_key
from tui.widgets.lines import lines_of
from tui.widgets.lines_view import LinesView
from tui.widgets.title_bar import TitleBar
from tui.widgets.workers import run_alone

from .listing import as_shown, is_refused, line_of, matches

_key: Final = partial(screen_key, "inbox")

KEYS: Final = (
    _key(
        "ctrl+f", "find", "find", "Find", "Find a number, a text, a code or a provider", show=True
    ),
    _key(
        "f2", "number", "number", "Number", "Show only the current number, or all again", show=True
    ),
    _key(
        "f3",
        "request",
        "request",
        "Request",
        "Show request and answer, or the phone again",
        show=True,
    ),
    _key(
        "f4", "others", "others", "Others", "Show requests without a message too, or not", show=True
    ),
    _key("c", "copy", "copy", "Copy code", "Copy the code of the current message", show=True),
    _key("f8", "clear", "clear", "Clear", "Delete all that is listed", show=True),
    help_key("inbox"),
    palette_key("inbox"),
    _key("escape", "back", "back", "Back", "Back to the list; there, show all again"),
)
"""In the order of the line below."""
_BAR: Final = [key for key in KEYS if key.show]
_IDLE: Final = [key for key in _BAR if key.id in ("inbox.others", "inbox.help")]
"""Those that do something before a message has come in."""
_HERE: Final = Path(__file__).parent
_SOON: Final = 0.1
"""Seconds in which what comes in is shown together: thousands may come at once."""
_MOST_LISTED: Final = 1_000
"""Of the newest; the API gives all that is kept."""
_MOST_ON_PHONE: Final = 50
_NOTHING: Final = "No message yet."
_NONE_FITS: Final = "No message fits."
_ALL_AGAIN: Final = "Nothing that came in fits what is looked for.\n{key} shows all again."
_HOW: Final = (
    "Nothing has come in yet. Give a program this base URL for Twilio,",
    "  {base}/twilio",
    "or leave it as it is, and start it from a shell that uses the proxy:",
    '  eval "$({env})"',
    "",
    "A test reads the last code that was sent to a number, by GET:",
    "  {base}/api/code?to=+18085555555&wait=10",
)


class InboxScreen(HostScreen):
    """Shows a mailbox, and has its server run for as long as it is there."""

    CSS_PATH: ClassVar = [_HERE.parent / "workbench/screen.tcss", _HERE / "screen.tcss"]
    HORIZONTAL_BREAKPOINTS: ClassVar = [(0, "-slim"), (72, "-narrow"), (WIDE, "-wide")]
    AUTO_FOCUS = "RowList"
    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]

    def __init__(
        self,
        mailbox: Mailbox,
        serve: Callable[[], Coroutine[object, object, None]],
        url: str,
        *,
        base: str,
        env: str,
    ) -> None:
        """`serve` takes requests until it is cancelled, at `url`, which has no slash at its end.

        `base` is what programs put in place of a provider's URL, before its name, and `env` the
        command that prints what makes them use the proxy.
        """
        super().__init__()
        self.mailbox = mailbox
        self._serve = serve
        self._url = url
        self._how = [line.format(base=base, env=env) for line in _HOW]
        self.listed: RowList[Received] = RowList(line_of, lambda _: True)
        self.phone = Phone(id="phone")
        self.request = LinesView(id="request")
        self._only: str | None = None
        self._with_others = False
        self._shown: Received | None = None
        self._soon: Timer | None = None
        self._end: Callable[[], None] = lambda: None

    def compose(self) -> ComposeResult:
        yield TitleBar()
        with Horizontal(id="stage"):
            with Vertical(id="received"):
                yield Input(placeholder="Find a number, a text, a code", compact=True)
                yield self.listed
            yield self.phone
            yield self.request
        yield KeyBar(KEYS)

    def on_mount(self) -> None:
        self._end = self.mailbox.watch(self._told)
        run_alone(self, self._serve(), "serving")
        self.show_all()

    def on_unmount(self) -> None:
        self._end()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say why the server ended, where it did by itself."""
        if event.worker.group == "serving" and event.state is WorkerState.ERROR:
            self.say(f"{event.worker.error}", title="The inbox has ended", severity="error")

    def warn(self, text: str) -> None:
        """Say what is odd about what came in, once while it is to be read."""
        if text not in (note.message for note in self.app._notifications):
            self.say(text, severity="warning")

    # Showing

    def _told(self, _: Received | None) -> None:
        if self._soon is None:
            self._soon = self.set_timer(_SOON, self.show_all)

    def show_all(self) -> None:
        """Show what has come in by now, as far as it is looked for."""
        if self._soon:
            self._soon.stop()
            self._soon = None
        word = self.query_one(Input).value
        found = self.mailbox.find(Wanted(to=self._only, delivered=None), _MOST_LISTED)
        if self._with_others and self._only is None:
            found += self.mailbox.others(_MOST_LISTED)
            found = sorted(found, key=lambda one: -one.id)[:_MOST_LISTED]
        listed = [one for one in found if matches(one, word)] if word.strip() else found
        self.listed.show(listed)
        if not self.listed.was_moved:
            self.listed.go(0)
        self._show_title(len(listed))
        self._show_current()

    def _show_title(self, listed: int) -> None:
        count = self.mailbox.count
        messages = "1 message" if count == 1 else f"{count:,} messages"
        only = f" · to {self._only}" if self._only else ""
        shown = f", {listed:,} listed" if listed != count else ""
        title = f"inbox · {messages}{shown}{only}"
        self.query_one(TitleBar).show(title, dirty=False, target=self._url, network="")

    def _show_current(self) -> None:
        current = self.listed.current
        is_idle = current is None and not self.mailbox.count
        self.set_class(current is None, "-empty")
        self.set_class(is_idle, "-idle")
        self.query_one(KeyBar).offer(_BAR if not is_idle else _IDLE)
        if current is None:
            self._shown = None
            self.phone.clear(_NOTHING if is_idle else _NONE_FITS)
            again = _ALL_AGAIN.format(key=key_of("inbox.back")).split("\n")
            lines = self._how if is_idle else again
            shown = ([(line, "bold" if line.startswith(" ") else "")] for line in lines)
            self.request.show(lines_of(shown))
            return
        if current is not self._shown:
            self._shown = current
            self.request.show(call_lines(current.call))
            self._show_phone(current)

    def _show_phone(self, current: Received) -> None:
        """The phone of the current number, as it was when the current message had arrived."""
        to = current.message and current.message.to
        if to is None:
            why = "refused" if is_refused(current.call) else "answered, and carries no message"
            self.phone.clear(f"This request was {why}.")
            return
        if not current.delivered:
            self.phone.clear(why_refused(current.call))
            return
        thread = [
            one for one in self.mailbox.find(Wanted(to=to), _MOST_LISTED) if one.id <= current.id
        ][:_MOST_ON_PHONE]
        shown = [each for one in reversed(thread) if (each := as_shown(one))]
        self.phone.messages(shown, _NOTHING)

    # Keys and mouse

    @on(RowList.Moved)
    def _moved(self) -> None:
        self._show_current()

    @on(RowList.Chosen)
    def action_request(self) -> None:
        self.toggle_class("-request")

    @on(Input.Changed)
    def _looked_for(self) -> None:
        self.show_all()

    @on(Input.Submitted)
    def _found(self) -> None:
        self.listed.focus()

    def action_quit(self) -> None:
        """Quit. What came in is forgotten."""
        self.app.exit()

    def action_find(self) -> None:
        find = self.query_one(Input)
        if find.display:  # else nothing has come in, and what is typed would not be seen
            find.focus()

    def action_back(self) -> None:
        """To the list; from there to all that there is."""
        if self.focused is not self.listed:
            self.listed.focus()
            return
        self._only = None
        self.listed.was_moved = False
        self.query_one(Input).value = ""
        self.remove_class("-request")
        self.show_all()

    def action_number(self) -> None:
        """Only what is to the current number; all again where that is so."""
        current = self.listed.current
        to = current and current.message and current.message.to
        self._only = None if self._only else to
        self.show_all()

    def action_others(self) -> None:
        self._with_others = not self._with_others
        self.show_all()

    def action_copy(self) -> None:
        current = self.listed.current
        if current and current.code:
            self.copy(current.code, "the code")
        else:
            self.say("There is no code in it.", severity="warning")

    def action_clear(self) -> None:
        """Take away all that is listed; what comes in meanwhile stays."""
        self.mailbox.remove(*(one.id for one in self.listed.items))
        self.listed.was_moved = False
        self.show_all()
