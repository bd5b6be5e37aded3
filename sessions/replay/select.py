"""Which invocations of sessions are replayed: by name, by tag, or one part of several."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from itertools import count
from pathlib import Path

from sessions.store.model import SavedInvocation
from sessions.store.session_file import SessionFile


def select(
    files: Sequence[SessionFile], wanted: Callable[[SessionFile, str, SavedInvocation], bool]
) -> list[SessionFile]:
    """The sessions with those of their invocations that are wanted; without any, none."""
    selected: list[SessionFile] = []
    for file in files:
        kept = {
            name: saved
            for name, saved in file.session.invocation.items()
            if wanted(file, name, saved)
        }
        if kept:
            session = file.session.model_copy(update={"invocation": kept})
            selected.append(replace(file, session=session))
    return selected


def failures_first(
    files: Sequence[SessionFile], has_failed: Callable[[Path, str], bool]
) -> list[SessionFile]:
    """The sessions, once with those of their invocations that have failed, then with the others."""
    first = select(files, lambda file, name, _: has_failed(file.path, name))
    rest = select(files, lambda file, name, _: not has_failed(file.path, name))
    return [*first, *rest]


def matching(
    files: Sequence[SessionFile], *, names: Sequence[str] = (), tags: Sequence[str] = ()
) -> list[SessionFile]:
    """Those whose name fits one of the patterns `names` (`enroll-*`), and that have one of the
    `tags`, or whose session has; all where none are given."""

    def is_wanted(file: SessionFile, name: str, saved: SavedInvocation) -> bool:
        has = {*file.session.tags, *saved.tags}
        by_name = not names or any(fnmatchcase(name, pattern) for pattern in names)
        return by_name and (not tags or not has.isdisjoint(tags))

    return select(files, is_wanted) if names or tags else list(files)


def in_shard(files: Sequence[SessionFile], number: int, of: int) -> list[SessionFile]:
    """Every `of`-th invocation, from that of a `number` counted from 1: the parts of all numbers
    together are all of them, each once."""
    numbers = count()

    def is_in(*_: object) -> bool:
        return next(numbers) % of == number - 1

    return list(files) if of == 1 else select(files, is_in)
