"""Dialogs answer to the keyboard alone, leave with Escape, and say at once what is wrong."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual.app import App, ComposeResult
from textual.widgets import Button, Input, Static

from tests.tui.driving import rows_seen
from tui.dialogs.ask import AskLines, AskPath, AskText, Choose, Variant
from tui.theme import load_themes

UNSAVED = "enrollment.toml has changes that are not saved."
UNSAVED_BUTTONS: list[tuple[str, str, Variant]] = [
    ("discard", "Discard", "error"),
    ("save", "Save", "primary"),
    ("cancel", "Cancel", "default"),
]
NOTHING = object()


class DialogApp(App[None]):
    """Opens one dialog at once, and keeps what it answers."""

    def __init__(self, dialog) -> None:
        super().__init__()
        for theme in load_themes(None).themes:
            self.register_theme(theme)
        self.theme = "offhook-dark"
        self.animation_level = "none"
        self.dialog = dialog
        self.answer: object = NOTHING

    def compose(self) -> ComposeResult:
        yield Static("What is behind the dialog\n" * 30)

    def on_mount(self) -> None:
        self.push_screen(self.dialog, self.keep)

    def keep(self, answer: object) -> None:
        self.answer = answer

    def problem(self) -> str:
        return str(self.dialog.query_one("#problem", Static).visual)

    def seen(self) -> str:
        return "\n".join(rows_seen(self))


def unsaved() -> Choose:
    return Choose("Unsaved changes", UNSAVED, UNSAVED_BUTTONS)


def not_empty(text: str) -> str | None:
    return None if text else "A name has at least one letter."


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (["enter"], "save"),
        (["left", "enter"], "discard"),
        (["down", "enter"], "cancel"),
        (["tab", "tab", "space", "enter"], "discard"),
        (["escape"], None),
    ],
)
async def test_a_choice_is_made_with_keys(keys, answer):
    app = DialogApp(unsaved())
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press(*keys)
        assert app.answer == answer


async def test_a_choice_is_made_with_the_mouse():
    app = DialogApp(unsaved())
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.click("#discard")
        assert app.answer == "discard"


async def test_a_click_beside_the_dialog_cancels():
    app = DialogApp(unsaved())
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.click("#body")
        assert app.answer is NOTHING
        await pilot.click(offset=(0, 0))
        assert app.answer is None


async def test_without_a_primary_button_the_first_has_the_focus():
    app = DialogApp(Choose("Title", "Body", [("a", "A", "default"), ("b", "B", "error")]))
    async with app.run_test() as pilot:
        await pilot.pause()
        assert app.focused is app.dialog.query_one("#a")


async def test_long_bodies_and_many_buttons_fit_a_small_terminal_and_scroll():
    buttons: list[tuple[str, str, Variant]] = [
        (f"b{n}", f"A button with a long label {n} " + "漢" * 5, "default") for n in range(4)
    ]
    body = "\n".join(f"[red]line {n}[/nonsense] \x1b[31m" for n in range(40))
    app = DialogApp(Choose("[bold]Title[/", body, buttons))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "[bold]Title[/" in app.seen()
        assert "[red]line 0[/nonsense] \\x1b[31m" in app.seen()
        for button in app.dialog.query(Button):
            assert app.dialog.query_one("#dialog").content_region.contains_region(button.region)
        await pilot.press(*["pagedown"] * 4)
        await pilot.pause()
        assert "line 39" in app.seen()
        await pilot.press(*["pageup"] * 4)
        await pilot.pause()
        assert "line 0[" in app.seen()


async def test_buttons_are_seen_whole_at_every_width():
    buttons: list[tuple[str, str, Variant]] = [
        ("take", "Take them over", "primary"),
        ("discard", "Discard them", "error"),
        ("later", "Ask later", "default"),
    ]
    app = DialogApp(Choose("Edits that were not saved", "Some.", buttons))
    async with app.run_test(size=(60, 20)) as pilot:
        for width in (60, 80, 40):
            await pilot.resize_terminal(width, 20)
            await pilot.pause()
            assert all(label in app.seen() for _, label, _ in buttons), width


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """A folder with sessions, worked in."""
    (tmp_path / "mfa-suite").mkdir()
    (tmp_path / "mfa-suite" / "enrollment.toml").touch()
    (tmp_path / "mfa.toml").touch()
    (tmp_path / ".hidden.toml").touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def suggested(pilot, path: str) -> None:
    """Wait until a path is suggested: the file system is asked beside the screen."""
    async with asyncio.timeout(60):
        while path not in pilot.app.seen():
            await pilot.pause(0.01)


async def test_a_path_that_exists_is_accepted(folder):
    app = DialogApp(AskPath("Open", Path("mfa.toml"), must_exist=True))
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("enter")
        assert app.answer == Path("mfa.toml")


async def test_tab_completes_a_path_step_by_step_and_then_moves_on(folder):
    app = DialogApp(AskPath("Open", Path("m"), must_exist=True))
    async with app.run_test() as pilot:
        for completed in ("mfa-suite/", "mfa-suite/enrollment.toml"):
            await suggested(pilot, completed)
            await pilot.press("tab")
            assert app.dialog.query_one(Input).value == completed
        await pilot.press("tab", "enter")
        assert app.answer == Path("mfa-suite/enrollment.toml")


async def test_hidden_files_are_completed_once_a_dot_is_typed(folder):
    app = DialogApp(AskPath("Open", folder, must_exist=True))
    async with app.run_test(size=(300, 24)) as pilot:
        app.dialog.query_one("#dialog").styles.width = 200
        await suggested(pilot, f"{folder}/mfa-suite/")
        await pilot.press(".")
        await suggested(pilot, f"{folder}/.hidden.toml")
        await pilot.press("tab", "enter")
        assert app.answer == folder / ".hidden.toml"


@pytest.mark.parametrize(
    ("text", "must_exist", "problem"),
    [
        ("  ", True, "Type a path."),
        ("nothing.toml", True, "There is no file or folder nothing.toml."),
        ("x/y.toml", False, "There is no folder x."),
        ("mfa-suite", False, "This is a folder; add the name of the file."),
        ("a" * 300, True, f"File name too long: {'a' * 300}"),
        ("a\x00b", True, "A path holds no NUL character."),
    ],
)
async def test_a_path_that_will_not_do_is_refused_and_can_be_corrected(
    folder, text, must_exist, problem
):
    app = DialogApp(AskPath("Path", Path("x"), must_exist=must_exist))
    async with app.run_test() as pilot:
        await pilot.pause()
        entry = app.dialog.query_one(Input)
        entry.value = text
        await pilot.press("enter")
        assert app.problem() == problem
        assert app.answer is NOTHING
        entry.value = "mfa.toml"
        await pilot.pause()
        assert app.problem() == ""
        await pilot.press("enter")
        assert app.answer == Path("mfa.toml")


async def test_home_is_understood_and_a_new_file_need_not_exist(folder, monkeypatch):
    monkeypatch.setenv("HOME", str(folder))
    app = DialogApp(AskPath("Save as", Path("~/new.toml"), must_exist=False))
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("enter")
        assert app.answer == folder / "new.toml"


async def test_a_text_is_asked_for_checked_and_given():
    app = DialogApp(AskText("Rename", "first-code", not_empty))
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("backspace", "enter")  # what is there at first is selected
        assert app.problem() == "A name has at least one letter."
        await pilot.press("x", "enter")
        assert app.answer == "x"


async def test_lines_are_asked_for_checked_and_given():
    app = DialogApp(AskLines("Expected", "a = 1", lambda text: "No." if "x" in text else None))
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("x", "ctrl+s")
        assert app.problem() == "No."
        await pilot.press("backspace", "b", "enter", "c", "ctrl+s")
        assert app.answer == "b\nca = 1"


async def test_the_keys_of_a_dialog_of_lines_are_seen_below_a_long_problem_too():
    app = DialogApp(AskLines("Expected", "a = 1", lambda _: "A long problem. " * 12))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "Ctrl+S accepts · Ctrl+E your editor · Escape cancels" in app.seen()


async def test_escape_leaves_every_dialog_without_an_answer(tmp_path):
    for dialog in (AskText("Rename", "a", not_empty), AskPath("Open", tmp_path, must_exist=True)):
        app = DialogApp(dialog)
        async with app.run_test() as pilot:
            await pilot.pause()
            await pilot.press("escape")
            assert app.answer is None


@pytest.mark.parametrize(
    ("dialog", "word", "answer"),
    [
        (AskText("Rename", "a", not_empty), "Enter accepts", "a"),
        (AskText("Rename", "a", not_empty), "Escape cancels", None),
        (AskLines("Answers", "a", not_empty), "Ctrl+S accepts", "a"),
    ],
)
async def test_a_click_on_what_a_key_does_does_that(dialog, word, answer):
    app = DialogApp(dialog)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        y, row = next((y, row) for y, row in enumerate(app.seen().split("\n")) if word in row)
        await pilot.click(offset=(row.index(word) + 2, y))
        await pilot.pause()
        assert app.answer == answer


def test_snapshot_of_a_path_with_a_problem(snap_compare):
    dialog = AskPath("Open a session, or a folder", Path("nowhere/at-all.toml"), must_exist=True)
    assert snap_compare(DialogApp(dialog), press=["enter"], terminal_size=(80, 24))
