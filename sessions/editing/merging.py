"""Two edits of one session laid together: what was changed here, and what in its file meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sessions.contract.json_path import ABSENT, Absent, JsonPath, format_path
from sessions.contract.json_text import same
from sessions.errors import OffhookError
from sessions.store.codec import from_plain, to_plain
from sessions.store.model import Session
from sessions.store.toml.values import is_table

_Value: TypeAlias = Any


@dataclass(frozen=True, slots=True)
class Merged:
    """What comes of it. `conflicts` are the keys that both have changed, each in its own way; they
    are as they are here. What one has removed and the other changed is there, as it was changed."""

    session: Session
    conflicts: tuple[str, ...] = ()


def merged(base: Session, mine: Session, theirs: Session) -> Merged:
    """The session `base` with the changes of both, invocation by invocation and key by key.

    Payloads are merged key by key too, and anything else but a table as a whole. Invocations come
    in the order of `theirs`; those that are only here come behind the one that they stand behind.
    """
    merge = _Merge()
    document = merge.of(to_plain(base), to_plain(mine), to_plain(theirs), ())
    try:
        return Merged(from_plain(document), tuple(merge.conflicts))
    except OffhookError:
        # each is right by itself: a target that leads to a file here, and to a URL there
        return Merged(mine, ("all of it: together it is no session",))


class _Merge:
    def __init__(self) -> None:
        self.conflicts: list[str] = []

    def of(self, base: _Value, mine: _Value, theirs: _Value, path: JsonPath) -> _Value:
        """The value, or ABSENT, that comes of three."""
        if _same(mine, theirs) or _same(base, theirs):
            return mine
        if _same(base, mine):
            return theirs
        if is_table(mine) and is_table(theirs):
            return self._of_tables(base if is_table(base) else {}, mine, theirs, path)
        self.conflicts.append(_named(path))
        return theirs if isinstance(mine, Absent) else mine

    def _of_tables(
        self,
        base: Mapping[str, _Value],
        mine: Mapping[str, _Value],
        theirs: Mapping[str, _Value],
        path: JsonPath,
    ) -> dict[str, _Value]:
        values = {
            key: self.of(
                base.get(key, ABSENT), mine.get(key, ABSENT), theirs.get(key, ABSENT), (*path, key)
            )
            for key in _in_order(list(theirs), list(mine))
        }
        return {key: value for key, value in values.items() if not isinstance(value, Absent)}


def _in_order(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """The keys of the first in their order, and each other one of the second behind the one that it
    stands behind there."""
    keys = list(first)
    before: str | None = None
    for key in second:
        if key not in keys:
            keys.insert(keys.index(before) + 1 if before is not None else 0, key)
        before = key
    return keys


def _same(a: _Value, b: _Value) -> bool:
    if isinstance(a, Absent) or isinstance(b, Absent):
        return a is b
    return same(a, b)


def _named(path: JsonPath) -> str:
    """`context.code of enrollment-sms`, `the session's target`."""
    if path[:1] == ("invocation",) and len(path) > 1:
        rest = path[3:] if path[2:3] == ("payload",) else path[2:]
        return f"{format_path(rest) or 'payload'} of {path[1]}" if path[2:] else str(path[1])
    return format_path(path)
