"""The three places of the workbench: columns beside each other, or fewer where there is less room.

On a wide screen all three are in sight. On one of middle width the lists lie over the form while
they are the current place. On a narrow one the current place is all that there is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static
from typing_extensions import override

from tui.dialogs.host import HostScreen
from tui.outcome.pane import OutcomePane
from tui.settings import SETTINGS
from tui.widgets.title_bar import TitleBar

from .divider import Divider
from .form.pane import FormPane
from .lists.invocations import InvocationList
from .lists.sessions import SessionList

if TYPE_CHECKING:
    from .stage import Workspace

PLACES: Final = {"form": "Form", "outcome": "Outcome", "sessions": "Lists"}
"""What each is called where there is little room, by the ID of the column."""

_LEAST: Final = 24
"""Cells across that the form and the outcome keep, however the divider is moved."""
_STEP: Final = 4
"""Cells that a key moves the divider by."""
_SETTLED: Final = 0.3
"""Seconds after which the divider stays where it was moved to, and that is remembered."""


class Lists(Vertical):
    """The column of the invocations, and of the sessions below them. Says `Left` on Escape."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back to the form", id="lists.leave", show=False),
        Binding("slash", "filter", "Filter the sessions", id="sessions.filter", show=False),
    ]

    class Left(Message):
        """What was wanted of the lists is done."""

    def action_leave(self) -> None:
        self.post_message(self.Left())

    def action_filter(self) -> None:
        self.query_one(SessionList).filter()

    @override
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """On a wide screen they are not before anything, and Escape is no key of theirs."""
        return action != "leave" or not self.screen.has_class("-wide")


@dataclass(frozen=True, eq=False)
class Columns:
    """What is in the places; the sessions' has the invocations above them."""

    sessions: SessionList
    invocations: InvocationList
    form: FormPane
    outcome: OutcomePane


class Places:
    """Brings a place to the front, titles the columns, and divides the room between them.

    The style sheet could color the title of the current column by `:focus-within`, at the price of
    styling every widget of a column anew at each step of the focus.
    """

    def __init__(self, root: HostScreen, columns: Columns) -> None:
        self._root = root
        self._columns = columns
        self.work: Workspace | None = None
        """The open session, once there is one."""
        self._titles: dict[str, tuple[str, str]] = {}
        self._shown = "form"
        self._is_maximized = False
        self._last: Widget | None = None
        self._moved: Timer | None = None

    @property
    def shown(self) -> str:
        """The place in front: the one with the focus, or the one that was gone to last."""
        return self._shown

    def show(self, place: str) -> None:
        """Bring a place to the front, which matters where not all are in sight."""
        if place == "sessions" and self._shown != place:
            self._last = self._root.focused
        self._shown = place
        self._root.query_one(TitleBar).show_place(place)
        for each in PLACES:
            self._root.query_one(f"#{each}").set_class(each == place, "shown")
        # The outcome itself begins with what the headline says.
        self._root.query_one("#headline").set_class(place == "outcome", "spare")
        self._show_maximized()

    def go(self, place: str) -> None:
        """Bring a place to the front and put the focus there."""
        self.show(place)
        match place:
            case "sessions":
                lists = self._columns
                invocations_first = lists.sessions.has_focus_within and lists.invocations.go()
                if not (invocations_first or lists.sessions.go() or lists.invocations.go()):
                    self._root.set_focus(None)  # what is typed is not for what they lie over
            case "form":
                self._columns.form.focus_first()
            case _:
                self._columns.outcome.go()

    def follow(self) -> None:
        """The focus has moved: the place that it has come to is the one in front."""
        for place in PLACES:
            if place != self._shown and self._root.query_one(f"#{place}").has_focus_within:
                self.show(place)

    def leave_lists(self) -> None:
        """Back to where the focus was before the lists came over it."""
        if self._is_wide or self._shown != "sessions":
            return
        last = self._last
        self.show("form")
        if last and last.is_attached and last.focusable and self._columns.form in last.ancestors:
            self._root.set_focus(last)
        else:
            self._columns.form.focus_first()

    # The room of each

    def maximize(self) -> None:
        """Give all the room to the current place; where it has it, to all of them again."""
        self._is_maximized = not self._is_maximized
        self._show_maximized()

    def _show_maximized(self) -> None:
        columns = self._root.query_one("#columns")
        for each in PLACES:
            columns.set_class(self._is_maximized and each == self._shown, f"-max-{each}")

    def grow(self, by: int) -> None:
        """Make the current one of the form and the outcome wider, or narrower."""
        outcome = self._root.query_one("#outcome")
        sign = -1 if self._shown == "form" else 1
        self.divide(outcome.outer_size.width + sign * by * _STEP)

    def divide(self, cells: int) -> None:
        """Give the outcome so many cells across, of what it shares with the form."""
        outcome, form = (self._root.query_one(f"#{place}") for place in ("outcome", "form"))
        both = outcome.outer_size.width + form.outer_size.width
        if form.display and outcome.display and both > 2 * _LEAST:
            share = min(max(cells, _LEAST), both - _LEAST)
            self._share(share, both)
            if self._moved:
                self._moved.stop()
            percent = round(100 * share / both)
            self._moved = self._root.set_timer(_SETTLED, lambda: self._settled(percent))

    def divide_as(self, percent: int) -> None:
        """Give the outcome so much of what it shares with the form, as the settings have it."""
        self._share(percent, 100)

    def _share(self, outcome: int, both: int) -> None:
        self._root.query_one("#outcome").styles.width = f"{outcome}fr"
        self._root.query_one("#form").styles.width = f"{both - outcome}fr"

    def _settled(self, percent: int) -> None:
        split = SETTINGS["split"]
        percent = min(max(percent, split.least), split.most)
        self._root.post_message(Divider.Settled(percent))

    # What stands above them

    def show_titles(self) -> None:
        """Title the columns, the one that has the focus in the accent color."""
        titles = {
            "sessions": self._columns.invocations.title,
            # Where there is less room, the title bar names the invocation.
            "form": self._columns.invocations.heading if self._is_wide else PLACES["form"],
            "outcome": f"Outcome  {self._tally}".rstrip(),
        }
        for place, title in titles.items():
            column = self._root.query_one(f"#{place}")
            style = "bold $text-accent" if column.has_focus_within else "$text-muted"
            if self._titles.get(place) != (title, style):  # setting it draws the column anew
                self._titles[place] = (title, style)
                column.border_title = Content.styled(title, style)

    @property
    def _tally(self) -> str:
        """How a replay went, where the lists are not in sight, which say it too."""
        return "" if self._is_wide else self._columns.invocations.tallied

    @property
    def are_several(self) -> bool:
        """Whether more than one of them is in sight."""
        return not self._root.has_class("-narrow")

    @property
    def _is_wide(self) -> bool:
        """Whether the lists are in sight, whatever the current place is."""
        return self._root.has_class("-wide")

    def show_headline(self) -> None:
        """Show the outcome on one line, for a small terminal."""
        self.show_titles()
        edited = "▲ edited since · " if self.work and self.work.is_edited_since else ""
        live = "LIVE · " if self.work and self.work.live else ""
        text = Content.assemble(
            (live, "bold $text-warning"),
            (f"{tally} · " if (tally := self._tally) else "", "bold"),
            (edited, "$text-warning"),
            self._columns.outcome.headline,
        )
        self._root.query_one("#headline", Static).update(text, layout=False)
