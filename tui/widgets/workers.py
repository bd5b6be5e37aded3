"""Work of a screen, of which each kind runs one at a time."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TYPE_CHECKING
from weakref import finalize

if TYPE_CHECKING:
    from textual.dom import DOMNode
    from textual.worker import Worker


def run_alone(
    owner: DOMNode, work: Coroutine[object, object, object], group: str
) -> Worker[object]:
    """Run work in a worker, which is given, and cancel what runs of its group.

    A worker that is cancelled before its first step, as by a signal right after a key, never
    awaits its work, of which Python would warn on the terminal: so it is closed with the worker.
    """
    worker = owner.run_worker(
        work, group=group, exclusive=True, exit_on_error=False, description=group
    )
    finalize(worker, work.close)
    return worker
