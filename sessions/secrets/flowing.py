"""Secrets that a hook prints piece by piece, which stand one below the other."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING, Final, TypeAlias

from .cuts import CUT
from .spans import Span, marked

if TYPE_CHECKING:
    from sessions.contract.outcome import ConsoleLine

Find: TypeAlias = "Callable[[str], Sequence[Span]]"
_LOOKED_BACK: Final = 1024
"""Characters of a level that are looked at again, with those that are printed after them."""


def across_lines(console: Sequence[ConsoleLine], find: Find) -> tuple[ConsoleLine, ...]:
    """The console without the secrets that begin in one line and end in another of its level."""
    lines = list(console)
    for level in {line.level for line in console}:
        _mark(lines, level, "", find, goes_on=False)
    return tuple(lines)


class Flow:
    """A console without its secrets, while it is still printed.

    A line that may end with the beginning of a secret is kept back, and what is printed after it,
    until it is known how it goes on.
    """

    def __init__(self, keep: Callable[[str], str], find: Find) -> None:
        """`keep` redacts a text, `find` says where secrets stand in one."""
        self._keep = keep
        self._find = find
        self._held: list[ConsoleLine] = []
        self._open: dict[str, int] = {}
        self._before: dict[str, str] = {}

    def take(self, lines: Sequence[ConsoleLine], *, last: bool = False) -> list[ConsoleLine]:
        """Take what is printed next; what may be shown now. After the `last` that is all: then the
        beginning of a secret is taken for one, as in every text that was cut, for whoever prints it
        may have been stopped in the middle."""
        start, held = len(self._held), [*self._held, *lines]
        for level in {*(line.level for line in lines), *(self._open if last else ())}:
            open_at = self._settle(held, level, self._open.pop(level, start), last=last)
            if open_at is not None:
                self._open[level] = open_at
        until = min(self._open.values(), default=len(held))
        self._held = held[until:]
        self._open = {level: at - until for level, at in self._open.items()}
        return held[:until]

    def _settle(self, held: list[ConsoleLine], level: str, start: int, *, last: bool) -> int | None:
        """Redact the lines of a level from `start` on. Gives the first that is left as it is, for
        a secret may begin there: each line is looked at few times, however many are held."""
        places = [at for at in range(start, len(held)) if held[at].level == level]
        ends = [*[""] * (len(places) - 1), CUT if last else ""]
        shown = [_kept(held[at], self._keep, end) for at, end in zip(places, ends, strict=True)]
        before = self._before.get(level, "")
        open_at = _mark(shown, level, before, self._find, goes_on=not last)
        for at, line, end in zip(places[:open_at], shown, ends, strict=False):
            held[at] = replace(line, text=line.text.removesuffix(end))
            before += held[at].text
        self._before[level] = before[-_LOOKED_BACK:]
        return None if open_at is None else places[open_at]


def _kept(line: ConsoleLine, keep: Callable[[str], str], end: str) -> ConsoleLine:
    file = None if line.file is None else keep(line.file)
    return replace(line, text=keep(line.text + end), file=file)


def _mark(
    lines: list[ConsoleLine], level: str, before: str, find: Find, *, goes_on: bool
) -> int | None:
    """Mark in the lines of a level the secrets that go on from one to another; `before` is what
    was printed before them. Gives the line with which a secret begins that may go on after them."""
    places = [at for at, line in enumerate(lines) if line.level == level]
    ends = list(accumulate((len(lines[at].text) for at in places), initial=len(before)))
    whole = before + "".join(lines[at].text for at in places)
    found, open_at = find(whole + CUT if goes_on else whole), None
    if goes_on and found:  # what is found by the mark of a cut only is the beginning of one
        found, last = find(whole), found[-1]
        open_at = None if last in found else last.start
    spans = [
        span for span in found if bisect_right(ends, span.start) != bisect_right(ends, span.end - 1)
    ]
    if spans:
        for at, start, end in zip(places, ends, ends[1:], strict=False):
            lines[at] = replace(lines[at], text=marked(whole, spans, start, end))
    return None if open_at is None else places[max(0, bisect_right(ends, open_at) - 1)]
