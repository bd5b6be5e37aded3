"""What the text of a hook's file says of it, without running it: a guess, until it is loaded."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Final

from sessions.diagnosis.missing_secrets import secrets_in
from sessions.files import Unreadable, read_start
from sessions.platforms.current import PLATFORM
from sessions.platforms.platform import Dialect
from sessions.runner.staleness import LoadedFiles, now

_MOST_READ: Final = 1 << 20
_MODULES: Final = b"actions:"


class HookText:
    """The text of a file, searched once for each question; `name` is the file's."""

    def __init__(self, name: str = "", content: bytes = b"") -> None:
        self._name = name
        self._content = content
        self.dialects: tuple[Dialect, ...] = tuple(
            each for each, export in PLATFORM.events.EXPORTS.items() if export.encode() in content
        )
        """Of the triggers whose exports it names; a file that names none is no Action."""
        self.names_modules = _MODULES in content
        """Whether it may require modules of Actions."""

    @classmethod
    def of(cls, file: Path) -> HookText:
        """What a file has now; nothing where it cannot be read, which whoever loads it reports."""
        try:
            return cls(file.name, read_start(file, _MOST_READ))
        except (OSError, ValueError, Unreadable):
            return cls(file.name)

    @cached_property
    def secrets(self) -> tuple[str, ...]:
        """The names of the secrets that it reads and cannot do without, in order.

        To search 1 MB takes 0.2 s the first time, which belongs beside an event loop.
        """
        return secrets_in(self._content, is_python=self._name.lower().endswith(".py"))

    async def warning(self, given: Iterable[str]) -> str | None:
        """A warning that names the secrets which it reads and is not given; None without any."""
        is_searched = "secrets" in self.__dict__
        read = self.secrets if is_searched else await asyncio.to_thread(lambda: self.secrets)
        missing = [name for name in read if name not in given]
        if not missing:
            return None
        was, them = ("it was", "it") if len(missing) == 1 else ("they were", "them")
        return (
            f"The text of {self._name} reads secrets.{', secrets.'.join(missing)}: {was} not "
            f"given; name {them} among the session's secrets, or with --secret."
        )


class KeptText:
    """The text of a file, read again only where the file is another than it was."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._kept: tuple[LoadedFiles, HookText] | None = None

    @property
    def is_fresh(self) -> bool:
        """Whether `now` has nothing to read."""
        return self._kept is not None and self._kept[0].is_fresh()

    def now(self) -> HookText:
        """The text as it is now."""
        kept = self._kept
        if kept and kept[0].is_fresh():
            return kept[1]
        since = now()
        text = HookText.of(self.file)
        self._kept = LoadedFiles([str(self.file)], since), text
        return text
