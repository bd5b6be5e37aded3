"""A folder of sessions as a library: which there are, and which of them are broken."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from sessions.files import Unreadable, read_start, real_path

from .disk import read_text, reason_of
from .errors import SessionError
from .session_file import load, session_of

SKIPPED: Final = frozenset({"node_modules", "__pycache__"})
"""Folders that hold no sessions; nor does any whose name begins with a dot."""

_LOOKED_AT: Final = 1024
"""Bytes of a file by which most sessions are known."""
_BEGINS_A_SESSION: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:[ \t]*+(?:#[^\n]*+)?\r?\n)*+[ \t]*+format[ \t]*+="
)
"""Comments, and the key `format` before any other."""


@dataclass(frozen=True, slots=True)
class ListedSession:
    """One session file; a broken one has the `error`."""

    path: Path
    name: str
    """Its place below the folder, without the ending: `signup/first-code`."""
    real: Path
    """The file itself, where `path` is a symbolic link."""
    error: SessionError | None = None


def scan(folder: Path) -> list[ListedSession]:
    """The session files in a folder and the folders below, sorted by path.

    A file `*.toml` with neither `format` nor `invocation` is something else and left out. A file
    or folder that cannot be read is listed with its error. Symbolic links to files are followed,
    to folders not, so that no loop is.

    Raises:
        SessionError: `folder` is not there, or is no folder.
    """
    return [checked(entry) for entry in find(folder)]


def find(folder: Path, count: Callable[[int], None] = lambda _: None) -> list[ListedSession]:
    """The same files as `scan` finds, for a tenth of the time: no more is read of a file than it
    takes to know that it is a session, so that the error of a broken one may be missing.

    `count` is called with how many there are so far, at each of them.

    Raises:
        SessionError: as `scan`.
    """
    entries: list[ListedSession] = []
    for entry in _toml_files(folder):
        found = entry if entry.error or _begins_a_session(entry.path) else _read(entry)
        if found:
            entries.append(found)
            count(len(entries))
    return sorted(entries, key=lambda entry: entry.path.parts)  # paths compare five times slower


def checked(entry: ListedSession) -> ListedSession:
    """An entry of `find`, with its error where it has one."""
    return entry if entry.error else _read(entry) or entry


def session_paths(path: Path) -> list[Path]:
    """The file itself, or a folder's session files, the broken ones included.

    Raises:
        SessionError: nothing is there.
    """
    if path.is_dir():
        return [entry.path for entry in find(path)]
    if not path.exists() and not path.is_symlink():  # why a link leads nowhere, reading it says
        raise SessionError("no such file or folder", path=path)
    return [path]


def _begins_a_session(path: Path) -> bool:
    try:
        return bool(_BEGINS_A_SESSION.match(read_start(path, _LOOKED_AT, at_once=True)))
    except (Unreadable, OSError, ValueError):
        return False  # what is wrong, or whether it is one after all, reading all of it says


def _read(entry: ListedSession) -> ListedSession | None:
    path = entry.path
    try:
        text = read_text(path)
        document = load(text, path)
        if "format" not in document and "invocation" not in document:
            return None
        session_of(document, text, path)
    except SessionError as error:
        return replace(entry, error=error)
    return entry


def _toml_files(folder: Path) -> Iterator[ListedSession]:
    """Files `*.toml` at any depth, and an entry with an error for each folder that cannot be looked
    into."""
    todo = [(folder, real_path(folder), "")]
    while todo:
        here, real, name = todo.pop()
        try:
            with os.scandir(here) as listing:
                items = list(listing)
        except (OSError, ValueError) as error:
            problem = SessionError(f"cannot be listed: {reason_of(error)}", path=here)
            if here is folder:
                raise problem from None
            yield ListedSession(here, name.removesuffix("/"), real, problem)
            continue
        is_real = here == real
        for item in items:
            if item.is_dir(follow_symlinks=False):
                if item.name not in SKIPPED and not item.name.startswith("."):
                    todo.append((here / item.name, real / item.name, f"{name}{item.name}/"))
            elif item.name.endswith(".toml"):
                is_link = item.is_symlink()
                if is_link and os.path.isdir(item):  # noqa: PTH112
                    continue
                path = here / item.name
                own = real_path(path) if is_link else path if is_real else real / item.name
                yield ListedSession(path, f"{name}{item.name.removesuffix('.toml')}", own)
