"""replay: sessions held against what they expect, in text and JSON, live and in a file."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import select
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]

HOOK = """\
module.exports = function (recipient, text, context, cb) {
  if (text === 'fail') return cb(new Error('no such\\n\\x1b[31mnumber'));
  const wait = { slow: 150, late: 60000 }[text] ?? 0;
  setTimeout(() => cb(null, { MessageID: 'id-' + text }), wait);
};
"""


def session(*invocations: tuple[str, str, str], target: str = "hook.js") -> str:
    """A session file; each invocation is its name, its text, and its `expect` as inline table."""
    lines = ["format = 1", f'target = "{target}"']
    for name, text, expect in invocations:
        lines += [
            f"[invocation.{name}]",
            f"expect = {expect or '{}'}",
            f"[invocation.{name}.payload]",
            f'recipient = "+18085555555"\ntext = "{text}"',
            f"[invocation.{name}.payload.context]",
            'message_type = "sms"\naction = "enrollment"\nlanguage = "en"\ncode = "123456"',
            'ip = "127.0.0.1"\nuser_agent = ""\nuser = {}',
        ]
    return "\n".join(lines) + "\n"


@pytest.fixture
def suite(offhook: Any) -> Path:
    """A folder with a session that is met, one that is not, and what is no session."""
    offhook.file("suite/hook.js", HOOK)
    offhook.file("suite/pyproject.toml", "[project]\n")
    offhook.file(
        "suite/a.toml",
        session(("one", "1", '{ message_id = "/^id-/" }'), ("two", "fail", '{ outcome="failed" }')),
    )
    offhook.file("suite/b.toml", session(("three", "fail", ""), ("four", "4", "")))
    return Path("suite")


def without_times(text: str) -> list[str]:
    return re.sub(r"\d+(\.\d+)? m?s", "TIME", text).splitlines()


def test_all_met_is_exit_0(offhook: Any, suite: Path) -> None:
    result = offhook("replay", suite / "a.toml")
    assert (result.status, result.err) == (0, "")
    assert without_times(result.out) == [
        "suite/a.toml",
        "  ✓ one  delivered  id-1  TIME",
        "  ✓ two  failed  callback_error  TIME",
        "2 of 2 as expected",
    ]


def test_one_that_is_not_met_is_exit_1_with_the_difference(offhook: Any, suite: Path) -> None:
    result = offhook("replay", suite)
    assert result.status == 1
    lines = without_times(result.out)
    assert lines[3:6] == [
        "suite/b.toml",
        "  ✗ three  failed  callback_error  TIME",
        "    outcome: expected delivered, found failed (callback_error: no such \\x1b[31mnumber)",
    ]
    assert lines[-2:] == ["  ✓ four  delivered  id-4  TIME", "3 of 4 as expected, 1 not"]
    assert "\x1b" not in result.out


def test_json_is_one_document(offhook: Any, suite: Path) -> None:
    result = offhook("replay", suite, "--format", "json")
    assert result.status == 1
    assert result.err == "3 of 4 as expected, 1 not\n"
    report = result.document
    assert {key: report[key] for key in ("met", "failed", "total")} == {
        "met": 3,
        "failed": 1,
        "total": 4,
    }
    assert [each["path"] for each in report["sessions"]] == ["suite/a.toml", "suite/b.toml"]
    three = report["sessions"][1]["invocations"][0]
    assert (three["name"], three["met"]) == ("three", False)
    assert three["expected"] == {"outcome": "delivered"}
    assert three["error"]["message"] == "no such\n\x1b[31mnumber"


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_report_in_a_file_leaves_stdout_empty(offhook: Any, suite: Path, form: str) -> None:
    offhook.file("report", "an older and much longer report\n" * 1_000)
    result = offhook("replay", suite, "--format", form, "--output", "report")
    assert (result.status, result.out) == (1, "")
    assert result.err == "3 of 4 as expected, 1 not\n"
    report = (offhook.folder / "report").read_text(encoding="utf-8")
    if form == "json":
        assert json.loads(report)["total"] == 4
    else:
        assert report.endswith("\n3 of 4 as expected, 1 not\n")
        assert "  ✓ one  delivered  id-1  " in report
    assert sorted(path.name for path in offhook.folder.iterdir()) == ["report", "suite"]


@pytest.mark.parametrize(
    ("place", "message"),
    [("no/report", "no/report: there is no folder no"), ("suite", "suite: is a folder")],
)
def test_a_report_that_cannot_be_written_stops_the_replay_before_it_begins(
    offhook: Any, suite: Path, place: str, message: str
) -> None:
    result = offhook("replay", suite, "--output", place)
    assert (result.status, result.out, result.err) == (2, "", f"offhook: {message}\n")


def test_lines_come_in_the_order_of_the_file_whatever_ends_first(offhook: Any, suite: Path) -> None:
    path = offhook.file("suite/c.toml", session(("first", "slow", ""), ("second", "2", "")))
    result = offhook("replay", path, "--jobs", "2", "--repeat", "2")
    assert result.status == 0
    assert [line.split()[1] for line in result.out.splitlines()[1:-1]] == [
        *("first", "second", "first", "second")
    ]
    assert result.out.splitlines()[-1] == "4 of 4 as expected"


def test_fail_fast_says_what_was_not_sent(offhook: Any, suite: Path) -> None:
    result = offhook("replay", suite / "b.toml", suite / "a.toml", "--fail-fast")
    assert result.status == 1
    lines = result.out.splitlines()
    assert lines[-5:] == [
        "  - four  not run",
        "suite/a.toml",
        "  - one  not run",
        "  - two  not run",
        "0 of 4 as expected, 1 not, 3 not run",
    ]


def test_a_target_and_a_time_out_by_hand(offhook: Any, suite: Path) -> None:
    starter = offhook("replay", suite / "b.toml", "--target", "starter")
    assert starter.status == 0
    path = offhook.file("suite/c.toml", session(("first", "late", "")))
    late = offhook("replay", path, "--timeout", "0.5")
    assert late.status == 1
    assert "timeout_waiting" in late.out


def test_every_broken_session_is_named_and_nothing_is_sent(offhook: Any, suite: Path) -> None:
    offhook.file("suite/broken.toml", "format = 1\n[invocation\n")
    offhook.file("suite/newer.toml", "format = 99\n")
    result = offhook("replay", suite, "nowhere")
    assert (result.status, result.out) == (2, "")
    first, second, third = result.err.splitlines()
    assert first.startswith("offhook: suite/broken.toml:2: ")
    assert second.startswith("offhook: suite/newer.toml:")
    assert third == "offhook: nowhere: no such file or folder"


def test_values_come_from_the_env_file(offhook: Any, suite: Path) -> None:
    text = session(("one", "1", "")).replace("format = 1", 'format = 1\nsecrets = ["TOKEN_X"]')
    path = offhook.file("suite/c.toml", text)
    missing = offhook("replay", path)
    assert (missing.status, missing.out) == (2, "")
    assert "TOKEN_X" in missing.err
    env_file = offhook.file(".env", "TOKEN_X=hunter2\n")
    assert offhook("replay", path, "--env-file", env_file).status == 0


def test_who_watches_sees_how_far_it_is_and_a_clean_line_afterwards(
    offhook: Any, suite: Path
) -> None:
    slow = [(name, "slow", "") for name in ("first", "second", "third")]
    path = offhook.file("suite/c.toml", session(*slow))
    ours, theirs = pty.openpty()
    result = subprocess.run(
        [sys.executable, "-m", "tui", "replay", str(path)],
        stdout=subprocess.PIPE,
        stderr=theirs,
        cwd=offhook.folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"},
        timeout=60,
    )
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    assert result.returncode == 0
    assert b"3 of 3 as expected\n" in result.stdout
    assert re.search(r"[━─]{20} [0-3]/3  \d+\.\d/s  (first|second|third)", shown)
    assert shown.endswith("\r\x1b[K")


def test_what_an_action_drops_or_wants_again_can_be_expected(offhook: Any) -> None:
    offhook.file(
        "port.js",
        "exports.onExecuteCustomPhoneProvider = async (event, api) =>"
        " api.notification[event.notification.sender](event.organization.id);",
    )
    invocation = """
[invocation.{how}]
payload = {{ text = "x" }}
event = {{ notification = {{ sender = "{how}" }}, organization = {{ id = "because" }} }}
expect = {{ outcome = "{expected}" }}
"""
    steps = [("drop", "dropped"), ("retry", "retry")]
    path = offhook.file(
        "a.toml",
        'format = 1\ntarget = "port.js"\n'
        + "".join(invocation.format(how=how, expected=expected) for how, expected in steps),
    )
    result = offhook("replay", path, "--format", "json")
    assert result.status == 0, result.out
    invocations = result.document["sessions"][0]["invocations"]
    assert [one["kind"] for one in invocations] == ["dropped", "retry_requested"]
    assert [one["error"]["message"] for one in invocations] == ["because", "because"]
    assert [one["wire"] for one in invocations] == [None, None]
    sent = offhook("send", path, "--invocation", "retry")
    assert sent.status == 1
    assert "The Action asked for a retry" in sent.out


@pytest.fixture
def full_pipe() -> Iterator[tuple[int, int, int]]:
    """A pipe that takes no more: the end that is read, the other one, and how much is in it."""
    ours, theirs = os.pipe()
    os.set_blocking(theirs, False)
    filled = 0
    with contextlib.suppress(BlockingIOError):
        while True:
            filled += os.write(theirs, bytes(4096))
    os.set_blocking(theirs, True)
    yield ours, theirs, filled
    os.close(ours)


@pytest.mark.skipif(os.name == "nt", reason="Windows does not say what a pipe takes")
def test_what_is_under_way_does_not_wait_for_whoever_reads(
    offhook: Any, full_pipe: tuple[int, int, int]
) -> None:
    """While a step was printed for `less`, which read none, the next invocation's time passed."""
    ours, theirs, filled = full_pipe
    told = offhook.folder / "told"
    os.mkfifo(told)
    hook = "def handler(recipient, text, context):\n"
    hook += f"    if text == 'last':\n        open({str(told)!r}, 'w').write(text)\n"
    offhook.file("hook.py", hook)
    each = session(("a", "1", ""), ("b", "2", ""), ("c", "last", ""), target="hook.py")
    offhook.file("s.toml", each)
    heard = os.open(told, os.O_RDONLY | os.O_NONBLOCK)
    with subprocess.Popen(
        [sys.executable, "-m", "tui", "replay", "s.toml"],
        stdout=theirs,
        cwd=offhook.folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as replaying:
        os.close(theirs)
        try:
            assert select.select([heard], [], [], 60)[0]
        finally:
            os.close(heard)
            with open(ours, "rb", closefd=False) as pipe:
                report = pipe.read()[filled:].decode()
    assert re.findall(r"✓ (\w)", report) == ["a", "b", "c"]
    assert report.endswith("3 of 3 as expected\n")
    assert replaying.returncode == 0
