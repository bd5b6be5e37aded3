"""The secrets of a session and its target: where each has its value from; Enter types one in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual import on
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from sessions.secrets.values import SecretState, Source
from sessions.text import one_line
from tui.workbench.messages import SecretWanted

_NAME_WIDTH: Final = 40
_WORDS: Final[dict[Source, str]] = {
    "typed in": "typed in, in memory only",
    "environment": "set in the environment",
    ".env": "in .env",
    "folder": "in the folder of the target",
    "missing": "missing: Enter types it in",
}


class SecretList(OptionList):
    """A row for each secret, without its value. Says `SecretWanted` when one is to be typed in."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, compact=True, markup=False)
        self._states: list[SecretState] = []

    @property
    def texts(self) -> list[tuple[str, str]]:
        """The name of each secret, and where its value is from."""
        return [(state.name, _WORDS[state.source]) for state in self._states]

    def show(self, states: Sequence[SecretState]) -> None:
        """Show these secrets; nothing at all where there are none."""
        if list(states) != self._states:
            at = self.highlighted
            self._states = list(states)
            self.set_options(Option(self._prompt(state)) for state in states)
            self.highlighted = at if at is not None and at < len(states) else None
        self.display = bool(states)

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(SecretWanted(self._states[event.option_index].name))

    def _prompt(self, state: SecretState) -> Content:
        width = min(_NAME_WIDTH, max(len(state.name) for state in self._states))
        is_there = state.source != "missing"
        sign, color = ("✓", "$text-success") if is_there else ("✗", "$text-error")
        return Content.assemble(
            (f"{sign} ", color),
            one_line(state.name, width).ljust(width),
            (f"  {_WORDS[state.source]}", "$text-muted"),
        )
