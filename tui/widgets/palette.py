"""The commands of the palette: what each does in a sentence, and which of them a text names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

_WORD: Final = re.compile(r"\w+")
_IN_ABOUT: Final = 0.3
"""What a word that stands in the sentence only counts, against 1 for one that begins a name."""
_SHORTENED: Final = 0.5
"""What a word without some of its letters counts at most."""


@dataclass(frozen=True, slots=True)
class Command:
    """A line of the palette: its name, what it does in a sentence, and the doing; the `id` of the
    key that does the same, if there is one."""

    name: str
    about: str
    run: Callable[[], object]
    id: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """How well a text names a command, up to 1, and where in the command's name it stands."""

    score: float
    spans: tuple[tuple[int, int], ...] = ()


def match(query: str, name: str, about: str) -> Match | None:
    """How a text names a command: each of its words stands in the command's name or sentence, best
    at the beginning of a word of the name; or it has the initials of the name, or the first letter
    of a word of it and others of that word, as `snd` has of Send. Else None.

    Letters of several words are no match: *undo* is not *Live: let outbound calls out*.

    >>> match("ren inv", "Rename invocation", "").spans
    ((0, 3), (7, 10))
    """
    found = [_of_word(word, name, about) for word in query.split()]
    if found and None not in found:
        parts = [each for each in found if each is not None]
        spans = tuple(span for each in parts for span in each.spans)
        return Match(sum(each.score for each in parts) / len(parts), spans)
    letters = "".join(query.split())
    return _of_initials(letters, name) or _of_shortened(letters, name)


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


def _of_shortened(query: str, name: str) -> Match | None:
    """The letters of a word in their order, from its first one on."""
    best: Match | None = None
    for word in _WORD.finditer(name) if len(query) > 1 else ():
        at, spans = word.start(), list[tuple[int, int]]()
        for letter in query.casefold():
            at = name.casefold().find(letter, at, word.end())
            if at < 0 or (not spans and at != word.start()):
                break
            spans.append((at, at + 1))
            at += 1
        else:
            score = _SHORTENED * len(query) / len(word[0])
            if best is None or score > best.score:
                best = Match(score, tuple(spans))
    return best


def ranked(
    query: str, commands: Iterable[Command], recent: Sequence[str]
) -> list[tuple[Command, Match]]:
    """The commands that a text names, the best first, of those as good the ones used last; all of
    them where it is empty, those used last first."""
    place = {name: at for at, name in enumerate(recent)}
    found: list[tuple[Command, Match]] = []
    for command in commands:
        how = match(query, command.name, command.about) if query.strip() else Match(1)
        if how:
            found.append((command, how))
    found.sort(key=lambda each: (-each[1].score, place.get(each[0].name, len(place))))
    return found
