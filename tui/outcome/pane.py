"""What came of a send: the MessageID or exactly what went wrong, and tabs for all the rest."""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import cycle
from typing import TYPE_CHECKING, ClassVar, Final, Literal, get_args

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.message import Message
from textual.reactive import reactive
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from sessions.contract.json_text import JsonValue
from sessions.contract.kinds import WORDS, Kind
from sessions.contract.outcome import Outcome, Result
from sessions.phone import PhoneMessage, arrivals, why_none
from sessions.text import one_line, printable, shorten
from tui.phone.phone import Phone
from tui.widgets.text_view import MUTED
from tui.wording import NETWORK, duration, title, whose

from .last_time import since
from .pages import headline, remarks
from .source_excerpt import SourceExcerpt
from .tabs import OutcomeTabs
from .unmet import Unmet

if TYPE_CHECKING:
    from sessions.replay.failure import Failure
    from sessions.replay.last_time import LastTime

_SPINNER: Final = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_FRAME: Final = 0.1
"""Seconds that a frame of the spinner stands."""

_MESSAGE_LIMIT: Final = 1_000
_ID_LIMIT: Final = 200
_MOST_UNMET: Final = 6
"""Expectations that were not met which are listed above all else."""

_SHORT: Final = 28
"""Rows of the pane below which it leaves out what is only for comfort."""

_ROOMY: Final = (52, 42)
"""Cells across and down, border included, from which the phone has a place under all the rest."""
_PHONE_ROWS: Final = 17

_NOTHING_YET: Final = "No message yet."

PaneState = Literal["idle", "sending", "cancelled", "delivered", "failed", "put-off"]
_STATES: Final[dict[Result, PaneState]] = {
    Result.DELIVERED: "delivered",
    Result.FAILED: "failed",
    Result.DROPPED: "put-off",
    Result.RETRY: "put-off",
}


class MessageId(Static):
    """The MessageID; a click copies it."""

    ALLOW_SELECT = False

    class Clicked(Message):
        """The MessageID was clicked."""

    def on_click(self) -> None:
        self.post_message(self.Clicked())


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

        & #summary {
            height: auto; max-height: 65%; padding: 1 0 0 1;
            scrollbar-size-vertical: 1;
            & Static { height: auto; }
            & > * { margin: 1 1 0 0; }
        }
        & #title-row { height: auto; margin: 0 1 0 0; }
        & #title { width: 1fr; text-style: bold; }
        & #duration { width: auto; padding-left: 1; color: $text-muted; }

        & #message-id, & #whose, & #message { background: $surface; border-left: outer $panel; }
        & #message-id { padding: 1 1 0 1; text-style: bold; &:hover { background: $panel; } }
        & #whose { margin: 0 1 0 0; padding: 0 1 1 1; color: $text-muted; }
        & #message { padding: 1; }

        & #unmet { color: $text-error; }
        & #remarks { color: $text-warning; }
        & #target { color: $text-muted; }
        & #since { color: $text-muted; margin: 0 1 0 0; }
        & OutcomeTabs { margin-top: 1; min-height: 6; }
        & > Phone { dock: bottom; height: 17; padding: 0 1; }

        &.-idle #title { color: $text-muted; text-style: none; }
        &.-cancelled #title { color: $text-muted; }
        &.-sending #title { color: $text-accent; }
        &.-delivered {
            & #title { color: $text-success; }
            & #message-id, & #whose { border-left: outer $success; }
        }
        &.-failed {
            & #title { color: $text-error; }
            & #message { border-left: outer $error; }
        }
        &.-put-off {
            & #title { color: $text-warning; }
            & #message { border-left: outer $warning; }
        }

        &.-unmet {
            & #title { color: $text-error; }
            & #message-id, & #whose { border-left: outer $panel; }
        }

        &.-short {
            & #summary { padding: 0 0 0 1; }
            & #message-id, & #whose, & #message { padding: 0 1; }
            & #to-do, & #remarks, & #target { margin: 0 1 0 0; }
            & OutcomeTabs { margin-top: 0; }
        }
        &.-short.-delivered {
            & #target { margin: 1 1 0 0; }
            & OutcomeTabs { margin-top: 1; }
        }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "copy_message_id", "Copy the MessageID", show=False, id="outcome.copy"),
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
        self._to_copy: str | None = None
        self._sending = ""
        self._started = 0.0
        self._frames = cycle(_SPINNER)
        self._spinner: Timer | None = None
        self._arrived: tuple[Sequence[PhoneMessage], str] = ((), "")

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="summary"):
            with Horizontal(id="title-row"):
                yield Static(id="title", markup=False)
                yield Static(id="duration", markup=False)
            yield Static(id="unmet", markup=False)
            yield Static(id="since", markup=False)
            yield MessageId(id="message-id", markup=False)
            yield Static(id="whose", markup=False)
            yield Static(id="message", markup=False)
            yield SourceExcerpt(id="where")
            yield Static(id="to-do", markup=False)
            yield Static(id="remarks", markup=False)
            yield Static(id="target", markup=False)
        yield OutcomeTabs()

    def on_mount(self) -> None:
        self._spinner = self.set_interval(_FRAME, self._spin, pause=True)
        self.idle()

    def on_resize(self, event: Resize) -> None:
        across, down = event.size
        roomy = across >= _ROOMY[0] and down >= _ROOMY[1]
        if roomy != bool(self.query_children(Phone)):
            self._give_the_phone_a_place(of_its_own=roomy)
        self.set_class(down - (_PHONE_ROWS if roomy else 0) < _SHORT, "-short")

    # What is shown

    def idle(self, text: str = "") -> None:
        """There is no outcome: `text` says why; without one, nothing has been sent yet."""
        self._start_over("idle", why="" if text else _NOTHING_YET)
        self._set("title", text or "Nothing sent yet")
        self._set("to-do", "" if text else "F5 sends this invocation to its target.")
        self.headline = one_line(text) or "Nothing sent yet  F5 sends"

    def clear(self) -> None:
        """Back to where nothing has been sent."""
        self.idle()

    def unsent(self, message: str) -> None:
        """The send could not be made at all, and why."""
        self._start_over("failed", why="Nothing was sent.")
        self._set("title", "✗ Not sent")
        self._set("message", shorten(message, _MESSAGE_LIMIT))
        self.headline = f"✗ Not sent — {one_line(message)}"

    def sending(self, invocation_name: str, target: str, since: float | None = None) -> None:
        """A send has begun: the spinner runs until another method is called.

        `since` is the moment on the monotonic clock, in seconds, at which it began; None for now.
        """
        self._start_over("sending")
        self._sending = f"Sending {one_line(invocation_name, 60)}".rstrip()
        self._started = time.monotonic() if since is None else since
        self._set("to-do", "Escape cancels.")
        self._set("target", target)
        self._spin()
        if self._spinner:
            self._spinner.resume()

    def debugging(self, invocation_name: str, target: str, since: float, url: str) -> None:
        """The hook waits for a debugger since `since`, or runs under one; `url` is where it is."""
        from sessions.targets.local.debugger import Attachment

        self.sending(invocation_name, target, since)
        attachment = Attachment(url)
        self._sending = f"Debugging {one_line(invocation_name, 60)} at {attachment.address}"
        self._show_what_c_copies(
            attachment.devtools, "The hook waits at its first line. Open this in Chrome, or attach:"
        )
        self._set("message", f"{attachment.command}\nan editor, to {attachment.address}")
        self._set("to-do", "Nothing times out. Escape ends it.")
        self._spin()

    def cancelled(self) -> None:
        """The send under way was given up."""
        waited = duration((time.monotonic() - self._started) * 1000)
        self._start_over("cancelled", why="Cancelled: nothing more arrives here.")
        self._set("title", f"■ Cancelled after {waited}")
        self._set("to-do", WORDS[Kind.CANCELLED].to_do)
        self.headline = f"■ Cancelled after {waited}"

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
        unmet, reasons = Unmet(failures), [failure.sentence for failure in failures]
        arrived = arrivals(outcome, payload, at)
        why = "" if arrived else why_none(outcome)
        self._start_over(_STATES[outcome.outcome], arrived, why)
        kind = "" if outcome.delivered else f"  {outcome.kind.value}"
        said = f"✗ Not as expected: {outcome.words.title}" if reasons else title(outcome)
        if earlier:
            said = f"Earlier, {earlier}: {said}"
        self._set("title", Content.assemble(said, (kind, f"not bold {MUTED}")))
        self.set_class(bool(reasons), "-unmet")
        lines = [f"✗ {shorten(each, _MESSAGE_LIMIT)}" for each in reasons[:_MOST_UNMET]]
        if more := len(reasons) - len(lines):
            lines.append(f"✗ … and {more:,} more, each at its value on the tabs marked ✗")
        self._set("unmet", "\n".join(lines))
        took = [f" ✗ {failure.wanted}" for failure in unmet.of("max_duration")]
        self._set(
            "duration",
            Content.assemble(duration(outcome.duration_ms), ("".join(took), "$text-error")),
        )
        ids = [f"✗ {failure.remark}" for failure in unmet.of("message_id")]
        if outcome.message_id:
            self._show_what_c_copies(outcome.message_id, "\n".join([whose(outcome), *ids]))
        else:
            self._set("whose", "\n".join(ids))
        if outcome.error:
            rest = "The Error tab has the rest."
            self._set("message", shorten(outcome.error.message, _MESSAGE_LIMIT, rest))
        self.query_one(SourceExcerpt).show(outcome.where)
        to_do = outcome.words.to_do
        advice = (printable(outcome.made_up or ""), f"→ {to_do}" if to_do else "")
        self._set("to-do", "\n".join(filter(None, advice)))
        self._set("remarks", remarks(outcome, unmet, earlier=earlier, edited_since=edited_since))
        self._set("since", since(last) if last else "")
        ran = outcome.target
        network = NETWORK[ran.network] if ran.network else ""
        self._set("target", " · ".join(filter(None, (target_label, ran.runtime, network))))
        self.query_one(OutcomeTabs).display = True
        self.query_one(OutcomeTabs).show(outcome, payload, unmet, last)
        self.headline = (
            f"✗ Not as expected — {one_line(reasons[0])}" if reasons else headline(outcome)
        )
        if earlier:
            self.headline = f"Earlier, {earlier}: {self.headline}"

    def action_copy_message_id(self) -> None:
        """Copy the MessageID, or the debugger's link, to the clipboard, and say so."""
        if self._to_copy is None:
            self.notify("There is no MessageID to copy.", severity="warning", markup=False)
            return
        # A terminal takes UTF-8, which has no lone surrogates.
        self.app.copy_to_clipboard(self._to_copy.encode("utf-8", "replace").decode())
        self.notify(f"Copied {one_line(self._to_copy, 60)}", markup=False)

    def on_message_id_clicked(self, event: MessageId.Clicked) -> None:
        event.stop()
        self.action_copy_message_id()

    def watch_headline(self, headline: str) -> None:
        self.post_message(self.HeadlineChanged(self, headline))

    # How it is shown

    def _start_over(
        self, state: PaneState, arrived: Sequence[PhoneMessage] = (), why: str = ""
    ) -> None:
        """Forget everything that is shown; on the phone are these messages, or why there is none.

        All at once, so that a message that stays is not drawn anew.
        """
        if self._spinner:
            self._spinner.pause()
        self._to_copy = None
        self.update_classes({f"-{other}": other == state for other in get_args(PaneState)})
        self.remove_class("-unmet")
        for part in self.query("#summary Static").results(Static):
            part.update("")
            part.display = False
        summary, tabs = self.query_one("#summary"), self.query_one(OutcomeTabs)
        if tabs.has_focus_within:
            summary.focus()  # else the focus would leave the pane, and keys go elsewhere
        tabs.display = False
        tabs.clear()
        summary.scroll_home(animate=False)
        self._show_on_phones(arrived, why)

    def _show_on_phones(self, arrived: Sequence[PhoneMessage], why: str) -> None:
        self._arrived = (arrived, why)
        self.query_one(OutcomeTabs).show_phone(arrived, why)
        for phone in self.query_children(Phone):
            phone.messages(arrived, why)

    def _give_the_phone_a_place(self, *, of_its_own: bool) -> None:
        """Show the phone under all the rest where there is room, else on a tab."""
        self.query_one(OutcomeTabs).offer_phone(offered=not of_its_own)
        if of_its_own:
            phone = Phone()
            phone.messages(*self._arrived)
            self.mount(phone)
        else:
            self.query_children(Phone).remove()

    def _show_what_c_copies(self, text: str, about: str) -> None:
        self._to_copy = text
        shown = shorten(text, _ID_LIMIT)
        self._set("message-id", Content.assemble(shown, ("  c copies", f"not bold {MUTED}")))
        self._set("whose", about)

    def _set(self, part: str, text: str | Content) -> None:
        """Show a text, made printable, or a `Content`, which must be; nothing where it is empty."""
        widget = self.query_one(f"#{part}", Static)
        widget.update(Content(printable(text)) if isinstance(text, str) else text)
        widget.display = bool(text)

    def _spin(self) -> None:
        elapsed = f"{time.monotonic() - self._started:.1f} s"
        text = f"{next(self._frames)} {self._sending}"
        self._set("title", text)
        self._set("duration", elapsed)
        self.headline = f"{text} {elapsed}"
