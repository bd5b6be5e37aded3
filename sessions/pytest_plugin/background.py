"""An event loop beside pytest's tests, in which they send, and the targets that are open there."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from typing import Any, Final, TypeVar

import pytest

from sessions.targets.target import Target

T = TypeVar("T")


class Background:
    """A loop in a thread of its own: a test that sends may be async, and have a loop itself.

    One lasts for a run of pytest, so that a target is opened once for all tests that send to it.
    """

    def __init__(self) -> None:
        self._has_begun = threading.Event()
        self._thread = threading.Thread(target=self._work, name="offhook", daemon=True)
        self._targets: dict[object, Target] = {}
        self._thread.start()
        self._has_begun.wait()

    @classmethod
    def of(cls, config: pytest.Config) -> Background:
        """That of a run of pytest, which ends it."""
        if _KEY not in config.stash:
            config.stash[_KEY] = background = cls()
            config.add_cleanup(background.close)
        return config.stash[_KEY]

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do the work in the loop, and wait for it."""
        __tracebackhide__ = True
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result()
        except BaseException:  # Ctrl+C too: what is under way ends its processes then
            future.cancel()
            raise

    def target(self, key: object, opened: Callable[[], Target]) -> Target:
        """The target that is known by `key`; the first time it is opened."""
        if key not in self._targets:
            self._targets[key] = opened()
        return self._targets[key]

    def close(self) -> None:
        """End what is under way, let go of the targets, and wait for both."""
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()

    def _work(self) -> None:
        asyncio.run(self._until_closed())

    async def _until_closed(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._end = asyncio.Event()
        self._has_begun.set()
        await self._end.wait()
        working = asyncio.all_tasks() - {asyncio.current_task()}
        for task in working:
            task.cancel()
        await asyncio.gather(*working, return_exceptions=True)
        async with AsyncExitStack() as closing:
            for target in self._targets.values():
                closing.push_async_callback(target.aclose)


_KEY: Final = pytest.StashKey[Background]()
