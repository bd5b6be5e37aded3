"""What to do next is named to one who begins in an empty folder, and to nobody else."""

from __future__ import annotations

from pathlib import Path

from sessions.contract.json_path import get

from .conftest import Opener, Workbench


def _keys(it: Workbench) -> str:
    return str(it.screen.key_bar.render())


async def test_each_step_is_named_until_it_is_done(opened: Opener, folder: Path) -> None:
    async with opened() as it:
        await it.settled()
        await it.until(lambda: _keys(it).startswith("→ F5 Send  F6 Replay"))
        await it.send()
        assert _keys(it).startswith("→ F7 Expect  F5 Send")
        await it.press("f7")
        await it.until(lambda: _keys(it).startswith("→ F6 Replay  F5 Send"))
        await it.replay()
        await it.until(lambda: _keys(it).startswith("→ ^s Save  F5 Send"))
        await it.send()  # once more: a replay was seen
        assert _keys(it).startswith("→ ^s Save")
        await it.pilot.click(it.screen.key_bar, offset=(4, 0))
        await it.until(lambda: it.dialog == "AskPath")
        await it.press("enter")
        await it.until(lambda: it.document.path)
        assert it.document.path == folder / "enrollment-sms.toml"
        assert "→" not in _keys(it)


async def test_none_is_named_where_there_is_a_session_and_letters_undo_in_lists(
    opened: Opener, suite: Path
) -> None:
    async with opened(suite) as it:
        await it.settled()
        assert "→" not in _keys(it)
        before = get(it.document.payload, ("recipient",))
        line = it.line("recipient")
        line.focus()
        await it.press("end", "u")
        assert line.value.endswith("u")
        it.screen.query_one("#invocation-options").focus()
        await it.press("u")
        assert get(it.document.payload, ("recipient",)) == before
