"""An input for a path: completes it from the file system, and reads it as a shell would."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.suggester import Suggester
from textual.widgets import Input


def as_path(text: str) -> Path:
    """The path that `text` means: blanks around it are ignored and `~` is the home folder."""
    path = Path(text.strip())
    try:
        return path.expanduser()
    except RuntimeError:  # `~name` of a user who is not there
        return path


class PathSuggester(Suggester):
    """Suggests the first entry of the folder, by name, that continues what is typed.

    A folder's suggestion ends in a slash. Hidden entries are suggested once a dot is typed.
    """

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        return await asyncio.to_thread(_continuation, value)


class PathInput(Input):
    """An `Input` for a path in which Tab accepts what is suggested, and moves on without."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", "Complete the path", show=False, id="path.complete"),
    ]

    def __init__(self, path: str, *, id: str | None = None) -> None:
        super().__init__(path, suggester=PathSuggester(), select_on_focus=False, id=id)

    def on_focus(self) -> None:
        """Suggest again: an `Input` forgets what it suggests when it gets the focus."""
        self.call_later(self.mutate_reactive, Input.value)

    def action_complete(self) -> None:
        """Accept the suggestion, or move the focus on where there is none."""
        before = self.value
        if self.cursor_at_end:
            self.action_cursor_right()
        if self.value == before:
            self.screen.focus_next()


def _continuation(text: str) -> str | None:
    folder, start = os.path.split(text)
    try:
        with os.scandir(as_path(folder)) as entries:
            names = [f"{entry.name}/" if entry.is_dir() else entry.name for entry in entries]
    except (OSError, ValueError):
        return None  # no such folder, or none that may be read: nothing to suggest
    fitting = [name for name in names if name.startswith(start) and name != start]
    if not start.startswith("."):
        fitting = [name for name in fitting if not name.startswith(".")]
    return text.removesuffix(start) + min(fitting) if fitting else None
