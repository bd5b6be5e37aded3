"""The edits of a session, to be taken back and made again: pure state."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Final

from sessions.contract import json_text
from sessions.store.expect import Expect
from sessions.store.model import Session

_MOST: Final = 1_000
"""Edits that are kept. They share all that they do not change: 1,000 of one field of 200 characters
take 2 MB."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A session as it was once, and the name of its current invocation then."""

    session: Session
    current: str

    def is_same(self, other: Moment) -> bool:
        """Whether it is that very moment."""
        return self.session is other.session and self.current == other.current


@dataclass(frozen=True, slots=True)
class SessionEdit:
    """What one edit changed."""

    before: Moment
    after: Moment
    part_of: Hashable = None

    @property
    def reverse(self) -> SessionEdit:
        """The edit that takes this one back."""
        return replace(self, before=self.after, after=self.before)

    @property
    def renamed(self) -> tuple[str, str] | None:
        """The name that an invocation had and the one that it got; None where none was renamed."""
        old, new = (list(each.session.invocation) for each in (self.before, self.after))
        if len(old) != len(new):
            return None
        others = [names for names in zip(old, new, strict=True) if names[0] != names[1]]
        return others[0] if len(others) == 1 else None


class UndoStack:
    """What was edited, and of that what was taken back, the latest last."""

    def __init__(self) -> None:
        self._done: list[SessionEdit] = []
        self._undone: list[SessionEdit] = []

    def add(self, edit: SessionEdit) -> None:
        """Keep an edit. With the one before it, it is one where both are part of the same."""
        self._undone.clear()
        same = edit.part_of is not None and self._done and self._done[-1].part_of == edit.part_of
        if not (same and self.extend(edit)):
            self._done.append(edit)
            del self._done[:-_MOST]

    def extend(self, edit: SessionEdit) -> bool:
        """Make an edit the end of the one before it; False where that did not lead up to it."""
        last = self._done[-1] if self._done else None
        if last is None or not last.after.is_same(edit.before):
            return False
        self._done[-1] = replace(last, after=edit.after)
        return True

    def undo(self) -> SessionEdit | None:
        """Take back the latest edit; None where there is none."""
        if not self._done:
            return None
        edit = self._done.pop()
        self._undone.append(edit)
        self._seal()
        return edit

    def redo(self) -> SessionEdit | None:
        """Make again what was taken back last; None where nothing was."""
        if not self._undone:
            return None
        edit = self._undone.pop()
        self._done.append(edit)
        self._seal()
        return edit

    def _seal(self) -> None:
        """Nothing more becomes part of the latest edit."""
        if self._done:
            self._done[-1] = replace(self._done[-1], part_of=None)


def same_session(a: Session, b: Session) -> bool:
    """Equal in everything that is saved; what is JSON as JSON: 1, 1.0 and true differ."""
    if a is b:
        return True
    if list(a.invocation) != list(b.invocation) or _without_payloads(a) != _without_payloads(b):
        return False
    pairs = zip(a.invocation.values(), b.invocation.values(), strict=True)
    return all(
        ours is theirs
        or (
            json_text.same(ours.payload, theirs.payload)
            and json_text.same(ours.event, theirs.event)
            and json_text.same(_dumped(ours.expect), _dumped(theirs.expect))
        )
        for ours, theirs in pairs
    )


def _dumped(expect: Expect | None) -> object:
    """What is expected as it is saved, in which 1 is not 1.0."""
    return expect and expect.model_dump(mode="json", by_alias=True)


def _without_payloads(session: Session) -> Session:
    bare = {
        name: saved.model_copy(update={"payload": None, "event": None, "expect": None})
        for name, saved in session.invocation.items()
    }
    return session.model_copy(update={"invocation": bare})
