"""Reports to offhook when the time is up, and what the hook is doing then."""

from __future__ import annotations

import _thread
import select
import sys
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from offhook_channel import IN, leave, say
from offhook_describe import Facts, is_own, place_of

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

_loops: list[AbstractEventLoop] = []


def watch(loop: AbstractEventLoop) -> None:
    """Look for what is being waited for in this loop too."""
    _loops.append(loop)


def start(seconds: float, fail: Callable[[BaseException], None]) -> None:
    """Count from now on; a thread of its own does, which keeps nothing running, and which a hook
    does not find among its own. What goes wrong in it is given to `fail`."""

    def count() -> None:
        try:
            _count(seconds)
        except BaseException as error:  # whatever it is, it is ours
            fail(error)

    _thread.start_new_thread(count, ())  # `threading` takes half a millisecond more


def _count(seconds: float) -> None:
    began, used = _free_time(), time.process_time()
    if _is_left_alone(seconds):
        leave(0)
    # Waiting costs next to nothing; what computes beside other threads gets but a share.
    busy = time.process_time() - used > (_free_time() - began) / 5
    frames = sys._current_frames()  # pyright: ignore[reportPrivateUsage]
    main = frames.get(threading.main_thread().ident or 0)
    redirection = sys.modules.get("offhook_redirection")
    calls: list[Facts] = redirection.calls() if redirection else []
    open_ = [call["to"] for call in calls]
    say("overdue", busy=busy, handles=open_, calls=calls, at=place_of(main) or _awaited())


def _free_time() -> float:
    """Seconds, less those that the main thread stood in the queue for a processor (Linux knows)."""
    try:
        with open("/proc/self/schedstat", "rb") as statistics:  # noqa: PTH123 (pathlib is not loaded)
            queued = int(statistics.read().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        queued = 0.0
    return time.monotonic() - queued


def _is_left_alone(seconds: float) -> bool:
    """Let the time go by; True once offhook, which has nothing more to say, is gone."""
    if not hasattr(select, "poll"):  # Windows, where a pipe cannot be waited for
        time.sleep(seconds)
        return False
    channel = select.poll()
    channel.register(IN, select.POLLIN)
    return bool(channel.poll(seconds * 1000))


def _awaited() -> Facts | None:
    """Where in the hook author's own source a coroutine waits."""
    if not _loops:
        return None
    import asyncio

    for loop in _loops:
        for task in asyncio.all_tasks(loop):
            place = _suspended(task.get_coro())
            if place:
                return place
    return None


def _suspended(awaited: Any) -> Facts | None:
    place = None
    while awaited is not None:
        frame = getattr(awaited, "cr_frame", None) or getattr(awaited, "gi_frame", None)
        if frame is not None and is_own(frame.f_code.co_filename):
            place = {"file": frame.f_code.co_filename, "line": frame.f_lineno, "column": None}
        awaited = getattr(awaited, "cr_await", None) or getattr(awaited, "gi_yieldfrom", None)
    return place
