"""Where files cannot be watched any longer, that is said: nobody waits for what is never told."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from sessions.replay.watching import CannotWatch, FileWatch, can_watch


@pytest.mark.skipif(not can_watch(), reason="what watches is not installed")
@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
async def test_a_name_that_the_watcher_cannot_read_ends_it(tmp_path: Path) -> None:
    async with FileWatch() as watch:
        await watch.over(frozenset({tmp_path}))
        writing = asyncio.create_task(_write_until_told(tmp_path / os.fsdecode(b"\xff")))
        with pytest.raises(CannotWatch, match="Unable to decode path"):
            await watch.changed()
        writing.cancel()


async def _write_until_told(path: Path) -> None:
    """It is not known when the system begins to tell."""
    while True:
        path.touch()  # noqa: ASYNC240 - it takes no time
        await asyncio.sleep(0.05)
