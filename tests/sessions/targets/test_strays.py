"""What a hook starts and hides is ended with it: without its environment, session or parent."""

from __future__ import annotations

import asyncio
import ctypes
import os
import sys
from pathlib import Path

import pytest

from sessions.targets import namespace, reach
from sessions.targets.namespace import Namespace, find_namespace

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

        monkeypatch.setattr(reach, "namespace_command", none)
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


def test_a_namespace_is_looked_for_by_kind():
    assert isinstance(namespace.find_namespace("uts"), Namespace)
    if command := find_namespace("uts").command:
        assert "--uts" in command
