"""What an invocation of a Python function costs, against a start of Python for each."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from .hooks import Hook
from .invocations import pooled, replayed, spawning
from .table import Table

IN_A_ROW = 1000

_TRIVIAL = """
def send(recipient, text, context):
    return {"MessageID": "m-1"}
"""


def measure_functions(rounds: int) -> None:
    """Round trips of a trivial function: its child forked, as in a replay, or started for it."""
    table = Table("a Python function's round trip", "ms", "1 / starting")
    with tempfile.TemporaryDirectory() as folder:
        hook = Hook("function.py", Path(folder, "function.py"))
        hook.path.write_text(_TRIVIAL)
        started = asyncio.run(spawning(hook, "", rounds))
        ready = asyncio.run(pooled(hook, "", rounds))
        in_a_row = asyncio.run(replayed(hook, "", IN_A_ROW))
        for name, took in (("ready", ready), (f"{IN_A_ROW:,} in a row", in_a_row)):
            table.add(name, f"{took.median:.2f}", f"1/{started.median / took.median:.1f}")
        table.floor("Python started per call", started)
    print(table)
