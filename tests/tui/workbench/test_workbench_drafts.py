"""What was edited and not saved when offhook was killed is offered by the next one."""

from __future__ import annotations

from pathlib import Path

import pytest

from sessions.editing.document import Document
from sessions.files import state_folder
from sessions.store.drafts import OwnDraft, left_behind
from sessions.store.session_file import read

from .conftest import Opener, Workbench


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def _left(path: Path | None, text: str = "not saved") -> None:
    """A draft as a program leaves it that is killed."""
    document = Document.open(path) if path else Document.new()
    document.put(("text",), text)
    own = OwnDraft()
    own.keep(document.draft(), {})
    own.close()


def _text(it: Workbench) -> object:
    payload = it.document.payload
    return payload["text"] if isinstance(payload, dict) else None


def _drafts() -> list[Path]:
    return list((state_folder() / "drafts").rglob("*.json"))


async def test_is_taken_over_undone_and_gone_once_saved(opened: Opener, suite: Path) -> None:
    _left(suite)
    async with opened(suite) as it:
        await it.until(lambda: it.dialog == "Choose")
        await it.sees("while suite.toml had some")
        await it.press("enter")
        await it.until(lambda: _text(it) == "not saved")
        assert it.document.dirty and it.document.path == suite
        await it.press("ctrl+z")
        assert not it.document.dirty
        await it.press("ctrl+y", "ctrl+s")
        await it.until(lambda: not it.document.dirty)
        await it.until(lambda: not _drafts())
        assert read(suite).session.invocation["good"] == it.document.saved


async def test_is_kept_as_one_types_and_dropped_by_who_leaves(opened: Opener, suite: Path) -> None:
    async with opened(suite) as it:
        assert it.dialog == ""
        it.line("recipient").focus()
        await it.press(*"99")
        await it.until(_drafts)
        assert not left_behind(suite, suite.parent)  # while its program lives
        await it.press("ctrl+q")
        await it.until(lambda: it.dialog == "Choose")
        await it.press("right", "enter")
        await it.until(lambda: not _drafts())


async def test_is_left_by_a_program_that_is_ended(opened: Opener, suite: Path) -> None:
    async with opened(suite) as it:
        it.line("recipient").focus()
        await it.press("9")
        it.app.exit()
    assert len(left_behind(suite, suite.parent)) == 1


async def test_of_a_new_session_and_of_one_opened_later(
    opened: Opener, suite: Path, folder: Path
) -> None:
    _left(None, "new")
    _left(suite)
    async with opened() as it:
        await it.until(lambda: it.dialog == "Choose")
        await it.press("escape")  # of the suite, which was opened first
        await it.until(lambda: it.dialog == "Choose")
        await it.sees("while a new session had some")
        await it.press("enter")
        await it.until(lambda: _text(it) == "new")
        assert it.document.path is None


async def test_is_not_taken_over_what_is_being_edited(opened: Opener, suite: Path) -> None:
    _left(suite)
    async with opened(suite) as it:
        await it.until(lambda: it.dialog == "Choose")
        it.document.put(("text",), "typed before the question came up")
        await it.press("enter")
        await it.until(lambda: "Not taken over" in it.notes)
        assert _text(it) == "typed before the question came up"
        assert len(left_behind(suite, suite.parent)) == 1


async def test_discarded_is_gone(opened: Opener, suite: Path) -> None:
    _left(suite)
    async with opened(suite) as it:
        await it.until(lambda: it.dialog == "Choose")
        await it.press("right", "enter")
        await it.until(lambda: not _drafts())
        assert not it.document.dirty


async def test_one_that_was_saved_is_not_asked_about(opened: Opener, suite: Path) -> None:
    _left(suite)
    document = Document.open(suite)
    document.put(("text",), "not saved")
    document.save()
    async with opened(suite) as it:
        await it.until(lambda: not _drafts())
        assert it.dialog == ""


async def test_a_secrets_value_keeps_none_and_says_so(opened: Opener, suite: Path) -> None:
    async with opened(suite) as it:
        it.screen.work.secrets.enter("TOKEN", "s3cret-value")
        it.line("recipient").focus()
        await it.press_in_a_burst(*"s3cret-value")
        await it.until(lambda: "A crash would lose unsaved edits" in it.notes)
        assert not _drafts()


async def test_a_secret_that_is_typed_in_later_goes_from_it(opened: Opener, suite: Path) -> None:
    async with opened(suite) as it:
        it.line("recipient").focus()
        await it.press_in_a_burst(*"s3cret-value")
        await it.until(_drafts)
        it.screen.work.secrets.enter("TOKEN", "s3cret-value")
        it.screen.refresh_all()
        await it.until(lambda: "A crash would lose unsaved edits" in it.notes)
        assert not _drafts()
