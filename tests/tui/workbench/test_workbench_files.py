"""Sessions and their files: opened, listed, saved, left; nothing lost or overwritten unasked."""
# ruff: noqa: ASYNC240 - the files are tiny

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Button, Input, OptionList

from sessions.contract.json_path import get
from sessions.editing.document import Document

from .conftest import WIDE, Opener, Workbench


@pytest.fixture
def other(suite: Path) -> Path:
    """Another session beside the suite."""
    document = Document.new()
    document.put(("text",), "of another session")
    return document.save(suite.parent / "zz-other.toml")


async def answer(it: Workbench, button: str) -> None:
    """Press a button of the dialog that is open."""
    it.app.screen.query_one(f"#{button}", Button).press()
    await it.until(lambda: it.dialog == "")


async def pick(it: Workbench, index: int) -> None:
    """Choose a session of the list."""
    options = it.screen.query_one("#session-options", OptionList)
    options.highlighted = index
    options.action_select()
    await it.pilot.pause()


class TestStart:
    async def test_a_folder_opens_its_first_good_session(self, opened: Opener, suite: Path) -> None:
        (suite.parent / "aa-broken.toml").write_text("format = 1\n[[[")
        (suite.parent / "pyproject.toml").write_text('[project]\nname = "x"\n')
        async with opened(suite.parent) as it:
            assert it.document.path == suite
            broken, good = it.rows_of("#session-options")  # and nothing that is no session
            assert broken.startswith("✗ aa-broken\n  line 2: ")
            assert good == "  suite"

    async def test_a_broken_file_is_named_with_its_line_and_left_alone(
        self, opened: Opener, folder: Path
    ) -> None:
        broken = folder / "broken.toml"
        broken.write_text('format = 1\nname = "x\n')
        async with opened(broken, size=WIDE) as it:
            assert "broken.toml:2" in it.headline
            await it.sees("broken.toml:2")
            await it.set(it.line("recipient"), "+1")
            await it.press("ctrl+s")
            path = it.app.screen.query_one(Input)
            assert path.value.endswith("enrollment-sms.toml")
            path.value = str(broken)
            await it.press("enter")
            await it.until(lambda: it.dialog == "Choose")
            await answer(it, "cancel")
            assert broken.read_text() == 'format = 1\nname = "x\n'

    async def test_a_file_that_is_not_there_is_where_the_new_one_goes(
        self, opened: Opener, folder: Path
    ) -> None:
        async with opened(folder / "new.toml") as it:
            assert "new.toml" in it.headline
            await it.press("ctrl+s")
            assert it.app.screen.query_one(Input).value == str(folder / "new.toml")
            await it.press("enter")
            await it.until(lambda: it.document.path)
            assert it.document.path == folder / "new.toml"

    async def test_a_folder_that_is_not_there(self, opened: Opener, folder: Path) -> None:
        async with opened(folder / "none" / "new.toml") as it:
            await it.send()
            assert it.headline.startswith("✓")


class TestUnsavedChanges:
    async def test_are_asked_about_before_another_session_and_before_quitting(
        self, opened: Opener, suite: Path, other: Path
    ) -> None:
        async with opened(suite) as it:
            await it.set(it.line("recipient"), "+1")
            await pick(it, 1)
            await it.until(lambda: it.dialog == "Choose")
            await answer(it, "cancel")
            assert it.document.path == suite
            assert it.line("recipient").value == "+1"
            await it.press("ctrl+q")
            await it.until(lambda: it.dialog == "Choose")
            await it.press("ctrl+q")
            assert it.app.is_running
            await answer(it, "cancel")
            await pick(it, 1)
            await it.until(lambda: it.dialog == "Choose")
            await answer(it, "discard")
            await it.until(lambda: it.document.path == other)
            await it.settled()
            it.line("recipient").value = "+1"
            await it.press("ctrl+q")
            await it.until(lambda: it.dialog == "Choose")
            await answer(it, "discard")
            await it.until(lambda: it.app._exit)
        assert "+1" not in suite.read_text() + other.read_text()

    async def test_can_be_saved_on_the_way_and_none_are_not_asked_about(
        self, opened: Opener, suite: Path
    ) -> None:
        async with opened(suite) as it:
            await it.set(it.line("recipient"), "+1")
            await it.press("ctrl+n")
            await it.until(lambda: it.dialog == "Choose")
            await answer(it, "save")
            await it.until(lambda: it.document.path is None)
            assert get(Document.open(suite).payload, ("recipient",)) == "+1"
            await pick(it, 0)
            await it.until(lambda: it.document.path == suite)
            await it.press("ctrl+n")
            await it.until(lambda: it.document.path is None)
            assert it.dialog == ""
            await it.press("ctrl+q")
            await it.until(lambda: it.app._exit)

    async def test_what_is_not_applied_is_not_left_and_counts_as_one(
        self, opened: Opener, suite: Path
    ) -> None:
        async with opened(suite) as it:
            await it.show("Client")
            row = it.row("context", "client", "client_metadata")
            row.query_one("LinesEditor").text = "{"  # type: ignore[attr-defined]
            await it.pilot.pause()
            await it.press("ctrl+down")
            assert it.document.current == "good"
            assert "Not left" in it.notes
            await it.press("ctrl+n")
            await it.until(lambda: it.dialog == "Choose")
            await it.sees("not applied")
            await it.press("escape")
            assert it.document.path == suite


class TestSaving:
    async def test_a_file_changed_meanwhile_is_asked_about_and_may_be_overwritten(
        self, opened: Opener, suite: Path
    ) -> None:
        async with opened(suite) as it:
            by_hand = suite.read_text().replace("Suite", "By hand")
            suite.write_text(by_hand)
            await it.set(it.line("recipient"), "+1")
            await it.press("ctrl+s")
            await it.until(lambda: it.dialog == "Choose")
            assert suite.read_text() == by_hand
            await answer(it, "reload")
            await it.until(lambda: it.document.session.name == "By hand")
            assert it.line("recipient").value == "1-808-555-5555"
            suite.write_text(by_hand.replace("By hand", "By hand again"))
            await it.set(it.line("recipient"), "+1")
            await it.press("ctrl+s")
            await it.until(lambda: it.dialog == "Choose")
            await answer(it, "overwrite")
            await it.until(lambda: not it.document.dirty)
        assert get(Document.open(suite).payload, ("recipient",)) == "+1"

    async def test_comments_stay_and_one_line_changes(self, opened: Opener, folder: Path) -> None:
        path = folder / "mine.toml"
        text = (
            '# mine\nformat = 1\n\n[invocation.a.payload]  # as sent\nrecipient   = "1"\ntext="x"\n'
        )
        path.write_text(text)
        async with opened(path) as it:
            await it.set(it.line("recipient"), "2")
            await it.press("ctrl+s")
            await it.until(lambda: not it.document.dirty)
        assert path.read_text() == text.replace('"1"', '"2"')

    async def test_neither_a_secret_nor_what_cannot_be_written_is_saved(
        self, opened: Opener, suite: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("OFFHOOK_TEST_TOKEN", "hunter2-hunter2")
        before = suite.read_bytes()
        async with opened(suite) as it:
            it.document.set_secrets(("OFFHOOK_TEST_TOKEN",))
            await it.set(it.line("recipient"), "hunter2-hunter2")
            await it.press("ctrl+s")
            await it.until(lambda: "Not saved" in it.notes)
            assert "OFFHOOK_TEST_TOKEN" in it.notes
            assert it.document.dirty
            assert suite.read_bytes() == before
            it.app.clear_notifications()
            suite.unlink()
            suite.mkdir()
            await it.set(it.line("recipient"), "+1")
            await it.press("ctrl+s")
            await it.until(lambda: it.dialog == "Choose" or "Not saved" in it.notes)
            assert it.document.dirty


class TestOpening:
    async def test_by_a_path_what_lies_beside_it_is_listed_and_a_broken_one_not_opened(
        self, opened: Opener, suite: Path, other: Path
    ) -> None:
        (suite.parent / "aa.toml").write_text("format = 99\n")
        async with opened(suite) as it:
            assert it.document.path == suite
            assert it.rows_of("#session-options")[1:] == ["  suite", "  zz-other"]
            await pick(it, 0)
            await it.until(lambda: "Not opened" in it.notes)
            assert it.document.path == suite
            assert "aa.toml" in it.headline
            it.app.clear_notifications()
            await it.press("ctrl+o")
            it.app.screen.query_one(Input).value = str(other)
            await it.press("enter")
            await it.until(lambda: it.document.path == other)
            await it.sees("of another session")

    async def test_what_was_saved_or_made_meanwhile_is_listed(
        self, opened: Opener, folder: Path, tmp_path: Path
    ) -> None:
        async def open_by_path(path: Path) -> None:
            await it.press("ctrl+o")
            it.app.screen.query_one(Input).value = str(path)
            await it.press("enter")
            await it.until(lambda: it.document.path == path)
            await it.settled()

        async with opened() as it:
            assert it.rows_of("#session-options") == []
            await it.press("ctrl+s")
            it.app.screen.query_one(Input).value = str(folder / "named")
            await it.press("enter")
            await it.until(lambda: it.document.path)
            await it.until(lambda: it.rows_of("#session-options") == ["  named"])
            assert "Saved named.toml" in it.notes
            (folder / "below").mkdir()
            new, below = folder / "new.toml", folder / "below" / "deep.toml"
            for path in (new, below, tmp_path / "elsewhere.toml"):
                Document.new().save(path)
            await open_by_path(new)
            await it.until(lambda: len(it.rows_of("#session-options")) == 3)
            await open_by_path(below)
            assert it.screen.library.folder == folder
            await open_by_path(tmp_path / "elsewhere.toml")
            await it.until(
                lambda: any("elsewhere" in row for row in it.rows_of("#session-options"))
            )
            assert it.screen.library.folder == tmp_path

    async def test_a_folder_becomes_the_library(
        self, opened: Opener, folder: Path, tmp_path: Path
    ) -> None:
        Document.new().save(tmp_path / "elsewhere.toml")
        async with opened() as it:
            await it.press("ctrl+o")
            it.app.screen.query_one(Input).value = str(tmp_path)
            await it.press("enter")
            await it.until(lambda: it.rows_of("#session-options") == ["  elsewhere"])

    async def test_a_long_list_is_there_before_all_is_read_and_can_be_filtered(
        self, opened: Opener, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("tui.workbench.keeping.library.FEW", 5)
        for number in range(10):
            Document.new().save(folder / f"session-{number}.toml")
        (folder / "aa-broken.toml").write_text("format = 1\n[[[")
        async with opened(size=WIDE) as it:
            rows = it.rows_of("#session-options")
            assert rows[0].startswith("✗ aa-broken\n  line 2: ")
            assert rows[1:] == [f"  session-{number}" for number in range(10)]
            assert it.document.path == folder / "session-0.toml"
            it.screen.query_one("#session-options").focus()
            await it.press("slash", "7")
            assert it.rows_of("#session-options") == ["  session-7"]
            await it.press("enter", "down", "enter")
            await it.until(lambda: it.document.path == folder / "session-7.toml")
            await it.press("f2", "slash", "backspace", "down", "down", "enter")
            await it.until(lambda: it.document.path == folder / "session-8.toml")
