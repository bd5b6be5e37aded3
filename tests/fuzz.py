"""Random payloads through hooks that echo them, one invocation each: `python -m tests.fuzz`.

What comes back must equal what was sent, under Node and under Python. The tests send the like of
them too (`test_echo.py`), but many in one invocation, and fewer.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from hypothesis import Phase, given, settings

from sessions.contract.invocation import Invocation
from sessions.contract.json_text import dumps, same
from sessions.contract.outcome import Outcome
from sessions.targets.resolve import resolve
from sessions.targets.target import Limits, Target
from tests.sessions.targets.local.test_echo import (
    ALL_CHECKS,
    ECHO_JS,
    ECHO_PY,
    VALUES,
    as_javascript_sees,
    as_text_carries,
)

AT_ONCE = 4


def payloads(count: int) -> list[Any]:
    """So many random payloads."""
    found: list[Any] = []

    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=ALL_CHECKS,
    )
    @given(recipient=VALUES, text=VALUES, more=VALUES)
    def collect(recipient: Any, text: Any, more: Any) -> None:
        context = more if isinstance(more, dict) else {"more": more}
        found.append({"recipient": recipient, "text": text, "context": context})

    collect()
    return found[:count]


async def differing(target: Target, given: list[Any]) -> list[tuple[Any, Outcome]]:
    """The payloads that do not come back equal, and what came."""
    found: list[tuple[Any, Outcome]] = []
    room = asyncio.Semaphore(AT_ONCE)

    async def echo(payload: Any) -> None:
        async with room:
            outcome = await target.invoke(Invocation(payload), {}, Limits())
        expected = as_text_carries(payload)
        expected["context"].pop("webtask", None)
        if not same(as_javascript_sees(outcome.response), as_javascript_sees(expected)):
            found.append((payload, outcome))

    async with asyncio.TaskGroup() as group:
        for payload in given:
            group.create_task(echo(payload))
    await target.aclose()
    return found


def main() -> int:
    """Run it; 0 where all come back equal."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--count", type=int, default=5000, help="payloads to send each way")
    parser.add_argument("--only", choices=("js", "py"), help="one of the two ways")
    options = parser.parse_args()
    given = payloads(options.count)
    failed = False
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, text in (("echo.js", ECHO_JS), ("echo.py", ECHO_PY)):
            if options.only and not file.endswith(options.only):
                continue
            (folder / file).write_text(text)
            began = time.perf_counter()
            wrong = asyncio.run(differing(resolve(file, base=folder), given))
            each = (time.perf_counter() - began) / len(given) * 1000
            failed = failed or bool(wrong)
            sys.stdout.write(f"{file}: {len(given)} payloads, {each:.1f} ms each, ")
            sys.stdout.write(f"{len(wrong)} came back changed\n")
            for payload, outcome in wrong[:5]:
                came = dumps(outcome.response) if outcome.delivered else str(outcome.error)
                sys.stdout.write(f"    {dumps(payload)[:300]}: {outcome.kind}, {came[:300]}\n")
            sys.stdout.flush()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
