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
from tui.workbench.lists.sessions import SessionList

PLACES: Final[dict[str, tuple[type[DOMNode], ...]]] = {
    "In the lists": (Lists, SessionList),
    "In the form": (FormPane, Heading, FieldRow, ChoiceEditor),
    "In the outcome": (OutcomePane,),
    "In the list of expectations": (ExpectationsDialog,),
    "In the search line": (FindBar,),
    "In a replay, or a comparison": (RowList,),
    "In a call on the phone": (CallScreen,),
    "On the demo's pages": (PageKey,),
    "In a dialog": (Dialog, Choose, AskLines, PathInput, CommandPalette),
    "While jumping by a letter": (Jump,),
    "In the settings": (SettingsScreen,),
}
"""Whose keys work where; those of the application and of its screen work everywhere."""

_FOCUS: Final = (
    Binding("tab", "", "To the next field or column"),
    Binding("shift+tab", "", "To the one before"),
)


_FIRST: Final[dict[str, tuple[str, dict[str, str]]]] = {
    "workbench": (
        "First steps in the workbench",
        {
            "send": "Send the invocation in the form to its target, and see what came of it",
            "expect": "Expect this outcome from now on",
            "replay": "Send all invocations of the session, and see which are as expected",
            "save": "Save the session as a file, which offhook replay runs in CI",
        },
    ),
    "replay": (
        "First steps in a replay",
        {
            "next_failure": "Go to the next failure, with what was expected beside what came out",
            "rerun": "Send it again, once the hook is mended",
            "expect": "Expect what came out from now on, where it is right",
            "open": "Open it in the workbench",
        },
    ),
    "comparison": (
        "First steps in a comparison",
        {
            "next": "Go to the next that differs, with what came of it from each target",
            "rerun": "Send it to both again, once one of them is mended",
            "report": "Write all of it to a file",
        },
    ),
    "demo": (
        "First steps in the demo",
        {
            "next": "Take the next step, named above the keys, again and again to the end",
            "type": "Type the code that came to the phone",
            "fault": "Make the provider fail, and see what users get to see then",
            "save": "Save what the hook was sent as a session",
        },
    ),
    "inbox": (
        "First steps in the inbox",
        {
            "find": "Find a message by its number, its text or its code",
            "copy": "Copy the code of the current message",
            "request": "See how a program asked for it, and what it was answered",
        },
    ),
    "listening": (
        "First steps while listening",
        {
            "next": "Go to the next that was not delivered, with the reason",
            "save": "Save the current one as a session, with people, numbers and codes made up",
            "workbench": "Open it in the workbench, which ends listening",
        },
    ),
    "tenant": (
        "First steps with a tenant",
        {
            "pull": "Write the code of the current row into the folder",
            "push": "See what would change in the tenant, and push it after a question",
            "logs": "See what happened there of late",
        },
    ),
}
"""What a new user of a screen does, one after another, by what the ids of its keys begin with."""


@dataclass(frozen=True, slots=True)
class Row:
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
            yield Static("Nothing found.", id="help-none", markup=False)

    def _sections(self) -> Iterator[tuple[str, list[Row]]]:
        below = next(screen for screen in reversed(self.app.screen_stack) if screen is not self)
        used = getattr(self.app, "keymap", NONE)
        yield from first_steps(below.BINDINGS, used)
        here = [place for place, nodes in PLACES.items() if type(below) in nodes]
        yield from (_of_place(place, used) for place in here)
        everywhere = [*([] if here else below.BINDINGS), *self.app.BINDINGS, *_FOCUS]
        yield "Everywhere", _rows(_keys(everywhere, used))
        yield from (_of_place(place, used) for place in PLACES if place not in here)
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

    def __init__(self, row: Row) -> None:
        super().__init__(
            Static(row.name, classes="name"), Static(Content(row.about)), classes="row"
        )
        self.row = row


def first_steps(bindings: Iterable[BindingType], used: Keymap) -> Iterator[tuple[str, list[Row]]]:
    """The section of the screen with these keys. A dialog has none: it says itself what to do."""
    by_id = {key.id or "": key for key in bindings if isinstance(key, Binding)}
    screen = next(iter(by_id), "").partition(".")[0]
    if screen in _FIRST:
        title, steps = _FIRST[screen]
        yield title, _rows((used.of(by_id[f"{screen}.{id}"]), does) for id, does in steps.items())


def _of_place(place: str, used: Keymap) -> tuple[str, list[Row]]:
    return place, _rows(_keys([key for node in PLACES[place] for key in node.BINDINGS], used))


def _of_outcome(kind: str, words: Words) -> Row:
    return Row(Content.assemble((words.title, "bold"), (f"\n{kind}", MUTED)), words.to_do)


def _rows(pairs: Iterable[tuple[str, str]]) -> list[Row]:
    return [Row(Content.styled(name, "bold"), printable(about)) for name, about in pairs]


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
