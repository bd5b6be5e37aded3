"""history: earlier outcomes listed, two of them compared, and all of them removed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from sessions.contract.kinds import Kind
from sessions.contract.outcome import TargetInfo, delivered, failed
from sessions.history.entries import History
from sessions.history.writing import Record, keep

HOOK = TargetInfo("hook", "hook.js")
AT = 1_795_781_765.9


@pytest.fixture
def filled(offhook: Any, kept_in: Path) -> Path:
    """A history of three outcomes: one and two of a session, and one of no session."""
    path = offhook.folder / "suite" / "a.toml"
    good = delivered(HOOK, {"MessageID": "m-1"}, wire=None, duration_ms=12.4)
    bad = failed(HOOK, Kind.CALLBACK_ERROR, "no\x1b[31m such number")
    keep([Record(path, "one", {"a": 1}, good, True, AT)], kept_in)
    keep([Record(path, "one", {"a": 2}, bad, False, AT)], kept_in)
    keep([Record(None, "example", None, good, None, AT)], kept_in)
    return kept_in


def test_the_newest_are_listed_first(offhook: Any, filled: Path) -> None:
    result = offhook("history")
    assert (result.status, result.err) == (0, "")
    lines = [re.sub(r"20\S+ \S+", "TIME", line) for line in result.out.splitlines()]
    assert lines == [
        "    3  TIME  · example  delivered  12 ms  hook.js",
        "    2  TIME  ✗ suite/a.toml one  failed  callback_error  0 ms  hook.js",
        "    1  TIME  ✓ suite/a.toml one  delivered  12 ms  hook.js",
    ]
    assert offhook("history", "suite").out.count("\n") == 2
    assert offhook("history", "suite/a.toml", "--limit", "1").out.split()[0] == "2"


def test_an_endpoint_is_listed_by_its_whole_url(offhook: Any, kept_in: Path) -> None:
    url = "https://gateway.example.com/send"
    sent = delivered(TargetInfo("remote", url), {}, wire=None, duration_ms=12.4)
    keep([Record(None, "example", None, sent, None, AT)], kept_in)
    assert offhook("history").out.endswith(f"  12 ms  {url}\n")


def test_json_has_each_outcome_whole(offhook: Any, filled: Path) -> None:
    (found,) = offhook("history", "--limit", "1", "--format", "json").document["outcomes"]
    assert found["at"] == "2026-11-27T12:16:05Z"
    assert (found["id"], found["session"], found["met"]) == (3, None, None)
    assert found["response"] == {"MessageID": "m-1"}
    assert len(found["payload_sha256"]) == 64


def test_two_are_held_against_each_other(offhook: Any, filled: Path) -> None:
    result = offhook("history", "--diff", "1", "2")
    assert result.status == 1
    a, b, *differences = result.out.splitlines()
    assert a.startswith("a: 1  ") and b.startswith("b: 2  ")
    assert differences == [
        "  another payload was sent",
        r'  outcome  "delivered" → "failed (callback_error: no\u001b[31m such number)"',
    ]
    document = offhook("history", "--diff", "1", "2", "--format", "json").document
    assert (document["a"]["id"], document["same_payload"]) == (1, False)
    assert [one["path"] for one in document["differences"]] == ["outcome"]
    same = offhook("history", "--diff", "1", "1")
    assert (same.status, same.out.splitlines()[-1]) == (0, "  no difference")


def test_one_that_is_not_there_is_said(offhook: Any, filled: Path) -> None:
    result = offhook("history", "--diff", "1", "9")
    assert (result.status, result.out) == (2, "")
    assert result.err == f"offhook: {filled}: has no outcome 9; offhook history lists them\n"
    assert offhook("history", "b.toml").err == f"no outcome of b.toml is kept in {filled}\n"


def test_they_are_removed_where_that_is_meant(offhook: Any, filled: Path) -> None:
    result = offhook("history", "--clear")
    assert (result.status, result.err) == (
        2,
        "offhook: --clear: nothing is removed; --yes says that it is meant\n",
    )
    assert offhook("history", "suite", "--clear", "--yes").err == f"2 removed from {filled}\n"
    assert [entry.invocation for entry in History(filled).entries()] == ["example"]
    filled.write_bytes(b"noise " * 1000)
    assert offhook("history").status == 2
    assert offhook("history", "--clear", "--yes").err == f"0 removed from {filled}\n"
    assert offhook("history").err == f"no outcome is kept in {filled}\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--yes",), "--yes: goes with --clear"),
        (("--clear", "--diff", "1", "2"), "--clear and --diff: one of them at a time"),
        (("--diff", "1", "x"), "--diff: found 'x', wanted a whole number from 1"),
    ],
)
def test_wrong_usage(offhook: Any, kept_in: Path, arguments: tuple[str, ...], message: str) -> None:
    result = offhook("history", *arguments)
    assert result.status == 2
    assert result.err.startswith(f"offhook: {message}")
