"""A phone drawn in the terminal: its messages as bubbles, its calls as a call screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.widget import Widget
from textual.widgets import Static

from sessions.phone import PhoneMessage, code_in
from sessions.text import one_line, printable
from tui.theme import MUTED
from tui.widgets.big_digits import BigDigits

from .call import CallScreen
from .text import contact
from .thread import Thread

_FRAME: Final = (26, 13)
"""Cells across and down from which there is room for a frame."""
_AIR: Final = 10
"""Rows from which there is room for the status bar, and for air in and around bubbles."""
_SIGNAL: Final = "▂▄▆█"


@dataclass(frozen=True, slots=True)
class PhoneView:
    """What a phone shows, to be shown again later."""

    messages: tuple[PhoneMessage, ...]
    call: PhoneMessage | None
    ringing: bool
    why: str


class Phone(Widget):
    """Shows text messages, the newest at the bottom, or the call that is under way.

    It runs no clock and no animation: what it shows changes only when it is set. Keys and wheel
    scroll. On little room it leaves out its frame first, then its status bar, then the air.
    With the class `-large` it is as wide as it may be, and shows the newest code in large digits.
    """

    DEFAULT_CSS = """
    Phone {
        height: 1fr; min-height: 5;
        align-horizontal: center;

        & .phone-body {
            width: 100%; max-width: 44; height: 100%; max-height: 40;
            layout: vertical;
            background: $surface;
        }
        & .phone-status {
            height: 1; padding: 0 1; color: $text-muted;
            & .phone-clock { width: 1fr; }
            & .phone-signal { width: auto; }
        }
        & .phone-contact {
            height: 1; padding: 0 1; background: $panel;
            text-align: center; text-style: bold; text-wrap: nowrap; text-overflow: ellipsis;
        }
        & BigDigits { display: none; margin: 1 0; }
        & .phone-thread { height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }
        & .phone-empty { height: 1fr; padding: 0 2; align: center middle; }
        & .phone-why { width: 1fr; height: auto; text-align: center; color: $text-muted; }

        &.-large .phone-body { max-width: 100%; max-height: 100%; }
        &.-large.-read BigDigits { display: block; }
        &.-framed .phone-body {
            border: round $border-blurred;
            border-title-align: center; border-title-color: $text-muted;
            border-subtitle-align: center; border-subtitle-color: $text-muted;
        }
        &.-framed:focus-within .phone-body { border: round $border; }
        &.-flat .phone-status { display: none; }
        &.-flat {
            & .phone-thread { padding: 0; }
            & Bubble .bubble-text { border: none; padding: 0 1; }
            & CallScreen {
                padding: 0;
                & .call-voice { display: none; }
                & .call-text { margin: 0; padding: 0 1; }
            }
        }
    }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._messages: tuple[PhoneMessage, ...] = ()
        self._call: PhoneMessage | None = None
        self._ringing = False
        self._shown: tuple[tuple[PhoneMessage, ...], str] | None = None
        self._why = ""
        self._clock = ""
        self._drawn = False
        self._thread = Thread(classes="phone-thread")

    def compose(self) -> ComposeResult:
        with Widget(classes="phone-body") as case:
            case.border_title = "●"
            case.border_subtitle = "━━━━━━"
            with Horizontal(classes="phone-status"):
                yield Static(classes="phone-clock", markup=False)
                yield Static(_SIGNAL, classes="phone-signal", markup=False)
            yield Static(classes="phone-contact", markup=False)
            yield BigDigits()
            yield self._thread
            yield CallScreen()
            with Widget(classes="phone-empty"):
                yield Static(classes="phone-why", markup=False)

    def on_mount(self) -> None:
        self._drawn = True
        self._show_all()

    def on_resize(self, event: Resize) -> None:
        across, down = event.size
        self.set_class(across >= _FRAME[0] and down >= _FRAME[1], "-framed")
        self.set_class(down < _AIR, "-flat")

    # What it shows

    @property
    def shown(self) -> tuple[PhoneMessage, ...]:
        """The messages on the phone, calls that are over among them."""
        return self._messages

    @property
    def call(self) -> PhoneMessage | None:
        """The call under way, ringing or speaking."""
        return self._call

    @property
    def ringing(self) -> bool:
        """Whether a call waits to be taken."""
        return self._call is not None and self._ringing

    def messages(self, messages: Sequence[PhoneMessage], why: str = "") -> None:
        """Show these messages instead of all that was there, oldest first.

        Where the newest is a call, it speaks. Where there is none, `why` says so.
        """
        shown = (tuple(messages), why)
        if shown == self._shown:
            return  # so that whoever reads it stays where they are, and has hung up for good
        self._shown, self._why = shown, why
        speaks = bool(messages) and messages[-1].channel == "voice"
        self._call, self._ringing = (messages[-1] if speaks else None), False
        self._messages = tuple(messages[:-1] if speaks else messages)
        self._show_all()

    def receive(self, message: PhoneMessage) -> None:
        """One more message, below those that are there; a call speaks at once."""
        self.hang_up()
        self._shown = None
        if message.channel == "voice":
            self._call = message
        else:
            self._add(message)
        self._show()

    def clear(self, why: str = "") -> None:
        """Show no message; `why` is said in a sentence instead."""
        self.messages((), why)

    def ring(self, call: PhoneMessage) -> None:
        """A call comes in: it rings until `pick_up`, by the user or by the program."""
        self.hang_up()
        self._shown = None
        self._call, self._ringing = call, True
        self._show()
        if self._drawn:
            self.query_one(CallScreen).query_one(VerticalScroll).focus()

    def pick_up(self) -> None:
        """Take the call that rings: it speaks."""
        self._ringing = False
        self._show()

    def hang_up(self) -> None:
        """End the call under way; one that was heard stays among the messages."""
        call, heard = self._call, not self._ringing
        self._call, self._ringing = None, False
        if call and heard:
            self._add(call)
        self._show()

    @property
    def view(self) -> PhoneView:
        """What it shows now."""
        return PhoneView(self._messages, self._call, self._ringing, self._why)

    def show_view(self, view: PhoneView) -> None:
        """Show again what `view` was."""
        self._shown = None
        self._messages, self._why = view.messages, view.why
        self._call, self._ringing = view.call, view.ringing
        self._show_all()

    def set_clock(self, clock: str) -> None:
        """Show this time of day in the status bar; without one it is that of the newest message."""
        self._clock = clock
        self._show_status()

    # How it is shown

    def _show_all(self) -> None:
        if self._drawn:
            self._thread.put(self._messages, named=len(self._senders) > 1)
            self._show()

    def _add(self, message: PhoneMessage) -> None:
        self._messages += (message,)
        if self._drawn:
            self._thread.add(message, named=len(self._senders) > 1)

    @property
    def _senders(self) -> list[str]:
        """Who the messages are from, the newest last."""
        return list(dict.fromkeys(contact(each) for each in reversed(self._messages)))[::-1]

    def _show(self) -> None:
        """Bring to the front what is to be seen: the call, the messages, or why there are none."""
        if not self._drawn:
            return
        screen = self.query_one(CallScreen)
        if self._call:
            screen.show(self._call, ringing=self._ringing)
        screen.display = self._call is not None
        self._thread.display = not self._call and bool(self._messages)
        self.query_one(".phone-contact").display = self._thread.display
        self.query_one(".phone-empty").display = not self._call and not self._messages
        self.query_one(".phone-why", Static).update(Content(printable(self._why)))
        self._show_code()
        self._show_status()

    def _show_code(self) -> None:
        newest = self._call or (self._messages[-1] if self._messages else None)
        code = code_in(newest) if newest and not self._ringing else None
        self.set_class(code is not None, "-read")
        self.query_one(BigDigits).show(code or "")

    def _show_status(self) -> None:
        if not self._drawn:
            return
        newest = self._call or (self._messages[-1] if self._messages else None)
        clock = self._clock or (newest.at if newest else "")
        senders = ", ".join(one_line(sender, 60) for sender in self._senders)
        self.query_one(".phone-clock", Static).update(Content.styled(one_line(clock, 20), MUTED))
        self.query_one(".phone-contact", Static).update(senders)

    @on(CallScreen.PickedUp)
    def _picked_up(self) -> None:
        self.pick_up()

    @on(CallScreen.HungUp)
    def _hung_up(self) -> None:
        self.hang_up()
