"""What keeping a history adds to a replay: of hooks that run here, and of an endpoint's, which are
the quickest that there are."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from statistics import median

from sessions.contract.invocation import example
from sessions.replay.last_time import Against
from sessions.replay.run import replay_session
from sessions.store.model import SavedInvocation, Session
from sessions.store.session_file import SessionFile, write

from .hooks import Hook
from .remote import endpoint
from .table import Table

ROUNDS = 15
_HOOKS = 30
_ENDPOINTS = 1_000


def measure_history(hook: Hook) -> None:
    """Replays with and without it, in turns; each but the first is held against the one before.

    A ratio is the median of those of each turn, in which the machine was as busy for both.
    """
    table = Table("a replay with its history", "ms", "without", "ratio", "ms of CPU", "ratio")
    with tempfile.TemporaryDirectory() as folder, endpoint() as url:
        targets = {
            f"{_ENDPOINTS:,} to an endpoint": (url, _ENDPOINTS),
            f"{_HOOKS} of a {hook.name} hook": (str(hook.path), _HOOKS),
        }
        for number, (name, (target, sent)) in enumerate(targets.items()):
            file = _session(Path(folder) / f"{number}.toml", target, sent)
            place = Path(folder) / f"{number}.db"
            _replayed(file, place)
            pairs = [(_replayed(file, place), _replayed(file, None)) for _ in range(ROUNDS)]
            took, used = zip(*(kept for kept, _ in pairs), strict=True)
            bare, bare_used = zip(*(bare for _, bare in pairs), strict=True)
            table.add(
                name,
                *(f"{median(took):.0f}", f"{median(bare):.0f}", f"{_ratio(took, bare):.3f}"),
                *(f"{median(used):.0f}", f"{_ratio(used, bare_used):.3f}"),
            )
    print(table)


def _ratio(times: Iterable[float], floors: Iterable[float]) -> float:
    return median(time / floor for time, floor in zip(times, floors, strict=True))


def _session(path: Path, target: str, sent: int) -> SessionFile:
    """Each invocation is one of its own: of those that are repeated not all are kept."""
    payload = example().payload
    saved = {f"n{number}": SavedInvocation(payload=payload) for number in range(sent)}
    return write(path, Session(target=target, invocation=saved))


def _replayed(file: SessionFile, place: Path | None) -> tuple[float, float]:
    """Milliseconds, and those of this process's CPU, in which the hooks are not."""
    began, used = time.perf_counter(), time.process_time()
    against = Against([file.path], place) if place else None
    steps = asyncio.run(replay_session(file, against=against))
    problem = against.close() if against else ""
    took, used = time.perf_counter() - began, time.process_time() - used
    if problem or not all(step.verdict.met for step in steps):
        raise SystemExit(problem or "not all were delivered")
    return took * 1000, used * 1000
