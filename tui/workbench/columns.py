"""The three places of the workbench: columns beside each other, or one at a time under tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.content import Content
from textual.widgets import Static, Tabs

from tui.widgets.focus import focus_first

if TYPE_CHECKING:
    from .screen import WorkbenchScreen

PLACES: Final = {"sessions": "Sessions", "form": "Form", "outcome": "Outcome"}
"""Their titles, by the ID of the column."""


class Places:
    """Brings a place to the front, and titles the columns.

    The style sheet could color the title of the column at hand by `:focus-within`, at the price of
    styling every widget of a column anew at each step of the focus.
    """

    def __init__(self, screen: WorkbenchScreen) -> None:
        self._screen = screen
        self._titles: dict[str, tuple[str, str]] = {}

    def show(self, place: str) -> None:
        """Bring a place to the front, which matters on a small terminal only."""
        self._screen.query_one("#places", Tabs).active = f"place-{place}"
        for each in PLACES:
            self._screen.query_one(f"#{each}").set_class(each == place, "shown")
        # The outcome itself begins with what the headline says.
        self._screen.query_one("#headline").set_class(place == "outcome", "spare")

    def go(self, place: str) -> None:
        """Bring a place to the front and put the focus there."""
        self.show(place)
        focus_first(
            self._screen.form.pane if place == "form" else self._screen.query_one(f"#{place}")
        )

    def show_titles(self) -> None:
        """Title the columns, the one that has the focus in the accent color."""
        for place, title in {**PLACES, "form": self._screen.invocation_list.heading}.items():
            column = self._screen.query_one(f"#{place}")
            style = "bold $text-accent" if column.has_focus_within else "$text-muted"
            if self._titles.get(place) != (title, style):  # setting it draws the column anew
                self._titles[place] = (title, style)
                column.border_title = Content.styled(title, style)

    def show_headline(self) -> None:
        """Show the outcome on one line, for a small terminal."""
        screen = self._screen
        edited = "▲ edited since · " if screen.outcomes.edited_since else ""
        live = "LIVE · " if screen.live.on else ""
        text = Content.assemble(
            (live, "bold $text-warning"), (edited, "$text-warning"), screen.outcome_pane.headline
        )
        screen.query_one("#headline", Static).update(text, layout=False)
