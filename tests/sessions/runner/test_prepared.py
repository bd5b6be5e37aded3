"""Python's children are forked from a prepared process, and are what a start would make of them."""

from __future__ import annotations

import asyncio
import os
import signal
import venv
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from sessions.contract.invocation import example
from sessions.contract.json_text import JsonValue
from sessions.contract.kinds import Kind
from sessions.contract.outcome import Outcome
from sessions.runner.containment import subreaper
from sessions.runner.containment.network_namespace import find_namespace, space_of
from sessions.runner.pool import SPARES
from sessions.targets.local.target import LocalTarget
from sessions.targets.target import Limits, Settings
from tests.narrowing import inside, members, number, present, resolve_local
from tests.sessions.runner.test_pool import children

pytestmark = pytest.mark.skipif(
    not subreaper.is_possible(), reason="only Linux has what it takes to fork children"
)

PLAIN = "import os\ndef handler(r, t, c):\n    return {'parent': os.getppid()}\n"
SEEN = """
import os, sys
MODULES = sorted(sys.modules)
import gc, json, resource, signal, threading

def spoil():
    os.environ["SPOILT"] = "yes"
    os.chdir("/")
    os.umask(0o777)
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    sys.modules["spoilt"] = sys
    sys.path.append("/spoilt")
    open("/dev/null").detach()

def handler(recipient, text, context):
    signals = {n: str(signal.getsignal(n)) for n in signal.valid_signals()}
    umask = os.umask(0)
    os.umask(umask)
    found = os.listdir("/proc/self/fd")
    kinds = [os.readlink(f"/proc/self/fd/{n}").split(":")[0] for n in found if int(n) > 2
             and os.path.exists(f"/proc/self/fd/{n}")]
    environment = {name: value for name, value in os.environ.items() if name != "OFFHOOK_CHILD"}
    limits = [resource.getrlimit(n) for n in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE)]
    seen = {
        "modules": MODULES, "path": sys.path, "argv": sys.argv, "environment": environment,
        "signals": signals, "umask": umask, "folder": os.getcwd(), "open": sorted(kinds),
        "threads": len(threading.enumerate()), "gc": [gc.isenabled(), gc.get_threshold()],
        "leads": os.getpid() == os.getsid(0) == os.getpgid(0), "limits": limits,
        "streams": [type(sys.stdin).__name__, sys.stdin.encoding, os.readlink("/proc/self/fd/0")],
        "capabilities": [line for line in open("/proc/self/status") if line[:3] == "Cap"],
    }
    spoil()
    return seen
"""
UNALIKE = """
import os, random, uuid
def handler(r, t, c):
    return {"parent": os.getppid(), "pid": os.getpid(), "random": random.random(),
            "id": str(uuid.uuid4()), "mark": os.environ["OFFHOOK_CHILD"],
            "space": os.readlink("/proc/self/ns/net")}
"""


@pytest.fixture
async def opened() -> AsyncIterator[list[LocalTarget]]:
    targets: list[LocalTarget] = []
    yield targets
    for target in targets:
        await target.aclose()


Open = Callable[..., LocalTarget]


@pytest.fixture
def open_function(tmp_path: Path, write, opened) -> Open:
    """Writes a function and opens it, with so many invocations expected of it."""

    def _open(text: str, expected: int | None = None, settings: Settings | None = None):
        write("hook.py", text)
        target = resolve_local("hook.py", tmp_path, settings or Settings())
        target.expect(expected)
        opened.append(target)
        return target

    return _open


async def invoke(target: LocalTarget) -> Outcome:
    return await target.invoke(example(), {}, Limits())


async def answer(target: LocalTarget) -> dict[str, JsonValue]:
    outcome = await invoke(target)
    assert outcome.delivered, outcome
    return members(outcome.response)


async def after_the_spares(target: LocalTarget) -> dict[str, JsonValue]:
    """What a child answers that is not ready yet."""
    return [await answer(target) for _ in range(SPARES + 1)][-1]


async def parent(target: LocalTarget) -> int:
    """Of the child of one invocation."""
    return int(number((await answer(target))["parent"]))


def forker(target: LocalTarget) -> int:
    return present(target._pool._preparation._prepared)._pid


async def test_a_forked_child_finds_what_a_started_one_does(open_function):
    started = await answer(open_function(SEEN, expected=0))
    forking = open_function(SEEN)
    for _ in range(3):
        assert await answer(forking) == started
    assert forker(forking)


async def test_what_is_to_be_of_each_childs_own_is(open_function):
    target = open_function(UNALIKE)
    answers = [await answer(target) for _ in range(3)]
    pid = forker(target)
    assert [found.pop("parent") for found in answers] == [pid] * 3
    spaces = [found.pop("space") for found in answers]
    assert not find_namespace().command or space_of(pid, "net") not in spaces
    for name in answers[0]:
        assert len({str(found[name]) for found in answers}) == 3, name


async def test_one_send_prepares_nothing(open_function):
    assert await parent(open_function(PLAIN, expected=0)) == os.getpid()


@pytest.mark.parametrize(
    ("ending", "kind"),
    [
        ("os.kill(os.getpid(), 9)", Kind.KILLED_BY_SIGNAL),
        ("os._exit(3)", Kind.PROCESS_EXIT),
    ],
)
async def test_how_it_ended_is_told(ending, kind, open_function):
    target = open_function(f"import os\ndef handler(r, t, c):\n    {ending}\n", expected=2)
    assert [(await invoke(target)).kind for _ in range(2)] == [kind, kind]


async def test_what_it_leaves_behind_is_ended(open_function, programs):
    target = open_function(
        "import subprocess\ndef handler(r, t, c):\n"
        "    far = subprocess.Popen(['sleep', '300'], env={}, start_new_session=True)\n"
        "    return {'pid': far.pid}\n",
        settings=Settings(**programs),
    )
    outcome = await invoke(target)
    assert any("had detached a process" in warning for warning in outcome.warnings)
    with pytest.raises(ProcessLookupError):
        os.kill(int(number(inside(outcome.response, "pid"))), 0)


async def test_one_that_is_killed_is_made_anew_and_nothing_is_lost(open_function):
    target = open_function(PLAIN)
    first = await parent(target)
    await target.ready()
    os.kill(first, signal.SIGKILL)
    for spare in target._pool._spares:
        await spare.child._exited.wait()
    parents = {await parent(target) for _ in range(3)}
    assert first not in parents
    assert forker(target) in parents


async def test_a_child_ends_with_the_one_that_it_was_forked_from(open_function):
    text = "import os, time\ndef handler(r, t, c):\n    KILL\n    time.sleep(60)\n"
    kill = f"if os.getppid() != {os.getpid()}: os.kill(os.getppid(), 9)"
    target = open_function(text.replace("KILL", kill))
    assert (await invoke(target)).kind == Kind.KILLED_BY_SIGNAL


async def test_what_changes_a_start_makes_another(open_function, monkeypatch):
    target = open_function("import time\n" + PLAIN.replace("os.getppid()", "time.tzname[0]"))
    for zone in ("AAA", "BBB"):
        monkeypatch.setenv("TZ", f"{zone}0")
        assert (await after_the_spares(target))["parent"] == zone


async def test_a_child_outlives_the_fitness_of_what_forked_it(open_function, monkeypatch, tmp_path):
    monkeypatch.setattr("sessions.runner.prepared._END_TIMEOUT", 0)
    os.mkfifo(tmp_path / "gate")
    text = "import os\ndef handler(r, t, c):\n    found = os.getppid(), open('gate').read()\n"
    target = open_function(f"{text}    return {{'parent': found[0], 'read': found[1]}}\n")
    waiting = asyncio.create_task(answer(target))
    gate = await asyncio.to_thread(os.open, tmp_path / "gate", os.O_WRONLY)
    monkeypatch.setenv("TZ", "AAA0")
    (tmp_path / "hook.py").write_text(PLAIN)
    assert await parent(target) == forker(target)
    os.write(gate, b"through")
    os.close(gate)
    found = await waiting
    assert found["read"] == "through"
    assert found["parent"] != forker(target)


async def test_closing_while_children_are_forked_leaves_none(open_function):
    before = children()
    for turns in range(0, 12, 2):
        target = open_function(PLAIN)
        await answer(target)
        for _ in range(turns):
            await asyncio.sleep(0)
        await target.aclose()
        assert children() == before


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """The folder of packages of the environment that hooks of the test run in."""
    venv.create(tmp_path / ".venv", symlinks=True)
    return next((tmp_path / ".venv").glob("lib/*/site-packages"))


async def test_a_package_that_is_installed_meanwhile_is_found(open_function, packages, tmp_path):
    target = open_function("import sys\n" + PLAIN.replace("os.getppid()", "sys.path[-1]"))
    await answer(target)
    (packages / "added.pth").write_text(f"{tmp_path}\n")
    assert (await after_the_spares(target))["parent"] == str(tmp_path)


async def test_where_it_cannot_be_children_are_started(open_function, packages):
    (packages / "sitecustomize.py").write_text(
        "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()\n"
    )
    target = open_function(PLAIN)
    assert {await parent(target) for _ in range(3)} == {os.getpid()}
