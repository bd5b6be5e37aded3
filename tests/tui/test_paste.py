"""What is pasted into a field of one line: the first line that says something, and a word."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.events import Paste
from textual.widgets import Input

from tui.app import OffhookApp
from tui.dialogs.ask import AskText


async def test_blank_lines_are_left_out_and_the_loss_of_others_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    app = OffhookApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await app.push_screen(AskText("Name", "", lambda _: None))
        await pilot.pause()
        field = app.screen.query_one(Input)
        for pasted, shown, told in (
            ("\n+18085550177\n", "+18085550177", 0),
            (" \r\n\r\n", "", 0),
            ("a\nb", "a", 1),
        ):
            field.value = ""
            app.post_message(Paste(pasted))
            await pilot.pause()
            assert (field.value, len(app._notifications)) == (shown, told)
