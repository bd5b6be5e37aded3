"""The help tells every key there is and every kind of outcome, and can be read and left."""

from __future__ import annotations

import importlib
import inspect
import itertools
import pkgutil

import pytest
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widgets import Static

import tui
from sessions.contract.kinds import WORDS
from tests.tui.driving import rows_seen
from tui.comparison.screen import ComparisonScreen
from tui.demo.screen import DemoScreen
from tui.dialogs.ask import Choose
from tui.help import PLACES, HelpScreen, first_steps
from tui.inbox.screen import InboxScreen
from tui.keys.keymap import NONE
from tui.listening.screen import ListeningScreen
from tui.preferences.screen import SettingsScreen
from tui.replaying.screen import ReplayScreen
from tui.tenant.screen import TenantScreen
from tui.theme import load_themes
from tui.workbench.screen import WorkbenchScreen


class KeyedScreen(Screen[None]):
    """A screen with keys of its own, and one that says nothing of what it does."""

    BINDINGS = [  # noqa: RUF012
        Binding("f5", "send", "Send", tooltip="Send this invocation to its target"),
        Binding("ctrl+pagedown,alt+right", "next", "Next [pane]"),
        ("slash", "filter", "Filter"),
        ("x", "hidden"),
        Binding("y", "secret", ""),
    ]

    def compose(self) -> ComposeResult:
        yield Static("What is behind the help\n" * 60)


class HelpApp(App[None]):
    """Opens the help over a screen that has keys.

    It has no scroll bar, by which a picture of its first lines would change with all the others.
    """

    CSS = "#help { scrollbar-size-vertical: 0 !important; }"
    BINDINGS = [Binding("ctrl+q", "quit", "Quit")]  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__()
        for theme in load_themes(None).themes:
            self.register_theme(theme)
        self.theme = "offhook-dark"
        self.animation_level = "none"

    def on_mount(self) -> None:
        self.push_screen(KeyedScreen())
        self.push_screen(HelpScreen())

    def texts(self) -> list[str]:
        return [str(part.visual) for part in self.screen.query(Static)]

    def seen(self) -> str:
        return "\n".join(rows_seen(self))


@pytest.fixture(autouse=True)
def home(monkeypatch):
    """A home that every machine could have, for snapshots and paths."""
    monkeypatch.setenv("HOME", "/home/somebody")
    monkeypatch.setenv("XDG_CONFIG_HOME", "/home/somebody/.config")


async def test_keys_and_kinds_of_outcomes_are_told_scrolled_to_and_left():
    app = HelpApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        texts = app.texts()
        pairs = dict(itertools.pairwise(texts))
        assert pairs["F5"] == "Send this invocation to its target"
        assert pairs["Ctrl+PageDown, Alt+Right"] == "Next [pane]"
        assert pairs["/"] == "Filter the sessions"
        assert pairs["Ctrl+Q"] == "Quit"
        assert pairs["c"] == "Copy the MessageID"
        assert "y" not in pairs
        told = texts.index("Send this invocation to its target")
        assert texts.index("Everywhere") < told < texts.index("In the outcome")
        assert pairs["Settings"] == "~/.config/offhook/config.toml"
        text = "\n".join(texts)
        for kind, words in WORDS.items():
            assert f"{words.title}\n{kind.value}" in text
            assert words.to_do in text
        assert "Everywhere" in app.seen()
        await pilot.press("end")
        await pilot.pause()
        assert "retry_requested" in app.seen()
        await pilot.press("f1")
        assert isinstance(app.screen, KeyedScreen)


async def test_the_help_is_searched_and_left_with_escape():
    app = HelpApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", *"message", "space", *"copy")
        await pilot.pause()
        assert "Copy the MessageID" in app.seen()
        assert "In the outcome" in app.seen()
        assert "Everywhere" not in app.seen()
        await pilot.press(*"zzz")
        await pilot.pause()
        assert "Nothing found." in app.seen()
        await pilot.press("escape")
        await pilot.pause()
        assert "Everywhere" in app.seen()
        await pilot.press("escape")
        assert isinstance(app.screen, KeyedScreen)


def keyed_classes() -> set[type[DOMNode]]:
    """Every class of the workbench that has keys of its own."""
    found = set()
    for module in pkgutil.walk_packages(tui.__path__, "tui."):
        if not module.name.startswith(("tui.cli", "tui.__main__", "tui.app")):
            for _, each in inspect.getmembers(
                importlib.import_module(module.name), inspect.isclass
            ):
                own = each.__module__.startswith("tui.") and each.__module__ != "tui.app"
                if own and each.__dict__.get("BINDINGS"):
                    found.add(each)
    return found


def test_no_class_with_keys_is_forgotten():
    told = {node for nodes in PLACES.values() for node in nodes}
    assert keyed_classes() == told | {
        *(WorkbenchScreen, DemoScreen, ComparisonScreen, ReplayScreen, TenantScreen),
        *(InboxScreen, ListeningScreen),
        HelpScreen,
    }


SCREENS = (
    *(WorkbenchScreen, ReplayScreen, ComparisonScreen, DemoScreen),
    *(InboxScreen, ListeningScreen, TenantScreen),
)


@pytest.mark.parametrize("screen", SCREENS)
def test_each_screen_has_first_steps_of_its_own(screen):
    [(title, rows)] = first_steps(screen.BINDINGS, NONE)
    assert title.startswith("First steps ")
    keys = [NONE.of(key) for key in screen.BINDINGS if not key.id.endswith((".help", ".leave"))]
    assert 3 <= len(rows) <= 4
    assert {row.name.plain for row in rows} <= {*keys}


@pytest.mark.parametrize("screen", [SettingsScreen, Choose, KeyedScreen])
def test_what_is_no_screen_of_ours_has_no_first_steps(screen):
    assert not list(first_steps(screen.BINDINGS, NONE))


def test_snapshot_of_the_outcomes_in_the_help(snap_compare):
    searched = ["slash", *"outcomes", "space", *"mean", "enter"]
    assert snap_compare(HelpApp(), press=searched, terminal_size=(120, 40))
