"""When two texts of two outcomes say the same: apart from what must vary, and from whose they are.

Each outcome has files of its own, and ids that a provider assigned in answer to its calls. Both go
under one name here before texts are compared.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import PurePath
from typing import Final

from sessions.contract.json_path import Absent
from sessions.contract.json_text import JsonValue, dumps
from sessions.contract.outcome import HookError, OutboundCall, Outcome

from .bodies import parsed
from .difference import Side
from .varying import varies_by_name, vary_only, without_stacks

_FRAME_FILE: Final = re.compile(
    r"(?:\bat (?:[^\n(]{0,300}\()?|File \")((?:/|[A-Za-z]:[\\/])[^\n()\":]{1,1000})"
)
_CALLED: Final = re.compile(r":[\w.$]+\Z")
"""The export or the function behind a file's name."""
_PIECE: Final = re.compile(r"[\w‹›-]{6,400}")
"""What an id that a provider assigns looks like, or each part of one. By chance a short secret may
stand in one, and its mark instead."""
_MOST_ASSIGNED: Final = 2_000
_MOST_TEXTS: Final = 20_000
"""Texts of one call that are looked through for what it says of itself."""
_SHORTEST_FOLDER: Final = 4


class Likeness:
    """Compares the texts of an outcome `a` with those of an outcome `b`."""

    def __init__(
        self, a: Outcome, b: Outcome, given: JsonValue = None, apart: float = math.inf
    ) -> None:
        """`given`: what both were sent; what varies does not stand in it. `apart`: seconds by
        which moments may differ."""
        self._outcomes = (a, b)
        self._sent = given
        self._apart = apart
        self._assigned: tuple[dict[str, str], dict[str, str]] = ({}, {})

    def learn(self, a: OutboundCall, b: OutboundCall) -> None:
        """Take what differs between the answers to the same call for ids that were assigned.

        What stands in the call itself is none: many answers repeat it.
        """
        pairs = [*_leaf_pairs(parsed(a.answer_body, ""), parsed(b.answer_body, ""))]
        pairs += [
            (text, b.answer_headers[name])
            for name, text in a.answer_headers.items()
            if name in b.answer_headers
        ]
        fresh = list(dict.fromkeys(pair for one in pairs for pair in _pieces_that_differ(*one)))
        if not fresh:
            return
        ours, theirs = _pieces_of_request(a), _pieces_of_request(b)
        for one, other in fresh:
            if one not in ours and other not in theirs and len(self._assigned[0]) < _MOST_ASSIGNED:
                mark = f"‹assigned {len(self._assigned[0]) + 1}›"
                self._assigned[0].setdefault(one, mark)
                self._assigned[1].setdefault(other, self._assigned[0][one])

    def texts(self, a: str, b: str, *, timed: bool = False) -> bool:
        """Whether two texts say the same; of what is logged (`timed`) durations are left out."""
        if a == b:
            return True
        a, b = (self.plain(side, text) for side, text in enumerate((a, b)))
        return a == b or vary_only(a, b, self._is_given, self._apart, timed=timed)

    def values(self, a: Side, b: Side, *, name: str = "", loose: bool = False) -> bool:
        """Whether two values without parts are the same; `name` is the one that they go under.

        `loose`: as they stand in formats that write them otherwise, as a form and JSON do.
        """
        if isinstance(a, Absent) or isinstance(b, Absent):
            return a is b
        if a and b and varies_by_name(name):
            return True
        if isinstance(a, str) and isinstance(b, str):
            return self.texts(a, b)
        if isinstance(a, bool) or isinstance(b, bool) or a is None or b is None:
            return a is b or (loose and _as_text(a) == _as_text(b))
        if isinstance(a, int | float) and isinstance(b, int | float):
            return a == b or self.texts(str(a), str(b))
        return loose and self.texts(_as_text(a), _as_text(b))

    def plain(self, side: int, text: str) -> str:
        """A text without stacks, own files and assigned ids."""
        text = self._own[side](without_stacks(text))
        assigned = self._assigned[side]
        if assigned:
            text = _PIECE.sub(lambda found: assigned.get(found[0], found[0]), text)
        return text

    @cached_property
    def _own(self) -> tuple[Callable[[str], str], Callable[[str], str]]:
        """What takes the names of own files out of a text, for each; asked where texts differ."""
        return _without_files(self._outcomes[0]), _without_files(self._outcomes[1])

    @cached_property
    def _given(self) -> str:
        return "" if self._sent is None else dumps(self._sent)

    def _is_given(self, part: str) -> bool:
        return part in self._given


def _as_text(value: JsonValue) -> str:
    return value if isinstance(value, str) else dumps(value)


def _without_files(outcome: Outcome) -> Callable[[str], str]:
    """A function that puts the names of the hook's own files and folders alike."""
    files = set(_files(outcome))
    folders = {str(PurePath(file).parent) for file in files}
    marks = dict.fromkeys(files, "‹file›")
    marks |= {one: "‹folder›" for one in folders - files if len(one) >= _SHORTEST_FOLDER}
    if not marks:
        return lambda text: text
    longest_first = sorted(marks, key=len, reverse=True)
    pattern = re.compile(f"({'|'.join(map(re.escape, longest_first))})(?::\\d+){{0,2}}")
    return lambda text: pattern.sub(lambda found: marks[found[1]], text)


def _files(outcome: Outcome) -> Iterator[str]:
    """The files of the hook's author that an outcome names."""
    places = [outcome.where, *outcome.console, *outcome.outbound]
    yield from (place.file for place in places if place and place.file)
    name = re.escape(PurePath(_CALLED.sub("", outcome.target.location)).name)
    error: HookError | None = outcome.error
    while error:
        for found in _FRAME_FILE.findall(error.stack or ""):
            if "node_modules" not in found:
                yield found
        if name:
            yield from re.findall(rf"(?<!\w)(?:/|[A-Za-z]:[\\/])[^\s'\"]*{name}", error.message)
        error = error.cause


def _pieces_that_differ(a: str, b: str) -> Iterator[tuple[str, str]]:
    """The parts in which two texts differ that are alike beside."""
    if a == b or _PIECE.sub("", a) != _PIECE.sub("", b):
        return
    for one, other in zip(_PIECE.findall(a), _PIECE.findall(b), strict=False):
        if one != other:
            yield one, other


def _pieces_of_request(call: OutboundCall) -> set[str]:
    """The parts of all that a call says of itself."""
    body = parsed(call.body, call.headers.get("content-type", ""))
    said = [text for text, _ in _leaf_pairs(body, body)]
    said += [call.url, *call.headers.values()]
    if message := call.message:
        said += filter(None, (message.to, message.sender, message.text, message.code))
    return {piece for text in said for piece in _PIECE.findall(text)}


def _leaf_pairs(a: JsonValue, b: JsonValue) -> Iterator[tuple[str, str]]:
    """The texts at the same places of two values."""
    todo: list[tuple[JsonValue, JsonValue]] = [(a, b)]
    for _ in range(_MOST_TEXTS):
        if not todo:
            return
        one, other = todo.pop()
        if isinstance(one, dict) and isinstance(other, dict):
            todo += [(one[key], other[key]) for key in one if key in other]
        elif isinstance(one, list) and isinstance(other, list):
            todo += list(zip(one, other, strict=False))
        elif isinstance(one, str) and isinstance(other, str):
            yield one, other
        elif type(one) is int and type(other) is int:
            yield str(one), str(other)
