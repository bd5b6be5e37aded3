"""The invocations of the session: which is current, how each came out, live while they run."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle
from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from sessions.text import one_line
from tui.widgets.compact import CompactList
from tui.wording import duration
from tui.workbench.messages import InvocationChosen
from tui.workbench.results import Answered, Cancelled, Running, SendState, Unsent, Waiting

_SPINNER: Final = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_FRAME: Final = 0.1
_NAME_WIDTH: Final = 20
_LEAST: Final = 8
"""Cells that a name has at least, also where the list is not seen and has none."""
_TIME: Final = 10
"""Cells around a name, of which the time that it took is not to be cut."""

Lookup = Callable[[str], SendState | None]


class InvocationList(Vertical):
    """A row for each invocation, and how a replay of them went.

    Says `InvocationChosen` when another is stepped to, `Picked` when one is settled on.
    """

    class Picked(Message):
        """Enter or a click: that one, and on with it."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._names: list[str] = []
        self._longest = 0
        self._current = ""
        self._states: list[SendState | None] = []
        self._tally = ""
        self._frames = cycle(_SPINNER)
        self._frame = _SPINNER[0]
        self._spinner: Timer | None = None

    def compose(self) -> ComposeResult:
        yield CompactList(id="invocation-options")
        yield Static(id="invocation-tally", markup=False)

    def on_mount(self) -> None:
        self._spinner = self.set_interval(_FRAME, self._spin, pause=True)

    def show(self, names: list[str], current: str, state: Lookup) -> None:
        """Show the invocations of a session, the current one, and what is known of each."""
        options = self.query_one(OptionList)
        states = [state(name) for name in names]
        if names != self._names:
            self._names, self._states = names, states
            self._longest = max((len(one_line(name, _NAME_WIDTH)) for name in names), default=0)
            options.set_options(Option(self._prompt(index)) for index in range(len(names)))
        else:
            changed = [at for at, each in enumerate(states) if each is not self._states[at]]
            self._states = states
            for index in changed:
                options.replace_option_prompt_at_index(index, self._prompt(index))
        self._current = current
        if current:
            with self.prevent(OptionList.OptionHighlighted):
                options.highlighted = names.index(current)
        if self._spinner:
            running = any(isinstance(each, Running) for each in states)
            self._spinner.resume() if running else self._spinner.pause()

    def on_resize(self) -> None:
        """Names have as much room as there is beside the times."""
        options = self.query_one(OptionList)
        for index in range(len(self._names)):
            options.replace_option_prompt_at_index(index, self._prompt(index))

    def tally(self, text: str) -> None:
        """Say how a replay went, or nothing."""
        self._tally = text
        self.set_class(bool(text), "-tallied")
        self.query_one("#invocation-tally", Static).update(Content(text))

    @property
    def tallied(self) -> str:
        """How a replay went; empty where none has been made."""
        return self._tally

    @property
    def heading(self) -> str:
        """`first-code 2/3`."""
        if not self._current:
            return "no invocation"
        place = f"{self._names.index(self._current) + 1}/{len(self._names)}"
        return f"{one_line(self._current, 40)} {place}"

    @property
    def title(self) -> str:
        """`Invocations 3`."""
        return f"Invocations {len(self._names):,}"

    def go(self) -> bool:
        """Put the focus on the list; False where there is none."""
        if self._names:
            self.query_one(OptionList).focus()
        return bool(self._names)

    @on(OptionList.OptionSelected)
    def _picked(self) -> None:
        self.post_message(self.Picked())

    @on(OptionList.OptionHighlighted)
    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionHighlighted | OptionList.OptionSelected) -> None:
        event.stop()
        name = self._names[event.option_index]
        if name != self._current:
            self.post_message(InvocationChosen(name))

    def _spin(self) -> None:
        self._frame = next(self._frames)
        options = self.query_one(OptionList)
        for index, state in enumerate(self._states):
            if isinstance(state, Running):
                options.replace_option_prompt_at_index(index, self._prompt(index))

    def _prompt(self, index: int) -> Content:
        width = min(self._longest, max(_LEAST, self.size.width - _TIME))
        sign, color, text = self._words(self._states[index])
        return Content.assemble(
            (f"{sign} ", color),
            one_line(self._names[index], width).ljust(width),
            (f" {text}", "$text-muted"),
        )

    def _words(self, state: SendState | None) -> tuple[str, str, str]:
        match state:
            case Answered():
                if state.good:
                    return "✓", "$text-success", duration(state.outcome.duration_ms).rjust(7)
                # What was expected comes before what came out: it is what the sign stands for.
                verdict = "≠ " if state.met is False else ""
                return "✗", "$text-error", f"{verdict}{state.outcome.kind.value}"
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
