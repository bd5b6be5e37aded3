"""What goes wrong in offhook itself is not told as the hook's, and what interrupts it goes on."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sessions.contract.invocation import example
from sessions.contract.kinds import Kind
from sessions.runner import inspector
from sessions.runner.calling import Calling, Message, Program
from sessions.runner.child import Child, spawn
from sessions.runner.events import OwnFault, ResponseAnswer, Uncaught
from sessions.runner.inspector import busy_place
from sessions.runner.starvation import MOST_GRANTED, Starvation
from sessions.runner.transcript import Transcript
from sessions.targets.local.target import RUNNER
from sessions.targets.resolve import resolve
from sessions.targets.target import Limits
from tests.narrowing import present

WAY = {
    "node": ("node", "--inspect-port=127.0.0.1:0", str(RUNNER / "node" / "runner.cjs")),
    "python": (sys.executable, str(RUNNER / "python" / "runner.py")),
}
HOOKS = {
    "node": ("hook.js", "module.exports = (r, t, c, cb) => cb(null, { MessageID: 'SM1' });"),
    "python": ("hook.py", "def send(r, t, c, cb):\n    cb(None, {'MessageID': 'SM1'})\n"),
}


@pytest.fixture(params=HOOKS)
def language(request: pytest.FixtureRequest) -> str:
    return request.param


def task_for(file: Path) -> Message:
    return {
        **{"file": str(file), "module": file.stem, "function": "send", "folder": str(file.parent)},
        **{"triggers": {}, "inspect": False},
    }


async def started(language: str, write) -> Child:
    file = write(*HOOKS[language])
    child = await spawn(Program(WAY[language], file.parent))
    child.load(task_for(file))
    return child


async def told_by(child: Child) -> Transcript:
    message = {"timeout_ms": 20_000, "payload": {}, "webtask": {}}
    try:
        await child.answer(Calling(lambda _: message, 20.0))
    finally:
        await child.end()
    return child.transcript()


@pytest.mark.skipif(os.name == "nt", reason="signals are not Windows's")
async def test_a_signal_does_not_end_the_wait_for_the_call(write):
    child = await started("node", write)
    assert await child.has_loaded(20)
    for _ in range(3):
        os.kill(child._process.get_pid(), signal.SIGUSR1)
    told = await told_by(child)
    assert told.first(ResponseAnswer)
    assert not told.first(Uncaught, OwnFault)


@pytest.mark.skipif(os.name == "nt", reason="sockets are not Windows's channel")
async def test_a_channel_that_was_set_not_to_block_is_waited_for(language, write):
    name, text = HOOKS[language]
    head = {
        "node": "globalThis.kept = new (require('net').Socket)({ fd: +process.argv[2] }).unref();",
        "python": "import os, offhook_channel\nos.set_blocking(offhook_channel.IN, False)\n",
    }[language]
    file = write(name, head + text)
    child = await spawn(Program(WAY[language], file.parent))
    child.load(task_for(file))
    assert await child.has_loaded(20)
    assert (await told_by(child)).first(ResponseAnswer)


async def test_what_a_late_signal_does_to_a_hook_is_not_its_outcome(write, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    held = os.open(tmp_path / "pipe", os.O_RDWR)
    body = (
        "const fs = require('fs'); fs.readSync(fs.openSync(__dirname + '/pipe'), Buffer.alloc(1))"
    )
    write("hook.js", f"module.exports = (r, t, c, cb) => {{ {body}; }};")
    target = resolve("hook.js", base=tmp_path)
    outcome = await target.invoke(example(), {}, Limits(0.3))
    await target.aclose()
    os.close(held)
    assert outcome.kind == Kind.TIMEOUT_BUSY


async def test_an_error_of_the_runner_is_told_as_offhooks(language, write):
    file = write(*HOOKS[language])
    file.write_text("exports.send = 1;" if language == "node" else file.read_text())
    child = await spawn(Program(WAY[language], file.parent))
    child.load({**task_for(file), "triggers": None})
    await child.answer(Calling(lambda _: {"payload": {}}, 20.0))
    await child.end()
    fault = child.transcript().first(OwnFault, Uncaught)
    assert fault
    assert isinstance(fault, OwnFault) or fault.error.ours


CASES = [
    ("read EINTR", ["node:fs", "channel.cjs", "runner.cjs"], True, True),
    ("a mistake in capture", ["capture.cjs", "node:net", "/app/hook.js"], False, True),
    ("a mistake in a timer", ["runner.cjs", "node:internal/timers"], True, True),
    ("a bad port, through us", ["node:net", "capture.cjs", "/app/hook.js"], False, False),
    ("the hook, in our listener", ["/app/hook.js", "capture.cjs", "node:events"], True, False),
    ("a refused connection", ["node:net"], True, False),
    ("a class for a hook", ["runner.cjs", "node:internal/modules"], False, False),
]


def test_whose_an_error_is_by_its_frames(node):
    cases = [
        [[f if f[0] == "/" or ":" in f else str(RUNNER / "node" / f) for f in files], escaped]
        for _, files, escaped, _ in CASES
    ]
    program = f"""
    const blame = require({json.dumps(str(RUNNER / "node" / "blame.cjs"))});
    const {{ forTheHook, isOwnFault, knowGatewayOf }} = blame;
    const frames = (files) => files.map((file) => ({{ file }}));
    const ask = ([files, escaped]) => isOwnFault(new Error(), frames(files), escaped);
    const found = {json.dumps(cases)}.map(ask);
    knowGatewayOf({{ path: '/tmp/offhook/s' }});
    const lost = (address) => Object.assign(new Error(), {{ syscall: 'connect', address }});
    found.push(isOwnFault(lost('/tmp/offhook/s'), [], false));
    found.push(isOwnFault(lost('10.0.0.1'), [], false));
    found.push(isOwnFault(forTheHook(new Error()), frames([require.resolve('/tmp')]), false));
    console.log(JSON.stringify(found));
    """.replace("require.resolve('/tmp')", json.dumps(str(RUNNER / "node" / "storage.cjs")))
    done = subprocess.run([node, "-e", program], capture_output=True, check=True, text=True)
    assert json.loads(done.stdout) == [*(ours for *_, ours in CASES), True, False, False]


@pytest.mark.parametrize("threads", [False, True])
def test_no_more_time_is_granted_than_was_lost(threads):
    patience = Starvation(os.getpid(), threads=threads)
    granted = [patience.grant() for _ in range(3)]
    assert 0 <= sum(granted) <= MOST_GRANTED


def test_a_place_that_is_never_told_is_waited_for_as_long_as_granted(monkeypatch):
    monkeypatch.setattr(inspector, "MOST_TIME", 0.02)
    deaf = "import signal; signal.signal(signal.SIGUSR1, signal.SIG_IGN); print(flush=1); input()"
    grants = [0.02, 0.02, 0.0]
    with subprocess.Popen(
        [sys.executable, "-c", deaf], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        present(child.stdout).readline()
        asked = busy_place(child.pid, lambda: b"", more=lambda: grants.pop(0))
        assert (asyncio.run(asked), grants) == (None, [])
        child.kill()
