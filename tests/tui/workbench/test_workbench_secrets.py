"""Secrets in the workbench: listed with where they come from, typed in unseen, never saved."""
# ruff: noqa: ASYNC240 - the files are tiny

from __future__ import annotations

import json
from pathlib import Path

import pytest
from textual.widgets import Input

from .conftest import HALVES, Opener, Workbench

VALUE = "hunter2-hunter2"
NAMES = ("OFFHOOK_TEST_SET", "OFFHOOK_TEST_FILE", "OFFHOOK_TEST_MISSING")


@pytest.fixture
def session(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A session of three secrets: one set, one in `.env`, one missing; its hook gives them back."""
    monkeypatch.setenv(NAMES[0], "set-in-the-environment")
    (folder / ".env").write_text(f"{NAMES[1]}=set-in-the-file\n")
    (folder / "leaks.py").write_text(
        "def hook(recipient, text, context):\n"
        "    print(context['webtask']['secrets'])\n"
        "    return dict(context['webtask']['secrets'])\n"
    )
    path = folder / "session.toml"
    path.write_text(
        f'format = 1\ntarget = "leaks.py:hook"\nsecrets = {list(NAMES)}\n'
        "[invocation.a.payload]\nrecipient = '1'\ntext = 'x'\n"
        "[invocation.a.payload.context]\nmessage_type = 'sms'\naction = 'enrollment'\n"
        "language = 'en'\ncode = '1'\nip = '::1'\nuser_agent = 'x'\nuser = {}\n"
    )
    return path


async def type_in(it: Workbench, value: str = VALUE) -> None:
    """Give the dialog that is open a value."""
    await it.until(lambda: it.dialog == "AskSecret")
    it.app.screen.query_one(Input).value = value
    await it.press("enter")
    await it.until(lambda: not it.dialog)


async def test_each_is_listed_with_where_its_value_comes_from_and_one_typed_in_unseen_wins(
    opened: Opener, session: Path
) -> None:
    async with opened(session, size=HALVES) as it:
        await it.show("Target")
        assert it.rows_of("#secret-list") == [
            "✓ OFFHOOK_TEST_SET      set in the environment",
            "✓ OFFHOOK_TEST_FILE     in .env",
            "✗ OFFHOOK_TEST_MISSING  missing: Enter types it in",
        ]
        await it.sees("✗ OFFHOOK_TEST_MISSING  missing")
        it.screen.query_one("#secret-list").focus()
        await it.press("home", "enter")
        await it.until(lambda: it.dialog == "AskSecret")
        await it.sees(f"The value of {NAMES[0]}")
        it.app.screen.query_one(Input).value = VALUE
        await it.pilot.pause()
        assert VALUE not in it.seen
        await it.press("enter")
        await it.until(lambda: not it.dialog)
        assert "typed in, in memory only" in it.rows_of("#secret-list")[0]
        assert it.screen.work.secrets.known(session.parent)[NAMES[0]] == VALUE


async def test_those_of_the_targets_folder_are_listed_behind_the_sessions(
    opened: Opener, session: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OFFHOOK_TEST_KNOWN", VALUE)
    secrets = {"OFFHOOK_TEST_SET": "", "OFFHOOK_TEST_KNOWN": "", "OWN": "a-value", "NONE": "##NO##"}
    action = {
        "name": "sms",
        "code": "./actions/sms/code.js",
        "secrets": [{"name": name, "value": value} for name, value in secrets.items()],
        "supported_triggers": [{"id": "send-phone-message", "version": "v2"}],
    }
    code = folder / "tree/actions/sms/code.js"
    code.parent.mkdir(parents=True)
    code.write_text("exports.onExecuteSendPhoneMessage = async () => {};\n")
    (folder / "tree/actions/sms.json").write_text(json.dumps(action))
    session.write_text(session.read_text().replace("leaks.py:hook", "tree#sms"))
    async with opened(session, size=HALVES) as it:
        await it.show("Target")
        await it.until(lambda: len(it.rows_of("#secret-list")) == 6)
        assert it.rows_of("#secret-list")[2:] == [
            "✗ OFFHOOK_TEST_MISSING  missing: Enter types it in",
            "✓ OFFHOOK_TEST_KNOWN    set in the environment",
            "✓ OWN                   in the folder of the target",
            "✗ NONE                  missing: Enter types it in",
        ]


async def test_a_missing_one_is_asked_for_before_the_send_redacted_in_all_of_it_and_never_saved(
    opened: Opener, session: Path
) -> None:
    before = session.read_text()
    async with opened(session, size=HALVES) as it:
        await it.press("f5")
        await it.until(lambda: it.dialog == "AskSecret")
        await it.press("escape")
        await it.until(lambda: it.headline.startswith("✗"))
        assert f"no value for {NAMES[2]}; type it in under Target" in it.headline
        await it.press("f5")
        await type_in(it)
        await it.until(lambda: it.headline.startswith("✓"))
        await it.sees(f"‹{NAMES[2]}›")
        for value in (VALUE, "set-in-the-environment", "set-in-the-file"):
            assert value not in it.seen
        await it.send()
        assert not it.dialog, "it is known from now on"
        await it.replay()
        assert it.text_of("#invocation-tally").startswith("1 of 1 as expected")
        await it.set(it.line("context", "code"), f"x{VALUE}x")
        await it.press("ctrl+s")
        await it.until(lambda: "Not saved" in it.notes)
        assert NAMES[2] in it.notes
        assert VALUE not in it.notes
    assert session.read_text() == before


async def test_an_env_file_that_cannot_be_read_is_said(opened: Opener, session: Path) -> None:
    (session.parent / ".env").write_text("no assignment\n")
    async with opened(session, size=HALVES) as it:
        await it.show("Target")
        assert ".env:1: not a line of an env file" in it.screen.form.target.secrets_row.remark
        await it.send()
        assert "not a line of an env file" in it.headline


async def test_one_that_is_expected_is_not_shown_where_that_is_not_met(
    opened: Opener, session: Path
) -> None:
    """A file that was written with an editor may have its value."""
    with session.open("a") as file:
        file.write('[invocation.a.expect]\nresponse.id = "set-in-the-environment"\n')
    async with opened(session, HALVES) as it:
        await it.press("f5")
        await type_in(it)
        await it.settled()
        expected = '✗ response.id: expected "‹OFFHOOK_TEST_SET›", found nothing'
        await it.until(lambda: it.text_of("#unmet").startswith("✗ response.id"))
        assert it.text_of("#unmet") == expected
        await it.screen.invocations.judge()
        assert it.text_of("#unmet") == expected
