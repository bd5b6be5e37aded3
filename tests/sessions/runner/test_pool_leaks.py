"""Many invocations, in a row and at once, leave no process, no descriptor and no memory behind."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from sessions.contract.invocation import example
from sessions.targets.resolve import resolve
from sessions.targets.target import Limits

AT_ONCE = 8
MANY = 8


def resident() -> int:
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def assert_no_children() -> None:
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


async def test_many_invocations_leave_nothing_behind(write, tmp_path):
    write("hook.js", "module.exports = (r, t, c, cb) => cb(null, { MessageID: r });")
    target = resolve("hook.js", base=tmp_path)
    target.expect(AT_ONCE + 2 * MANY, AT_ONCE)

    async def send(number: int, at_once: int) -> None:
        for _ in range(number // at_once):
            sent = [target.invoke(example(), {}, Limits()) for _ in range(at_once)]
            assert all(outcome.delivered for outcome in await asyncio.gather(*sent))

    before = descriptors()
    await send(AT_ONCE, AT_ONCE)
    memory = resident()
    await send(MANY, at_once=1)
    await send(MANY, AT_ONCE)
    await target.aclose()
    assert descriptors() == before
    assert resident() - memory < 1 << 20
    assert_no_children()
