"""A thread beside the event loop, which waits for what it has the loop do."""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading
from collections.abc import Callable, Coroutine
from typing import Any, Self, TypeVar

T = TypeVar("T")


class Stopped(BaseException):
    """Leaves what runs in the thread, through all that catches an `Exception`."""


class Beside:
    """Runs what blocks; where it is cancelled, the thread ends before it goes on."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopped = threading.Event()
        self._awaited: concurrent.futures.Future[Any] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *raised: object) -> None:
        self._stop()

    async def run(self, work: Callable[[], T]) -> T:
        """Do `work` in a thread, to its end."""
        running = asyncio.ensure_future(asyncio.to_thread(work))
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            self._stop()
            await asyncio.gather(running, return_exceptions=True)
            raise

    def result_of(self, work: Coroutine[Any, Any, T]) -> T:
        """Have the loop do `work`, and wait for it; to be called in the thread.

        Raises:
            Stopped: it is no longer waited for.
        """
        self._awaited = asyncio.run_coroutine_threadsafe(work, self._loop)
        if self._stopped.is_set():
            self._awaited.cancel()
        try:
            return self._awaited.result()
        except concurrent.futures.CancelledError:
            raise Stopped from None

    def _stop(self) -> None:
        self._stopped.set()
        if self._awaited:
            self._awaited.cancel()
