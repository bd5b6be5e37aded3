"""Work that is done while something else is waited for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Generator
from types import coroutine
from typing import Any, TypeVar

T = TypeVar("T")


@coroutine
def whenever_waiting(
    running: Coroutine[Any, Any, T], do: Callable[[], None]
) -> Generator[Any, Any, T]:
    """Await a coroutine, and `do` something whenever it begins to wait, and when it has ended,
    also by an error or by being cancelled. Where `do` blocks, the time of what is awaited passes.

    A request is then written, and whoever answers it is at work: what is done now costs nothing by
    the clock, and the process need not fall asleep and be woken.

    Raises:
        Exception: what `do` has raised; the coroutine was cancelled for it.
    """
    failure: Exception | None = None
    thrown: BaseException | None = None
    try:
        while True:
            awaited = running.throw(thrown) if thrown else running.send(None)
            thrown = None
            if awaited is not None and not failure:  # None is `sleep(0)`, which waits for nothing
                try:
                    do()
                except Exception as error:  # thrown in there it might be taken for one of its own
                    failure = error
                    _cancel_this_task()
            try:
                yield awaited
            except BaseException as error:
                thrown = error
    except StopIteration as ended:
        if not failure:
            do()
            return ended.value
    except (Exception, asyncio.CancelledError):
        if not failure:
            do()
            raise
    raise failure


def _cancel_this_task() -> None:
    task = asyncio.current_task()
    assert task
    task.cancel()
