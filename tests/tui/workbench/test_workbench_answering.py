"""Answers and faults edited where a call was seen."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import TextArea

from sessions.store.model import SavedInvocation, Session
from sessions.store.session_file import write
from tui.workbench.form.pane import TARGET

from .conftest import Opener, Workbench

_HOOK = """
import json, urllib.request
def handler(recipient, text, context, cb):
    url = "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json"
    body = b"To=%2B12025550143&From=%2B12025550144&Body=hi"
    with urllib.request.urlopen(urllib.request.Request(url, body)) as answer:
        cb(None, {"MessageID": json.load(answer)["sid"]})
"""


def _run(it: Workbench, name: str) -> None:
    next(each for each in it.screen.commands() if each.name == name).run()


async def test_a_call_is_answered_otherwise_and_fails_by_a_code_of_its_providers(
    opened: Opener, folder: Path
) -> None:
    (folder / "hook.py").write_text(_HOOK)
    session = Session(target="hook.py", invocation={"one": SavedInvocation(payload={
        "recipient": "+12025550143", "text": "hi", "context": {"message_type": "sms"},
    })})  # fmt: skip
    path = write(folder / "session.toml", session).path
    async with opened(path) as it:
        assert "Fail a call" not in [each.name for each in it.screen.commands()]
        it.screen.actions.do("send", check=False)
        await it.until(lambda: "Fail a call" in [each.name for each in it.screen.commands()])
        await it.settled()
        _run(it, "Answer a call otherwise")
        await it.until(lambda: it.dialog == "AskLines")
        area = it.app.screen.query_one(TextArea)
        assert 'host = "api.twilio.com"' in area.text
        area.text = area.text.replace("status = 401", "status = 42")
        await it.press("ctrl+s")
        await it.sees("200 to 599")
        area.text = '[[answers]]\nhost = "api.twilio.com"\njson = { sid = "SM42" }'
        await it.press("ctrl+s")
        await it.until(lambda: not it.dialog)
        it.screen.actions.do("send", check=False)
        await it.until(lambda: "SM42" in it.headline)
        await it.settled()
        await it.press("ctrl+z")
        assert it.document.saved and it.document.saved.answers == ()
        assert it.screen.form.active == TARGET

        _run(it, "Fail a call")
        await it.until(lambda: it.dialog == "Pick")
        await it.sees("20404")
        await it.press("down", "down", "enter")
        await it.until(lambda: not it.dialog)
        assert it.document.saved.faults == ("twilio=429",)
