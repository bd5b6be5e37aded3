"""The main job in the workbench: compose, send, see, save; and nothing lost on the way."""
# ruff: noqa: ASYNC240 - the files are tiny

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.widgets import Input, TextArea

from sessions.contract.invocation import example
from sessions.contract.json_path import get
from sessions.store.model import SavedInvocation, Session, TargetSpec
from sessions.store.session_file import write

from .conftest import HALVES, NARROW, Opener

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


async def test_the_example_is_in_the_fields_sent_at_once_and_edited(opened: Opener) -> None:
    async with opened(size=HALVES) as it:
        assert it.line("recipient").value == "1-808-555-5555"
        assert it.row("text").query_one(TextArea).text == "Here is your one time password!"
        await it.sees("new session")
        assert not it.screen.query_one("#title-dirty").display
        await it.send()
        await it.sees("✓ Delivered")
        assert UUID.search(it.seen)
        await it.sees("assigned by the runner")

        line = it.line("context", "code")
        await it.set(line, "654321")
        await it.sees("edited")
        await it.pilot.resize_terminal(*NARROW)
        await it.sees("▲ edited since · ✓ Delivered")
        await it.set(line, "123456")
        await it.until(lambda: "edited" not in it.seen)

        it.line("recipient").value = "+4930123456"  # typed this very moment
        it.screen.actions.do("send")
        await it.until(lambda: it.screen.sender.busy)
        await it.settled()
        assert it.headline.startswith("✓")
        assert get(it.document.payload, ("recipient",)) == "+4930123456"
        it.screen.outcome_pane.query_one("Tabs").focus()
        assert "edited after this was sent" not in it.seen


async def test_editing_saving_and_opening_again(
    opened: Opener, folder: Path, saved: Callable[[Path], Session]
) -> None:
    async with opened() as it:
        await it.set(it.line("recipient"), "+18085555555")
        await it.sees("new session ●")
        await it.press("ctrl+s")
        assert it.dialog == "AskPath"
        assert it.app.screen.query_one(Input).value.endswith("enrollment-sms.toml")
        await it.press("enter")
        await it.until(lambda: it.document.path)
        assert not it.screen.query_one("#title-dirty").display
    path = folder / "enrollment-sms.toml"
    assert get(saved(path).invocation["enrollment-sms"].payload, ("recipient",)) == "+18085555555"
    async with opened() as it:
        assert it.line("recipient").value == "+18085555555"
        await it.sees("enrollment-sms.toml")


async def test_what_cannot_be_warm_is_said_and_not_sent(opened: Opener, folder: Path) -> None:
    (folder / "hook.py").write_text("def send(recipient, text, context):\n    return {}\n")
    warm = TargetSpec(handler="hook.py:send", instance="warm")
    once = SavedInvocation(payload=example().payload)
    session = Session(target="mine", targets={"mine": warm}, invocation={"once": once})
    path = write(folder / "warm.toml", session).path
    async with opened(path) as it:
        await it.send()
        assert "warm instances are for hooks and Actions in JavaScript" in it.headline


async def test_each_invocation_is_sent_refused_or_fails_by_itself(
    opened: Opener, suite: Path
) -> None:
    async with opened(suite, size=HALVES) as it:
        await it.send()
        assert it.headline.startswith("✓")
        await it.press("ctrl+down")
        assert it.headline.startswith("Nothing sent yet")
        assert it.row("recipient").remark == "✗ refused: found a number (5), wanted a string"
        await it.sees("Message ✗")
        await it.send()
        await it.sees("payload_rejected")
        it.screen.actions.do("send", check=False)
        await it.until(lambda: it.headline.startswith("✓"))
        await it.settled()
        await it.press("ctrl+down")
        await it.send()
        await it.sees("The hook called back with an error")
        await it.sees("boom")
        await it.sees("hook.js:3")
        await it.press("ctrl+up", "ctrl+up")
        assert it.headline.startswith("✓")


class TestOutcomes:
    async def test_a_cancelled_send_leaves_nothing_stale(
        self, opened: Opener, folder: Path
    ) -> None:
        (folder / "waits.js").write_text(
            "module.exports = (recipient, text, context, cb) => { setInterval(() => {}, 1000); };"
        )
        async with opened(size=HALVES) as it:
            await it.send()
            it.document.set_target("waits.js")
            await it.press("f5")
            await it.sees("Sending enrollment-sms")
            assert "✓ Delivered" not in it.seen
            assert "esc Cancel" in it.seen  # with the focus in a field too
            await it.press("escape")
            assert "Cancelled" in it.headline
            await it.settled()
            assert "✓ Delivered" not in it.seen
            it.document.set_target("starter")
            await it.send()
            assert it.headline.startswith("✓")

    async def test_the_value_of_a_secret_is_never_shown(
        self, opened: Opener, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("OFFHOOK_TEST_TOKEN", "hunter2-hunter2")
        (folder / "leaks.py").write_text(
            "def hook(recipient, text, context, cb):\n"
            "    print(context['webtask']['secrets'])\n"
            "    cb(None, context['webtask']['secrets'])\n"
        )
        async with opened(size=HALVES) as it:
            it.document.set_secrets(("OFFHOOK_TEST_TOKEN",))
            it.document.set_target("leaks.py:hook")
            it.screen.refresh_all()
            await it.send()
            assert it.headline.startswith("✓")
            await it.show("Target")
            await it.sees("✓ OFFHOOK_TEST_TOKEN  set in the env")
            assert "hunter2" not in it.seen
            await it.sees("‹OFFHOOK_TEST_TOKEN›")


class TestReplay:
    async def test_every_invocation_gets_its_row(self, opened: Opener, suite: Path) -> None:
        async with opened() as it:
            assert it.rows_of("#session-options") == ["  suite"]
            await it.replay()
            assert it.rows_of("#session-options") == ["✗ suite"]
            good, refused, failing = it.rows_of("#invocation-options")
            assert good.startswith("✓ good") and good.endswith(" ms")
            assert refused.startswith("✗ refused") and "payload_rejected" in refused
            assert failing.startswith("✗ failing") and "callback_error" in failing
            await it.sees("1 of 3 as expected")
            await it.press("ctrl+down", "ctrl+down")
            assert "found failed (callback_error)" in it.headline
            await it.press("f4")
            await it.sees("boom")
            await it.sees("outcome: expected delivered")

    async def test_edits_that_are_not_saved_are_replayed(self, opened: Opener, suite: Path) -> None:
        before = suite.read_bytes()
        async with opened(suite) as it:
            it.screen.invocations.choose("refused")
            await it.pilot.pause()
            it.row("recipient").switch_to("null")
            it.row("recipient").state.type("+1")
            await it.set(it.line("recipient"), '"+15551234567"')
            await it.replay()
            assert it.rows_of("#invocation-options")[1].startswith("✓")
        assert suite.read_bytes() == before


async def test_without_node_a_twin_in_python_answers(
    opened: Opener, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", os.path.dirname(sys.executable))  # noqa: PTH120
    async with opened() as it:
        await it.send()
        assert it.headline.startswith("✓")
