"""What the outcome pane says first: the verdict, the MessageID or the error, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from sessions.text import printable, shorten
from tui.keys.labels import key_of
from tui.theme import MUTED
from tui.wording import NETWORK, duration, title, whose

if TYPE_CHECKING:
    from sessions.contract.outcome import Outcome
    from sessions.replay.failure import Failure
    from sessions.replay.last_time import LastTime

MESSAGE_LIMIT: Final = 1_000
_FIRST: Final = ("title", "duration", "to-do")
"""The parts that say something before there is an outcome."""
_ID_LIMIT: Final = 200
_MOST_UNMET: Final = 6
"""Expectations that were not met which are listed above all else."""


class MessageId(Static):
    """The MessageID; a click copies it."""

    ALLOW_SELECT = False

    class Clicked(Message):
        """The MessageID was clicked."""

    def on_click(self) -> None:
        self.post_message(self.Clicked())


class Mark(Widget):
    """A sign that does by a click what a key does."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Mark {
        width: auto; height: 1; padding-left: 1; color: $text-muted; pointer: pointer;
        &:hover { color: $text; text-style: reverse; }
    }
    """

    def __init__(self, sign: str, action: str, tooltip: str) -> None:
        super().__init__()
        self._sign = sign
        self._action = action
        self.tooltip = tooltip

    def render(self) -> str:
        return self._sign

    async def on_click(self) -> None:
        await self.run_action(self._action)


class OutcomeSummary(VerticalScroll):
    """The texts above the tabs, each a part by its ID; empty ones take no place.

    Its classes are those of the pane: the state, `-unmet` and `-short`; `-slim` leaves out marks.
    """

    DEFAULT_CSS = """
    OutcomeSummary {
        height: auto; max-height: 65%; padding: 1 0 0 1;
        scrollbar-size-vertical: 1;
        & Static { height: auto; }
        & > * { margin: 1 1 0 0; }
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

        &.-slim Mark, &.-idle Mark { display: none; }

        &.-short {
            padding: 0 0 0 1;
            & #message-id, & #whose, & #message { padding: 0 1; }
            & #to-do, & #remarks, & #target { margin: 0 1 0 0; }
        }
        &.-short.-delivered #target { margin: 1 1 0 0; }
    }
    """

    def __init__(self) -> None:
        super().__init__(id="summary", classes="-idle")  # styled once, as it is shown first
        self.to_copy: str | None = None
        """What the key c copies."""
        self._is_made = False

    def compose(self) -> ComposeResult:
        with Horizontal(id="title-row"):
            yield Static(id="title", markup=False)
            yield Static(id="duration", markup=False)
            yield Mark("‹", "screen.do('earlier', 1)", "The outcome before")
            yield Mark("›", "screen.do('earlier', -1)", "The outcome after")
            yield Mark("copy", "screen.do('copy')", "Copy the outcome, the payload, a command …")
        yield Static(id="to-do", markup=False)

    def _make_rest(self) -> None:
        """Make what only an outcome has, when there is first one: the start of the workbench need
        not, and it is a tenth of its widgets."""
        if self._is_made:
            return
        self._is_made = True
        from .source_excerpt import SourceExcerpt

        above = [
            Static(id="unmet", markup=False),
            Static(id="since", markup=False),
            MessageId(id="message-id", markup=False),
            Static(id="whose", markup=False),
            Static(id="message", markup=False),
            SourceExcerpt(id="where"),
        ]
        below = [Static(id="remarks", markup=False), Static(id="target", markup=False)]
        for part in (*above, *below):
            part.display = False
        self.mount(*above, before="#to-do")
        self.mount(*below, after="#to-do")

    def clear(self) -> None:
        """Say nothing."""
        self.to_copy = None
        for part in self.query(Static):
            part.update("")
            part.display = False
        self.scroll_home(animate=False)

    def put(self, part: str, text: str | Content) -> None:
        """Show a text, made printable, or a `Content`, which must be; nothing where it is empty."""
        if text and part not in _FIRST:
            self._make_rest()
        for widget in self.query(f"#{part}").results(Static):
            widget.update(Content(printable(text)) if isinstance(text, str) else text)
            widget.display = bool(text)

    def show_what_c_copies(self, text: str, about: str) -> None:
        """Show a MessageID, or a link, and below it what that is."""
        self.to_copy = text
        shown = shorten(text, _ID_LIMIT)
        self.put(
            "message-id",
            Content.assemble(shown, (f"  {key_of('outcome.copy')} copies", f"not bold {MUTED}")),
        )
        self.put("whose", about)

    def show_outcome(
        self,
        outcome: Outcome,
        target_label: str,
        failures: Sequence[Failure],
        *,
        edited_since: bool,
        earlier: str,
        last: LastTime | None,
    ) -> None:
        """Say what came of a send; the arguments are those of `OutcomePane.show`."""
        from .last_time import since
        from .pages import remarks
        from .source_excerpt import SourceExcerpt
        from .unmet import Unmet

        unmet, reasons = Unmet(failures), [failure.brief_sentence for failure in failures]
        kind = "" if outcome.delivered else f"  {outcome.kind.value}"
        if failures:  # the verdict is all that stands out: no word of how well it went beside it
            said, kind = "✗ Not as expected", f"  {outcome.words.title}{kind}"
        else:
            said = title(outcome)
        if earlier:
            said = f"Earlier, {earlier}: {said}"
        self.put("title", Content.assemble(said, (kind, f"not bold {MUTED}")))
        lines = [f"✗ {shorten(each, MESSAGE_LIMIT)}" for each in reasons[:_MOST_UNMET]]
        if more := len(reasons) - len(lines):
            lines.append(f"✗ … and {more:,} more, each at its value on the tabs marked ✗")
        self.put("unmet", "\n".join(lines))
        took = [f" ✗ {failure.wanted}" for failure in unmet.of("max_duration")]
        self.put(
            "duration",
            Content.assemble(duration(outcome.duration_ms), ("".join(took), "$text-error")),
        )
        ids = [f"✗ {failure.remark}" for failure in unmet.of("message_id")]
        if outcome.message_id:
            self.show_what_c_copies(outcome.message_id, "\n".join([whose(outcome), *ids]))
        else:
            self.put("whose", "\n".join(ids))
        if outcome.error:
            rest = "The Error tab has the rest."
            self.put("message", shorten(outcome.error.message, MESSAGE_LIMIT, rest))
        self._make_rest()
        self.query_one(SourceExcerpt).show(outcome.where)
        to_do = outcome.words.to_do
        advice = (printable(outcome.made_up or ""), f"→ {to_do}" if to_do else "")
        self.put("to-do", "\n".join(filter(None, advice)))
        self.put("remarks", remarks(outcome, unmet, earlier=earlier, edited_since=edited_since))
        self.put("since", since(last) if last else "")
        ran = outcome.target
        network = NETWORK[ran.network] if ran.network else ""
        self.put("target", " · ".join(filter(None, (target_label, ran.runtime, network))))
