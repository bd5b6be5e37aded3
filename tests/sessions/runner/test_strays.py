"""What a hook starts and hides is ended with it: without its environment, session or parent."""

from __future__ import annotations

import asyncio
import ctypes
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sessions.runner import capture
from sessions.runner.containment import network_namespace, resource_limits
from sessions.runner.containment.network_namespace import Namespace, find_namespace
from sessions.runner.containment.process_tree import Offspring

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")

AWAY = "echo $$; exec /bin/sleep 60 >/dev/null"
HIDDEN = (
    "setsid sleep 60 >/dev/null & echo $!; (env -i /bin/sleep 60 >/dev/null & echo $!);"
    # In namespaces of its own too, where such can be made; `cat` ends when its number is told.
    " (env -i unshare --user --net --uts setsid sh away.sh 2>/dev/null &) | cat"
)
NODE = """
const { spawn, execSync } = require('child_process');
module.exports = (r, t, c, cb) => {
  const bare = { env: { PATH: process.env.PATH }, stdio: 'ignore' };
  const pids = [{ ...bare, detached: true }, bare].map((o) => spawn('sleep', ['60'], o).pid);
  const said = execSync('HIDDEN', { env: bare.env, stdio: ['ignore', 'pipe', 'ignore'] });
  console.log(JSON.stringify([...pids, ...String(said).trim().split('\\n').map(Number)]));
  ENDING
};
""".replace("HIDDEN", HIDDEN)
PYTHON = """
import json, os, subprocess
def send(r, t, c, cb):
    near = subprocess.Popen(["/bin/sleep", "60"], env={}, start_new_session=True)
    shell, bare = ["/bin/sh", "-c", "HIDDEN"], {"PATH": os.environ["PATH"]}
    said = subprocess.run(shell, env=bare, stdout=subprocess.PIPE, text=True).stdout
    print(json.dumps([near.pid, *map(int, said.split())]), flush=True)
    ENDING
""".replace("HIDDEN", HIDDEN)
ENDINGS = [
    ("hook.js", NODE, "cb(null, { MessageID: 'SM1' });"),
    ("hook.js", NODE, "process.exit(3);"),
    ("hook.py", PYTHON, "cb(None, {'MessageID': 'SM1'})"),
    ("hook.py", PYTHON, "os._exit(3)"),
]


@pytest.fixture(params=["namespace", "none"])
def live(request, monkeypatch):
    """Settings to run with, in a namespace of its own, or where none can be made."""
    if request.param == "none":

        async def none(_: str = "net") -> tuple[str, ...]:
            return ()

        monkeypatch.setattr(capture, "namespace_command", none)
        yield {"live": True}
    elif find_namespace().command:
        yield {}
    else:
        pytest.skip("no namespace can be made here")


def is_running(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] not in "ZX"


async def until_ended(pids: list[int]) -> None:
    while any(map(is_running, pids)):  # noqa: ASYNC110 (the kernel tells nobody)
        await asyncio.sleep(0)


async def until_away(pid: int) -> None:
    """Until the sleep runs, behind all that leads to it: before that nothing has hidden."""
    async with asyncio.timeout(60):
        while Path(f"/proc/{pid}/comm").read_text() != "sleep\n":  # noqa: ASYNC110, ASYNC240
            await asyncio.sleep(0)


def adopts_orphans() -> bool:
    """Whether the orphans of all that this process has started become its own."""
    told = ctypes.c_int()
    ctypes.CDLL(None).prctl(37, ctypes.byref(told), 0, 0, 0)
    return bool(told.value)


def assert_no_children() -> None:
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@pytest.mark.parametrize(("name", "text", "ending"), ENDINGS, ids=range(len(ENDINGS)))
async def test_what_hides_is_ended(name, text, ending, live, run, write):
    write("away.sh", AWAY)
    write(name, text.replace("ENDING", ending))
    outcome = await run(name if name.endswith("js") else f"{name}:send", **live)
    assert outcome.console, outcome
    pids = [int(pid) for pid in outcome.console[0].text.strip("[]").split(",")]
    assert len(pids) >= 3
    async with asyncio.timeout(60):
        await until_ended(pids)
    assert any("offhook ended all it started" in warning for warning in outcome.warnings)
    assert_no_children()
    assert not adopts_orphans(), "nobody would wait for those of a child in a namespace"


class Child:
    """A shell that does what it is told, and ends."""

    def __init__(self, marker: str, *, is_marked: bool) -> None:
        self.offspring = Offspring(marker, is_marked=is_marked)
        with self.offspring.beginning() as more:
            self.process = subprocess.Popen(
                ["/bin/sh"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,
                preexec_fn=more.get("preexec_fn"),
            )
            self.offspring.spawned(self.process.pid)
        self.offspring.begin()

    def run(self, script: str) -> int:
        """The number that the script tells; the shell has ended by then."""
        told, _ = self.process.communicate(script.encode())
        return int(told)

    async def end(self) -> int:
        """How many of its processes had hidden."""
        await self.offspring.end(self.process.pid)
        self.process.communicate()
        return self.offspring.left_running


@pytest.mark.parametrize("is_marked", [True, False])
@pytest.mark.parametrize("spaces", [(), find_namespace().command])
async def test_what_hides_is_told_by_the_child_that_left_it(spaces, is_marked):
    """Whichever is ended first: what one leaves that has ended by itself becomes our child."""
    away = " ".join(["exec env -i setsid", *spaces, "/bin/sleep 60"])
    leaves, waits = (Child(name, is_marked=is_marked) for name in ("leaves", "waits"))
    stray = leaves.run(f"({away}) >/dev/null 2>&1 & echo $!")
    await until_away(stray)
    assert await waits.end() == 0
    assert is_running(stray)
    assert await leaves.end() == 1
    async with asyncio.timeout(60):
        await until_ended([stray])
    assert_no_children()


async def test_what_nobody_has_started_who_runs_is_ended_and_told_by_none(monkeypatch):
    monkeypatch.setattr(resource_limits, "mark", lambda _: 0)
    leaves, waits = (Child(name, is_marked=False) for name in ("leaves", "waits"))
    stray = leaves.run("(exec env -i setsid /bin/sleep 60) >/dev/null & echo $!")
    await until_away(stray)
    assert [await waits.end(), await leaves.end()] == [0, 0]
    async with asyncio.timeout(60):
        await until_ended([stray])
    assert_no_children()


async def test_a_mark_is_lowered_only():
    """As where offhook itself runs below a hook: no mark of another's is met again."""
    child = Child("marked", is_marked=True)
    first = resource_limits.mark_of(child.process.pid)
    again = resource_limits.mark(child.process.pid)
    assert 0 < again < first
    assert resource_limits.mark_of(child.process.pid) == again
    assert resource_limits.mark_of(os.getpid()) != again
    shown = f'grep -c "^Max file locks *{again} " /proc/self/limits'
    assert child.run(f"exec env -i sh -c '{shown}'") == 1
    assert await child.end() == 0


def test_a_namespace_is_looked_for_by_kind():
    assert isinstance(network_namespace.find_namespace("uts"), Namespace)
    if command := find_namespace("uts").command:
        assert "--uts" in command


def has_ended(reader: int) -> bool:
    """Whether nobody can write any more to what is read here."""
    try:
        return not os.read(reader, 1 << 16)
    except BlockingIOError:
        return False


# Each process starts the next and ends, so that a sweep that takes its time sees none; all hold
# `out` open.
CHAIN = """
import os, signal, sys, time
def send(r, t, c, cb):
    os.mkfifo("out")
    reader = os.open("out", os.O_RDONLY | os.O_NONBLOCK)
    writer = os.open("out", os.O_WRONLY)
    PREPARE
    if not os.fork():
        for number in set(range(64)) - {writer}:
            try:
                os.close(number)
            except OSError:
                pass
        while not os.fork():
            os.setsid()
            os.write(writer, b".")
            time.sleep(0.01)
        os._exit(0)
    os.set_blocking(reader, True)
    os.read(reader, 3)
    ENDING
"""


@pytest.mark.parametrize(
    ("prepare", "ending"),
    [
        ("pass", "cb(None, {'MessageID': 'SM1'})"),
        ("signal.signal(signal.SIGCHLD, signal.SIG_IGN)", "cb(None, {'MessageID': 'SM1'})"),
        ("pass", "os._exit(3)"),
    ],
    ids=["parent", "no zombies", "orphans"],
)
async def test_a_process_that_is_always_another_is_ended(
    prepare, ending, live, run, write, tmp_path
):
    write("hook.py", CHAIN.replace("PREPARE", prepare).replace("ENDING", ending))
    await run("hook.py:send", **live)
    reader = os.open(tmp_path / "out", os.O_RDONLY | os.O_NONBLOCK)
    async with asyncio.timeout(60):
        while not has_ended(reader):  # noqa: ASYNC110 (the kernel tells nobody)
            await asyncio.sleep(0)
    os.close(reader)
