"""Keys at the speed of one that repeats come in their order; jump mode on the workbench."""

from __future__ import annotations

from textual.events import Paste
from textual.widgets import Input, TextArea

from sessions.contract.json_path import ABSENT, get
from sessions.contract.json_text import dumps
from tui.widgets.find_bar import FindBar
from tui.widgets.jump import Jump

from .conftest import Opener


async def test_what_is_typed_behind_a_key_that_moves_goes_there(opened: Opener) -> None:
    async with opened() as it:
        line = it.line("recipient")
        line.focus()
        await it.pilot.pause()
        line.value = ""
        await it.press_in_a_burst(*"+1", "tab", *"ab", "shift+tab", *"2", "ctrl+t", "ctrl+t")
        assert get(it.document.payload, ("recipient",)) is ABSENT
        assert it.row("text").query_one(TextArea).text.startswith("ab")
        await it.press_in_a_burst("ctrl+t", *"3", "f3", "tab", *"c", "ctrl+d", *"d")
        assert it.document.names == ["enrollment-sms", "enrollment-sms-2"]
        assert line.value == "+123"
        assert it.document.current == "enrollment-sms-2"


async def test_what_is_typed_behind_a_key_that_opens_a_dialog_goes_there(opened: Opener) -> None:
    async with opened() as it:
        line = it.line("recipient")
        line.focus()
        await it.pilot.pause()
        before = line.value
        for key, name in (
            ("ctrl+s", "AskPath"),
            ("ctrl+o", "AskPath"),
            ("ctrl+p", "CommandPalette"),
        ):
            await it.press_in_a_burst(key, *"zq")
            await it.until(lambda: it.dialog and it.app.screen.query_one(Input).value[-2:] == "zq")
            assert (it.dialog, line.value) == (name, before)
            await it.press_in_a_burst("escape", *"9")
            await it.until(lambda: line.value.endswith("9"))
            line.value = before
        await it.press_in_a_burst("ctrl+f", *"zq")
        await it.until(lambda: it.screen.query_one(FindBar).query_one(Input).value == "zq")
        await it.press_in_a_burst("escape", "f10", "down", "enter", *"7")
        await it.until(lambda: not it.dialog and line.value.endswith("7"))
        assert line.value != f"{before}7"
        line.value = ""
        pasted = dumps({"recipient": "+12025550199", "text": "Hi", "context": {}})
        it.app.post_message(Paste(pasted))
        await it.press_in_a_burst("escape", *"+1")
        await it.until(lambda: line.value)
        assert (it.dialog, line.value) == ("", "+1")
        it.app.post_message(Paste(pasted))
        await it.press_in_a_burst("enter")
        await it.until(lambda: line.value == "+12025550199")
        assert it.dialog == ""


async def test_jump_goes_to_a_field_and_to_a_pane(opened: Opener) -> None:
    async with opened() as it:
        it.line("recipient").focus()
        await it.pilot.pause()
        await it.press("ctrl+g")
        jump = it.app.screen
        assert isinstance(jump, Jump)
        code = it.line("context", "code")
        at = code.region.offset
        label = next(
            str(each.id).removeprefix("jump-")
            for each in jump.query(".jump")
            if (each.styles.offset.x.value, each.styles.offset.y.value) == (at.x, at.y)
        )
        await it.press(*label)
        assert code.has_focus
        before = code.value
        await it.press_in_a_burst("ctrl+g", "escape", "7")
        assert code.value == f"{before}7"
