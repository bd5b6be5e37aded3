"""The three places of the workbench: columns beside each other, or one at a time under tabs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from textual.content import Content
from textual.dom import DOMNode
from textual.widgets import Static, Tabs

from tui.outcome.pane import OutcomePane

from .form.pane import FormPane
from .lists.invocations import InvocationList
from .lists.sessions import SessionList
from .stage import Workspace

PLACES: Final = {"sessions": "Sessions", "form": "Form", "outcome": "Outcome"}
"""Their titles, by the ID of the column."""


@dataclass(frozen=True, eq=False)
class Columns:
    """What is in the places; the form's has the invocations above it."""

    sessions: SessionList
    invocations: InvocationList
    form: FormPane
    outcome: OutcomePane


class Places:
    """Brings a place to the front, and titles the columns.

    The style sheet could color the title of the current column by `:focus-within`, at the price of
    styling every widget of a column anew at each step of the focus.
    """

    def __init__(self, root: DOMNode, columns: Columns, work: Workspace) -> None:
        self._root = root
        self._columns = columns
        self._work = work
        self._titles: dict[str, tuple[str, str]] = {}

    def show(self, place: str) -> None:
        """Bring a place to the front, which matters on a small terminal only."""
        self._root.query_one("#places", Tabs).active = f"place-{place}"
        for each in PLACES:
            self._root.query_one(f"#{each}").set_class(each == place, "shown")
        # The outcome itself begins with what the headline says.
        self._root.query_one("#headline").set_class(place == "outcome", "spare")

    def go(self, place: str) -> None:
        """Bring a place to the front and put the focus there."""
        self.show(place)
        match place:
            case "sessions":
                self._columns.sessions.go()
            case "form":
                self._columns.form.focus_first()
            case _:
                self._columns.outcome.go()

    def show_titles(self) -> None:
        """Title the columns, the one that has the focus in the accent color."""
        for place, title in {**PLACES, "form": self._columns.invocations.heading}.items():
            column = self._root.query_one(f"#{place}")
            style = "bold $text-accent" if column.has_focus_within else "$text-muted"
            if self._titles.get(place) != (title, style):  # setting it draws the column anew
                self._titles[place] = (title, style)
                column.border_title = Content.styled(title, style)

    def show_headline(self) -> None:
        """Show the outcome on one line, for a small terminal."""
        edited = "▲ edited since · " if self._work.is_edited_since else ""
        live = "LIVE · " if self._work.live else ""
        text = Content.assemble(
            (live, "bold $text-warning"), (edited, "$text-warning"), self._columns.outcome.headline
        )
        self._root.query_one("#headline", Static).update(text, layout=False)
