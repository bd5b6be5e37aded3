"""The help: every key and where it works, what each outcome means, where the files are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from sessions.contract.kinds import WORDS, Words
from sessions.text import printable
from tui.config import config_folder
from tui.demo.browser import PageKey
from tui.dialogs.ask import AskLines, Choose, Dialog
from tui.dialogs.palette import CommandPalette
from tui.keys.keymap import NONE, Keymap
from tui.keys.labels import key_of
from tui.outcome.pane import OutcomePane
from tui.phone.call import CallScreen
from tui.preferences.screen import SettingsScreen
from tui.replaying.row_list import RowList
from tui.theme import MUTED
from tui.widgets.find_bar import FindBar
from tui.widgets.jump import Jump
from tui.widgets.path_input import PathInput
from tui.wording import seen_from_here
from tui.workbench.columns import Lists
from tui.workbench.expecting.dialog import ExpectationsDialog
from tui.workbench.form.editors import ChoiceEditor
from tui.workbench.form.field_row import FieldRow
from tui.workbench.form.pane import FormPane
from tui.workbench.form.section import Heading
from tui.workbench.keys import KEYS
from tui.workbench.lists.sessions import SessionList

PLACES: Final[dict[str, tuple[type[DOMNode], ...]]] = {
    "In the lists": (Lists, SessionList),
    "In the form": (FormPane, Heading, FieldRow, ChoiceEditor),
    "In the outcome": (OutcomePane,),
    "In the list of expectations": (ExpectationsDialog,),
    "In the line that finds": (FindBar,),
    "In a replay, or a comparison": (RowList,),
    "In a call on the phone": (CallScreen,),
    "On the demo's pages": (PageKey,),
    "In a dialog": (Dialog, Choose, AskLines, PathInput, CommandPalette),
    "With a letter over each": (Jump,),
    "In the settings": (SettingsScreen,),
}
"""Whose keys work where; those of the application and of its screen work everywhere."""

_FOCUS: Final = (
    Binding("tab", "", "To the next field or column"),
    Binding("shift+tab", "", "To the one before"),
)


_FIRST: Final = (
    ("send", "sends the invocation in the form to its target, and shows what came of it"),
    ("expect", "says that this is what is expected from now on"),
    ("replay", "sends all invocations of the session, and says which are as expected"),
    ("save", "keeps the session as a file, which offhook replay runs in CI"),
)
"""What a new user does, one after another."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A name, and what there is to say of it."""

    name: Content
    about: str

    @property
    def text(self) -> str:
        return f"{self.name.plain} {self.about}".casefold()


class HelpScreen(ModalScreen[None]):
    """A panel to scroll and to search, over the screen whose keys it shows; Escape closes it."""

    CSS_PATH = "help.tcss"
    AUTO_FOCUS = "#help"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "End the search, or close", show=False, id="help.leave"),
        Binding("f1", "dismiss", "Close the help", show=False, id="help.close"),
        Binding("slash", "find", "Search the help", show=False, id="help.find"),
    ]

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help") as panel:
            panel.border_title = "Help"
            panel.border_subtitle = (
                f"{key_of('help.find')} searches · {key_of('help.leave')} closes"
            )
            yield Input(placeholder="A word, or a key", id="help-search")
            for title, rows in self._sections():
                with Vertical(classes="section"):
                    yield Static(title, classes="heading")
                    yield from map(_RowView, rows)
            yield Static("Nothing is called so.", id="help-none", markup=False)

    def _sections(self) -> Iterator[tuple[str, list[_Row]]]:
        below = next(screen for screen in reversed(self.app.screen_stack) if screen is not self)
        used = getattr(self.app, "keymap", NONE)
        by_id = {key.id: key for key in KEYS}
        first = [(used.of(by_id[f"workbench.{id}"]), about) for id, about in _FIRST]
        yield "First steps in the workbench", _rows(first)
        everywhere = [*below.BINDINGS, *self.app.BINDINGS, *_FOCUS]
        yield "Everywhere", _rows(_keys(everywhere, used))
        for place, nodes in PLACES.items():
            yield place, _rows(_keys([key for node in nodes for key in node.BINDINGS], used))
        yield "Where the files are", _rows(_files())
        yield (
            "What the outcomes mean",
            [_of_outcome(kind.value, words) for kind, words in WORDS.items()],
        )

    def action_find(self) -> None:
        """Type what is looked for."""
        self.query_one(Input).focus()

    def action_leave(self) -> None:
        """End the search where there is one; else close the help."""
        search = self.query_one(Input)
        if search.has_focus or search.value:
            search.value = ""
            self.query_one("#help").focus()
        else:
            self.dismiss()

    @on(Input.Submitted)
    def _read(self) -> None:
        self.query_one("#help").focus()

    @on(Input.Changed)
    def _look(self, event: Input.Changed) -> None:
        """Show what has all the words, and the headings of that."""
        words = event.value.casefold().split()
        for section in self.query(".section"):
            title = section.query_one(".heading", Static)
            whole = bool(words) and all(word in str(title.visual).casefold() for word in words)
            rows = section.query(_RowView)
            for row in rows:
                row.display = whole or all(word in row.row.text for word in words)
            section.display = any(row.display for row in rows)
        none = not any(section.display for section in self.query(".section"))
        self.query_one("#help-none").display = none


class _RowView(Horizontal):
    """A row of a section."""

    def __init__(self, row: _Row) -> None:
        super().__init__(
            Static(row.name, classes="name"), Static(Content(row.about)), classes="row"
        )
        self.row = row


def _of_outcome(kind: str, words: Words) -> _Row:
    return _Row(Content.assemble((words.title, "bold"), (f"\n{kind}", MUTED)), words.to_do)


def _rows(pairs: Iterable[tuple[str, str]]) -> list[_Row]:
    return [_Row(Content.styled(name, "bold"), printable(about)) for name, about in pairs]


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
