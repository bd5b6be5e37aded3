"""The commands of the palette: what each does in a sentence, and which of them a text names."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

_WORD: Final = re.compile(r"\w+")
_IN_ABOUT: Final = 0.3
"""What a word that stands in the sentence only counts, against 1 for one that begins a name."""


@dataclass(frozen=True, slots=True)
class Command:
    """A line of the palette: its name, what it does in a sentence, and the doing."""

    name: str
    about: str
    run: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Match:
    """How well a text names a command, up to 1, and where in the command's name it stands."""

    score: float
    spans: tuple[tuple[int, int], ...] = ()


def match(query: str, name: str, about: str) -> Match | None:
    """How a text names a command: each of its words stands in the command's name or sentence, best
    at the beginning of a word of the name; or it has the initials of the name. Else None.

    Letters that stand here and there are no match: *undo* is not *Live: let outbound calls out*.

    >>> match("ren inv", "Rename invocation", "").spans
    ((0, 3), (7, 10))
    """
    found = [_of_word(word, name, about) for word in query.split()]
    if found and None not in found:
        parts = [each for each in found if each is not None]
        spans = tuple(span for each in parts for span in each.spans)
        return Match(sum(each.score for each in parts) / len(parts), spans)
    return _of_initials("".join(query.split()), name)


def _of_word(word: str, name: str, about: str) -> Match | None:
    found = re.compile(re.escape(word), re.IGNORECASE)
    places = [each.span() for each in found.finditer(name)]
    at_words = {each.start() for each in _WORD.finditer(name)}
    for span in places:
        if span[0] in at_words:
            return Match(0.9 if span[0] else 1.0, (span,))
    if places:
        return Match(0.6, (places[0],))
    at_words = {each.start() for each in _WORD.finditer(about)}
    if any(each.start() in at_words for each in found.finditer(about)):
        return Match(_IN_ABOUT)
    return None


def _of_initials(query: str, name: str) -> Match | None:
    starts = [each.start() for each in _WORD.finditer(name)][: len(query)]
    if len(query) < 2 or "".join(name[at] for at in starts).casefold() != query.casefold():
        return None
    return Match(0.8, tuple((at, at + 1) for at in starts))


class Commands(Provider):
    """Offers commands to the palette."""

    @abstractmethod
    def commands(self) -> Iterable[Command]:
        """What can be done now, in the order in which it is offered."""

    async def discover(self) -> Hits:
        for command in self.commands():
            yield DiscoveryHit(command.name, command.run, help=command.about)

    async def search(self, query: str) -> Hits:
        for command in self.commands():
            if found := match(query, command.name, command.about):
                shown = Content(command.name)
                for start, end in found.spans:
                    shown = shown.stylize(self.match_style or "bold", start, end)
                yield Hit(found.score, shown, command.run, text=command.name, help=command.about)
