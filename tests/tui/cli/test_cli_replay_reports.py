"""replay: which invocations are sent, the reports for other programs, and what is broken off."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).parents[3]
INVOCATION = """
[invocation.{name}]
tags = ["{tag}"]
payload = {{ recipient = "+18085555555", text = "x", context = {{ message_type = "sms", \
action = "enrollment", language = "en", code = "123456", ip = "127.0.0.1", user_agent = "", \
user = {{}} }} }}
expect = {{ response = {{ MessageID = "{id}" }} }}
"""


@pytest.fixture
def suite(offhook: Any, server: Any) -> Path:
    """Three invocations to an endpoint, of which one is not as expected."""
    rows = [("sms-fr", "french", "1"), ("sms-en", "english", "2"), ("voice", "french", "1")]
    each = "".join(INVOCATION.format(name=name, tag=tag, id=id) for name, tag, id in rows)
    return offhook.file("suite/a.toml", f'format = 1\ntarget = "{server.url}"\n{each}')


def test_invocations_are_chosen_by_name_by_tag_and_by_part(offhook: Any, suite: Path) -> None:
    def sent(*arguments: str) -> list[str]:
        lines = offhook("replay", suite, *arguments).out.splitlines()
        return [line.split()[1] for line in lines if line.startswith("  ✓")]

    assert sent("--invocation", "sms-*") == ["sms-fr"]
    assert sent("--tag", "french") == ["sms-fr", "voice"]
    assert sent("--shard", "1/2") == ["sms-fr", "voice"]
    assert sent("--shard", "3/9", "--rate", "1000") == ["voice"]
    none = offhook("replay", suite, "--invocation", "nothing", "--tag", "x")
    assert (none.status, none.out) == (2, "")
    assert "no invocation of these sessions fits --invocation nothing --tag x" in none.err
    assert offhook("replay", suite, "--shard", "9/9").out == "0 of 0 as expected\n"
    for option, text in (("--shard", "3/2"), ("--shard", "1"), ("--rate", "0")):
        wrong = offhook("replay", suite, option, text)
        assert wrong.status == 2
        assert f"{option}: found '{text}', wanted " in wrong.err


def test_junit_and_tap_go_to_a_file_and_the_sum_to_stderr(offhook: Any, suite: Path) -> None:
    result = offhook("replay", suite, "--format", "junit", "--output", "report.xml")
    assert (result.status, result.out) == (1, "")
    assert result.err == "2 of 3 as expected, 1 not\n"
    root = ElementTree.parse(offhook.folder / "report.xml").getroot()
    assert (root.attrib["tests"], root.attrib["failures"]) == ("3", "1")
    failure = root.find(".//failure")
    assert failure is not None
    assert failure.attrib["message"] == 'response.MessageID: expected "2", found "1"'
    tap = offhook("replay", suite, "--format", "tap")
    assert tap.out.startswith("TAP version 14\n1..1\n# Subtest: suite/a.toml\n    1..3\n")
    assert tap.err == "2 of 3 as expected, 1 not\n"


def test_github_has_a_log_without_commands_then_annotations_and_a_summary(
    offhook: Any, suite: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(offhook.folder))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(offhook.folder / "summary.md"))
    (offhook.folder / "summary.md").write_text("before\n")
    result = offhook("replay", suite, "--format", "github")
    assert result.status == 1
    lines = result.out.splitlines()
    token = re.fullmatch(r"::stop-commands::([0-9a-f]{32})", lines[0])
    assert token
    at = lines.index(f"::{token[1]}::")
    assert not [line for line in lines[1:at] if line.lstrip().startswith("::")]
    line = (offhook.folder / suite).read_text().split("[invocation.sms-en]")[0].count("\n") + 1
    assert lines[at + 1 :] == [
        f"::error file=suite/a.toml,line={line},title=a%3A sms-en::"
        'response.MessageID: expected "2", found "1"'
    ]
    summary = (offhook.folder / "summary.md").read_text()
    assert summary.startswith("before\n### offhook replay\n\n2 of 3 as expected, 1 not\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(offhook.folder))
    assert (
        "warning: the summary of the step: " in offhook("replay", suite, "--format", "github").err
    )
    refused = offhook("replay", suite, "--format", "github", "--output", "x")
    assert (refused.status, refused.out) == (2, "")


def test_what_has_ended_is_reported_where_the_rest_is_broken_off(offhook: Any) -> None:
    offhook.file(
        "hook.py",
        "import time\n"
        "def send(recipient, text, context):\n"
        "    time.sleep(60 if text == 'late' else 0)\n"
        "    return {'MessageID': text}\n",
    )
    rows = [INVOCATION.format(name=name, tag="t", id=name) for name in ("first", "late", "last")]
    each = "".join(rows).replace('text = "x"', 'text = "first"', 1)
    each = each.replace('text = "x"', 'text = "late"', 1)
    path = offhook.file("a.toml", f'format = 1\ntarget = "hook.py:send"\n{each}')
    started = subprocess.Popen(
        [sys.executable, "-m", "tui", "replay", str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=offhook.folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    )
    assert started.stdout
    read = [started.stdout.readline(), started.stdout.readline()]
    started.send_signal(signal.SIGINT)
    out, err = started.communicate(timeout=60)
    assert read[1].startswith("  ✓ first")
    assert started.returncode == 130, err
    assert out == "1 of 1 as expected\n"
    assert err == "interrupted: 1 of 3 were sent\n"
