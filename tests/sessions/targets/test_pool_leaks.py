"""Many invocations, in a row and at once, leave no process, no descriptor and no memory behind."""

from __future__ import annotations

import asyncio
import gc
import os
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from sessions.contract.invocation import example
from sessions.targets.resolve import resolve
from sessions.targets.target import Limits

ROUND = 16
KEPT = 8 * 1024
"""Bytes that may be kept of an invocation; where nothing leaks, it is about one thousand."""


def allocated() -> int:
    """Bytes of Python's own: exact, where those of the process need many more invocations."""
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


@pytest.fixture
def traced() -> Iterator[None]:
    tracemalloc.start()
    yield
    tracemalloc.stop()


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def assert_no_children() -> None:
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@pytest.mark.parametrize("at_once", [1, 8])
async def test_many_invocations_leave_nothing_behind(at_once, write, tmp_path, traced):
    write("hook.js", "module.exports = (r, t, c, cb) => cb(null, { MessageID: r });")

    async def send(number: int) -> None:
        target = resolve("hook.js", base=tmp_path)
        target.expect(number, at_once)
        for _ in range(number // at_once):
            sent = [target.invoke(example(), {}, Limits()) for _ in range(at_once)]
            assert all(outcome.delivered for outcome in await asyncio.gather(*sent))
        await target.aclose()

    await send(8)
    before, kept = descriptors(), list[int]()
    for _ in range(2):  # what is made once, such as an import, is kept in one round only
        memory = allocated()
        await send(ROUND)
        kept.append(allocated() - memory)
    assert descriptors() == before
    assert min(kept) < ROUND * KEPT
    assert_no_children()
