"""`offhook replay --watch` as a process of its own: what changes is sent again, until Ctrl+C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

HOOK = """
def send(recipient, text, context):
    if text == "{refused}":
        raise ValueError("refused")
    return {{"MessageID": "SM1"}}
"""
INVOCATION = """
[invocation.{name}]
payload = {{ recipient = "+18085555555", text = "{name}", context = {context} }}
"""
CONTEXT = (
    '{ message_type = "sms", action = "enrollment", language = "en", code = "123456",'
    ' ip = "127.0.0.1", user_agent = "x", user = {} }'
)
WAITING = "waiting for changes, Ctrl+C ends"


def session(*names: str) -> str:
    told = "".join(INVOCATION.format(name=name, context=CONTEXT) for name in names)
    return f'format = 1\ntarget = "hook.py:send"\n{told}'


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    pytest.importorskip("watchfiles")  # the extra watch, which an older .venv has not
    (tmp_path / "hook.py").write_text(HOOK.format(refused="b"))
    (tmp_path / "s.toml").write_text(session("a", "b"))
    command = [sys.executable, "-m", "tui", "replay", ".", "--watch"]
    root = str(Path(__file__).parents[3])
    env = {**os.environ, "PYTHONPATH": root, "PYTHONUTF8": "1"}
    with subprocess.Popen(
        command, cwd=tmp_path, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        yield process
        process.kill()


@pytest.mark.skipif(sys.platform == "win32", reason="signals as they are there")
def test_what_changes_is_sent_again_failures_first(
    watching: subprocess.Popen[str], tmp_path: Path
) -> None:
    def told(end: str = WAITING) -> list[str]:
        """What it says until it waits again: signs with names, and what stands without one."""
        lines: list[str] = []
        for line in watching.stdout or ():
            lines.append(" ".join(line.split()[:2]) if line.lstrip()[0] in "✓✗" else line.strip())
            if end in line:
                return lines
        raise AssertionError(lines)

    def saved(name: str, text: str) -> Callable[..., list[str]]:
        (tmp_path / name).write_text(text)
        return told

    first = told()
    assert [line for line in first if line[0] in "✓✗"] == ["✓ a", "✗ b"]
    mended = saved("hook.py", HOOK.format(refused="x"))()
    assert mended[0] == "changed: hook.py"
    assert [line for line in mended if line[0] in "✓✗"] == ["✓ b", "✓ a"]
    saved("s.toml", "format =")("s.toml:1: not TOML")
    more = saved("s.toml", session("a", "b", "x"))()
    assert [line for line in more if line[0] in "✓✗"] == ["✗ x"]
    assert more[-1] == f"of all 3 1 not as expected; {WAITING}"
    watching.send_signal(signal.SIGINT)
    assert watching.communicate()[0] == ""
    assert watching.returncode == 130


@pytest.mark.parametrize("more", [("--format", "json"), ("--accept",), ("--failed",)])
def test_what_needs_an_end_is_refused(offhook, more: tuple[str, ...]) -> None:
    offhook.file("s.toml", session("a"))
    result = offhook("replay", "s.toml", "--watch", *more)
    assert result.status == 2
    assert more[0] in result.err
