"""Where two consoles differ: the lines that were logged, and what was written past the console."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Final

from sessions.contract.json_path import ABSENT
from sessions.contract.outcome import ConsoleLine

from .difference import Difference, Side
from .likeness import Likeness
from .varying import masked, without_stacks

_STREAMS: Final = ("stdout", "stderr")
_MOST_ALIGNED: Final = 500
"""Lines of a console that are looked for among the other's; of longer ones each is held against
the one at its place."""


def differing_consoles(
    a: Sequence[ConsoleLine], b: Sequence[ConsoleLine], like: Likeness, *, crashed: bool = False
) -> list[Difference]:
    """Lines that are missing, or read otherwise; the place of each is that in its own console.

    `crashed`: whether Node itself has written to stderr how it went down.

    What is written to a stream comes in pieces that the system cuts, and in no order to what is
    logged: a stream is compared as one text.
    """
    logged = [
        [(at, line) for at, line in enumerate(lines) if line.level not in _STREAMS]
        for lines in (a, b)
    ]
    found: list[Difference] = []
    for ours, theirs in _aligned(logged[0], logged[1], like):
        found += _of_lines(ours, theirs, like)
    for stream in _STREAMS[:1] if crashed else _STREAMS:
        one, other = ("\n".join(line.text for line in of if line.level == stream) for of in (a, b))
        if not like.texts(one, other, timed=True):
            found.append(Difference(f"console.{stream}", one or ABSENT, other or ABSENT))
    return found


_Line = tuple[int, ConsoleLine]


def _aligned(
    a: list[_Line], b: list[_Line], like: Likeness
) -> list[tuple[_Line | None, _Line | None]]:
    """The lines side by side, so that one that is missing does not shift those that follow."""
    if max(len(a), len(b)) > _MOST_ALIGNED:
        return list(zip_longest(a, b))
    keys = [
        [(line.level, masked(like.plain(side, line.text))) for _, line in lines]
        for side, lines in enumerate((a, b))
    ]
    pairs: list[tuple[_Line | None, _Line | None]] = []
    for _, a0, a1, b0, b1 in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        pairs += zip_longest(a[a0:a1], b[b0:b1])
    return pairs


def _of_lines(a: _Line | None, b: _Line | None, like: Likeness) -> list[Difference]:
    if a is None or b is None:
        at = (a or b or (0, None))[0]
        sides: list[Side] = [ABSENT if one is None else _said(one[1]) for one in (a, b)]
        return [Difference(f"console[{at}]", sides[0], sides[1])]
    (at, one), (_, other) = a, b
    found: list[Difference] = []
    if one.level != other.level:
        found.append(Difference(f"console[{at}].level", one.level, other.level))
    if not like.texts(one.text, other.text, timed=True):
        found.append(Difference(f"console[{at}].text", one.text, other.text))
    return found


def _said(line: ConsoleLine) -> str:
    return f"{line.level}: {without_stacks(line.text)}"
