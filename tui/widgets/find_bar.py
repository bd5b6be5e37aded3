"""The line in which one types what is to be found, and which counts how often it is."""

from __future__ import annotations

import re
from typing import ClassVar, Final, Protocol

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

_BUTTONS: Final = {"before": " ‹ ", "next": " › ", "close": " ✕ "}


class Searchable(Protocol):
    """Something that can be searched, and goes to what is found in it."""

    @property
    def found(self) -> tuple[int, int, bool]:
        """Which match is shown, from 1 on, of how many, and whether there are more; 0 for none."""
        ...

    @property
    def name_found(self) -> str:
        """What the match that is shown is in, where that has a name."""
        ...

    def find(self, pattern: re.Pattern[str] | None) -> None:
        """Look for something; None to look for nothing any more."""
        ...

    def step(self, by: int) -> None:
        """Go to the next match, or with -1 to the one before."""
        ...


class FindBar(Horizontal):
    """Searches what it was made for while one types. `Closed` when one is done."""

    DEFAULT_CSS = """
    FindBar {
        height: 1; background: $panel; padding: 0 1;
        & .label { width: auto; color: $text-accent; text-style: bold; padding-right: 1; }
        & Input { width: 1fr; height: 1; border: none; padding: 0; background: $surface; }
        & #found { width: auto; padding: 0 1; }
        & .button { width: auto; color: $text-muted; &:hover { color: $text; } }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,down", "step(1)", "To the next match", show=False, id="find.next"),
        Binding("shift+enter,up", "step(-1)", "To the one before", show=False, id="find.before"),
        Binding("escape", "close", "Close, and stay where it is", show=False, id="find.close"),
    ]

    class Closed(Message):
        """Nothing more is to be found."""

    def __init__(self, target: Searchable) -> None:
        super().__init__()
        self._target = target
        self._stays = False

    def compose(self) -> ComposeResult:
        yield Static("Find", classes="label", markup=False)
        yield Input(compact=True, select_on_focus=False)
        yield Static(id="found", markup=False)
        for name, sign in _BUTTONS.items():
            yield Static(sign, id=name, classes="button", markup=False)

    def on_mount(self) -> None:
        self.query_one(Input).focus()
        self.watch(self.screen, "focused", self._keep_focus, init=False)
        self.count()

    def _keep_focus(self, focused: Widget | None) -> None:
        """What is gone to takes the focus, but one may want to go on."""
        if self._stays and focused is not None and self not in focused.ancestors:
            self._stays = False
            self.query_one(Input).focus()

    def count(self) -> None:
        """Say how much is found by now."""
        at, of, is_more = self._target.found
        sought = self.query_one(Input).value
        said = f"{at or '–'}/{of:,}{'+' if is_more else ''}" if of else "no match"
        said = f"{said} {name}" if (name := self._target.name_found) else said
        style = "" if of else "$text-warning"
        self.query_one("#found", Static).update(Content.styled(said if sought else "", style))

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._stays = False
        self._target.find(pattern(event.value))
        self.count()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_step(1)

    def action_step(self, by: int) -> None:
        self._stays = True
        self._target.step(by)
        self.count()

    def action_close(self) -> None:
        self._stays = False
        self.post_message(self.Closed())

    def on_click(self, event: Click) -> None:
        match event.widget and event.widget.id:
            case "before":
                self.action_step(-1)
            case "next":
                self.action_step(1)
            case "close":
                self.action_close()
            case _:
                self.query_one(Input).focus()


def pattern(text: str) -> re.Pattern[str] | None:
    """What is looked for: the text itself, in any case unless it has a capital letter."""
    if not text:
        return None
    return re.compile(re.escape(text), 0 if text != text.lower() else re.IGNORECASE)
