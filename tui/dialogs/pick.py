"""A dialog that asks for one of a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from sessions.text import printable
from tui.keys.labels import key_of

from .ask import Dialog


class Pick(Dialog[str]):
    """Asks for one of `choices`, which are shown as their texts; answers with the key."""

    DEFAULT_CSS = """
    Pick OptionList {
        height: auto; max-height: 60vh; border: none; padding: 0; background: transparent;
        scrollbar-size-vertical: 1; text-wrap: nowrap; text-overflow: ellipsis;
        &:focus { border: none; background-tint: transparent; }
    }
    """

    def __init__(self, title: str, choices: Mapping[str, str], current: str) -> None:
        super().__init__(title)
        self._choices = dict(choices)
        self._current = current

    def parts(self) -> Iterable[Widget]:
        yield OptionList(
            *(Option(Content(printable(text)), id=key) for key, text in self._choices.items())
        )
        yield Static(f"Enter chooses · {key_of('dialog.leave')} cancels", id="hint", markup=False)

    def on_mount(self) -> None:
        options = self.query_one(OptionList)
        keys = list(self._choices)
        options.highlighted = keys.index(self._current) if self._current in keys else 0

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option.id)


class PickAndSee(Pick):
    """Asks for one of `choices` that changes how the screen looks, at its side; `see` shows the
    one at the cursor."""

    def __init__(
        self, title: str, choices: Mapping[str, str], current: str, see: Callable[[str], object]
    ) -> None:
        super().__init__(title, choices, current)
        self._see = see

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        if event.option.id is not None:
            self._see(event.option.id)
