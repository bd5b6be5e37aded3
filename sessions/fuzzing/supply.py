"""Payloads one after another, each once: those that are worth a certain send, then made-up ones."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from hypothesis.strategies import SearchStrategy

from sessions.contract.invocation import Invocation
from sessions.contract.json_text import dumps

from .search import explore

_MOST: Final = 500
"""Payloads of a round: some two seconds of Hypothesis's time."""
_FEWEST: Final = 20
_APART: Final = 1_000_003
"""Between the seeds of two rounds, so that another seed of a user's gives other ones."""


class Round(NamedTuple):
    """One run of Hypothesis, by what it makes the same payloads again (`search.explore`)."""

    number: int
    size: int


class Supply:
    """Makes payloads as they are asked for: a count of a million is not made ahead."""

    def __init__(
        self,
        made: SearchStrategy[Invocation],
        seed: int,
        is_useful: Callable[[Invocation], bool],
    ) -> None:
        """What is not useful, as it is asked once of each, is left out."""
        self._made = made
        self._next_seed = seed
        self._is_useful = is_useful
        self._rounds: dict[str, Round] = {}
        self._seen = set[str]()
        self._waiting: deque[Invocation] = deque()

    async def take(self, size: int, likely: int) -> list[Invocation]:
        """The next ones, fewer only where there are no others; `likely` is how many will be asked
        for from now on."""
        while len(self._waiting) < size:
            made_by = Round(self._next_seed, max(_FEWEST, min(likely, _MOST)))
            self._next_seed += _APART
            made = await asyncio.to_thread(explore, self._made, *made_by)
            if not self.add(made, made_by):
                break
        return [self._waiting.popleft() for _ in range(min(size, len(self._waiting)))]

    def round_of(self, one: Invocation) -> Round | None:
        """What has made a payload; None for one that came otherwise."""
        return self._rounds.get(key_of(one))

    def add(self, made: Iterable[Invocation], made_by: Round | None = None) -> bool:
        """Have these come next; whether there was one among them that is new."""
        before = len(self._seen)
        for one in made:
            key = key_of(one)
            if key in self._seen:
                continue
            self._seen.add(key)
            if made_by:
                self._rounds[key] = made_by
            if self._is_useful(one):
                self._waiting.append(one)
        return len(self._seen) > before


def key_of(one: Invocation) -> str:
    """By what two payloads are the same."""
    return dumps(one.payload)
