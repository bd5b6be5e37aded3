"""A folder of sessions as a library: which there are, and which of them are broken."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from .disk import read_text, reason_of
from .errors import SessionError
from .session_file import load, session_of

SKIPPED: Final = frozenset({"node_modules", "__pycache__"})
"""Folders that hold no sessions; nor does any whose name begins with a dot."""


@dataclass(frozen=True, slots=True)
class ListedSession:
    """One session file; a broken one has the `error`, and its file's name for a name."""

    path: Path
    name: str
    invocations: int
    error: SessionError | None = None


def scan(folder: Path) -> list[ListedSession]:
    """The session files in a folder and the folders below, sorted by path.

    A file `*.toml` with neither `format` nor `invocation` is something else and left out. A file
    or folder that cannot be read is listed with its error. Symbolic links to files are followed,
    to folders not, so that no loop is.

    Raises:
        SessionError: `folder` is not there, or is no folder.
    """
    entries: list[ListedSession] = []
    for found in _toml_files(folder):
        if isinstance(found, SessionError):
            entries.append(_broken(found.path or folder, found))
        elif entry := _entry(found):
            entries.append(entry)
    return sorted(entries, key=lambda entry: entry.path)


def session_paths(path: Path) -> list[Path]:
    """The file itself, or a folder's session files, the broken ones included.

    Raises:
        SessionError: nothing is there.
    """
    if path.is_dir():
        return [entry.path for entry in scan(path)]
    if not path.exists() and not path.is_symlink():  # why a link leads nowhere, reading it says
        raise SessionError("no such file or folder", path=path)
    return [path]


def _entry(path: Path) -> ListedSession | None:
    try:
        text = read_text(path)
        document = load(text, path)
        if "format" not in document and "invocation" not in document:
            return None
        session = session_of(document, text, path)
    except SessionError as error:
        return _broken(path, error)
    return ListedSession(path, session.name or path.stem, len(session.invocation))


def _broken(path: Path, error: SessionError) -> ListedSession:
    return ListedSession(path, path.stem, 0, error)


def _toml_files(folder: Path) -> Iterator[Path | SessionError]:
    """Files `*.toml` at any depth, and an error for each folder that cannot be looked into."""
    todo = [folder]
    while todo:
        here = todo.pop()
        try:
            with os.scandir(here) as listing:
                items = list(listing)
        except (OSError, ValueError) as error:
            problem = SessionError(f"cannot be listed: {reason_of(error)}", path=here)
            if here is folder:
                raise problem from None
            yield problem
            continue
        for item in items:
            if item.is_dir(follow_symlinks=False):
                if item.name not in SKIPPED and not item.name.startswith("."):
                    todo.append(here / item.name)
            elif item.name.endswith(".toml") and not os.path.isdir(item):  # noqa: PTH112
                yield here / item.name
