"""What a hook prints while it runs, handed on without secrets."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Final, Self, TypeAlias

from sessions.contract.outcome import ConsoleLine
from sessions.runner.waiting import to_the_end
from sessions.secrets.redaction import flow

Tell: TypeAlias = "Callable[[Sequence[ConsoleLine]], None]"

_PAUSE: Final = 0.05
"""Seconds between two handings-on: more often no eye follows, and no screen draws."""
_AT_ONCE: Final = 4_000
"""Characters that are redacted beside nothing else, in a few milliseconds."""


class Printed:
    """Takes lines one by one, and hands them on as some; all of them by the end of the block.

    async with Printed(tell, secrets) as printed:
        printed.take(ConsoleLine("log", "Sending"))
    """

    def __init__(self, tell: Tell, secrets: Mapping[str, str]) -> None:
        self._tell = tell
        self._flow = flow(secrets)
        self._lines: list[ConsoleLine] = []
        self._come = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def take(self, line: ConsoleLine) -> None:
        """Take the next line, as it was printed."""
        self._lines.append(line)
        self._come.set()

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, *raised: object) -> None:
        await to_the_end(self._close())

    async def _close(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.wait([self._task])
        await self._hand_on(last=True)

    async def _run(self) -> None:
        while True:
            await self._come.wait()
            self._come.clear()
            await to_the_end(self._hand_on())
            await asyncio.sleep(_PAUSE)

    async def _hand_on(self, *, last: bool = False) -> None:
        lines, self._lines = self._lines, []
        if sum(len(line.text) for line in lines) > _AT_ONCE:
            lines = await asyncio.to_thread(self._flow.take, lines, last=last)
        else:
            lines = self._flow.take(lines, last=last)
        if lines:
            self._tell(lines)
