"""Outcomes of the workbench are kept, and earlier ones are shown as what they are."""

from __future__ import annotations

from json import loads
from pathlib import Path

import pytest
from textual.widgets import OptionList

from sessions.contract.invocation import example
from sessions.contract.kinds import Kind
from sessions.contract.outcome import TargetInfo, failed
from sessions.history.entries import History
from sessions.history.writing import Record, keep
from sessions.store.model import SavedInvocation, Session
from sessions.store.session_file import write
from tui.outcome.summary import Mark

from .conftest import Opener

HOOK = "module.exports = (recipient, text, context, cb) => cb(null, { MessageID: 'now' });\n"


@pytest.fixture
def kept_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the history is of a workbench that keeps one."""
    monkeypatch.setenv("OFFHOOK_HISTORY", "on")
    monkeypatch.setattr("platformdirs.user_state_path", lambda name: folder / "state" / name)
    return folder / "state" / "offhook" / "history.db"


async def test_a_send_is_kept_and_an_earlier_outcome_shown_until_something_changes(
    folder: Path, opened: Opener, kept_in: Path
) -> None:
    (folder / "hook.js").write_text(HOOK)
    saved = SavedInvocation(payload=example().payload)
    session = Session(target="hook.js", invocation={"one": saved, "two": saved})
    path = write(folder / "a.toml", session).path
    boom = failed(TargetInfo("hook", "hook.js"), Kind.CALLBACK_ERROR, "boom of then")
    keep([Record(path, "one", {}, boom, met=False, at=1_795_781_765.9)], kept_in)
    async with opened(path) as it:
        await it.press("f5")
        await it.until(lambda: it.headline.startswith("✓"))
        await it.until(lambda: len(History(kept_in).entries()) == 2)
        now = it.headline
        assert it.text_of("#since").startswith("≠ Since ")
        it.screen.actions.do("previous")
        await it.until(lambda: it.dialog == "Pick")
        options = it.app.screen.query_one(OptionList).options
        assert [str(option.prompt).split()[-1] for option in options] == ["hook.js"] * 2
        await it.press("down", "enter")
        await it.until(lambda: it.headline.startswith("Earlier, 2026-11-27 "))
        assert "boom of then" in it.headline
        await it.sees("This came of it on 2026-11-27")
        it.screen.actions.do("step", 1)
        await it.until(lambda: not it.headline.startswith("Earlier"))
        it.screen.actions.do("step", -1)
        await it.until(lambda: it.headline == now)
        await it.replay()
        await it.until(lambda: len(History(kept_in).entries()) == 4)
        assert [entry.met for entry in History(kept_in).entries()] == [True, True, None, False]


async def test_earlier_outcomes_are_stepped_through_by_key(
    folder: Path, opened: Opener, kept_in: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "hook.js").write_text(HOOK)
    saved = SavedInvocation(payload=example().payload)
    path = write(folder / "a.toml", Session(target="hook.js", invocation={"one": saved})).path
    target = TargetInfo("hook", "hook.js")
    for at, said in enumerate(("first", "second")):
        boom = failed(target, Kind.CALLBACK_ERROR, said)
        keep([Record(path, "one", {}, boom, at=1_795_781_765.9 + at)], kept_in)
    async with opened(path) as it:
        await it.press("f5")
        await it.until(lambda: it.headline.startswith("✓"))
        await it.until(lambda: len(History(kept_in).entries()) == 3)
        now = it.headline
        await it.press("f4", "right_square_bracket")
        await it.until(lambda: "This is the latest outcome" in it.notes)
        await it.press("left_square_bracket")
        await it.until(lambda: it.headline.startswith("Earlier, 1/2 · 2026-11-27"))
        assert it.headline.endswith("second") and "1 difference on the tab" in it.text_of("#since")
        await it.press("left_square_bracket")
        await it.until(lambda: it.headline.startswith("Earlier, 2/2"))
        await it.press("left_square_bracket")
        await it.until(lambda: "No earlier outcome is kept" in it.notes)
        await it.press("right_square_bracket")
        await it.until(lambda: it.headline.startswith("Earlier, 1/2"))
        await it.press("right_square_bracket")
        await it.until(lambda: it.headline == now)

        before, after, copy = it.screen.outcome_pane.query(Mark)
        await it.pilot.click(before)
        await it.until(lambda: it.headline.startswith("Earlier, 1/2"))
        await it.pilot.click(after)
        await it.until(lambda: it.headline == now)
        await it.pilot.click(copy)
        await it.until(lambda: it.dialog == "Pick")
        await it.press("escape")
        await it.until(lambda: it.dialog != "Pick")

        await it.press("C")
        await it.until(lambda: it.dialog == "Pick")
        await it.press("enter")
        await it.until(lambda: "Copied the outcome as JSON" in it.notes)
        assert loads(it.app.clipboard)["outcome"] == "delivered"
        monkeypatch.setenv("OFFHOOK_CLIPBOARD", "file")
        await it.press("C")
        await it.until(lambda: it.dialog == "Pick")
        await it.press("down", "down", "down", "enter")
        copied = kept_in.parent / "copied.txt"
        await it.until(lambda: f"Wrote the command to {copied}" in it.notes)
        assert copied.read_text() == f"offhook send {path} --invocation one"
        assert copied.stat().st_mode & 0o777 == 0o600


@pytest.fixture
def damaged(kept_in: Path) -> Path:
    """One that cannot be used."""
    kept_in.parent.mkdir(parents=True)
    kept_in.write_bytes(b"noise " * 1000)
    return kept_in


async def test_a_history_of_no_use_is_said_once(
    folder: Path, opened: Opener, damaged: Path
) -> None:
    saved = SavedInvocation(payload=example().payload)
    path = write(folder / "a.toml", Session(target="none.js", invocation={"one": saved})).path
    async with opened(path) as it:
        await it.press("f5")
        await it.sees("is damaged")
        it.app.clear_notifications()
        await it.replay()
        await it.until(lambda: it.screen.invocation_list.has_class("-tallied"))
        assert not it.app._notifications
