"""F10 at a field: what is made up for it, from a list, as one edit."""

from __future__ import annotations

from textual.widgets import OptionList

from sessions.contract.json_path import get, put

from .conftest import Opener


async def test_a_code_is_made_up_in_the_text_too_and_nothing_where_nothing_fits(
    opened: Opener,
) -> None:
    async with opened() as it:
        it.document.set_payload(put(it.document.payload, ("text",), "It is 123456."))
        it.screen.refresh_all()
        before = it.document.payload
        it.line("context", "code").focus()
        await it.press("f10")
        await it.until(lambda: it.dialog == "Pick")
        options = it.app.screen.query_one(OptionList)
        code = str(options.get_option_at_index(1).prompt).split()[0]
        await it.press("down", "enter")
        assert get(it.document.payload, ("context", "code")) == code
        assert get(it.document.payload, ("text",)) == f"It is {code}."
        assert "The text has the new code too" in it.notes
        await it.press("ctrl+z")
        assert it.document.payload == before

        it.row("text").query("TextArea").first().focus()
        await it.press("f10")
        assert not it.dialog
        assert "Nothing is made up here" in it.notes
        it.line("recipient").focus()
        await it.pilot.pause()
        command = next(each for each in it.screen.commands() if each.name == "Make up recipient")
        command.run()
        await it.until(lambda: it.dialog == "Pick")
        await it.sees("United Kingdom, 07700 900000 to 900999")
        await it.press("escape")
        assert it.document.payload == before
