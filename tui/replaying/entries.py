"""Invocations that are sent one after another: where each stands, and how they are listed.

Pure state, of a replay and of a comparison alike.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import groupby
from pathlib import Path
from typing import Generic, TypeAlias, TypeVar

from sessions.text import one_line

T = TypeVar("T")


class State(Enum):
    """Where an invocation stands."""

    NOT_RUN = auto()
    WAITING = auto()
    RUNNING = auto()
    ENDED = auto()
    LOST = auto()
    """It cannot be sent, and `Entry.problem` says why."""


@dataclass(slots=True, eq=False)
class Entry(Generic[T]):
    """One invocation of a session. One of no name stands for a session that cannot be read."""

    path: Path
    name: str
    state: State = State.NOT_RUN
    result: T | None = None
    """What came of it the last time that it was sent here."""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """The line above the invocations of one session, where there are several sessions."""

    path: Path


Item: TypeAlias = "Entry[T] | Heading"


class Entries(Generic[T]):
    """All that are listed, in the order of their files."""

    def __init__(self, entries: Iterable[Entry[T]], is_bad: Callable[[T], bool]) -> None:
        """`is_bad` says of a result whether it is one to look at: a failure, a difference."""
        self.all: Sequence[Entry[T]] = list(entries)
        self.longest = max((len(one_line(entry.name)) for entry in self.all), default=0)
        """Characters of the longest name."""
        self.bad_first = True
        self._is_bad = is_bad
        self._turn: Iterator[Entry[T]] = iter(())

    # What becomes of them

    def begin(self, entries: Iterable[Entry[T]]) -> None:
        """These are to be sent, in this order."""
        chosen = list(entries)
        for entry in chosen:
            entry.state, entry.problem = State.WAITING, ""
        self._turn = iter([entry for entry in chosen if entry.name])

    def start(self) -> Entry[T]:
        """The next of them is being sent now. Raises StopIteration where there is none left."""
        entry = next(self._turn)
        entry.state = State.RUNNING
        return entry

    def end(self, entry: Entry[T], result: T) -> None:
        """It was sent, and this came of it."""
        entry.state, entry.result = State.ENDED, result

    def lose(self, entries: Iterable[Entry[T]], problem: str) -> None:
        """They cannot be sent."""
        lost = list(entries)
        for entry in lost:
            entry.state, entry.result, entry.problem = State.LOST, None, problem
        self._turn = iter([entry for entry in self._turn if entry not in lost])

    def stop(self) -> int:
        """The rest is not sent; how many that are. What was under way has no result."""
        left = [entry for entry in self.all if entry.state in (State.WAITING, State.RUNNING)]
        for entry in left:
            entry.state, entry.result = State.NOT_RUN, None
        return len(left)

    # What is known of them

    def is_bad(self, entry: Entry[T]) -> bool:
        """Whether it is one to look at."""
        if entry.state is State.LOST:
            return True
        is_known = entry.state is State.ENDED and entry.result is not None
        return is_known and self._is_bad(entry.result)  # type: ignore[arg-type]

    def is_good(self, entry: Entry[T]) -> bool:
        """Whether it was sent, and is none to look at."""
        return entry.state is State.ENDED and not self.is_bad(entry)

    @property
    def bad(self) -> list[Entry[T]]:
        """Those to look at, in the order of the files."""
        return [entry for entry in self.all if self.is_bad(entry)]

    def count(self, wanted: Callable[[Entry[T]], bool]) -> int:
        """How many are so."""
        return sum(map(wanted, self.all))

    def find(self, path: Path, name: str) -> Entry[T] | None:
        """The one of that name in a session."""
        return next((one for one in self.all if one.path == path and one.name == name), None)

    # How they are listed

    def listed(self) -> list[Item[T]]:
        """The lines: the bad ones first where that is wanted, each session under its heading where
        there are several; of these too those first that have bad ones."""
        groups = [list(group) for _, group in groupby(self.all, lambda entry: entry.path)]
        if self.bad_first:
            groups = sorted(map(self._bad_first, groups), key=self._is_all_good)
        if len(groups) == 1:
            return list(groups[0])
        return [item for group in groups for item in (Heading(group[0].path), *group)]

    def next_bad(self, listed: Sequence[Item[T]], at: int, by: int) -> int | None:
        """The place in the list of the next that is bad, `by` lines (1 or -1) on and round its
        ends; None where none is but the one at `at`."""
        count = len(listed)
        for step in range(1, count):
            place = (at + by * step) % count
            item = listed[place]
            if isinstance(item, Entry) and self.is_bad(item):
                return place
        return None

    def _bad_first(self, group: Collection[Entry[T]]) -> list[Entry[T]]:
        return sorted(group, key=lambda entry: not self.is_bad(entry))

    def _is_all_good(self, group: Iterable[Entry[T]]) -> bool:
        return not any(map(self.is_bad, group))
