"""Children started ahead: what they have loaded, how many there are, and that all of them end."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sessions.contract.invocation import example
from sessions.contract.kinds import Kind
from sessions.contract.outcome import Outcome
from sessions.targets.local.target import LocalTarget
from sessions.targets.target import Limits, Settings
from tests.narrowing import error_of, inside, number, present, resolve_local

JS = "module.exports = (r, t, c, cb) => cb(null, { MessageID: VALUE });"
PY = "def handler(recipient, text, context):\n    return {'MessageID': VALUE}\n"


def children() -> list[int]:
    """The processes that this one has started and not yet seen end."""
    return [pid for thread in Path("/proc/self/task").iterdir() for pid in children_of(thread)]


def children_of(thread: Path) -> list[int]:
    """None of a thread that has ended meanwhile: its children are another thread's from then on."""
    try:
        return [int(pid) for pid in (thread / "children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


async def ended(pids: list[int]) -> bool:
    async with asyncio.timeout(60):
        while any(is_running(pid) for pid in pids):  # noqa: ASYNC110 (nothing tells of it)
            await asyncio.sleep(0.01)
    return True


async def invoke(target: LocalTarget, timeout: float = 20) -> Outcome:  # noqa: ASYNC109
    return await target.invoke(example(), {}, Limits(timeout))


async def invoke_armed(target: LocalTarget) -> Outcome:
    await target.ready()
    return await invoke(target)


@pytest.fixture
async def opened(tmp_path) -> AsyncIterator[list[LocalTarget]]:
    targets: list[LocalTarget] = []
    yield targets
    for target in targets:
        await target.aclose()
    assert children() == []


@pytest.fixture
def open_hook(tmp_path, write, opened):
    """Writes a hook and opens it as a target of which more invocations are expected."""

    def _open(
        name: str, text: str, expected: int | None = None, *, live: bool = False
    ) -> LocalTarget:
        write(name, text)
        target = resolve_local(name, tmp_path, Settings(live=live))
        target.expect(expected)
        opened.append(target)
        return target

    return _open


@pytest.mark.parametrize(("name", "text"), [("hook.js", JS), ("hook.py", PY)])
async def test_each_invocation_has_a_child_of_its_own(name, text, open_hook):
    pid = "process.pid" if name.endswith("js") else "__import__('os').getpid()"
    target = open_hook(name, text.replace("VALUE", pid), expected=4)
    answers = [(await invoke_armed(target)).response for _ in range(4)]
    pids = {number(inside(answer, "MessageID")) for answer in answers}
    assert len(pids) == 4


async def test_the_hook_is_loaded_before_it_is_asked_for(open_hook):
    target = open_hook(
        "hook.js",
        "console.log('loading'); const loaded = Date.now();"
        " module.exports = (r, t, c, cb) => cb(null, { loaded });",
        expected=2,
    )
    await invoke(target)
    await target.ready()
    asked = time.time() * 1000
    second = await invoke(target)
    assert number(inside(second.response, "loaded")) <= asked
    (line,) = second.console
    assert line.text == "loading"
    assert -60_000 < present(line.t_ms) < 0  # the time in which it waited does not count
    assert second.warnings == ()


@pytest.mark.parametrize(
    ("name", "text", "changed", "before", "after"),
    [
        ("hook.js", JS.replace("VALUE", "1"), "hook.js", None, JS.replace("VALUE", "2")),
        ("hook.py", PY.replace("VALUE", "1"), "hook.py", None, PY.replace("VALUE", "2")),
        (
            "hook.js",
            JS.replace("VALUE", "require('./lib/id').id"),
            "lib/id.js",
            "exports.id = 1;",
            "exports.id = 2;",
        ),
        (
            "hook.js",
            "const id = require('dep'); " + JS.replace("VALUE", "id"),
            "node_modules/dep/index.js",
            "module.exports = 1;",
            "module.exports = 2;",
        ),
        (
            "hook.js",
            "const id = Number(require('fs').readFileSync(`${__dirname}/id.txt`)); "
            + JS.replace("VALUE", "id"),
            "id.txt",
            "1",
            "2",
        ),
        ("hook.py", "from lib import VALUE\n" + PY, "lib/__init__.py", "VALUE = 1", "VALUE = 2"),
        (
            "hook.py",
            "import pathlib\nVALUE = int((pathlib.Path(__file__).parent / 'id.txt').read_text())\n"
            + PY,
            "id.txt",
            "1",
            "2",
        ),
    ],
)
async def test_what_has_changed_since_it_was_loaded_is_loaded_anew(
    name, text, changed, before, after, open_hook, write
):
    if before is not None:
        write(changed, before)
    target = open_hook(name, text, expected=3)
    assert (await invoke(target)).response == {"MessageID": 1}
    await target.ready()
    write(changed, after)
    assert (await invoke(target)).response == {"MessageID": 2}
    await target.ready()
    assert (await invoke(target)).response == {"MessageID": 2}


async def test_an_edit_that_keeps_size_and_time_is_seen(open_hook, write):
    target = open_hook("hook.js", JS.replace("VALUE", "1"), expected=2)
    await invoke(target)
    await target.ready()
    path = write("new.js", JS.replace("VALUE", "2"))
    old = path.with_name("hook.js")
    told = old.stat()
    os.utime(path, ns=(told.st_atime_ns, told.st_mtime_ns))
    path.replace(old)
    assert (await invoke(target)).response == {"MessageID": 2}


async def test_a_package_json_that_appears_or_changes_drops_what_is_loaded(open_hook, write):
    target = open_hook("hook.js", JS.replace("VALUE", "process.pid"))
    await invoke(target)
    for text in ("{}", '{"name": "x"}'):
        await target.ready()
        loaded = target_pids(target)
        write("package.json", text)
        outcome = await invoke(target)
        assert inside(outcome.response, "MessageID") != loaded[0]
    await invoke_armed(target)  # what is loaded just after a change is not trusted yet
    await target.ready()
    loaded = target_pids(target)
    assert (await invoke(target)).response == {"MessageID": loaded[0]}


def target_pids(target: LocalTarget) -> list[int]:
    """The children that wait, in the order in which they will be used."""
    spares = target._pool._spares
    return [spare.child._process.get_pid() for spare in spares]


async def test_a_file_that_breaks_is_told_as_always(open_hook, write):
    target = open_hook("hook.js", JS.replace("VALUE", "1"), expected=3)
    await invoke(target)
    await target.ready()
    write("hook.js", "\nmodule.exports = (")
    broken = await invoke_armed(target)
    again = await invoke_armed(target)
    assert broken.kind == again.kind == Kind.SYNTAX_ERROR
    assert [present(each.where).line for each in (broken, again)] == [2, 2]


async def test_a_child_that_failed_while_nobody_looked_is_not_the_outcome(open_hook, tmp_path):
    target = open_hook(
        "hook.js",
        "const fs = require('fs'); const flag = `${__dirname}/flag`;"
        " if (fs.existsSync(flag)) throw new Error('too early');"
        " module.exports = (r, t, c, cb) => { fs.writeFileSync(flag, ''); cb(null, {}); };",
        expected=3,
    )
    assert (await invoke(target)).delivered
    await target.ready()
    (tmp_path / "flag").unlink()
    assert (await invoke(target)).delivered
    failed = await invoke_armed(target)
    assert failed.kind == Kind.LOAD_ERROR
    assert error_of(failed).message == "too early"


async def test_a_child_that_was_killed_meanwhile_is_replaced(open_hook):
    target = open_hook("hook.js", JS.replace("VALUE", "1"), expected=2)
    await invoke(target)
    await target.ready()
    for pid in children():
        os.kill(pid, 9)
    while any(spare.child.is_running for spare in target._pool._spares):  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    assert (await invoke(target)).delivered


async def test_one_send_spawns_one_child(open_hook):
    target = open_hook("hook.js", JS.replace("VALUE", "process.pid"), expected=0)
    await invoke(target)
    assert target._pool._filling is None
    assert children() == []


@pytest.mark.parametrize("at_once", [1, 3])
async def test_no_more_children_than_are_needed(at_once, open_hook):
    target = open_hook("hook.js", JS.replace("VALUE", "1"))
    target.expect(6, at_once)
    for left in (5, 4, 3, 2, 1, 0):
        await invoke(target)
        await target.ready()
        assert len(target_pids(target)) == min(2 + at_once, left)


async def test_on_a_screen_one_child_is_armed_and_one_waits(open_hook):
    target = open_hook("hook.js", "console.log('loaded'); " + JS.replace("VALUE", "1"))
    await invoke(target)
    await target.ready()
    assert [spare.child.loaded is not None for spare in target._pool._spares] == [True, False]


async def test_processes_started_while_loading_are_ended_and_told(open_hook, programs):
    target = open_hook(
        "hook.js",
        "const far = require('child_process').spawn('sleep', ['300'], { detached: true });"
        " far.unref(); module.exports = (r, t, c, cb) => cb(null, { pid: far.pid });",
        expected=2,
        **programs,
    )
    await invoke(target)
    outcome = await invoke_armed(target)
    assert any("had detached a process" in warning for warning in outcome.warnings)
    assert await ended([int(number(inside(outcome.response, "pid")))])


async def test_closing_ends_children_in_any_state(open_hook):
    before = descriptors()
    target = open_hook(
        "hook.js", "const until = Date.now() + 300; while (Date.now() < until);" + JS
    )
    await invoke(target)
    await asyncio.sleep(0)  # the filling has begun
    await target.aclose()
    assert children() == []
    assert descriptors() == before


async def test_a_cancelled_invocation_leaves_the_pool_in_order(open_hook):
    target = open_hook(
        "hook.js", "module.exports = (r, t, c, cb) => setTimeout(cb, 300, null, {});"
    )
    await invoke(target)
    for turns in (0, 1, 2, 5, 20):
        await target.ready()
        task = asyncio.create_task(invoke(target))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert (await invoke(target)).delivered


def test_waiting_children_end_when_offhook_is_gone(write, tmp_path):
    write("hook.js", JS.replace("VALUE", "1"))
    program = f"""
import asyncio, os
from pathlib import Path
from sessions.contract.invocation import example
from sessions.targets.resolve import resolve
from sessions.targets.target import Limits, Settings
async def main():
    target = resolve("hook.js", base=Path({str(tmp_path)!r}))
    target.expect(None)
    await target.invoke(example(), {{}}, Limits())
    await target.ready()
    print(*[spare.child._process.get_pid() for spare in target._pool._spares], flush=True)
    os._exit(0)
asyncio.run(main())
"""
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=root,
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    )
    pids = [int(pid) for pid in done.stdout.split()]
    assert len(pids) == 2
    assert asyncio.run(ended(pids))
