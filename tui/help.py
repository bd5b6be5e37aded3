"""The help: every key and where it works, what each outcome means, where the files are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid, VerticalScroll
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import ModalScreen
from textual.widgets import Static

from sessions.contract.kinds import WORDS
from sessions.text import printable
from tui.config import config_folder
from tui.demo.browser import PageKey
from tui.dialogs.ask import AskLines, Choose, Dialog
from tui.dialogs.palette import CommandPalette
from tui.keys.keymap import NONE, Keymap
from tui.outcome.pane import OutcomePane
from tui.phone.call import CallScreen
from tui.replaying.row_list import RowList
from tui.widgets.jump import Jump
from tui.widgets.path_input import PathInput
from tui.widgets.text_view import MUTED
from tui.wording import seen_from_here
from tui.workbench.form.editors import ChoiceEditor
from tui.workbench.form.field_row import FieldRow
from tui.workbench.form.pane import FormPane
from tui.workbench.lists.sessions import SessionList

PLACES: Final[dict[str, tuple[type[DOMNode], ...]]] = {
    "In the list of sessions": (SessionList,),
    "In the form": (FormPane, FieldRow, ChoiceEditor),
    "In the outcome": (OutcomePane,),
    "In a replay, or a comparison": (RowList,),
    "In a call on the phone": (CallScreen,),
    "On the demo's pages": (PageKey,),
    "In a dialog": (Dialog, Choose, AskLines, PathInput, CommandPalette),
    "With a letter over each": (Jump,),
}
"""Whose keys work where; those of the application and of its screen work everywhere."""

_FOCUS: Final = (
    Binding("tab", "", "To the next field or pane"),
    Binding("shift+tab", "", "To the one before"),
)


class HelpScreen(ModalScreen[None]):
    """A panel to scroll, over the screen whose keys it shows; Escape or F1 closes it."""

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1", "dismiss", "Close the help", show=False, id="help.leave"),
    ]

    def compose(self) -> ComposeResult:
        below = next(screen for screen in reversed(self.app.screen_stack) if screen is not self)
        with VerticalScroll(id="help") as panel:
            panel.border_title = "Help"
            panel.border_subtitle = "Escape closes"
            used = getattr(self.app, "keymap", NONE)
            everywhere = [*below.BINDINGS, *self.app.BINDINGS, *_FOCUS]
            yield from _section("Everywhere", _keys(everywhere, used))
            for place, nodes in PLACES.items():
                keys = _keys([key for node in nodes for key in node.BINDINGS], used)
                yield from _section(place, keys)
            yield from _section("Where the files are", _files())
            yield Static("What the outcomes mean", classes="heading")
            for kind, words in WORDS.items():
                title = Content.assemble((words.title, "bold"), (f"  {kind.value}", MUTED))
                yield Static(Content("\n").join([title, words.to_do] if words.to_do else [title]))


def _section(title: str, rows: list[tuple[str, str]]) -> Iterator[Static | Grid]:
    yield Static(title, classes="heading")
    cells = [(Content.styled(name, "bold"), Content(printable(about))) for name, about in rows]
    yield Grid(*(Static(cell) for row in cells for cell in row))


def _keys(bindings: list[BindingType], used: Keymap) -> list[tuple[str, str]]:
    made = [
        each if isinstance(each, Binding) else Binding(each[0], each[1], each[-1])
        for each in bindings
    ]
    rows = [(used.of(each), each.tooltip or each.description) for each in made]
    return [row for row in rows if row[1]]


def _files() -> list[tuple[str, str]]:
    folder = seen_from_here(str(config_folder()))
    return [
        ("Sessions", "Wherever you save them: TOML files, made to be kept in git"),
        ("Settings", f"{folder}/config.toml"),
        ("Your own themes", f"{folder}/themes/*.toml"),
    ]
