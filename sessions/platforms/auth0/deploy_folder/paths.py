"""Which files of a folder are read: those that lie in it, links followed, and no others."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sessions.files import Unreadable, read_bytes, real_path

from .problem import FolderProblem, at

_LARGEST: Final = 4 << 20


def is_inside(root: Path, path: Path) -> bool:
    """Whether a path, wherever its links lead, lies below a folder."""
    real = real_path(root)
    there = real_path(path)
    return there != real and there.is_relative_to(real)


def text_of(root: Path, path: Path) -> str:
    """The text of a file of a folder.

    Raises:
        FolderProblem: it lies elsewhere, by a link too, is too large, or is no text in UTF-8.
    """
    if not is_inside(root, path):
        raise at(path, None, f"leads out of {root}, and is not read")
    return plain_text(path)


def plain_text(path: Path) -> str:
    """The text of a file, wherever it lies; line ends as they are. Raises FolderProblem."""
    try:
        content = read_bytes(path, _LARGEST)
    except Unreadable as problem:
        raise at(path, None, str(problem)) from None
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise at(path, None, f"cannot be read: {reason}") from None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise at(path, line, "is no text in UTF-8") from None


def code_file(root: Path, written: str, bases: Sequence[Path], named_in: tuple[Path, int]) -> Path:
    """The file of code that a path names.

    The first of `bases` is where auth0-deploy-cli looks. Its own examples also have paths that
    count from the parent of the root: another base counts where the file is there and lies in the
    root. What leads out of the root by the first is refused, as auth0-deploy-cli announces it.

    Raises:
        FolderProblem: it leads out of the root, by a link too, or is not there.
    """
    name = written.replace("\\", "/")
    file, line = named_in
    if "\0" in name or not name.strip():
        raise at(file, line, f"{written!r} is no path")
    first = Path(os.path.normpath(bases[0] / name))
    if not first.is_relative_to(os.path.normpath(root)) or (
        os.path.lexists(first) and not is_inside(root, first)
    ):
        raise at(file, line, f"{written!r} leads out of {root}, and is not read")
    for base in bases:
        path = Path(os.path.normpath(base / name))
        if is_inside(root, path) and os.path.isfile(path):  # noqa: PTH113 (it never raises)
            return path
    raise at(file, line, f"there is no file {written!r} in {root}")


def problem_of_folder(path: Path) -> FolderProblem:
    """What to say where a folder of auth0-deploy-cli is wanted and there is none."""
    if not os.path.lexists(path):
        return at(path, None, "there is no such folder")
    said = "is no folder of auth0-deploy-cli: it has neither hooks/ nor actions/, and is no YAML"
    return at(path, None, said)
