"""What an invocation costs, against floors measured in the same run: `python -m tests.benchmarks`.

Absolute times are the machine's; the ratios hold anywhere.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path

from sessions.runner.interpreters import find_node

from .capture import measure_capture
from .commands import measure_commands
from .first_paint import measure_first_paint
from .functions import measure_functions
from .history import measure_history
from .hooks import Hook, write_hooks
from .invocations import (
    REPLAYED,
    WARM,
    Times,
    in_process,
    pooled,
    replayed,
    spawning,
    starting,
    warm,
)
from .many_sessions import measure_many_sessions
from .newman import measure_newman
from .redaction import measure_redaction
from .remote import measure_remote
from .table import Table

ROUNDS = 25


def main() -> None:
    """Measure everything and print it; what that keeps stays out of the user's history."""
    with tempfile.TemporaryDirectory() as state:
        os.environ["XDG_STATE_HOME"] = state
        _measure()


def _measure() -> None:
    node = find_node()
    if node is None:
        print("Left out: all hooks; there is no usable Node.")
    else:
        print(f"{node}, median of {ROUNDS}\n")
        with tempfile.TemporaryDirectory() as folder:
            hooks = write_hooks(Path(folder))
            measure_hooks(hooks, node.path)
            print()
            measure_history(hooks[0])
            print()
            measure_capture(Path(folder), node.path)
    print()
    measure_functions(ROUNDS)
    print()
    measure_redaction()
    print()
    measure_remote()
    print()
    measure_newman()
    print()
    measure_many_sessions()
    print()
    measure_start()
    print()
    measure_first_paint()


def measure_hooks(hooks: list[Hook], node: str) -> None:
    """Round trips: ready, spawned for each, and a bare call inside one Node."""
    table = Table("a hook's round trip", "ms", "1 / spawning", "x bare call")
    for hook in hooks:
        spawned = asyncio.run(spawning(hook, node, ROUNDS))
        bare = in_process(hook, node)
        armed = asyncio.run(pooled(hook, node, ROUNDS))
        table.add(f"{hook.name}, armed", *_against(armed, spawned, bare))
        in_a_row = asyncio.run(replayed(hook, node))
        table.add(f"{hook.name}, {REPLAYED} in a row", *_against(in_a_row, spawned, bare))
        in_one = asyncio.run(warm(hook, node))
        table.add(f"{hook.name}, {WARM:,} in a warm instance", *_against(in_one, spawned, bare))
        table.floor(f"{hook.name}, node spawned per call", spawned)
        table.floor(f"{hook.name}, bare call in process", bare)
    table.floor("node -e 0", starting(node, ROUNDS))
    print(table)


def _against(measured: Times, spawned: Times, bare: Times) -> tuple[str, str, str]:
    return (
        f"{measured.median:.2f}",
        f"1/{spawned.median / measured.median:.1f}",
        f"{measured.median / bare.median:,.0f}",
    )


def measure_start() -> None:
    """How long the commands take to start."""
    table = Table("start of a command", "ms", "x python -c pass")
    floor, commands = measure_commands()
    for name, times in commands.items():
        table.add(name, f"{times.median:.0f}", f"{times.median / floor.median:.1f}")
    table.floor("python -c pass", floor)
    print(table)


main()
