"""The invocations of a file put into another order, each with its comments."""

from __future__ import annotations

from itertools import groupby

from .spans import Section, outline


def reordered(text: str, table: str, names: list[str]) -> str:
    """The text with the sections of `table` in the order of `names`.

    Only whole sections are moved. Those that do not belong to `table` stay where they are, and so
    do the blank lines.
    """
    sections = outline(text).sections
    ends = [*(section.lead for section in sections[1:]), len(text)]
    blocks: list[tuple[int, int, int]] = []
    for rank, group in groupby(
        zip(sections, ends, strict=True), key=lambda place: _rank(place[0], table, names)
    ):
        places = list(group)
        if rank is not None:
            blocks.append((rank, places[0][0].lead, places[-1][1]))
    pieces: list[str] = []
    done = 0
    for (_, start, end), (_, new_start, new_end) in zip(blocks, sorted(blocks), strict=True):
        old, new = text[start:end], text[new_start:new_end]
        pieces += [text[done:start], new.rstrip(), old[len(old.rstrip()) :]]
        done = end
    return "".join([*pieces, text[done:]])


def _rank(section: Section, table: str, names: list[str]) -> int | None:
    """The place that the order gives to a section; None for sections that are no part of it."""
    if section.path[:1] != (table,):
        return None
    if len(section.path) > 1:
        return names.index(str(section.path[1]))
    return min((names.index(entry.keys[0].name) for entry in section.entries), default=0)
