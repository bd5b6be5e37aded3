"""The invocations of the session: which is current, how each came out, live while they run."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle
from typing import Final

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from sessions.text import one_line
from tui.wording import duration
from tui.workbench.messages import InvocationChosen
from tui.workbench.results import Answered, Cancelled, Running, SendState, Unsent, Waiting

_SPINNER: Final = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_FRAME: Final = 0.1
_NAME_WIDTH: Final = 28
_KIND_WIDTH: Final = 18

Lookup = Callable[[str], SendState | None]


class InvocationList(Vertical):
    """A line to step with, and, where there are several invocations, a row for each.

    Says `InvocationChosen` when another is stepped to.
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._names: list[str] = []
        self._current = ""
        self._states: list[SendState | None] = []
        self._tally = ""
        self._frames = cycle(_SPINNER)
        self._frame = _SPINNER[0]
        self._spinner: Timer | None = None

    def compose(self) -> ComposeResult:
        with Horizontal(id="invocation-bar"):
            yield Static("‹", id="invocation-before", markup=False)
            yield Static(id="invocation-name", markup=False)
            yield Static("›", id="invocation-next", markup=False)
        yield OptionList(id="invocation-options", compact=True, markup=False)
        yield Static(id="invocation-tally", markup=False)

    def on_mount(self) -> None:
        self._spinner = self.set_interval(_FRAME, self._spin, pause=True)

    def show(self, names: list[str], current: str, state: Lookup) -> None:
        """Show the invocations of a session, the current one, and what is known of each."""
        options = self.query_one(OptionList)
        states = [state(name) for name in names]
        if names != self._names:
            self._names, self._states = names, states
            options.set_options(Option(self._prompt(index)) for index in range(len(names)))
        else:
            changed = [at for at, each in enumerate(states) if each is not self._states[at]]
            self._states = states
            for index in changed:
                options.replace_option_prompt_at_index(index, self._prompt(index))
        self._current = current
        self._show_tally()
        if current:
            with self.prevent(OptionList.OptionHighlighted):
                options.highlighted = names.index(current)
        self.set_class(len(names) > 1, "-several")
        self.query_one("#invocation-name", Static).update(Content(self.heading))
        if self._spinner:
            running = any(isinstance(each, Running) for each in states)
            self._spinner.resume() if running else self._spinner.pause()

    def tally(self, text: str) -> None:
        """Say how a replay went, or nothing."""
        self._tally = text
        self.set_class(bool(text), "-tallied")
        self._show_tally()

    def _show_tally(self) -> None:
        """The tally, and why the current invocation is not as expected, where it is not."""
        index = self._names.index(self._current) if self._current else 0
        state = self._states[index] if self._states else None
        reasons = state.reasons if isinstance(state, Answered) else ()
        text = Content(" · ".join(filter(None, (self._tally, one_line("; ".join(reasons), 300)))))
        self.query_one("#invocation-tally", Static).update(text)

    @property
    def heading(self) -> str:
        """`first-code  2 of 3`."""
        if not self._current:
            return "no invocation"
        place = f"{self._names.index(self._current) + 1} of {len(self._names)}"
        return f"{one_line(self._current, 60)}  {place}"

    @on(OptionList.OptionHighlighted)
    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionHighlighted | OptionList.OptionSelected) -> None:
        event.stop()
        name = self._names[event.option_index]
        if name != self._current:
            self.post_message(InvocationChosen(name))

    def on_click(self, event: events.Click) -> None:
        """The signs beside the name step."""
        step = {"invocation-before": -1, "invocation-next": 1}.get(
            event.widget.id or "" if event.widget else ""
        )
        if step is None or not self._current:
            return
        to = self._names.index(self._current) + step
        if 0 <= to < len(self._names):
            self.post_message(InvocationChosen(self._names[to]))

    def _spin(self) -> None:
        self._frame = next(self._frames)
        options = self.query_one(OptionList)
        for index, state in enumerate(self._states):
            if isinstance(state, Running):
                options.replace_option_prompt_at_index(index, self._prompt(index))

    def _prompt(self, index: int) -> Content:
        width = min(_NAME_WIDTH, max(len(one_line(each)) for each in self._names))
        sign, color, text = self._words(self._states[index])
        return Content.assemble(
            (f"{sign} ", color),
            one_line(self._names[index], width).ljust(width),
            (f"  {text}", "$text-muted"),
        )

    def _words(self, state: SendState | None) -> tuple[str, str, str]:
        match state:
            case Answered():
                kind = state.outcome.kind.value.ljust(_KIND_WIDTH)
                time = duration(state.outcome.duration_ms).rjust(7)
                sign, color = ("✓", "$text-success") if state.good else ("✗", "$text-error")
                return sign, color, f"{kind}{time}  {_verdict(state)}".rstrip()
            case Running():
                return self._frame, "$text-accent", "sending"
            case Waiting():
                return "·", "$text-muted", "waiting"
            case Cancelled():
                return "■", "$text-muted", "cancelled"
            case Unsent():
                return "✗", "$text-error", f"not sent: {one_line(state.message)}"
            case None:
                return " ", "", ""


def _verdict(state: Answered) -> str:
    if state.met is None:
        return ""
    return "as expected" if state.met else "not as expected"
