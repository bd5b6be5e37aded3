"""Children: what they are given, and that nothing of them is left however an invocation ends."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import socket
import sys
from pathlib import Path

import pytest

from sessions.contract.invocation import example
from sessions.contract.kinds import Kind
from sessions.runner.calling import Calling, Program
from sessions.runner.child import spawn
from sessions.runner.pool import Pool
from sessions.targets.local.target import RUNNER
from sessions.targets.resolve import resolve
from sessions.targets.target import Limits, Settings
from tests.sessions.conftest import LOOP, PATIENT

GRANDCHILDREN = """
const { spawn } = require('child_process');
module.exports = (recipient, text, context, cb) => {
  const near = spawn('sleep', ['300'], { stdio: 'inherit' });
  const far = spawn('sleep', ['300'], { stdio: 'inherit', detached: true });
  far.unref();
  console.log(JSON.stringify([process.pid, near.pid, far.pid]));
  ENDING
};
"""

CUT = "The console was cut: the hook printed more than 1 MiB or 10,000 lines."


def is_running(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits for init to notice does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"


def open_files() -> set[str]:
    """The descriptors of this process with what they lead to."""
    found: set[str] = set()
    for descriptor in Path("/proc/self/fd").iterdir():
        try:
            found.add(f"{descriptor.name} {descriptor.readlink()}")
        except FileNotFoundError:
            continue  # the one that reads the folder
    return found


async def ended(pids: list[int]) -> bool:
    """Whether all of them have ended; a killed process may still be on its way out."""
    async with asyncio.timeout(60):
        while any(is_running(pid) for pid in pids):  # noqa: ASYNC110 (nothing tells of it)
            await asyncio.sleep(0.01)
    return True


def assert_no_children() -> None:
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@pytest.mark.parametrize(
    ("ending", "kind"),
    [
        (LOOP, Kind.TIMEOUT_BUSY),
        ("", Kind.TIMEOUT_WAITING),
        ("cb(null, {});", Kind.SUCCESS),
        ("throw new Error('boom');", Kind.SYNC_THROW),
        ("process.exit(1);", Kind.PROCESS_EXIT),
        ("process.kill(process.pid, 'SIGKILL');", Kind.KILLED_BY_SIGNAL),
    ],
)
async def test_all_that_a_hook_started_is_ended_with_it(ending, kind, run, write, programs):
    write("hook.js", GRANDCHILDREN.replace("ENDING", ending))
    is_endless = kind in (Kind.TIMEOUT_BUSY, Kind.TIMEOUT_WAITING)
    outcome = await run("hook.js", timeout=0.5 if is_endless else PATIENT, **programs)
    assert outcome.kind == kind
    pids = json.loads(outcome.console[0].text)
    assert len(pids) == 3
    assert await ended(pids)
    assert_no_children()


STOPS = [
    ("hook.js", "process.kill(process.pid, 'SIGSTOP'); module.exports = () => {};"),
    ("hook.js", "module.exports = () => { process.kill(-process.pid, 'SIGSTOP'); };"),
    ("hook.py", "import os\ndef send(r, t, c, cb):\n    os.kill(os.getpid(), 19)"),
]


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
@pytest.mark.parametrize(("name", "text"), STOPS, ids=["loading", "group", "python"])
async def test_a_hook_that_is_stopped_is_not_told_to_compute(name, text, run, write):
    write(name, text)
    outcome = await run(name if name.endswith("js") else f"{name}:send", timeout=0.5)
    assert outcome.kind == Kind.TIMEOUT_WAITING
    assert outcome.error.message == (
        "No answer within 0.5 s: its process was stopped by a signal (SIGSTOP), and did not go on."
    )
    assert_no_children()


async def test_a_cancelled_invocation_leaves_nothing_and_is_cancelled(write, serve, tmp_path):
    rung = asyncio.Event()

    async def ring(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        pids.extend(json.loads(await reader.readline()))
        rung.set()
        await reader.read()

    pids: list[int] = []
    bell = await serve(stream=ring)
    told = "socket.write(JSON.stringify([process.pid, near.pid, far.pid]) + '\\n');"
    ending = f"const socket = require('net').connect({bell.port}, '127.0.0.1'); {told}"
    write("hook.js", GRANDCHILDREN.replace("ENDING", ending))
    target = resolve("hook.js", base=tmp_path, settings=Settings(live=True))
    before = open_files()
    task = asyncio.create_task(target.invoke(example(), {}, Limits(60)))
    await rung.wait()
    assert all(is_running(pid) for pid in pids)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await ended(pids)
    assert_no_children()
    assert {name for name in open_files() - before if "socket" not in name} == set()
    await target.aclose()


async def test_a_cancellation_at_any_moment_leaves_nothing(write, tmp_path):
    write("hook.js", "module.exports = (r, t, c, cb) => setTimeout(cb, 30000);")
    target = resolve("hook.js", base=tmp_path)
    await target.invoke(example(), {}, Limits(0.05))
    before = open_files()
    for turns in (0, 1, 2, 3, 5, 8, 13, 50):
        task = asyncio.create_task(target.invoke(example(), {}, Limits(60)))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        task.cancel()  # also while it cleans up
        with pytest.raises(asyncio.CancelledError):
            await task
        assert_no_children()
    assert open_files() == before
    await target.aclose()


def test_a_loop_that_is_closed_while_a_child_is_ended_leaves_nothing(tmp_path):
    program = Program((sys.executable, "-c", "import signal; signal.pause()"), tmp_path)

    async def leave(turns: int) -> None:
        child = await spawn(program)
        ending = asyncio.create_task(child.end())
        for _ in range(turns):
            await asyncio.sleep(0)
        assert turns > 1 or not ending.done()  # later it may be, on a busy machine

    before = open_files()
    for turns in (1, 2, 3, 5, 8):
        asyncio.run(leave(turns))
        gc.collect()  # what is not closed is said now
        assert_no_children()
    assert open_files() == before


async def test_nothing_leaks_over_many_invocations_at_once(write, tmp_path):
    write("ok.js", "module.exports = (r, t, c, cb) => cb(null, { MessageID: r });")
    write("slow.js", "module.exports = () => { setInterval(() => {}, 50); };")
    write("broken.js", "module.exports = (")
    write("hook.py", "def handler(recipient, text, context):\n    return {'MessageID': recipient}")
    limits = {"ok.js": PATIENT, "slow.js": 0.3, "broken.js": PATIENT, "hook.py": PATIENT}
    targets = {resolve(f, base=tmp_path): Limits(seconds) for f, seconds in limits.items()}

    async def invoke_all() -> list[str]:
        invocations = [
            target.invoke(example(), {}, allowed)
            for _ in range(2)
            for target, allowed in targets.items()
        ]
        return [outcome.kind for outcome in await asyncio.gather(*invocations)]

    await invoke_all()
    before = open_files()
    kinds = await invoke_all()
    assert kinds == ["success", "timeout_waiting", "syntax_error", "success"] * 2
    assert open_files() == before
    assert_no_children()
    for target in targets:
        await target.aclose()


async def test_the_result_is_not_held_up_by_what_is_watched_for_after_it(run, write):
    after = "setInterval(() => {}, 10); setTimeout(() => console.log('after it'), 50);"
    write("hook.js", f"module.exports = (r, t, c, cb) => {{ cb(); {after} }};")
    outcome = await run("hook.js")
    assert 0 < outcome.duration_ms < outcome.console[0].t_ms


async def test_a_time_out_takes_no_longer_than_it_says(run, write):
    write("hook.js", "module.exports = () => { setInterval(() => {}, 10); };")
    outcome = await run("hook.js", timeout=0.5)
    assert outcome.duration_ms == 500


async def test_a_time_out_may_be_longer_than_a_timer_can_count(run, write):
    write("hook.js", "module.exports = (r, t, c, cb) => setTimeout(cb, 20);")
    outcome = await run("hook.js", timeout=1e8)
    assert outcome.delivered


async def test_loading_may_take_its_own_time(run, write):
    load = "const began = Date.now(); while (Date.now() < began + 700);"
    call = "setTimeout(() => cb(null, { since: Date.now() - began }), 700)"
    write("hook.js", f"{load} module.exports = (r, t, c, cb) => {call};")
    outcome = await run("hook.js", timeout=1.2)
    assert outcome.delivered
    assert outcome.duration_ms < outcome.response["since"]


async def test_a_child_sees_little_of_the_environment(run, write, monkeypatch):
    write("hook.js", "module.exports = (r, t, c, cb) => cb(null, process.env);")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "do not tell")
    monkeypatch.setenv("NODE_OPTIONS", "--require=/nonexistent.js")
    monkeypatch.setenv("NODE_EXTRA_CA_CERTS", "/nonexistent.pem")
    monkeypatch.setenv("PYTHONPATH", "/nonexistent")
    monkeypatch.setenv("LC_TIME", "C.UTF-8")
    outcome = await run("hook.js")
    assert outcome.kind == Kind.SUCCESS
    seen = outcome.response
    assert seen["PATH"] == os.environ["PATH"]
    assert seen["LC_TIME"] == "C.UTF-8"
    assert not {name for name in seen if name.startswith(("AWS", "NODE", "PYTHON"))}


async def test_a_child_has_a_session_and_no_input(run, write):
    write(
        "hook.py",
        "import os, sys\n"
        "def handler(recipient, text, context):\n"
        "    return {'sid': os.getsid(0) == os.getpid(), 'input': sys.stdin.read()}\n",
    )
    outcome = await run("hook.py")
    assert outcome.response == {"sid": True, "input": ""}


@pytest.mark.parametrize(
    "flood",
    [
        "for (let n = 0; n < 5000; n += 1) console.log('x'.repeat(1000));",
        "for (let n = 0; n < 5000; n += 1) process.stdout.write('x'.repeat(1000));",
        "for (let n = 0; n < 5; n += 1) require('fs').writeSync(2, 'x'.repeat(1e6));",
        "for (let n = 0; n < 20000; n += 1) console.log('x');",
        "require('fs').writeSync(1, 'x\\n'.repeat(20000));",
    ],
)
async def test_a_flood_of_output_is_cut_and_said_to_be(flood, run, write):
    write("hook.js", f"module.exports = (r, t, c, cb) => {{ {flood} cb(null, {{}}); }};")
    outcome = await run("hook.js")
    assert outcome.delivered
    assert outcome.warnings == (CUT,)
    assert sum(len(line.text.removesuffix("…")) for line in outcome.console) <= 1 << 20
    assert len(outcome.console) <= 10_000


@pytest.mark.parametrize(("size", "times"), [(1 << 20, 1), (1, 10_000)])
async def test_what_is_just_not_too_much_is_not_cut(size, times, run, write):
    write(
        "hook.js",
        f"module.exports = (r, t, c, cb) => {{ for (let n = 0; n < {times}; n += 1) "
        f"console.log('x'.repeat({size})); cb(null, {{}}); }};",
    )
    write(
        "hook.py",
        f"def handler(r, t, c):\n    for n in range({times}): print('x' * {size})\n"
        "    return {}\n",
    )
    for outcome in (await run("hook.js"), await run("hook.py")):
        assert outcome.warnings == ()
        assert len(outcome.console) == times


@pytest.mark.parametrize(
    "flood",
    [
        "for n in range(20000): print('x')",
        "for n in range(20000): sys.stderr.write('x'), sys.stderr.flush()",
        "sys.stdout.buffer.write(b'x\\r' * 20000), sys.stdout.buffer.flush()",
    ],
)
async def test_a_flood_of_lines_is_cut_in_python(flood, run, write):
    write("hook.py", f"import sys\ndef handler(r, t, c):\n    {flood}\n    return {{}}\n")
    outcome = await run("hook.py")
    assert outcome.delivered
    assert outcome.warnings == (CUT,)
    assert len(outcome.console) <= 10_000


async def test_what_goes_past_the_runner_is_on_the_console_too(run, write, programs):
    write(
        "hook.js",
        "module.exports = (r, t, c, cb) => {"
        "  require('child_process').execSync('echo out; echo err >&2', { stdio: 'inherit' });"
        "  cb(null, {}); };",
    )
    outcome = await run("hook.js", **programs)
    assert [(line.level, line.text) for line in outcome.console] == [
        ("stdout", "out"),
        ("stderr", "err"),
    ]


async def test_a_huge_payload_and_a_huge_response_pass(run, write):
    write("hook.js", "module.exports = (r, t, c, cb) => cb(null, { text: t });")
    text = "é" * 3_000_000
    outcome = await run("hook.js", {"recipient": "1", "text": text, "context": {}})
    assert outcome.response == {"text": text}


async def test_a_response_too_large_to_keep_is_said_to_be(run, write):
    write("hook.js", "module.exports = (r, t, c, cb) => cb(null, { text: 'x'.repeat(9e6) });")
    outcome = await run("hook.js")
    assert outcome.delivered
    assert outcome.response is None
    assert outcome.warnings == ("The response is too large to show: 9000011 characters of JSON.",)


async def test_a_runtime_that_cannot_run_is_missing(tmp_path, run, write):
    write("hook.js", "module.exports = (r, t, c, cb) => cb();")
    script = '[ "$1" = --version ] && echo v22.0.0 || { echo no >&2; exit 5; }'
    fake = write("node", f"#!/bin/sh\n{script}\n")
    fake.chmod(0o755)
    outcome = await run("hook.js", node=str(fake))
    assert outcome.kind == Kind.RUNTIME_MISSING
    assert outcome.error.message == f"{fake} could not run (exit status 5). no"


async def test_a_program_that_is_not_there_raises_and_leaves_nothing(tmp_path):
    calling = Calling(lambda _: {}, 1)
    before = open_files()
    with pytest.raises(FileNotFoundError):
        await Pool().run(Program((str(tmp_path / "none"),), tmp_path), {}, calling)
    with pytest.raises(FileNotFoundError):
        await Pool().run(Program((sys.executable,), tmp_path / "none"), {}, calling)
    assert open_files() == before


def test_a_child_ends_when_offhook_is_gone(tmp_path, write):
    """The runner is started by hand, and its channel closed as by a crash."""
    hook = write("hook.py", "import time\ndef handler(r, t, c):\n    time.sleep(60)\n")
    runner = RUNNER / "python" / "runner.py"
    ours, theirs = socket.socketpair()
    with theirs:
        pid = os.posix_spawn(
            sys.executable,
            [sys.executable, str(runner), str(theirs.fileno())],
            {},
            file_actions=[(os.POSIX_SPAWN_DUP2, theirs.fileno(), theirs.fileno())],
        )
    with ours:
        said = ours.makefile("rb")
        task = {"nonce": "n", "file": str(hook), "module": "", "function": "handler"}
        call = {"payload": {}, "webtask": {}, "timeout_ms": 60000}
        for message in ({**task, "capture": None, "folder": str(tmp_path)}, call):
            ours.sendall(json.dumps(message).encode() + b"\n")
        assert any(b'"called"' in line for line in said)
        said.close()
    _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0
