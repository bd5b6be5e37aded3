"""Labels over all that can be gone to on a screen: to press one goes there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.errors import NoWidget
from textual.geometry import Offset, Region
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import OptionList, Static, Tab, Tabs

if TYPE_CHECKING:
    from textual.events import Click, Key
    from textual.screen import Screen

_LETTERS: Final = "asdfghjklqwertyuiopzxcvbnm"
"""The easiest to reach first."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What can be gone to, and where its label stands."""

    at: Offset
    go: Callable[[], object]


class Jump(ModalScreen[Goal | None]):
    """Shows a label at each goal, and answers with the one whose label is typed or clicked."""

    DEFAULT_CSS = """
    Jump { background: $background 40%; }
    Jump .jump {
        position: absolute; width: auto; height: 1;
        color: $block-cursor-foreground; background: $block-cursor-background; text-style: bold;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+g", "dismiss(None)", "Stay", id="jump.leave", show=False),
    ]

    def __init__(self, goals: Sequence[Goal]) -> None:
        super().__init__()
        self._goals: Mapping[str, Goal] = dict(zip(labels(len(goals)), goals, strict=True))
        self._typed = ""

    def compose(self) -> ComposeResult:
        for label, goal in self._goals.items():
            shown = Static(label, classes="jump", markup=False, id=f"jump-{label}")
            shown.styles.offset = goal.at
            yield shown

    def on_key(self, event: Key) -> None:
        """Take a letter of a label; any other key, and one of no label, changes nothing."""
        typed = self._typed + event.key.lower()
        if typed in self._goals:
            event.stop()
            self.dismiss(self._goals[typed])
        elif any(label.startswith(typed) for label in self._goals):
            event.stop()
            self._typed = typed
            for label in self._goals:
                self.query_one(f"#jump-{label}").display = label.startswith(typed)

    def on_click(self, event: Click) -> None:
        """A click on a label goes there; one beside them stays."""
        label = (event.widget.id or "").removeprefix("jump-") if event.widget else ""
        self.dismiss(self._goals.get(label))


def jump(screen: Screen[Any]) -> None:
    """Label what is seen on a screen, and go to what is chosen."""

    def go(goal: Goal | None) -> None:
        if goal:
            goal.go()

    found = sorted(_apart(goals(screen)), key=lambda goal: (goal.at.y, goal.at.x))
    screen.app.push_screen(Jump(found), go)


def labels(count: int) -> list[str]:
    """So many labels of one letter, or two where those do not suffice; none begins another.

    >>> labels(3)
    ['a', 's', 'd']
    """
    first = 0
    while len(_LETTERS) - first + first * len(_LETTERS) < count and first < len(_LETTERS):
        first += 1
    alone = list(_LETTERS[: len(_LETTERS) - first])
    pairs = [a + b for a in _LETTERS[len(_LETTERS) - first :] for b in _LETTERS]
    return [*alone, *pairs][:count]


def goals(screen: Screen[Any]) -> Iterator[Goal]:
    """All that can be gone to where it is seen: what takes the focus, tabs, the rows of lists."""
    for widget in screen.query("*").results(Widget):
        region = _seen(screen, widget)
        if not region.area:
            continue
        if isinstance(widget, Tab):
            tabs = next((each for each in widget.ancestors if isinstance(each, Tabs)), None)
            if tabs is not None and not widget.disabled:
                yield Goal(region.offset, lambda tabs=tabs, tab=widget: _open(tabs, tab))
        elif isinstance(widget, OptionList) and widget.focusable:
            yield from _rows(screen, widget, region)
        elif widget.focusable and not isinstance(widget, Tabs):
            yield Goal(region.offset, widget.focus)


def _rows(screen: Screen[Any], options: OptionList, region: Region) -> Iterator[Goal]:
    """The rows of a list that are seen, each at its first line."""
    known: set[int] = set()
    for y in range(region.y, region.bottom):
        index = screen.get_style_at(region.x + region.width // 2, y).meta.get("option")
        if isinstance(index, int) and index not in known:
            known.add(index)
            yield Goal(Offset(region.x, y), lambda index=index: _highlight(options, index))
    if not known:
        yield Goal(region.offset, options.focus)


def _highlight(options: OptionList, index: int) -> None:
    options.focus()
    if index < options.option_count:
        options.highlighted = index


def _open(tabs: Tabs, tab: Tab) -> None:
    tabs.active = tab.id or ""
    tabs.focus()


def _seen(screen: Screen[Any], widget: Widget) -> Region:
    """Where a widget is seen; an empty region where it is not."""
    try:
        return screen.find_widget(widget).visible_region
    except NoWidget:
        return Region()


def _apart(found: Iterator[Goal]) -> Iterator[Goal]:
    """No two labels on one place: what begins at the same place stands three cells to the right."""
    taken: set[Offset] = set()
    for goal in found:
        at = goal.at
        while at in taken:
            at += Offset(3, 0)
        taken.add(at)
        yield Goal(at, goal.go)
