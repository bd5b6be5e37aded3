"""What a child may use of the machine, and how it is told that it used more."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys

import pytest

from sessions.contract.kinds import Kind
from sessions.runner.containment import resource_limits
from tests.narrowing import resolve_local

HOARDS = """
const hoard = [];
module.exports = () => {
  for (;;) hoard.push(Buffer.alloc(32 << 20));
};
"""


async def test_buffers_count_too(node, run, write):
    write("hook.js", HOARDS)
    outcome = await run("hook.js", node=node)
    assert outcome.kind == Kind.OUT_OF_MEMORY
    assert outcome.error.message


async def test_python_may_not_fill_the_machine_either(run, write):
    write("hook.py", "def handler(r, t, c):\n    hoard = [bytes(32 << 20) for _ in range(999)]\n")
    outcome = await run("hook.py")
    assert outcome.kind == Kind.OUT_OF_MEMORY
    assert outcome.where.line == 2


async def test_a_child_has_limits(node, run, write):
    write(
        "hook.js",
        "module.exports = (r, t, c, cb) => cb(null, {"
        " limits: require('fs').readFileSync('/proc/self/limits', 'utf8') });",
    )
    told = (await run("hook.js", node=node)).response["limits"].splitlines()
    found = {line[:25].strip(): line[25:].split()[:2] for line in told}
    assert found["Max core file size"] == ["0", "0"]
    assert found["Max file size"] == [str(resource_limits.LARGEST_FILE)] * 2
    assert (
        resource_limits.MOST_MEMORY
        < int(found["Max data size"][0])
        < 4 * resource_limits.MOST_MEMORY
    )


DEPTH = "const deep = (n) => (n ? deep(n - 1) : new Error('deep').stack.split(' at ').length - 1);"


async def test_a_worker_has_room_enough_and_as_deep_stacks(node, run, write):
    write(
        "hook.js",
        f"{DEPTH} const {{ Worker }} = require('worker_threads');"
        f" const source = `{DEPTH} require('worker_threads').parentPort.postMessage(deep(40));`;"
        " module.exports = (r, t, c, cb) => { let there; new Worker(source, { eval: true })"
        ".on('message', (depth) => (there = depth))"
        ".on('exit', (code) => cb(null, { code, stacks: [deep(40), there] })); };",
    )
    assert (await run("hook.js", node=node)).response == {"code": 0, "stacks": [30, 30]}


CACHED = """
require('https');
const { internalBinding } = require('internal/test/binding');
const { compiledWithCache, compiledWithoutCache } = internalBinding('builtins').getCacheUsage();
JSON.stringify([compiledWithCache.size > 10, [...compiledWithoutCache]]);
"""


def test_with_the_flags_node_does_not_compile_its_own_modules(write, tmp_path):
    write("hook.js", "module.exports = () => {};")
    hook = resolve_local("hook.js", tmp_path).prepare()
    if int(hook.runtime.version.split(".")[0]) < 24:
        pytest.skip("an older Node does with whatever flag")
    flags = hook.command()[:-1]
    command = [*flags, "--expose-internals", "--no-warnings", "-p", CACHED]
    assert json.loads(subprocess.check_output(command)) == [True, []]


async def test_where_the_system_sets_no_limit_the_size_is_looked_at(run, write, monkeypatch):
    monkeypatch.setattr(resource_limits, "MOST_MEMORY", 150 << 20)
    monkeypatch.setattr(resource_limits, "sys", _Elsewhere())  # asked as on macOS, by ps
    write(
        "hook.js",
        "const held = Buffer.alloc(200 << 20, 1); setInterval(() => held, 50);"
        "module.exports = () => {};",
    )
    outcome = await run("hook.js")
    assert outcome.kind == Kind.OUT_OF_MEMORY
    assert "filled more than" in outcome.error.message


class _Elsewhere:
    platform = "darwin"


@pytest.mark.parametrize("platform", ["linux", "darwin"])
async def test_the_size_of_a_process_is_known(platform, monkeypatch):
    monkeypatch.setattr(_Elsewhere, "platform", platform)
    monkeypatch.setattr(resource_limits, "sys", _Elsewhere())
    assert await resource_limits._resident(os.getpid()) > 5 << 20


async def test_a_small_process_is_let_be():
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(
            resource_limits.outgrow(os.getpid()), resource_limits.WEIGH_INTERVAL * 2
        )


def test_a_process_that_has_ended_is_not_limited():
    pid = os.spawnv(os.P_WAIT, sys.executable, [sys.executable, "-c", ""])
    assert pid == 0
    resource_limits.limit(2**22 - 1)
