"""From the form to the phone: what a hook sends to its provider arrives, and its faults do not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sessions.contract.invocation import example
from sessions.store.model import SavedInvocation, Session
from sessions.store.session_file import write
from tui.phone.phone import Phone

from .conftest import NARROW, Opener, Workbench

HOOK = """
module.exports = async function (recipient, text, context, cb) {
  const answer = await fetch('https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json', {
    method: 'POST',
    headers: { Authorization: 'Basic QUMxOnNlY3JldA==' },
    body: new URLSearchParams({ To: recipient, From: '+15005550006', Body: text }),
  });
  const { sid, message } = await answer.json();
  if (answer.ok) cb(null, { MessageID: sid });
  else cb(new Error(message));
};
"""
ROOMY = (160, 45)


@pytest.fixture
def session(folder: Path) -> Path:
    """A session of a hook that sends by Twilio."""
    (folder / "hook.js").write_text(HOOK)
    saved = SavedInvocation(payload=example().payload)
    return write(folder / "sms.toml", Session(target="hook.js", invocation={"first": saved})).path


def phones(it: Workbench) -> list[str]:
    """The texts of the messages on the phone."""
    return [message.text for phone in it.screen.query(Phone) for message in phone.shown]


async def show_tab(it: Workbench, name: str) -> None:
    it.screen.outcome_pane.tabs.bring(name)
    await it.pilot.pause()


async def test_a_message_arrives_and_is_gone_with_the_next_send(
    opened: Opener, session: Path
) -> None:
    async with opened(session, size=ROOMY) as it:
        assert "hook.js · captured" in " ".join(it.seen.split())
        await it.sees("No message yet.")
        await it.send()
        assert it.headline.startswith("✓ Delivered SM")
        assert phones(it) == ["Here is your one time password!"]
        assert it.seen.count("Here is your one time password!") == 2  # the form, and the phone
        await it.sees("+15005550006")
        await it.sees("Outbound 1")
        it.document.remove(("text",))
        it.screen.refresh_all()
        await it.send()
        assert it.headline.startswith("✗ The platform would refuse this payload")
        assert phones(it) == []
        assert "Here is your one time password!" not in it.seen
        await it.sees("No message: the platform would")


async def test_a_fault_is_chosen_saved_and_shown(
    opened: Opener, session: Path, saved: Callable[[Path], Session]
) -> None:
    async with opened(session, size=NARROW) as it:
        await it.show("Target")
        row = it.screen.form.target.faults_row
        editor = row.query_one("LineEditor")
        await it.set(editor, "teapot")  # type: ignore[arg-type]
        assert "there is no fault 'teapot'" in row.problem
        await it.press("f5")
        assert "there is no fault 'teapot'" in it.notes
        assert it.headline.startswith("Nothing sent yet")
        await it.set(editor, "acme=401")  # type: ignore[arg-type]
        assert "there is no provider 'acme'" in row.problem
        await it.set(editor, "slow twilio=401 slow")  # type: ignore[arg-type]
        assert row.problem == ""
        assert it.document.saved is not None
        assert it.document.saved.faults == ("slow", "twilio=401")
        await it.press("ctrl+s")
        await it.until(lambda: not it.document.dirty)
        assert saved(session).invocation["first"].faults == ("slow", "twilio=401")

        await it.send()
        assert it.headline.startswith("✗ The hook called back with an error")
        await it.press("f4")
        it.app.clear_notifications()
        await show_tab(it, "outbound")
        await it.sees("▲ shown the fault 401")
        await show_tab(it, "phone")
        assert phones(it) == []
        await it.sees("No message: twilio refused it")

        await it.set(editor, "")  # type: ignore[arg-type]
        assert it.document.saved.faults == ()


async def test_faults_are_offered_and_told_where_they_have_no_effect(
    opened: Opener, session: Path
) -> None:
    async with opened(session, size=NARROW) as it:
        await it.show("Target")
        it.screen.form.target.faults_row.query_one("LineEditor").focus()
        await it.press("down", "down", "enter")
        assert it.document.saved is not None
        assert it.document.saved.faults == ("401",)

        it.document.set_target("https://gateway.example/send")
        it.screen.refresh_all()
        await it.pilot.pause()
        await it.sees("▲ Without effect: the target is a remote endpoint")
        assert "captured" not in it.seen
