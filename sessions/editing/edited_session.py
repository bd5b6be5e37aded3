"""The invocations of a session as they are edited, one of them the current: pure state with its
operations, each of which can be taken back."""

from __future__ import annotations

from collections.abc import Generator, Hashable, Mapping
from contextlib import contextmanager

from sessions.choice import target_of
from sessions.contract import json_path
from sessions.contract.invocation import Invocation, example
from sessions.contract.json_path import JsonPath
from sessions.contract.json_text import JsonValue
from sessions.errors import OffhookError
from sessions.store.answers import SavedAnswer
from sessions.store.expect import Expect
from sessions.store.model import SavedInvocation, Session, TargetSpec
from sessions.targets.location import Location

from .undo import Moment, SessionEdit, UndoStack, same_session


class EditError(OffhookError, ValueError):
    """An edit that the session cannot take; it is as it was."""


class EditedSession:
    """A session, of which one invocation is the current one, and what was done to it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._current = next(iter(session.invocation), "")
        self._undo_stack = UndoStack()
        self._part_of: Hashable = None

    # The current invocation

    @property
    def names(self) -> list[str]:
        """The names of the invocations, in order."""
        return list(self.session.invocation)

    @property
    def current(self) -> str:
        """The name of the current invocation; empty where the session has none."""
        return self._current

    @property
    def position(self) -> int:
        """The place of the current invocation, counted from 1; 0 where there is none."""
        return self.names.index(self._current) + 1 if self._current else 0

    @property
    def saved(self) -> SavedInvocation | None:
        """The current invocation as the session holds it."""
        return self.session.invocation.get(self._current)

    @property
    def payload(self) -> JsonValue:
        """The payload of the current invocation."""
        return self.saved.payload if self.saved else None

    @property
    def invocation(self) -> Invocation:
        """What would be sent now."""
        return (
            self.saved.named(self._current, self.session.answers)
            if self.saved
            else Invocation(None)
        )

    def select(self, name: str) -> None:
        """Make another invocation the current one. Raises KeyError where none has that name."""
        if name not in self.session.invocation:
            raise KeyError(name)
        self._current = name

    def step(self, by: int) -> bool:
        """Go `by` invocations on, or back; False where that leads past an end."""
        to = self.position - 1 + by
        if not self._current or not 0 <= to < len(self.names):
            return False
        self._current = self.names[to]
        return True

    # Editing the payload

    def put(self, path: JsonPath, value: JsonValue) -> None:
        """Give a field a value, or null. Raises PathError where its container is no object."""
        self.set_payload(json_path.put(self.payload, path, value))

    def remove(self, path: JsonPath) -> None:
        """Make a field absent."""
        self.set_payload(json_path.remove(self.payload, path))

    def set_payload(self, payload: JsonValue) -> None:
        """Replace the whole payload."""
        if payload is not self.payload:
            self._change_invocation(payload=payload)

    def set_saved(self, saved: SavedInvocation) -> None:
        """Replace all of the current invocation but its name, as one edit."""
        self._change_invocation(**dict(saved))

    # Editing the list of invocations

    def add(self) -> str:
        """Add the example after the current invocation, and make it current; its name."""
        sample = example()
        return self._insert(self._free_name(sample.name), SavedInvocation(payload=sample.payload))

    def duplicate(self) -> str:
        """Add a copy of the current invocation after it, and make it current; its name."""
        if self.saved is None:
            return self.add()
        return self._insert(self._free_name(self._current), self.saved)

    def name_problem(self, name: str) -> str | None:
        """What is against this name for the current invocation; None where nothing is."""
        if not name.strip():
            return "An invocation needs a name."
        if name.strip() != self._current and name.strip() in self.session.invocation:
            return f"The session has an invocation {name.strip()} already."
        return None

    def rename(self, name: str) -> None:
        """Rename the current invocation. Raises EditError with the `name_problem`."""
        if problem := self.name_problem(name):
            raise EditError(problem)
        name = name.strip()
        table = self.session.invocation
        renamed = {name if key == self._current else key: table[key] for key in table}
        self._set_table(renamed, current=name)

    def delete(self) -> None:
        """Delete the current invocation; the next one, else the one before, is current then."""
        at = self.position - 1
        rest = [name for name in self.names if name != self._current]
        self._set_table(
            {name: self.session.invocation[name] for name in rest},
            current=rest[min(at, len(rest) - 1)] if rest else "",
        )

    # Editing the target

    def set_target(self, target: str | None) -> None:
        """Set where the session's invocations go; None for the starter."""
        self._change(target=target)

    def set_own_target(self, target: str | None) -> None:
        """Set where the current invocation goes; None for where the session's go."""
        self._change_invocation(target=target)

    def set_faults(self, faults: tuple[str, ...]) -> None:
        """Set what providers answer the current invocation instead (`contract.fault`)."""
        self._change_invocation(faults=faults)

    def set_answers(self, answers: tuple[SavedAnswer, ...]) -> None:
        """Set what the calls of the current invocation are answered."""
        self._change_invocation(answers=answers)

    def set_session_answers(self, answers: tuple[SavedAnswer, ...]) -> None:
        """Set what the calls of all invocations are answered, after their own answers."""
        self._change(answers=answers)

    def set_expect(self, expect: Expect | None) -> None:
        """Set what the current invocation is expected to come to; None for to be delivered."""
        self._change_invocation(expect=expect)

    def set_expects(self, expects: Mapping[str, Expect | None]) -> None:
        """Set what invocations are expected to come to, by name: one edit, whatever their number.
        Raises KeyError where none has such a name."""
        table = dict(self.session.invocation)
        for name, expect in expects.items():
            table[name] = table[name].model_copy(update={"expect": expect})
        self._set_table(table)

    @property
    def target(self) -> str:
        """Where the current invocation goes, as the session says it."""
        return target_of(self.session, self.saved)

    @property
    def named_target(self) -> TargetSpec | None:
        """The table of the target in use, where it is one that the session names."""
        return self.session.targets.get(self.target)

    def set_timeout(self, seconds: float | None) -> None:
        """Set the time-out of the named target in use. Raises EditError where none is in use."""
        if self.named_target is None:
            raise EditError("only a target that the session names has a time-out of its own")
        changed = self.named_target.model_copy(update={"timeout": seconds})
        self._change(targets={**self.session.targets, self.target: changed})

    def target_name_problem(self, name: str) -> str | None:
        """What is against calling the target in use so; None where nothing is."""
        if not name.strip():
            return "A target needs a name."
        if name.strip() in self.session.targets:
            return f"The session has a target {name.strip()} already."
        return None

    def name_target(self, name: str) -> None:
        """Name the target in use, so that it can have a time-out and headers of its own.

        Raises EditError with the `target_name_problem`.
        """
        if problem := self.target_name_problem(name):
            raise EditError(problem)
        location = self.target
        is_url = Location.parse(location).is_remote or location.strip().startswith("${env:")
        spec = TargetSpec.model_validate({"url" if is_url else "handler": location})
        targets = {**self.session.targets, name.strip(): spec}
        if self.saved and self.saved.target:
            own = self.saved.model_copy(update={"target": name.strip()})
            table = {**self.session.invocation, self._current: own}
            self._change(targets=targets, invocation=table)
        else:
            self._change(targets=targets, target=name.strip())

    def set_secrets(self, names: tuple[str, ...]) -> None:
        """Set the names of the secrets that hooks are given; their values stand elsewhere."""
        self._change(secrets=names)

    # Undoing

    @contextmanager
    def part_of(self, what: Hashable) -> Generator[None]:
        """Edits in a row that are part of the same are undone as one: the letters of a word."""
        self._part_of = what
        try:
            yield
        finally:
            self._part_of = None

    def undo(self) -> SessionEdit | None:
        """Take back the latest edit, and go to its invocation; None where there is none.

        An edit that left everything as it was, as text typed and deleted again, is none.
        """
        while edit := self._undo_stack.undo():
            if self._went(edit.reverse):
                return edit.reverse
        return None

    def redo(self) -> SessionEdit | None:
        """Make the edit again that was taken back last; None where there is none."""
        while edit := self._undo_stack.redo():
            if self._went(edit):
                return edit
        return None

    def _went(self, edit: SessionEdit) -> bool:
        """Take over what an edit leads to; False where that is what there is."""
        self.session, self._current = edit.after.session, edit.after.current
        return not same_session(edit.before.session, edit.after.session)

    def _insert(self, name: str, saved: SavedInvocation) -> str:
        items = list(self.session.invocation.items())
        items.insert(self.position, (name, saved))
        self._set_table(dict(items), current=name)
        return name

    def _free_name(self, name: str) -> str:
        stem, dash, number = name.rpartition("-")
        base = stem if dash and number.isdigit() else name
        candidates = [name, *(f"{base}-{count}" for count in range(2, len(self.names) + 3))]
        return next(each for each in candidates if each not in self.session.invocation)

    def _set_table(self, table: dict[str, SavedInvocation], current: str | None = None) -> None:
        session = self.session.model_copy(update={"invocation": table})
        self._become(Moment(session, self._current if current is None else current))

    def _change(self, **update: object) -> None:
        self._become(Moment(self.session.model_copy(update=update), self._current))

    def _change_invocation(self, **update: object) -> None:
        if self.saved is None:
            raise EditError("the session has no invocation")
        changed = self.saved.model_copy(update=update)
        self._set_table({**self.session.invocation, self._current: changed})

    def _become(self, after: Moment) -> None:
        """Take over an edited session, to be undone. One that changes nothing is no edit."""
        edit = SessionEdit(Moment(self.session, self._current), after, self._part_of)
        if same_session(self.session, after.session):
            self._undo_stack.extend(edit)
        else:
            self._undo_stack.add(edit)
        self.session, self._current = after.session, after.current
