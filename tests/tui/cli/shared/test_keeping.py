"""send and replay keep what came of them, say what became of it since, and fail for none of it."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sessions.history.entries import History

HOOK = """\
import os
def send(recipient, text, context, cb):
    if text == 'fail':
        return cb(Exception('no such number'))
    cb(None, {'MessageID': 'id-' + text})
"""
INVOCATION = """
[invocation.{name}.payload]
recipient = "+18085555555"
text = "{text}"
[invocation.{name}.payload.context]
message_type = "sms"
action = "enrollment"
language = "en"
code = "123456"
ip = "127.0.0.1"
user_agent = ""
user = {{}}
"""


def session(**texts: str) -> str:
    """A session; by the names of its invocations what each sends."""
    head = 'format = 1\ntarget = "hook.py:send"\n'
    return head + "".join(INVOCATION.format(name=name, text=text) for name, text in texts.items())


@pytest.fixture
def suite(offhook: Any) -> Path:
    offhook.file("hook.py", HOOK)
    return offhook.file("a.toml", session(one="1", two="fail"))


def test_a_replay_says_what_became_of_each_since_the_last(
    offhook: Any, suite: Path, kept_in: Path
) -> None:
    first = offhook("replay", suite)
    assert "last time" not in first.out and "failing" not in first.out
    offhook.file("hook.py", HOOK.replace("'fail'", "'1'").replace("'id-' + text", "'other'"))
    second = offhook("replay", suite)
    lines = second.out.splitlines()
    assert [line.split()[-2:] for line in lines if line.startswith("  ✗")] == [["newly", "failing"]]
    assert [line.split()[-1] for line in lines if line.startswith("  ✓")] == ["fixed"]
    assert any(
        'outcome  "delivered" → "failed (callback_error: no such number)"' in line for line in lines
    )
    assert lines[-1] == "1 of 2 as expected, 1 not (1 fixed, 1 newly failing)"
    third = offhook("replay", suite, "--format", "json")
    one, two = third.document["sessions"][0]["invocations"]
    assert (one["last_time"]["change"], two["last_time"]["change"]) == ("still failing", None)
    assert one["last_time"]["differences"] == two["last_time"]["differences"] == []


def test_a_send_is_kept_and_is_no_replay(offhook: Any, suite: Path, kept_in: Path) -> None:
    offhook("send", suite, "--set", "text=hi")
    offhook("send", "--target", "hook.py:send")
    lone, of_session = History(kept_in).entries()
    assert (of_session.session, of_session.invocation) == (offhook.folder / suite, "one")
    assert (lone.session, lone.target, lone.met) == (None, "hook.py:send", None)
    assert History(kept_in).outcome(of_session.id).message_id == "id-hi"
    assert "last time" not in offhook("replay", suite).out


def test_nothing_is_kept_where_the_user_says_so(
    offhook: Any, suite: Path, kept_in: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OFFHOOK_HISTORY", "off")
    offhook("replay", suite)
    offhook("send", suite)
    monkeypatch.delenv("OFFHOOK_HISTORY")
    offhook.file("config/offhook/config.toml", "history = false\n")
    offhook("replay", suite)
    assert not kept_in.parent.exists()


def test_a_secret_is_not_kept(offhook: Any, kept_in: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_TOKEN", "s3cret-value-of-mine")
    offhook.file(
        "hook.py",
        "def send(r, t, context):\n"
        "    raise Exception(context['webtask']['secrets']['API_TOKEN'])\n",
    )
    offhook("send", "--target", "hook.py:send", "--secret", "API_TOKEN")
    (entry,) = History(kept_in).entries()
    error = History(kept_in).outcome(entry.id).error
    assert error and error.message == "‹API_TOKEN›"
    assert b"s3cret" not in b"".join(file.read_bytes() for file in kept_in.parent.iterdir())


def test_those_that_failed_last_time_are_sent_alone(
    offhook: Any, suite: Path, kept_in: Path
) -> None:
    never = offhook("replay", suite, "--failed")
    assert (never.status, never.out) == (2, "")
    assert "--failed: none of these was replayed before" in never.err
    offhook("replay", suite)
    offhook("replay", suite, "--invocation", "one")
    offhook.file("b.toml", session(three="3"))
    again = offhook("replay", ".", "--failed")
    assert again.err == "1 of 3 failed last time; 1 never replayed, left out\n"
    assert [line.split()[1] for line in again.out.splitlines() if line.startswith("  ✗")] == ["two"]
    assert again.out.endswith("0 of 1 as expected, 1 not (1 still failing)\n")
    offhook.file("hook.py", HOOK.replace("'fail'", "''"))
    assert offhook("replay", suite, "--failed").status == 0
    none = offhook("replay", suite, "--failed")
    assert (none.status, none.err) == (0, "0 of 2 failed last time\n")


def test_failed_wants_a_history(offhook: Any, suite: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "--failed: no history is kept" in offhook("replay", suite, "--failed").err


def test_what_came_out_is_expected_once_it_is_accepted(offhook: Any, suite: Path) -> None:
    accepted = offhook("replay", suite, "--accept")
    assert accepted.status == 0
    assert accepted.err == "a.toml: expects from now on what came out: one, two\n"
    assert accepted.out.endswith("1 of 2 as expected, 1 not\n")
    written = (offhook.folder / suite).read_text()
    assert 'message_id = "id-1"' in written and 'message = "no such number"' in written
    again = offhook("replay", suite, "--accept")
    assert (again.status, again.out.splitlines()[-1]) == (0, "2 of 2 as expected")
    assert again.err == "nothing to accept: all is expected already, or was not run\n"
    assert (offhook.folder / suite).read_text() == written
    offhook.file("hook.py", "")
    missing = offhook("replay", suite, "--accept", "--invocation", "one", "--target", "none.py:f")
    assert (missing.status, (offhook.folder / suite).read_text()) == (1, written)


def test_a_session_that_changed_meanwhile_stays(offhook: Any, suite: Path) -> None:
    add = f"open({str(offhook.folder / suite)!r}, 'a').write('# more\\n')"
    offhook.file("hook.py", HOOK.replace("    if", f"    {add}\n    if", 1))
    result = offhook("replay", suite, "--accept")
    assert result.status == 2
    assert result.err == (
        f"offhook: {suite}: was changed on disk since it was read; replay it again\n"
    )
    assert "expect" not in (offhook.folder / suite).read_text()


@pytest.mark.parametrize("option", ["--repeat", "--fault"])
def test_only_what_a_session_itself_asks_for_is_accepted(
    option: str, offhook: Any, suite: Path
) -> None:
    result = offhook(
        "replay", suite, "--accept", option, {"--repeat": "2", "--fault": "429"}[option]
    )
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith(f"offhook: --accept and {option}: ")


@pytest.mark.parametrize("command", ["send", "replay"])
def test_a_history_of_no_use_costs_one_line(
    command: str, offhook: Any, suite: Path, kept_in: Path
) -> None:
    before = offhook(command, suite)
    with sqlite3.connect(kept_in) as connection:
        connection.execute("PRAGMA user_version = 2")
    connection.close()
    after = offhook(command, suite)
    assert after.status == before.status
    assert after.out.count("\n") == before.out.count("\n")
    assert after.err.removeprefix(before.err) == (
        f"warning: not all outcomes are kept: {kept_in}: was written by a newer offhook "
        "(version 2, this one knows 1); update offhook\n"
    )


def offhook_process(*arguments: object, limit: int | None = None) -> subprocess.Popen[str]:
    """The command in a process of its own, with a limit to the size of each file it writes."""
    code = "import sys; from tui.cli.main import main; sys.exit(main(sys.argv[1:]))"
    if limit:
        code = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({limit},) * 2); {code}"
    command = [sys.executable, "-c", code, *map(str, arguments)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True)


@pytest.fixture
def own_process(offhook: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where the history is of a command that runs in a process of its own."""
    monkeypatch.setenv("OFFHOOK_HISTORY", "on")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[3]))
    return tmp_path / "state" / "offhook" / "history.db"


def test_a_kill_during_a_replay_loses_no_earlier_outcome(
    offhook: Any, suite: Path, own_process: Path
) -> None:
    offhook("replay", suite)
    with offhook_process("replay", suite, "--repeat", "1000") as process:
        assert process.stdout
        for _ in range(4):
            process.stdout.readline()
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
    history = History(own_process)
    with sqlite3.connect(own_process) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    two, one = history.entries()[-2:]
    assert (one.invocation, two.invocation) == ("one", "two")
    assert history.outcome(one.id).message_id == "id-1"
    again = offhook("replay", suite)
    assert again.err == ""
    assert again.out.endswith("1 of 2 as expected, 1 not (1 still failing)\n")


def test_a_full_disk_fails_no_replay(offhook: Any, suite: Path, own_process: Path) -> None:
    with offhook_process("replay", suite, limit=8192) as process:
        out, err = process.communicate()
    assert (process.returncode, out.splitlines()[-1]) == (1, "1 of 2 as expected, 1 not")
    assert err.startswith(f"warning: not all outcomes are kept: {own_process}: ")
    assert err.count("\n") == 1


def test_two_replays_at_once_keep_what_came_of_both(
    offhook: Any, suite: Path, own_process: Path
) -> None:
    with offhook_process("replay", suite) as one, offhook_process("replay", suite) as two:
        assert (one.communicate()[1], two.communicate()[1]) == ("", "")
    entries = History(own_process).entries()
    assert sorted(entry.invocation for entry in entries) == ["one", "one", "two", "two"]
    assert len({entry.run for entry in entries}) == 2
