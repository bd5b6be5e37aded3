"""What is pasted and is an invocation fills the form, after asking."""

from __future__ import annotations

import json

from textual.events import Paste
from textual.widgets import TextArea

from sessions.contract.json_path import get, put

from .conftest import Opener

_CURL = """curl https://example.com/hook -d '{"recipient": "+12025550143", "text": "Hi"}'"""


async def test_a_curl_command_fills_the_form_or_stays_a_text(opened: Opener) -> None:
    async with opened() as it:
        before = it.document.payload
        line = it.line("recipient")
        line.focus()
        await it.pilot.pause()
        it.app.post_message(Paste(_CURL))
        await it.until(lambda: it.dialog == "Choose")
        await it.sees("Fill the form from a cURL command?")
        await it.sees('recipient: "1-808-555-5555" → "+12025550143"')
        await it.press("enter")
        assert it.document.payload == {"recipient": "+12025550143", "text": "Hi"}
        assert line.value == "+12025550143"
        await it.press("ctrl+z")
        assert it.document.payload == before

        line.focus()
        line.value = ""
        await it.pilot.pause()
        it.app.post_message(Paste(_CURL))
        await it.until(lambda: it.dialog == "Choose")
        await it.press("escape")  # it is not pasted at all
        assert (it.dialog, line.value) == ("", "")
        it.app.post_message(Paste(_CURL))
        await it.until(lambda: it.dialog == "Choose")
        await it.press("down", "enter")
        await it.until(lambda: line.value == _CURL)
        it.app.post_message(Paste("+1"))
        await it.until(lambda: line.value == f"{_CURL}+1")

        text = it.row("text").query_one(TextArea)  # of many lines: what is pasted is its text
        text.focus()
        await it.pilot.pause()
        it.app.post_message(Paste(_CURL))
        await it.until(lambda: text.text.startswith(_CURL))
        assert not it.dialog


async def test_a_payload_fills_it_from_the_palette_and_from_where_no_text_is(
    opened: Opener,
) -> None:
    async with opened() as it:
        after = put(it.document.payload, ("recipient",), "+12025550143")
        it.screen.set_focus(None)
        it.app.post_message(Paste(json.dumps(after)))
        await it.until(lambda: it.dialog == "Choose")
        await it.press("enter")
        assert it.document.payload == after
        it.app.post_message(Paste(json.dumps(after)))
        await it.pilot.pause()
        assert "has just this payload already" in it.notes

        command = next(each for each in it.screen.commands() if each.name == "Paste as payload")
        command.run()
        await it.until(lambda: it.dialog == "AskLines")
        await it.press(*"{}", "ctrl+s")
        await it.sees("holds none of recipient, text and context")
        it.app.screen.query_one(TextArea).text = '{"text": "one"}'
        await it.press("ctrl+s")
        assert get(it.document.payload, ("text",)) == "one"
        assert it.document.names == ["enrollment-sms"]
