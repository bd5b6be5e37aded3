"""Runs what is asynchronous in a command: to its end, or until a signal, with the time shown."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from .diagnostics import Diagnostics

T = TypeVar("T")

_ENDING = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT")


def run_to_end(work: Coroutine[Any, Any, T]) -> T:
    """Run `work`; on a signal that ends a program cancel it, so that hooks' processes end with it,
    and exit. A second one changes nothing; one that is ignored, as `nohup` arranges it, stays so.

    Raises:
        SystemExit: 128 and the number of the signal.
        KeyboardInterrupt: on SIGINT, after the same cleaning up.
    """
    received: list[int] = []

    async def cancellable() -> T:
        task = asyncio.current_task()
        loop = asyncio.get_running_loop()

        def end(number: int) -> None:
            received.append(number)
            if task and len(received) == 1:
                task.cancel()

        for name in _ENDING:
            number = getattr(signal, name, None)
            if number and signal.getsignal(number) is not signal.SIG_IGN:
                with contextlib.suppress(NotImplementedError):  # Windows
                    loop.add_signal_handler(number, end, number)
        return await work

    try:
        return asyncio.run(cancellable())
    except asyncio.CancelledError:
        if not received:
            raise
        if received[0] == signal.SIGINT:
            raise KeyboardInterrupt from None
        raise SystemExit(128 + received[0]) from None


async def with_elapsed(work: Awaitable[T], err: Diagnostics, text: Callable[[], str]) -> T:
    """Await `work`, while a terminal shows `text()` and for how long it has been going on."""
    clock = asyncio.create_task(_show_elapsed(err, text)) if err.is_terminal else None
    try:
        return await work
    finally:
        if clock:
            clock.cancel()
        err.clear_status()


async def _show_elapsed(err: Diagnostics, text: Callable[[], str]) -> None:
    started = time.monotonic()
    while True:
        await asyncio.sleep(0.2)
        err.status(f"{text()}  {time.monotonic() - started:.1f} s")
