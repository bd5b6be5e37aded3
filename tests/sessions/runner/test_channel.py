"""The line to a child: what comes over it last, and the one over standard input and output, which
Windows needs, tried here too."""

from __future__ import annotations

import asyncio
import os
import socket
from typing import cast

import pytest

from sessions.contract.invocation import example
from sessions.contract.kinds import Kind
from sessions.contract.outcome import Outcome, TargetInfo
from sessions.diagnosis.classify import classify
from sessions.runner.calling import Calling, Program
from sessions.runner.channel import open_channel
from sessions.runner.pool import Pool
from sessions.targets.target import Limits
from tests.narrowing import inside, resolve_local
from tests.sessions.conftest import LOOP, PATIENT

HOOKS = {
    "hook.js": "module.exports = (recipient, text, context, cb) => { BODY };",
    "hook.py": "import os, sys\ndef handler(recipient, text, context, cb):\n    BODY\n",
}


@pytest.fixture
def run_stdio(tmp_path, write):
    """Runs a hook over its standard streams, twice: in a child spawned for it, and in one ahead."""

    async def _run(name: str, body: str, timeout: float = PATIENT) -> list[Outcome]:  # noqa: ASYNC109
        write(name, HOOKS[name].replace("BODY", body))
        hook = resolve_local(name, tmp_path).prepare()
        program = Program(hook.command(), hook.folder, hook.language == "node", wiring="stdio")
        call = {"payload": example().payload, "webtask": {}, "timeout_ms": timeout * 1000}
        pool = Pool()
        pool.expect(2)
        outcomes: list[Outcome] = []
        try:
            for _ in range(2):
                told = await pool.run(program, hook.task({}), Calling(lambda _: call, timeout))
                subject = hook.subject(TargetInfo("hook", name, None), Limits(timeout))
                outcomes.append(classify(told, subject))
                await pool.ready()
        finally:
            await pool.aclose()
        return outcomes

    return _run


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("hook.js", "console.log('hello'); cb(null, { to: recipient });"),
        ("hook.py", "print('hello'); cb(None, {'to': recipient})"),
    ],
)
async def test_an_answer_comes_through(name, body, run_stdio):
    for outcome in await run_stdio(name, body):
        assert outcome.delivered
        assert outcome.response == {"to": inside(example().payload, "recipient")}
        assert [line.text for line in outcome.console] == ["hello"]
        assert outcome.warnings == ()


@pytest.mark.parametrize(
    ("name", "body"),
    [
        (
            "hook.js",
            "const fs = require('fs'); fs.writeSync(1, 'raw\\n{\"e\":\"answer\"}\\nend');"
            " cb(null, { input: 1 });",
        ),
        (
            "hook.py",
            'os.write(1, b\'raw\\n{"e":"answer"}\\nend\');'
            " cb(None, {'input': len(sys.stdin.read()) + 1})",
        ),
    ],
)
async def test_what_a_hook_writes_there_itself_is_its_output(name, body, run_stdio):
    for outcome in await run_stdio(name, body):
        assert outcome.response == {"input": 1}
        assert [line.text for line in outcome.console] == ["raw", '{"e":"answer"}', "end"]


@pytest.mark.parametrize(
    ("name", "body", "kind"),
    [
        ("hook.js", "cb(new Error('no'))", Kind.CALLBACK_ERROR),
        ("hook.js", LOOP, Kind.TIMEOUT_BUSY),
        ("hook.js", "setInterval(() => {}, 50);", Kind.TIMEOUT_WAITING),
        ("hook.js", "", Kind.NEVER_CALLED),
        ("hook.js", "process.exit(3)", Kind.PROCESS_EXIT),
        ("hook.py", "raise ValueError('no')", Kind.SYNC_THROW),
        ("hook.py", "os._exit(3)", Kind.PROCESS_EXIT),
    ],
)
async def test_a_failure_is_the_same_there(name, body, kind, run_stdio):
    is_endless = kind in (Kind.TIMEOUT_BUSY, Kind.TIMEOUT_WAITING)
    seconds = 0.5 if is_endless else PATIENT
    assert [outcome.kind for outcome in await run_stdio(name, body, seconds)] == [kind, kind]


async def test_a_large_payload_and_its_answer_come_through(run_stdio):
    for outcome in await run_stdio("hook.js", "cb(null, { text: 'é'.repeat(2e6) });"):
        assert outcome.response == {"text": "é" * 2_000_000}


@pytest.mark.parametrize("name", ["hook.js", "hook.py"])
async def test_a_child_ends_when_offhook_is_gone(name, write, tmp_path):
    write(name, HOOKS[name].replace("BODY", "cb()"))
    hook = resolve_local(name, tmp_path).prepare()
    child = await asyncio.create_subprocess_exec(
        *hook.command(),
        "stdio",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    assert child.stdin
    child.stdin.close()
    _, said = await child.communicate()
    assert child.returncode == 0
    assert said == b""


@pytest.mark.parametrize("size", [10, 300_000])
@pytest.mark.parametrize("when", ["it is written to", "it has ended", "all is in order"])
async def test_what_a_child_says_last_is_heard_though_it_takes_nothing_more(
    when: str, size: int
) -> None:
    said: asyncio.Queue[bytes] = asyncio.Queue()
    channel = await open_channel("socket", said.put_nowait)
    child = socket.socket(fileno=os.dup(int(channel.address)))
    channel.connect(cast("asyncio.SubprocessTransport", None))  # what is theirs is closed here
    child.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2 * size)
    last = b"x" * size
    if when == "it has ended":
        channel.write(b"call\n")  # never read
    child.sendall(last + b"\n")
    child.close()
    if when == "it is written to":
        channel.write(b"call\n")
    async with asyncio.timeout(PATIENT):
        assert await said.get() == last
    await channel.close()
    assert said.empty()
