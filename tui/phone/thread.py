"""The messages on a phone: a bubble each, the newest at the bottom and in sight."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from sessions.phone import PhoneMessage
from sessions.text import one_line

from .text import body, call_time, contact, is_right_to_left, spoken_seconds

_MOST: Final = 50
"""Messages that are shown; of more only the newest."""


class Bubble(Widget):
    """One message. A call that is over is one too, with what was said."""

    DEFAULT_CSS = """
    Bubble {
        height: auto; layout: vertical; margin: 0 0 1 0;
        & .bubble-text {
            width: auto; max-width: 90%; height: auto;
            background: $panel; border: inner $panel;
            &:ansi { border: round $border-blurred; }
            &.-right-to-left { text-align: right; }
        }
        & .bubble-about { width: auto; max-width: 100%; padding: 0 1; color: $text-muted; }
    }
    """

    def __init__(self, message: PhoneMessage, *, named: bool) -> None:
        super().__init__()
        self._message = message
        self._named = named

    def compose(self) -> ComposeResult:
        message = self._message
        text = body(message)
        if message.channel == "voice":
            lasted = call_time(spoken_seconds(message.text))
            text = Content("\n").join([Content.styled(f"☎ Call, {lasted}", "bold"), text])
        # A text that begins from right to left stands on the right, in rows that hold nothing
        # else, so that no neighbor can pull it about. Its letters stay in the order in which they
        # were sent: a terminal that knows the bidirectional algorithm lays out each row itself,
        # and text that was reordered before would be turned round twice. No isolating marks are
        # added: terminals mostly ignore them or draw boxes, and `TerminalGuard` drops them.
        classes = "bubble-text -right-to-left" if is_right_to_left(message.text) else "bubble-text"
        yield Static(text, classes=classes, markup=False)
        sender = contact(message) if self._named else ""
        parts = (one_line(sender, 40), one_line(message.at, 20), one_line(message.note, 60))
        about = " · ".join(filter(None, parts))
        if about:
            yield Static(about, classes="bubble-about", markup=False)

    def on_resize(self) -> None:
        """It is laid out now, so that its height is known."""
        if isinstance(self.parent, Thread):
            self.parent.show_newest()


class Thread(VerticalScroll):
    """The messages of a phone, to be scrolled by keys and wheel."""

    def put(self, messages: Sequence[PhoneMessage], *, named: bool) -> None:
        """Show these messages instead of all that was there; `named` where each says its sender."""
        for bubble in self.children:
            bubble.display = False  # it is removed a moment later, and must not be seen meanwhile
        self.remove_children()
        self.mount_all(Bubble(each, named=named) for each in messages[-_MOST:])

    def add(self, message: PhoneMessage, *, named: bool) -> None:
        """Show one more message below the others."""
        self.mount(Bubble(message, named=named))

    def on_resize(self) -> None:
        """More or less of the messages is in sight."""
        self.show_newest()

    def show_newest(self) -> None:
        """Scroll to the end of the newest message, or to the beginning of one too long for that."""
        self.call_after_refresh(self._scroll)

    def _scroll(self) -> None:
        bubbles = [each for each in self.children if each.display]
        if not bubbles:
            return
        if bubbles[-1].region.height >= self.size.height:
            self.scroll_to_widget(bubbles[-1], top=True, animate=False)
        else:
            self.scroll_end(animate=False)
