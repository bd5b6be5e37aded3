"""The Console tab: what a hook prints, as it comes and afterwards, or only what is loud in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from textual.events import Click

from tui.keys.labels import key_of
from tui.widgets.lines import Row, lines_of
from tui.widgets.lines_view import LinesView
from tui.widgets.text_view import TextView

from .pages import console_rows

if TYPE_CHECKING:
    from sessions.contract.outcome import ConsoleLine

ConsoleState: TypeAlias = Literal["live", "cancelled", "whole"]

_LEVELS: Final = (
    ("{}: warnings and errors only", None),
    ("Warnings and errors only · {}: errors only", frozenset({"warn", "error", "stderr"})),
    ("Errors only · {}: all", frozenset({"error", "stderr"})),
)
"""What is said of each, with the key to the next, and which lines it has; None: all."""
_OF_STATE: Final[dict[ConsoleState, str]] = {
    "live": "● Live",
    "cancelled": "■ Printed before the send was cancelled",
    "whole": "",
}
_SCROLLED: Final = "scrolled up: End follows again"


class ConsoleView(TextView):
    """Shows console lines under a note, which says whether they are still coming; a click on that
    does what the key for the next level does."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._printed: list[ConsoleLine] = []
        self._before: Sequence[Row] = ()
        self._state: ConsoleState = "whole"
        self._level = 0

    def put(
        self,
        lines: Iterable[ConsoleLine],
        state: ConsoleState = "whole",
        before: Sequence[Row] = (),
    ) -> None:
        """Show these lines instead, with rows `before` them; where some were shown as they came,
        the place stays."""
        was_live, self._state = self._state == "live", state
        self._printed, self._before = list(lines), before
        self._fill(keeps_place=was_live)
        if state == "live":
            self.lines.follow()

    def add(self, lines: Sequence[ConsoleLine]) -> None:
        """Show more lines, which have been printed just now."""
        self._printed += lines
        self.lines.add(lines_of(console_rows(filter(self._is_shown, lines))))
        self._say()

    def forget(self) -> None:
        """Show nothing; of lines that were still coming the place is kept for the next `put`."""
        if self._state == "live":
            self._printed = []
        elif self.is_used:
            self.put(())

    def next_level(self) -> None:
        """All lines, only warnings and errors, only errors, all again."""
        self._level = (self._level + 1) % len(_LEVELS)
        self._fill(keeps_place=True)

    @property
    def count(self) -> int:
        """How many lines there are, shown or not."""
        return len(self._printed)

    @property
    def is_live(self) -> bool:
        """Whether lines are still to come."""
        return self._state == "live"

    def on_lines_view_moved(self, event: LinesView.Moved) -> None:
        event.stop()
        self._say()

    def on_click(self, event: Click) -> None:
        if event.widget is not None and event.widget.id == "note":
            self.next_level()

    def _is_shown(self, line: ConsoleLine) -> bool:
        levels = _LEVELS[self._level][1]
        return levels is None or line.level in levels

    def _fill(self, *, keeps_place: bool) -> None:
        shown = console_rows(filter(self._is_shown, self._printed))
        self.show(lines_of(chain(self._before, shown)), keeps_place=keeps_place)
        self._say()

    def _say(self) -> None:
        """Say above the lines whether more are coming, and which are left out."""
        said = [_OF_STATE[self._state]]
        if self.is_live and not self.lines.follows:
            said.append(_SCROLLED)
        if self._printed:
            said.append(_LEVELS[self._level][0].format(key_of("outcome.level")))
            if left := sum(not self._is_shown(line) for line in self._printed):
                said.append(f"{left:,} of {len(self._printed):,} lines left out")
        elif self._state == "whole":
            said.append("The hook printed nothing.")
        self.note(" · ".join(filter(None, said)))
