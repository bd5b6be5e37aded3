"""What came of a send: the MessageID or exactly what went wrong, and tabs for all the rest."""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import cycle
from typing import TYPE_CHECKING, ClassVar, Final, Literal, get_args

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.getters import query_one
from textual.message import Message
from textual.reactive import reactive
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from sessions.contract.json_text import JsonValue
from sessions.contract.kinds import WORDS, Kind
from sessions.text import one_line, shorten
from tui.keys.labels import key_of
from tui.wording import duration

from .summary import MESSAGE_LIMIT, MessageId, OutcomeSummary
from .tabs import LEVEL_KEY, TAB_KEYS, OutcomeTabs

if TYPE_CHECKING:
    from sessions.contract.outcome import ConsoleLine, Outcome, SourceLocation
    from sessions.phone import PhoneMessage
    from sessions.replay.failure import Failure
    from sessions.replay.last_time import LastTime
    from tui.phone.phone import Phone

_SPINNER: Final = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_FRAME: Final = 0.1
"""Seconds that a frame of the spinner stands."""

_SHORT: Final = 28
"""Rows of the pane below which it leaves out what is only for comfort."""

_ROOMY: Final = (52, 42)
"""Cells across and down, border included, from which a phone has a place under all the rest."""
_PHONE_ROWS: Final = 17

_SLIM: Final = 56
"""Cells across below which it leaves out the marks for the mouse: the title needs the room."""

_NOTHING_YET: Final = "No message yet."

PaneState = Literal["idle", "sending", "cancelled", "delivered", "failed", "put-off"]
_STATES: Final[dict[str, PaneState]] = {
    "delivered": "delivered",
    "failed": "failed",
    "dropped": "put-off",
    "retry": "put-off",
}
"""By `contract.outcome.Result`, which is not loaded before there is an outcome."""


class OutcomePane(Widget):
    """Shows where a send stands: nothing sent, sending, cancelled, or what came of it.

    Every method takes effect at once and replaces all that was shown before, so an old outcome
    is never seen beside a new one. `headline` says the same on a single line, safe to show as
    plain text; `HeadlineChanged` goes to the parents.
    """

    DEFAULT_CSS = """
    OutcomePane {
        height: 1fr;
        layout: vertical;

        & OutcomeTabs { margin-top: 1; min-height: 6; }
        & > Phone { dock: bottom; height: 17; padding: 0 1; }
        & > #no-message { dock: bottom; height: auto; padding: 0 1; color: $text-muted; }

        &.-short OutcomeTabs { margin-top: 0; }
        &.-short.-delivered OutcomeTabs { margin-top: 1; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "copy_message_id", "Copy the MessageID", show=False, id="outcome.copy"),
        Binding("C", "screen.do('copy')", "Copy something else", show=False, id="outcome.copy_as"),
        Binding(
            "left_square_bracket",
            "screen.do('earlier', 1)",
            "To the outcome before",
            show=False,
            id="outcome.earlier",
        ),
        Binding(
            "right_square_bracket",
            "screen.do('earlier', -1)",
            "To the outcome after",
            show=False,
            id="outcome.later",
        ),
        Binding(
            "o",
            "screen.do('source')",
            "Open the hook in your editor, at its line",
            show=False,
            id="outcome.source",
        ),
        LEVEL_KEY,
        *TAB_KEYS,
    ]

    headline = reactive("")

    class HeadlineChanged(Message):
        """The headline of the pane is a new one."""

        def __init__(self, pane: OutcomePane, headline: str) -> None:
            self.pane = pane
            self.headline = headline
            super().__init__()

        @property
        def control(self) -> OutcomePane:
            """The pane, for `on` with a selector."""
            return self.pane

        def can_replace(self, message: Message) -> bool:
            """Only the newest headline counts."""
            return isinstance(message, OutcomePane.HeadlineChanged)

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=f"{classes or ''} -idle")
        self._sending = ""
        self._was_reading = False
        self.outcome: Outcome | None = None
        """What is shown, the current one or an earlier one."""
        self._started = 0.0
        self._frames = cycle(_SPINNER)
        self._spinner: Timer | None = None
        self._arrived: tuple[Sequence[PhoneMessage], str] = ((), "")
        self._phone: Phone | None = None
        self._is_roomy = False

    summary = query_one(OutcomeSummary)
    tabs = query_one(OutcomeTabs)

    def compose(self) -> ComposeResult:
        yield OutcomeSummary()
        yield OutcomeTabs()
        yield Static(id="no-message", markup=False)

    def on_mount(self) -> None:
        self._spinner = self.set_interval(_FRAME, self._spin, pause=True)
        self.idle()

    def on_resize(self, event: Resize) -> None:
        across, down = event.size
        self._is_roomy = across >= _ROOMY[0] and down >= _ROOMY[1]
        self.tabs.offer_phone(offered=not self._is_roomy)
        self.summary.set_class(across < _SLIM, "-slim")
        self._place_phone()

    def go(self) -> None:
        """Put the focus where the arrows scroll: on the text of the tab, or what is above it."""
        text = self.tabs.text if self.tabs.display else None
        if text is None or (self.summary.max_scroll_y and not text.max_scroll_y):
            self.summary.focus()
        else:
            text.focus()

    # What is shown

    @property
    def text(self) -> str:
        """All the text of the tab in front; empty where there is none."""
        lines = self.tabs.text if self.tabs.display else None
        return lines.text if lines else ""

    @property
    def where(self) -> SourceLocation | None:
        """Where in the source it went wrong."""
        return self.outcome.where if self.outcome else None

    def idle(self, text: str = "") -> None:
        """There is no outcome: `text` says why; without one, nothing has been sent yet."""
        self._start_over("idle", why="" if text else _NOTHING_YET)
        self.summary.put("title", text or "Nothing sent yet")
        self.summary.put(
            "to-do",
            "" if text else f"{key_of('workbench.send')} sends this invocation to its target.",
        )
        self.headline = one_line(text) or f"Nothing sent yet  {key_of('workbench.send')} sends"

    def clear(self) -> None:
        """Back to where nothing has been sent."""
        self.idle()

    def unsent(self, message: str) -> None:
        """The send could not be made at all, and why."""
        self._start_over("failed", why="Nothing was sent.")
        self.summary.put("title", "✗ Not sent")
        self.summary.put("message", shorten(message, MESSAGE_LIMIT))
        self.headline = f"✗ Not sent — {one_line(message)}"

    def sending(self, invocation_name: str, target: str, since: float | None = None) -> None:
        """A send has begun: the spinner runs until another method is called.

        `since` is the moment on the monotonic clock, in seconds, at which it began; None for now.
        """
        self._start_over("sending")
        self.tabs.begin()
        self._sending = f"Sending {one_line(invocation_name, 60)}".rstrip()
        self._started = time.monotonic() if since is None else since
        self.summary.put("to-do", f"{key_of('workbench.cancel')} cancels.")
        self.summary.put("target", target)
        self._spin()
        if self._spinner:
            self._spinner.resume()

    def debugging(self, invocation_name: str, target: str, since: float, url: str) -> None:
        """The hook waits for a debugger since `since`, or runs under one; `url` is where it is."""
        from sessions.targets.local.debugger import Attachment

        self.sending(invocation_name, target, since)
        attachment = Attachment(url)
        self._sending = f"Debugging {one_line(invocation_name, 60)} at {attachment.address}"
        self.summary.show_what_c_copies(
            attachment.devtools, "The hook waits at its first line. Open this in Chrome, or attach:"
        )
        self.summary.put("message", f"{attachment.command}\nan editor, to {attachment.address}")
        self.summary.put("to-do", f"Nothing times out. {key_of('workbench.cancel')} ends it.")
        self._spin()

    def printed(self, lines: Sequence[ConsoleLine]) -> None:
        """What is under way, or was cancelled just now, has printed more lines."""
        self.tabs.printed(lines)
        self._go_on_reading()

    def cancelled(self, lines: Sequence[ConsoleLine] = (), *, just_now: bool = True) -> None:
        """The send under way was given up, or was before; `lines` are what it had printed."""
        waited = duration((time.monotonic() - self._started) * 1000)
        after = f" after {waited}" if just_now else ""
        self._start_over("cancelled", why="Cancelled: nothing more arrives here.")
        self.summary.put("title", f"■ Cancelled{after}")
        self.summary.put("to-do", WORDS[Kind.CANCELLED].to_do)
        self.tabs.cancelled(lines)
        self._go_on_reading()
        self.headline = f"■ Cancelled{after}"

    def show(
        self,
        outcome: Outcome,
        payload: JsonValue,
        target_label: str,
        edited_since: bool = False,
        failures: Sequence[Failure] = (),
        at: str = "",
        earlier: str = "",
        last: LastTime | None = None,
    ) -> None:
        """What came of `payload`.

        `edited_since` where the form no longer holds that payload; `failures` say in which ways
        the outcome is not the one that the session expects, which comes before all else; `at` is
        the time of day. `earlier` says when, of an outcome that is not what came of it now.
        `last` is what came of it the time before.
        """
        from sessions.phone import arrivals, why_none

        from .pages import headline
        from .unmet import Unmet

        arrived = arrivals(outcome, payload, at)
        why = "" if arrived else why_none(outcome)
        self._start_over(_STATES[outcome.outcome], arrived, why, is_unmet=bool(failures))
        self.outcome = outcome
        self.summary.show_outcome(
            outcome,
            target_label,
            failures,
            edited_since=edited_since,
            earlier=earlier,
            last=last,
        )
        self.tabs.display = True
        self.tabs.show(outcome, payload, Unmet(failures), last)
        self._go_on_reading()
        self.headline = headline(outcome)
        if failures:
            said = failures[0].brief_sentence.removeprefix("outcome: ")
            self.headline = f"✗ Not as expected — {one_line(said)}"
        if earlier:
            self.headline = f"Earlier, {earlier}: {self.headline}"

    def action_tab(self, name: str) -> None:
        """Bring a tab to the front, with the focus where the arrows scroll."""
        if self.tabs.display and self.tabs.bring(name):
            self.tabs.when_there(self.go)

    def action_level(self) -> None:
        """Show of the console all, no more than warnings and errors, or errors."""
        self.tabs.when_there(lambda: self.tabs.console.next_level())

    def action_copy_message_id(self) -> None:
        """Copy the MessageID, or the debugger's link, to the clipboard, and say so."""
        if self.summary.to_copy is None:
            self.notify("There is no MessageID to copy.", severity="warning", markup=False)
            return
        # A terminal takes UTF-8, which has no lone surrogates.
        self.app.copy_to_clipboard(self.summary.to_copy.encode("utf-8", "replace").decode())
        self.notify(f"Copied {one_line(self.summary.to_copy, 60)}", markup=False)

    def on_message_id_clicked(self, event: MessageId.Clicked) -> None:
        event.stop()
        self.action_copy_message_id()

    def watch_headline(self, headline: str) -> None:
        self.post_message(self.HeadlineChanged(self, headline))

    # How it is shown

    def _start_over(
        self,
        state: PaneState,
        arrived: Sequence[PhoneMessage] = (),
        why: str = "",
        *,
        is_unmet: bool = False,
    ) -> None:
        """Forget everything that is shown; on the phone are these messages, or why there is none.

        All at once, so that a message that stays is not drawn anew.
        """
        if self._spinner:
            self._spinner.pause()
        classes = {f"-{other}": other == state for other in get_args(PaneState)}
        self.outcome = None
        for part in (self, self.summary):
            part.update_classes({**classes, "-unmet": is_unmet})
        self.summary.clear()
        if self.tabs.has_focus_within:
            self._was_reading = True
            self.summary.focus()  # else the focus would leave the pane, and keys go elsewhere
        elif not self.summary.has_focus:
            self._was_reading = False
        self.tabs.display = False
        self.tabs.clear()
        self._show_on_phones(arrived, why)

    def _go_on_reading(self) -> None:
        """Put the focus back into the tabs, where it was when they went away."""
        if self._was_reading and self.tabs.display and self.has_focus_within:
            self.go()

    def _show_on_phones(self, arrived: Sequence[PhoneMessage], why: str) -> None:
        self._arrived = (arrived, why)
        self.tabs.show_phone(arrived, why)
        self._place_phone()

    def _place_phone(self) -> None:
        """Where there is room, a phone under all the rest as soon as a message came, else a line
        that says why none did; where there is little, both are on a tab."""
        messages, why = self._arrived
        has_phone = self._is_roomy and bool(messages)
        if has_phone and not self._phone:
            from tui.phone.phone import Phone

            self._phone = Phone()
            self.mount(self._phone)
        if self._phone:
            self._phone.display = has_phone
            self._phone.messages(messages, why)
        line = self.query_one("#no-message", Static)
        line.display = self._is_roomy and not messages and bool(why)
        line.update(why)
        left = self.size.height - (_PHONE_ROWS if has_phone else 0)
        for part in (self, self.summary):
            part.set_class(0 < left < _SHORT, "-short")

    def _spin(self) -> None:
        elapsed = f"{time.monotonic() - self._started:.1f} s"
        text = f"{next(self._frames)} {self._sending}"
        self.summary.put("title", text)
        self.summary.put("duration", elapsed)
        self.headline = f"{text} {elapsed}"
