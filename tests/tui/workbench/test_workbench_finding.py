"""Ctrl+F finds in what has the focus, counts, steps, and stays where it has come to."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import OptionList

from sessions.contract.invocation import example
from sessions.store.model import SavedInvocation, Session
from sessions.store.session_file import write
from tui.widgets.find_bar import FindBar

from .conftest import WIDE, Opener

HOOK = """
module.exports = (recipient, text, context, cb) => {
  for (let n = 0; n < 200; n++) console.log('step', n, n % 100 ? '' : 'Odd');
  cb(null, {});
};
"""


async def test_it_finds_in_a_text_in_the_form_and_among_invocations(
    folder: Path, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACME_KEY", "a-key-of-acme")
    (folder / "hook.js").write_text(HOOK)
    saved = SavedInvocation(payload=example().payload)
    other = SavedInvocation(payload={"recipient": "+12025550143"})
    invocations = {"one": saved, "two": other}
    session = Session(target="hook.js", secrets=("ACME_KEY",), invocation=invocations)
    path = write(folder / "a.toml", session).path
    write(folder / "b.toml", session)
    async with opened(path, WIDE) as it:

        def found() -> str:
            return it.text_of("FindBar #found")

        await it.press("f4", "ctrl+f")
        assert "There is no text here" in it.notes
        it.app.clear_notifications()  # which lie over the line
        await it.send()
        console = it.screen.outcome_pane.tabs.console.lines
        await it.press("f4", "2")
        await it.sees("x Expect this")
        await it.press("ctrl+f")
        await it.until(lambda: "x Expect this" not in it.seen)  # which would be typed
        await it.press_in_a_burst(*"step 15")
        await it.until(lambda: found() == "1/11")
        assert it.app.focused is not console
        await it.press("enter", "enter")
        assert found() == "3/11" and "step 151 " in it.seen
        await it.press("down", "up", "shift+enter", "up", "up")
        assert found() == "11/11" and "step 159 " in it.seen
        await it.press("escape")
        await it.until(lambda: it.app.focused is console)
        assert "step 159 " in it.seen and not it.screen.query(FindBar)

        await it.press("ctrl+f")
        await it.press_in_a_burst(*"odd")
        await it.until(lambda: found() == "1/2")
        await it.pilot.click("FindBar #next")
        assert found() == "2/2"
        await it.press_in_a_burst("backspace", "backspace", "backspace", *"ODD")
        await it.until(lambda: found() == "no match")
        await it.pilot.click("FindBar #close")
        await it.until(lambda: not it.screen.query(FindBar))

        await it.press("f3", "ctrl+f")
        await it.press_in_a_burst(*"one time")
        await it.until(lambda: found() == "–/1")
        await it.press("enter")
        await it.until(lambda: found() == "1/1 text")
        await it.press("escape")
        await it.until(lambda: it.row("text").has_focus_within)

        await it.press("f3", "ctrl+f", *"hook.js", "enter")
        await it.until(lambda: found() == "1/1 default target")
        await it.press("escape")
        await it.until(lambda: it.screen.query_one("#target-session").has_focus_within)

        await it.press("f3", "ctrl+f", *"set in the", "enter")
        await it.until(lambda: found() == "1/1 ACME_KEY")
        await it.press("escape")
        secrets = it.screen.form.target.secret_list
        await it.until(lambda: secrets.has_focus and secrets.highlighted == 0)

        it.screen.query_one("#invocation-options").focus()
        await it.press("ctrl+f")
        await it.press_in_a_burst(*"0143", "enter")
        await it.until(lambda: it.document.current == "two")
        await it.press("escape")
        it.screen.query_one("#session-options").focus()
        await it.press("ctrl+f", *"b", "enter")
        await it.sees("1/1 b")
        await it.press("escape")
        options = it.screen.query_one("#session-options", OptionList)
        await it.until(lambda: options.has_focus and options.highlighted == 1)
