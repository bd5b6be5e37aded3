"""F6 replays on a screen of its own: what failed comes first, beside what was expected, and can be
sent again, accepted, edited, reported and opened; a folder as well as a session."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input, OptionList, TextArea

from sessions.contract.invocation import example
from sessions.contract.outcome import Result
from sessions.store.expect import Expect
from sessions.store.model import SavedInvocation, Session
from sessions.store.session_file import read, write
from tui.comparison.screen import ComparisonScreen
from tui.replaying.entries import State
from tui.replaying.screen import ReplayScreen

from .conftest import NARROW, Opener, Workbench

HOOK = """\
module.exports = (recipient, text, context, cb) => {
  console.log('sending');
  if (context.code === 'none') throw new Error('no code');
  cb(null, { MessageID: 'SM1' });
};
"""


def saved(code: str, **more: object) -> SavedInvocation:
    payload = example().payload
    assert isinstance(payload, dict) and isinstance(payload["context"], dict)
    payload = {**payload, "context": {**payload["context"], "code": code}}
    return SavedInvocation.model_validate({"payload": payload, **more})


@pytest.fixture
def session(folder: Path) -> Path:
    """One as expected, one that throws, one with another MessageID than is expected."""
    (folder / "hook.js").write_text(HOOK)
    invocation = {
        "good": saved("1"),
        "nocode": saved("none"),
        "other": saved("2", expect=Expect(message_id="SM2")),
    }
    return write(folder / "a.toml", Session(target="hook.js", invocation=invocation)).path


def rows(it: Workbench) -> list[str]:
    """The list of the replay, each with its sign and name."""
    screen = replay_of(it)
    lines = [screen._line(item, 100).plain for item in screen.rows.items]
    return [" ".join(line.split()[:2]) for line in lines]


def replay_of(it: Workbench) -> ReplayScreen:
    return next(each for each in it.app.screen_stack if isinstance(each, ReplayScreen))


async def replayed(it: Workbench, *keys: str) -> None:
    """Press keys that replay, and wait for the end of it."""
    await it.press(*keys)
    await it.until(lambda: isinstance(it.app.screen, ReplayScreen))
    await it.until(lambda: not it.is_replaying)


async def test_failures_are_seen_sent_again_accepted_and_taken_back(
    opened: Opener, session: Path, folder: Path
) -> None:
    before = read(session).text
    async with opened(session, size=(120, 40)) as it:
        await replayed(it, "f6")
        await it.opens_help_and_palette()
        assert rows(it) == ["✗ nocode", "✗ other", "✓ good"]
        await it.sees("delivered → sync_throw")
        await it.sees("SM2 → SM1")
        assert replay_of(it).current is replay_of(it).entries.all[1], "of the first failure"
        await it.sees("f: failures first")
        await it.press("n")
        await it.sees("other · message_id")
        await it.sees("✗ SM1")
        await it.press("N", "N", "f")
        assert rows(it) == ["✓ good", "✗ nocode", "✗ other"]
        assert replay_of(it).rows.at == 2
        await it.press("f", "home")

        (folder / "hook.js").write_text(HOOK.replace("=== 'none'", "=== ''"))
        await it.until(lambda: replay_of(it).current is replay_of(it).entries.all[1])
        await replayed(it, "r")
        assert rows(it) == ["✗ other", "✓ good", "✓ nocode"]
        await replayed(it, "R")
        assert rows(it)[0] == "✗ other"
        await it.press("n", "x")
        await it.until(lambda: it.document.dirty)
        await it.until(lambda: rows(it) == ["✓ good", "✓ nocode", "✓ other"])
        await it.press("n")
        assert "There are no failures." in it.notes
        await it.press("X")
        await it.until(lambda: it.dialog == "Choose")
        await it.sees("undo takes it back")
        await it.press("right", "enter")
        await it.until(lambda: len(expected(it)) == 3)
        assert read(session).text == before
        await it.press("escape")
        assert not it.dialog
        assert it.rows_of("#session-options") == ["✓ a"]
        assert it.text_of("#invocation-tally").startswith("3 of 3 as expected")
        await it.press("ctrl+z")
        assert expected(it) == ["other"], "all that was accepted at once is taken back at once"


def expected(it: Workbench) -> list[str]:
    """The invocations of which something is expected."""
    return [name for name, one in it.document.session.invocation.items() if one.expect]


async def test_the_expectation_is_edited_a_report_written_and_the_row_opened(
    opened: Opener, session: Path, folder: Path
) -> None:
    (folder / "other.js").write_text(HOOK.replace("SM1", "SM2"))
    async with opened(session, size=NARROW) as it:
        await replayed(it, "f6")
        await it.press("n", "e")
        await it.until(lambda: it.dialog == "ExpectationsDialog")
        await it.sees("the last outcome")
        await it.sees("SM2")
        await it.press("t")
        await it.until(lambda: it.dialog == "AskLines")
        it.app.screen.query_one(TextArea).text = 'message_id = "SM1"'
        await it.press("ctrl+s")
        await it.until(lambda: it.dialog == "ExpectationsDialog")
        await it.press("escape")
        await it.until(lambda: rows(it)[1:] == ["✓ good", "✓ other"])
        await it.press("w")
        await it.until(lambda: it.dialog == "Pick")
        await it.press("enter")
        await it.until(lambda: it.dialog == "AskPath")
        assert it.app.screen.query_one(Input).value.endswith("a-replay.xml")
        await it.press("enter")
        await it.until(lambda: (folder / "a-replay.xml").exists())
        await it.until(lambda: it.dialog == "ReplayScreen")
        assert 'tests="3"' in (folder / "a-replay.xml").read_text()
        await it.press("=")
        await it.until(lambda: it.dialog == "Pick")
        it.app.screen.query_one(OptionList).highlighted = 0
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.screen, ComparisonScreen))
        await it.sees("✗ 2 · ✓ 1")
        await it.press("escape")
        await it.until(lambda: it.dialog == "ReplayScreen")
        await it.press("home", "enter")
        await it.until(lambda: not it.dialog)
        await it.until(lambda: it.document.current == "nocode")
        await it.until(lambda: it.headline.startswith("✗ Not as expected — expected "))


async def test_escape_stops_it_and_what_ran_stays(
    opened: Opener, session: Path, folder: Path
) -> None:
    hangs = "if (context.code === 'none') return setInterval(() => {}, 1000);"
    (folder / "hook.js").write_text(HOOK.replace("if (", f"{hangs}\n  if (", 1))
    async with opened(session) as it:
        await it.press("f6")
        await it.until(lambda: isinstance(it.app.screen, ReplayScreen))
        await it.until(lambda: replay_of(it).entries.all[1].state is State.RUNNING)
        await it.sees("Esc stops")
        await it.press("f6")
        await it.sees("Esc stops it")
        await it.press("escape")
        await it.sees("stopped: 2 not run")
        assert rows(it) == ["✓ good", "- nocode", "- other"]
        await it.press("escape")
        await it.until(lambda: not it.dialog)
        assert it.rows_of("#invocation-options")[0].startswith("✓ good")


async def test_a_folder_is_replayed_and_what_is_accepted_is_written_into_its_files(
    opened: Opener, session: Path, folder: Path
) -> None:
    other = folder / "below" / "b.toml"
    other.parent.mkdir()
    text = read(session).text.replace('target = "hook.js"', 'target = "../hook.js"  # kept')
    other.write_text(text)
    (folder / "broken.toml").write_text("format = 1\nname = 5\n")
    async with opened(session, size=(160, 45)) as it:
        await it.press("f2")
        await replayed(it, "R")
        await it.sees("below/b.toml  ✗ 2  ✓ 1")
        await it.sees("cannot be read: line 2: name: ")
        assert len(rows(it)) == 10
        assert it.screen.work.results.good(other) is False
        await it.press("n", "n", "x")
        await it.until(lambda: "expects from now on what came out" in it.notes)
        assert "# kept" in other.read_text()
        await it.press("e")
        await it.until(lambda: it.dialog == "ExpectationsDialog")
        before = read(other).session.invocation["nocode"].expect
        await it.press("t")
        await it.until(lambda: it.dialog == "AskLines")
        it.app.screen.query_one(TextArea).text = 'outcome = "failed"'
        await it.press("ctrl+s")
        edited = Expect(outcome=Result.FAILED)
        await it.until(lambda: read(other).session.invocation["nocode"].expect == edited)
        await it.until(lambda: it.dialog == "ExpectationsDialog")
        await it.press("x")
        await it.until(lambda: read(other).session.invocation["nocode"].expect == before)
        await it.press("escape")
        await it.until(lambda: f"{other}: written" in it.notes)
        await it.press("X")
        await it.until(lambda: it.dialog == "Choose")
        await it.sees("These files are written:")
        await it.press("escape")
        other.write_text(other.read_text() + "\n# by others\n")
        await it.press("down", "up")
        await it.sees("b.toml has changed on disk since this was sent")
        await it.press("enter")
        await it.until(lambda: not it.dialog)
        await it.until(lambda: it.document.path == other and it.document.current == "nocode")
