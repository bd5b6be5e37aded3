"""Tries rows out in a network namespace, and says what is wrong with them, a JSON line for each.

`python -m tests.sdk_conformance.inside` is started there by `__main__`, which reads the lines.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TypeAlias

from sessions.contract.fault import FAULTS
from sessions.targets.target import Settings

from . import trial, uplink
from .rows import Row, rows

Problems: TypeAlias = dict[str, list[str]]
"""What is wrong, by what was tried: empty where nothing is."""

AT_ONCE = 3


async def unplugged(row: Row, folder: Path, settings: Settings) -> Problems:
    """Where there is no network at all."""
    return {"unplugged": await trial.captured(row, folder, settings)}


async def captured(row: Row, folder: Path, settings: Settings) -> Problems:
    """Isolated and redirected, where there is a network by which nothing may go out."""
    before = uplink.packets()
    isolated, led = await _some_at_once(
        trial.captured(row, folder, settings),
        trial.captured(row, folder, replace(settings, isolate=False)),
    )
    return {"isolated": isolated, "redirected": led, "no packet": _left_since(before)}


async def faults(row: Row, folder: Path, settings: Settings) -> Problems:
    """Redirected, with each fault of the provider, where nothing may go out either."""
    if row.is_evasion:
        return {}
    before, redirected = uplink.packets(), replace(settings, isolate=False)
    found = await _some_at_once(*(trial.faulty(row, folder, redirected, fault) for fault in FAULTS))
    return {"faults": [*chain(*found), *_left_since(before)]}


async def live(row: Row, folder: Path, settings: Settings) -> Problems:
    """Not captured: what counts the packets counts them."""
    before = uplink.packets()
    await trial.live(row, folder, settings)
    return {"live": [] if _left_since(before) else ["no packet was counted"]}


LOOKS = {look.__name__: look for look in (unplugged, captured, faults, live)}


def _left_since(before: int) -> list[str]:
    left = uplink.packets() - before
    return [f"{left} packets left"] if left else []


async def _some_at_once(*trials: Awaitable[list[str]]) -> list[list[str]]:
    room = asyncio.Semaphore(AT_ONCE)

    async def one(trial: Awaitable[list[str]]) -> list[str]:
        async with room:
            return await trial

    return await asyncio.gather(*map(one, trials))


def main() -> None:
    """Look at the rows that are named, under each Node that is."""
    parser = argparse.ArgumentParser(prog="python -m tests.sdk_conformance.inside")
    parser.add_argument("looks", help=f"what to look at, parted by commas: {', '.join(LOOKS)}")
    parser.add_argument("folder", type=Path, help="where hooks and modules are")
    parser.add_argument("names", nargs="*")
    parser.add_argument("--python", help="the Python that has the packages")
    parser.add_argument("--node", action="append", default=[], help="a Node; may come again")
    options = parser.parse_args()
    if options.looks != unplugged.__name__:
        uplink.lay()
    asyncio.run(_look(options))


async def _look(options: argparse.Namespace) -> None:
    for row in rows():
        if row.name not in options.names:
            continue
        for runtime in [options.python] if row.is_python else options.node:
            settings = Settings(**{"python" if row.is_python else "node": runtime})
            found: Problems = {}
            for look in options.looks.split(","):
                found |= await LOOKS[look](row, options.folder, settings)
            line = {"row": row.name, "runtime": runtime, "found": found}
            sys.stdout.write(json.dumps(line) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
