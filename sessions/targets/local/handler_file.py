"""The file of a handler: whether it is there, whose code it is, and its lines around a place."""

from __future__ import annotations

import difflib
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Final

from sessions.contract.excerpts import cut
from sessions.contract.kinds import Kind
from sessions.contract.outcome import Outcome, SourceLocation
from sessions.diagnosis.errors import not_your_code
from sessions.files import real_path
from sessions.platforms.current import PLATFORM
from sessions.targets.location import SUFFIXES

_INSTALLED: Final = frozenset({"node_modules", "site-packages", "dist-packages"})
_OFFHOOK: Final = Path(__file__).resolve().parents[2]
_HOOKS: Final = (_OFFHOOK / "examples" / "hooks", Path(PLATFORM.starter).resolve())
_AROUND: Final = 1
"""Lines shown before a place, and after it."""
_LONGEST: Final = 500
"""Characters of a line that are shown."""


class Unready(Exception):
    """A hook that cannot even be started, with the kind of outcome that this is."""

    def __init__(self, kind: Kind, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message


def existing_file(path: Path) -> Path:
    """The file of a hook, symbolic links followed, as Node and Python do.

    Raises:
        Unready: there is no such file, with the names that come near.
    """
    try:
        if path.is_file():
            return real_path(path)
        problem = _no_file(path)
    except OSError as error:
        problem = f"{path} cannot be reached: {error.strerror}."
    raise Unready(Kind.TARGET_NOT_FOUND, problem)


def _no_file(path: Path) -> str:
    if path.is_dir():
        return f"{path} is a folder; name the file of the hook."
    if path.exists():
        return f"{path} is no regular file."
    if not path.parent.is_dir():
        return f"There is no file {path}, nor even a folder {path.parent}."
    entries = path.parent.iterdir()
    names = [entry.name for entry in entries if entry.suffix.lower() in SUFFIXES]
    near = difflib.get_close_matches(path.name, names, n=3)
    return f"There is no file {path}." + (f" Near it: {', '.join(near)}." if near else "")


def is_own(file: Path) -> bool:
    """Whether a file is a hook that offhook brings along: its samples, and the starter."""
    return any(file.is_relative_to(folder) for folder in _HOOKS)


def refuse_installed(file: Path, base: Path) -> None:
    """Let no file of an installed package be a handler; `base` is the folder that the user names.

    What a package does with a phone number and a text, nobody knows: `rimraf` deletes a folder of
    the recipient's name. `python/offhook_origin.py` says the same of what Python imports.

    Raises:
        Unready: it lies in a folder of packages, below `base` or elsewhere.
    """
    if _INSTALLED.isdisjoint(file.parts):
        return
    base = base.resolve()
    place = file.relative_to(base) if file.is_relative_to(base) else file
    if _INSTALLED.intersection(place.parts) and not file.is_relative_to(_OFFHOOK):
        raise Unready(Kind.BAD_EXPORT, not_your_code(str(place), "an installed package"))


def with_source(outcome: Outcome) -> Outcome:
    """The outcome with the source lines around its place, where their file can be read."""
    if outcome.where is None:
        return outcome
    return replace(outcome, where=replace(outcome.where, excerpt=_excerpt(outcome.where)))


def _excerpt(place: SourceLocation) -> tuple[tuple[int, str], ...]:
    first, path = max(1, place.line - _AROUND), Path(place.file)
    if not path.is_file():
        return ()
    try:
        with path.open(encoding="utf-8", errors="replace") as source:
            lines = list(islice(source, first - 1, place.line + _AROUND))
    except OSError:
        return ()  # the place alone has to do
    return tuple((first + at, cut(line.rstrip("\r\n"), _LONGEST)) for at, line in enumerate(lines))
