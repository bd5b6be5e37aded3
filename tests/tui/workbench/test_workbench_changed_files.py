"""A session that another program has written is not sent as it was, without a word."""

from __future__ import annotations

from pathlib import Path

from sessions.contract.json_path import get
from tui.workbench.results import Answered

from .conftest import Opener, Workbench


def _written_by_others(
    path: Path, text: str = "", *, old: str = "one time password", new: str = "new password"
) -> None:
    path.write_text(text or f"{path.read_text().replace(old, new)}\n")


def _sent_text(it: Workbench) -> object:
    return get(it.document.payload, ("text",))


def _answered_text(it: Workbench) -> object:
    """The text that the outcome is of that is shown; None where nothing was sent."""
    state = it.screen.work.state
    return get(state.payload, ("text",)) if isinstance(state, Answered) else None


async def test_without_edits_it_is_read_again_and_sent(opened: Opener, suite: Path) -> None:
    async with opened(suite) as it:
        text = "Here is your one time password!"
        for key, said in (("f5", "Sent is this"), ("f6", "Replayed is this")):
            it.app.clear_notifications()
            _written_by_others(suite, old=text, new=said)
            await it.press(key)
            await it.until(lambda said=said: _answered_text(it) == said)
            await it.settled()
            assert it.headline.startswith("✓")
            assert _sent_text(it) == said
            assert "has changed on disk and was read again" in it.notes
            text = said


async def test_with_edits_it_asks(opened: Opener, suite: Path) -> None:
    async with opened(suite) as it:
        it.line("recipient").focus()
        await it.press("9")
        _written_by_others(suite)
        await it.press("f5")
        await it.until(lambda: it.dialog == "Choose")
        await it.press("escape")
        assert it.headline.startswith("Nothing sent")
        await it.press("f5")
        await it.until(lambda: it.dialog == "Choose")
        await it.press("enter")
        await it.until(lambda: it.headline.startswith("✓"))
        assert _sent_text(it) == "Here is your one time password!"
        await it.send()  # asks no second time
        assert it.dialog == ""

        _written_by_others(suite)
        await it.press("f5")
        await it.until(lambda: it.dialog == "Choose")
        await it.press("right", "enter")
        await it.until(lambda: _sent_text(it) == "Here is your new password!")
        assert not it.document.dirty
        await it.press("ctrl+z")
        assert it.document.dirty


async def test_one_that_is_broken_now_is_said_and_not_sent(opened: Opener, suite: Path) -> None:
    async with opened(suite) as it:
        _written_by_others(suite, "format = [")
        await it.press("f5")
        await it.until(lambda: "Not read again" in it.notes)
        assert it.headline.startswith("Nothing sent")
        await it.send()
        assert it.headline.startswith("✓")


async def test_where_its_invocation_is_gone_nothing_is_sent(opened: Opener, suite: Path) -> None:
    async with opened(suite) as it:
        _written_by_others(suite, old="invocation.good", new="invocation.better")
        await it.press("f5")
        await it.until(lambda: "It has no good any more: nothing was sent." in it.notes)
        assert it.headline.startswith("Nothing sent")
        assert it.document.names[0] == "better"
