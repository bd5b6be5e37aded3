"""A film as asciicast, which asciinema plays: version 2, for every asciinema plays that."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from .film import Film, Frame, Look, Row

IDLE: Final = 3.0
"""Seconds for which a player shows at most one and the same frame."""
_BEGIN: Final = "\x1b[?25l\x1b[?7l\x1b[2J"
_END: Final = "\x1b[0m\x1b[?7h\x1b[?25h"


def asciicast(film: Film, title: str) -> str:
    """The text of a `.cast` file: a line of JSON for the header, and one for each event.

    The format is that of https://docs.asciinema.org/manual/asciicast/v2/. Each frame is an event
    `o` that draws the rows which have changed; of another size, it is an event `r` before that.
    """
    first, *_ = film.frames
    across, down = first.size
    header = {
        "version": 2,
        "width": across,
        "height": down,
        "duration": round(film.ends, 3),
        "idle_time_limit": IDLE,
        "title": title,
        "env": {"TERM": "xterm-256color"},
    }
    events = [json.dumps([round(at, 3), code, data]) for at, code, data in _events(film)]
    return "\n".join([json.dumps(header), *events, ""])


def _events(film: Film) -> Iterator[tuple[float, str, str]]:
    before: Frame | None = None
    for frame in film.frames:
        across, down = frame.size
        if before is None or before.size != frame.size:
            if before:
                yield frame.at, "r", f"{across}x{down}"
            yield frame.at, "o", _BEGIN + _drawn(frame.rows, ())
        else:
            yield frame.at, "o", _drawn(frame.rows, before.rows)
        before = frame
    down = len(film.frames[-1].rows)
    yield film.ends, "o", f"\x1b[{down};1H{_END}"


def _drawn(rows: tuple[Row, ...], before: tuple[Row, ...]) -> str:
    """What draws those rows that are others than before."""
    known = [*before, *([None] * (len(rows) - len(before)))]
    return "".join(
        f"\x1b[{number};1H" + "".join(f"{_style(run.look)}{run.text}" for run in row)
        for number, (row, old) in enumerate(zip(rows, known, strict=True), 1)
        if row != old
    )


def _style(look: Look) -> str:
    set_ones = [
        code
        for code, is_set in (
            ("1", look.bold),
            ("3", look.italic),
            ("4", look.underline),
            ("9", look.strike),
        )
        if is_set
    ]
    color = "38;2;{};{};{}".format(*look.color)
    background = "48;2;{};{};{}".format(*look.background)
    return f"\x1b[{';'.join(['0', *set_ones, color, background])}m"
