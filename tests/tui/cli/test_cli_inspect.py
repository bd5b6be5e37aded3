"""send --inspect: the hook waits for a debugger, and stderr says where."""

from __future__ import annotations

import asyncio
import re
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
HOOK = "module.exports = (recipient, text, context, cb) => cb(null, { MessageID: context.code });"


@pytest.fixture
def inspected(offhook: Any) -> Callable[..., Any]:
    """`offhook send --inspect` in a process of its own, up to where stderr names the inspector."""

    @asynccontextmanager
    async def _inspected(*arguments: str) -> AsyncIterator[tuple[Any, str, str]]:
        command = (sys.executable, "-m", "tui", "send", "--inspect", *arguments)
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=offhook.folder,
            env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        assert process.stderr
        said = ""
        while "Ctrl-C ends it" not in said:
            line = await process.stderr.readline()
            assert line, said
            said += line.decode()
        url = re.search(r"ws://127\.0\.0\.1:\d+/[-\w]+", said)
        assert url
        try:
            yield process, url[0], said
        finally:
            if process.returncode is None:
                process.kill()
            await process.communicate()

    return _inspected


async def test_a_debugger_lets_the_hook_run_to_its_outcome(
    offhook: Any, inspected: Any, attach: Any
) -> None:
    offhook.file("hook.js", HOOK)
    async with inspected("--target", "hook.js", "--json") as (process, url, said):
        address = url.split("/")[2]
        assert f"node inspect {address}\n" in said
        assert re.search(rf"devtools://devtools/\S+&ws={url.removeprefix('ws://')}\n", said)
        debugger = await attach(url)
        await debugger.start()
        await debugger.ask("Debugger.resume")
        out, err = await process.communicate()
        assert process.returncode == 0
        assert b'"message_id": "123456"' in out
        assert err == b""


async def test_ctrl_c_ends_it(offhook: Any, inspected: Any) -> None:
    async with inspected() as (process, url, _):
        process.send_signal(signal.SIGINT)
        out, err = await process.communicate()
        assert (process.returncode, out, err) == (130, b"", b"")
        host, port = url.split("/")[2].split(":")
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection(host, int(port))


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--target", "hook.py"), "hook.py:handler is Python; only JavaScript can be debugged"),
        (("--target", "http://127.0.0.1:1/"), "http://127.0.0.1:1/ runs elsewhere"),
        (("--timeout", "3"), "nothing times out under the debugger; leave --timeout out"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(
    offhook: Any, arguments: tuple[str, ...], reason: str
) -> None:
    offhook.file("hook.py", "def handler(recipient, text, context): return {}\n")
    result = offhook("send", "--inspect", "--save", "new.toml", *arguments)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith(f"offhook: --inspect: {reason}")
    assert result.err.count("\n") == 1
    assert not (offhook.folder / "new.toml").exists()
