"""What is wrong with a folder."""

from __future__ import annotations

from pathlib import Path

from sessions.errors import OffhookError


class FolderProblem(OffhookError):
    """A folder, or one of its files, cannot be read or changed; the message names file and line."""


def at(path: Path, line: int | None, said: str) -> FolderProblem:
    """The problem of a file, at a line of it."""
    return FolderProblem(f"{path}:{line}: {said}" if line else f"{path}: {said}")
