"""Offhook is killed by SIGKILL: no child of its is left, whatever that was at."""

from __future__ import annotations

import itertools
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sessions.runner.containment import parent_death

pytestmark = pytest.mark.skipif(not parent_death.lifeline(), reason="there is no setpriv that can")

ROOT = Path(__file__).parents[3]
OFFHOOK = """
import asyncio, sys
from pathlib import Path
from sessions.contract.invocation import example
from sessions.targets.resolve import resolve
from sessions.targets.target import Limits, Settings
inspect = (lambda url: print(url, flush=True)) if sys.argv[2] == "debugged" else None
target = resolve(sys.argv[1], base=Path.cwd(), settings=Settings(live=sys.argv[2] != "isolated"))
target.expect(None if sys.argv[2] == "forked" else 0)
asyncio.run(target.invoke(example(), {}, Limits(60, inspect)))
"""
LOOPS = {
    "hook.js": """
        module.exports = () => {{
          require('fs').writeFileSync({path}, String(process.pid));
          for (;;);
        }};""",
    "hook.py": """
import os, pathlib
def handler(recipient, text, context):
    pathlib.Path({path}).write_text(str(os.getpid()))
    while True: pass
""",
}


@pytest.fixture
def fifo(tmp_path: Path) -> Path:
    os.mkfifo(tmp_path / "pid")
    return tmp_path / "pid"


@pytest.fixture
def start(tmp_path: Path) -> Iterator[object]:
    """Starts an offhook that invokes a hook; it is ended after the test."""
    started: list[subprocess.Popen[bytes]] = []

    def _start(hook: str, how: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", OFFHOOK, str(tmp_path / hook), how]
        started.append(subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE))
        return started[-1]

    yield _start
    for process in started:
        process.kill()
        process.communicate()


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def pid_from(fifo: Path) -> int:
    """What the hook writes; of an offhook that fails before that, none is waited for for ever."""
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    try:
        ready, _, _ = select.select([reader], [], [], 60)
        assert ready, "the hook has not been called"
        return int(os.read(reader, 32))
    finally:
        os.close(reader)


def assert_ends(pid: int) -> None:
    until = time.monotonic() + 60
    while is_running(pid):
        assert time.monotonic() < until, "the hook has outlived offhook"
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("hook", "how"),
    [*itertools.product(LOOPS, ("live", "isolated")), ("hook.py", "forked")],
)
def test_a_hook_that_computes_ends_with_offhook(hook, how, start, write, fifo):
    path = repr(str(fifo))
    write(hook, LOOPS[hook].format(path=path))
    offhook = start(hook, how)
    pid = pid_from(fifo)
    assert is_running(pid)
    parent = parent_of(pid)
    assert (parent != offhook.pid) == (how == "forked")
    offhook.send_signal(signal.SIGKILL)
    assert_ends(pid)
    if how == "forked":
        assert_ends(parent)


def test_a_hook_that_waits_for_a_debugger_ends_with_offhook(start, write):
    write("hook.js", "module.exports = (r, t, c, cb) => cb();")
    offhook = start("hook.js", "debugged")
    assert offhook.stdout.readline().startswith(b"ws://")
    [pid] = Path(f"/proc/{offhook.pid}/task/{offhook.pid}/children").read_text().split()
    offhook.send_signal(signal.SIGKILL)
    assert_ends(int(pid))


@pytest.mark.parametrize(
    ("says", "command"),
    [
        ("setpriv from util-linux 2.33", ("--pdeathsig", "KILL", "--")),
        ("setpriv from util-linux 2.32.1", ()),
        ("BusyBox v1.36.1 () multi-call binary.", ()),
    ],
)
def test_a_setpriv_that_cannot_is_not_used(says, command, write, monkeypatch, tmp_path):
    setpriv = write("setpriv", f"#!/bin/sh\necho '{says}'\n")
    setpriv.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert parent_death.lifeline.__wrapped__()[1:] == command


async def test_a_program_that_is_not_there_is_missing_and_not_setpriv():
    with pytest.raises(FileNotFoundError):
        await parent_death.tied(("/nowhere/node", "runner.cjs"))
