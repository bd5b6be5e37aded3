"""What another program writes into the open session's file, and its file moved about: nothing of
what is edited is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sessions.contract.json_path import get, put
from sessions.editing.document import Document
from sessions.history.entries import History
from sessions.store.drafts import OwnDraft
from sessions.store.model import Session
from sessions.store.trash import throw_away
from tui.widgets.palette import Command

from .conftest import Opener, Workbench

Saved = Callable[[Path], Session]


def _edit(it: Workbench, key: str, value: str) -> None:
    """As typing does."""
    it.document.set_payload(put(it.document.payload, (key,), value))
    it.screen.refresh_all()


def _text(path: Path) -> str:
    """What stands in a file; empty where there is none."""
    return path.read_text() if path.exists() else ""


def _changed(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text().replace(old, new))


async def _look(it: Workbench) -> None:
    it.screen.on_disk.look()
    it.screen.on_disk.look()
    await it.pilot.pause()


async def test_two_on_one_folder_see_what_the_other_saves(
    opened: Opener, suite: Path, saved: Saved
) -> None:
    async with opened(suite) as one, opened(suite) as two:
        _edit(one, "text", "from one")
        await one.press("ctrl+s")
        await one.until(lambda: not one.document.dirty)
        await _look(two)
        await two.until(lambda: get(two.document.payload, ("text",)) == "from one")
        assert "suite.toml has changed on disk and was read again" in two.notes

        _edit(two, "recipient", "+12025550143")
        _edit(one, "text", "once more from one")
        await one.press("ctrl+s")
        await one.until(lambda: not one.document.dirty)
        two.screen.on_disk.look()
        assert not two.dialog  # what was edited a moment ago may be edited still
        await _look(two)
        await two.until(lambda: two.dialog == "Choose")
        await two.press("enter")
        await two.until(lambda: "Merged with suite.toml on disk" in two.notes)
        assert get(two.document.payload, ("recipient",)) == "+12025550143"
        assert get(two.document.payload, ("text",)) == "once more from one"
        await two.press("ctrl+s")
        await two.until(lambda: not two.document.dirty)
        merged = saved(suite).invocation["good"].payload
        assert (get(merged, ("recipient",)), get(merged, ("text",))) == (
            "+12025550143",
            "once more from one",
        )


async def test_what_both_have_changed_is_named_when_a_save_merges(
    opened: Opener, suite: Path, saved: Saved
) -> None:
    async with opened(suite) as it:
        _edit(it, "text", "here")
        _changed(suite, "Here is your one time password!", "there")
        await it.press("ctrl+s")
        await it.until(lambda: it.dialog == "Choose")
        await it.pilot.click("#merge")
        await it.until(lambda: "as it is here: text of good" in it.notes)
        assert get(it.document.payload, ("text",)) == "here"
        assert get(saved(suite).invocation["good"].payload, ("text",)) == "there"
        await it.press("ctrl+s")
        await it.until(lambda: not it.document.dirty)
        assert get(saved(suite).invocation["good"].payload, ("text",)) == "here"


async def test_a_file_that_is_renamed_takes_its_history_and_its_draft_with_it(
    opened: Opener, suite: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("OFFHOOK_HISTORY")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (suite.parent / "taken.toml").write_text("")
    async with opened(suite) as it:
        await it.send()
        _edit(it, "text", "not saved")

        async def rename(to: str) -> None:
            command = next(each for each in it.screen.commands() if each.name == "Rename file")
            command.run()
            await it.until(lambda: it.dialog == "AskPath")
            it.app.screen.query_one("Input").value = to  # type: ignore[attr-defined]
            await it.press("enter")
            await it.until(lambda: not it.dialog)

        await rename("taken.toml")
        await it.until(lambda: "is there already" in it.notes)
        assert _text(suite)
        await rename("renamed")
        renamed = suite.with_name("renamed.toml")
        await it.until(lambda: "suite.toml is renamed.toml now" in it.notes)
        assert (it.document.path, it.document.dirty) == (Path("renamed.toml"), True)
        assert not _text(suite)
        assert "Delivered" in it.headline
        assert [entry.session for entry in History().entries(renamed)] == [renamed]
        assert not History().entries(suite)
        await it.press("ctrl+s")
        await it.until(lambda: not it.document.dirty)
        assert "not saved" in _text(renamed)


async def test_a_file_that_is_deleted_comes_back_with_its_edits(
    opened: Opener, suite: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    text = _text(suite)
    async with opened(suite) as it:
        _edit(it, "text", "not saved")
        it.screen.ask(it.screen.moves.delete())
        await it.until(lambda: it.dialog == "Choose")
        await it.press("left", "enter")
        await it.until(lambda: not suite.exists())
        await it.until(lambda: it.document.path is None)
        command = _bring_back(it)
        _edit(it, "text", "of a new one")
        command.run()
        await it.until(lambda: "Not brought back" in it.notes)
        assert get(it.document.payload, ("text",)) == "of a new one"
        await it.press("ctrl+z")
        command.run()
        await it.until(lambda: it.dialog == "Pick")
        await it.press("enter")
        await it.until(lambda: it.document.path is not None)
        assert _text(suite) == text
        assert get(it.document.payload, ("text",)) == "not saved"


async def test_a_later_run_brings_back_what_was_deleted(
    opened: Opener, suite: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    other = suite.with_name("other.toml")
    other.write_text(_text(suite))
    for each in (other, suite):
        throw_away(each)
    other.write_text("taken")
    async with opened() as it:
        _bring_back(it).run()
        await it.until(lambda: it.dialog == "Pick")
        await it.sees("suite.toml")
        await it.press("enter")
        await it.until(lambda: it.document.names == ["good", "refused", "failing"])
        assert suite.exists()  # noqa: ASYNC240
        _bring_back(it).run()
        await it.until(lambda: it.dialog == "Pick")
        await it.press("enter")
        await it.until(lambda: it.dialog == "AskPath")
        it.app.screen.query_one("Input").value = "another.toml"  # type: ignore[attr-defined]
        await it.press("enter")
        await it.until(lambda: "another.toml is back." in it.notes)
        assert _text(other) == "taken"
        assert not [each for each in it.screen.commands() if each.name.startswith("Bring back")]


def _bring_back(it: Workbench) -> Command:
    name = "Bring back a deleted session"
    return next(each for each in it.screen.commands() if each.name == name)


async def test_a_draft_of_a_file_that_is_gone_is_offered_as_a_new_session(
    opened: Opener, suite: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    document = Document.open(suite)
    document.put(("text",), "kept")
    own = OwnDraft()
    own.keep(document.draft(), {})
    own.close()
    suite.rename(tmp_path / "elsewhere.toml")  # noqa: ASYNC240
    async with opened() as it:
        await it.until(lambda: it.dialog == "Choose")
        await it.sees("which is no longer there")
        await it.press("enter")
        await it.until(lambda: it.document.names == ["good", "refused", "failing"])
        assert it.document.path is None
        await it.press("ctrl+s")
        await it.until(lambda: it.dialog == "AskPath")
        await it.press("enter")
        await it.until(suite.exists)
        assert "kept" in _text(suite)
