"""Waiting that has an end, and work that a cancellation does not cut short."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

_T = TypeVar("_T")


async def until(event: asyncio.Event, seconds: float) -> bool:
    """Wait for an event, but no longer than this; whether it came."""
    try:
        async with asyncio.timeout(seconds):
            return await event.wait()
    except TimeoutError:
        return False


async def to_the_end(work: Awaitable[_T]) -> _T:
    """Await `work` whole: a cancellation that comes meanwhile is raised when the work is done."""
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled:
        raise cancelled
    return task.result()


async def what_is_written() -> None:
    """Let asyncio hand over what already lies in the pipes: in its next turn but one it has."""
    await asyncio.sleep(0)
    await asyncio.sleep(0)
