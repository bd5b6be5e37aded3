"""Files that change, told of as they do. It needs the package watchfiles, of the extra watch."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Self

from sessions.errors import OffhookError

_STEP: Final = 50
"""Milliseconds without a further change after which changes are reported."""
_LONGEST: Final = 200
"""Milliseconds after which they are reported though more is changing."""
NOT_INSTALLED: Final = "needs the package watchfiles: pip install 'offhook[watch]'"


class CannotWatch(OffhookError):
    """The system refuses to watch these folders, and why."""


def can_watch() -> bool:
    """Whether what watches is installed."""
    return find_spec("watchfiles") is not None


class FileWatch:
    """The files in some folders that are written, made or removed.

    async with FileWatch() as watch:
        while True:
            await watch.over(folders)
            for path in await watch.changed():
                …
    """

    def __init__(self) -> None:
        self._folders: frozenset[Path] | None = None
        self._collecting: asyncio.Task[None] | None = None
        self._found: set[Path] = set()
        self._news = asyncio.Event()
        self._problem = ""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *raised: object) -> None:
        await self._end()

    async def over(self, folders: frozenset[Path]) -> None:
        """Watch these folders from now on, by their real paths, but not those below them. Where
        they are the ones that are watched already, no change is missed."""
        if folders == self._folders:
            return
        await self._end()
        self._folders = folders
        self._collecting = asyncio.create_task(self._collect(folders))
        await asyncio.sleep(0)  # it begins, so that nothing from now on is missed

    async def changed(self) -> set[Path]:
        """Wait until files change, or have changed since they were last asked for.

        Raises:
            CannotWatch: the folders cannot be watched.
        """
        await self._news.wait()
        if self._problem:
            raise CannotWatch(self._problem)
        return self.changed_so_far()

    def changed_so_far(self) -> set[Path]:
        """What has changed since it was last asked for, without waiting."""
        self._news.clear()
        found, self._found = self._found, set()
        return found

    async def _collect(self, folders: frozenset[Path]) -> None:
        from watchfiles import awatch  # pyright: ignore[reportUnknownVariableType]

        watching = awatch(
            *folders, recursive=False, step=_STEP, debounce=_LONGEST, watch_filter=None
        )
        try:
            async with aclosing(watching):
                async for changes in watching:
                    self._found.update(Path(path) for _, path in changes)
                    self._news.set()
        except (OSError, RuntimeError, ExceptionGroup) as error:  # say, the system's limit
            one = error.exceptions[0] if isinstance(error, ExceptionGroup) else error
            self._problem = f"cannot be watched: {one}"
            self._news.set()

    async def _end(self) -> None:
        if self._collecting:
            self._collecting.cancel()
            await asyncio.gather(self._collecting, return_exceptions=True)
