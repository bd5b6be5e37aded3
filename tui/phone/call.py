"""The screen of a phone during a call: who calls, whether they speak, and what is heard."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from sessions.phone import PhoneMessage
from sessions.text import one_line
from tui.theme import MUTED

from .text import body, call_time, contact, is_right_to_left, spoken_seconds

_VOICE: Final = "▁▂▄▆▃▁▂▅▇▅▂▁▃▆▄▂▁"


class CallScreen(Widget):
    """One call: it rings until it is picked up, then it speaks until it is hung up."""

    DEFAULT_CSS = """
    CallScreen {
        height: 1fr;
        layout: vertical;
        padding: 1 0 0 0;
        & Static { width: 1fr; height: auto; text-align: center; }
        & .caller { text-style: bold; }
        & .call-state { color: $text-accent; }
        & .call-voice { color: $text-accent; margin: 1 0 0 0; }
        & .call-text {
            height: 1fr; margin: 1 0 0 0; padding: 0 2; scrollbar-size-vertical: 1;
            & .heard.-right-to-left { text-align: right; }
        }
        & .call-end {
            width: auto; padding: 0 2; color: $text-error; text-style: bold; pointer: pointer;
            &:hover { text-style: bold reverse; }
        }
        &:focus-within .call-end { text-style: bold reverse; }
        & .call-keys { height: 1; align-horizontal: center; }
        &.-ringing {
            & .call-end { color: $text-success; }
            & .call-voice { visibility: hidden; }
        }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "press", "Answer a call, or hang up", show=False, id="phone.call"),
    ]

    class PickedUp(Message):
        """The user took a call that rang."""

    class HungUp(Message):
        """The user ended a call."""

    def compose(self) -> ComposeResult:
        yield Static(classes="caller", markup=False)
        yield Static(classes="call-state", markup=False)
        yield Static(_VOICE, classes="call-voice", markup=False)
        with VerticalScroll(classes="call-text"):
            yield Static(classes="heard", markup=False)
        with Widget(classes="call-keys"):
            yield Static(classes="call-end", markup=False)

    @property
    def ringing(self) -> bool:
        """Whether nobody has taken the call yet."""
        return self.has_class("-ringing")

    def show(self, call: PhoneMessage, *, ringing: bool) -> None:
        """Show a call. What it says is not heard while it rings."""
        self.set_class(ringing, "-ringing")
        lasts = call_time(spoken_seconds(call.text))
        state = "Incoming call" if ringing else f"speaking…  {lasts}"
        heard = Content() if ringing else body(call)
        if call.note and not ringing:
            heard = Content("\n\n").join([heard, Content.styled(one_line(call.note), MUTED)])
        self._part("caller").update(one_line(contact(call), 40))
        self._part("call-state").update(state)
        self._part("heard").update(heard)
        self._part("heard").set_class(is_right_to_left(call.text), "-right-to-left")
        self._part("call-end").update("☎ Answer" if ringing else "☎ Hang up")
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def action_press(self) -> None:
        """Take the call, or end it."""
        self.post_message(self.PickedUp() if self.ringing else self.HungUp())

    @on(Click, ".call-end")
    def _clicked(self, event: Click) -> None:
        event.stop()
        self.action_press()

    def _part(self, name: str) -> Static:
        return self.query_one(f".{name}", Static)
