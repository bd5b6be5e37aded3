"""Fields, settings, the payload, the session's file and the hook in the user's own editor."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.drivers.headless_driver import HeadlessDriver
from textual.widgets import Input, Static, TextArea

from sessions.contract.invocation import example
from sessions.contract.json_path import get
from sessions.store.model import SavedInvocation, Session
from sessions.store.session_file import write
from tui.workbench.form.pane import JSON, TARGET

from .conftest import Opener


@pytest.fixture
def editor(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], Path]:
    """Has the editor be a script of shell; gives the file with what it was called with."""
    monkeypatch.setattr(HeadlessDriver, "can_suspend", True)
    monkeypatch.delenv("VISUAL", raising=False)
    file = tmp_path / "vim"

    def write(script: str) -> Path:
        file.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/called\n{script}\n')
        file.chmod(0o755)
        monkeypatch.setenv("EDITOR", str(file))
        return tmp_path / "called"

    return write


async def test_a_dialog_of_lines_is_edited(
    opened: Opener, suite: Path, editor: Callable[[str], Path]
) -> None:
    editor('echo "outcome = 5" > "$1"')
    async with opened(suite) as it:
        it.screen.ask(it.screen.invocations.edit_expectations())
        await it.until(lambda: it.dialog == "ExpectationsDialog")
        await it.press("t")
        await it.until(lambda: it.dialog == "AskLines")
        await it.press("ctrl+e")
        assert it.app.screen.query_one(TextArea).text == "outcome = 5"
        problem = it.app.screen.query_one("#problem", Static).visual
        assert "outcome" in str(problem)


async def test_a_field_is_edited_and_undone_as_one(
    opened: Opener, editor: Callable[[str], Path]
) -> None:
    async with opened() as it:
        before = it.document.payload
        line = it.line("recipient")
        line.focus()
        called = editor('printf "+1202555\\n0143\\n" > "$1"')
        await it.press("ctrl+e")
        assert "recipient.txt" in called.read_text()
        assert get(it.document.payload, ("recipient",)) == "+1202555\n0143"
        assert line.value == '"+1202555\\n0143"'  # two lines on one: as JSON, from now on
        editor('grep -q "^0143" "$1" && printf "+12025550143" > "$1"')
        await it.press("ctrl+e")
        assert line.value == "+12025550143"
        await it.press("ctrl+z", "ctrl+z")
        assert it.document.payload == before

        editor("exit 1")
        await it.press("ctrl+e")
        assert "vim ended with exit status 1; nothing was changed" in it.notes
        assert it.document.payload == before

        await it.show("Client")  # an object of which each part has a field
        it.screen.form.section("Client").body.query("Summary").first().focus()
        called = editor('printf "{\\"client_id\\": 7}" > "$1"')
        await it.press("ctrl+e")
        assert "context.client.json" in called.read_text()
        assert get(it.document.payload, ("context", "client")) == {"client_id": 7}

        await it.show(TARGET)
        it.screen.form.target.session_row.query(Input).first().focus()
        editor('printf "x.js\\n" > "$1"')
        await it.press("ctrl+e")
        assert it.document.session.target == "x.js"
        await it.press("ctrl+z", "ctrl+z")
        assert it.document.payload == before
        assert not it.document.dirty


async def test_json_that_is_wrong_stays_as_text_and_is_edited_where_it_is_wrong(
    opened: Opener, editor: Callable[[str], Path]
) -> None:
    async with opened() as it:
        before = it.document.payload
        it.screen.set_focus(None)
        await it.pilot.pause()
        called = editor('printf "{\\n  \\"recipient\\": +1\\n}" > "$1"')
        await it.press("ctrl+e")  # no field has the focus
        await it.until(lambda: it.screen.form.active == JSON)
        raw = it.screen.form.raw.query_one(TextArea)
        assert raw.text == '{\n  "recipient": +1\n}'
        await it.sees("line 2, column 16")
        assert it.document.payload == before

        raw.focus()
        called = editor('sed -i "s/+1/1/" "$2"')
        await it.press("ctrl+e")
        assert "+2 " in called.read_text()
        assert it.document.payload == {"recipient": 1}
        await it.press("ctrl+z")
        assert json.loads(raw.text) == it.document.payload == before


async def test_the_session_and_the_hook_are_edited_as_files(
    opened: Opener, suite: Path, editor: Callable[[str], Path]
) -> None:
    async with opened(suite) as it:
        editor("""sed -i 's/^name.*/name = "Other"/' "$1" """)
        it.screen.outside.edit_session()
        await it.until(lambda: it.document.session.name == "Other")
        it.screen.invocations.choose("failing")
        called = editor("")
        it.screen.outside.edit_hook()
        assert called.read_text().strip().endswith("work/hook.js")
        it.screen.invocations.choose("good")
        it.screen.outside.edit_hook()
        await it.pilot.pause()
        assert "is no file here that can be edited" in it.notes


async def test_the_hook_is_opened_at_the_line_where_it_failed_and_sent_as_it_is_then(
    folder: Path, opened: Opener, editor: Callable[[str], Path]
) -> None:
    hook = folder / "hook.js"
    hook.write_text("module.exports = (recipient, text, context, cb) => {\n  nothing();\n};\n")
    path = write(
        folder / "a.toml",
        Session(target="hook.js", invocation={"one": SavedInvocation(payload=example().payload)}),
    ).path
    async with opened(path) as it:
        await it.send()
        assert it.headline.startswith("✗")
        called = editor("sed -i 's/nothing()/cb()/' hook.js")
        await it.press("f4", "o")
        assert called.read_text() == f"+2 {hook}\n"
        await it.send()
        assert it.headline.startswith("✓")
        editor("exit 0")
        called.unlink()
        await it.press("f4", "o")  # nothing failed: the hook as it is
        assert called.read_text() == f"{hook}\n"
        editor("echo 'boom(' > hook.js")
        await it.press("o")
        await it.send()
        called.unlink()
        await it.pilot.click("#where")
        assert called.read_text() == f"+2 {hook}\n"
