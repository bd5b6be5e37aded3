"""A film as SVG that moves, and a frame as a picture; nothing in it is loaded from elsewhere.

Browsers play it, GitHub's README too. Where nothing moves, in a converter or for who wants reduced
motion, its last frame stands.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final
from xml.sax.saxutils import escape

from rich.cells import cell_len

from .cast import IDLE
from .film import Film, Frame, Look, Rgb, Row, Run

_WIDE: Final = 8.4
_HIGH: Final = 16
"""A cell, in the units of the picture."""
_SIZE: Final = 14
_BASE: Final = 12
"""Of the font, and how far below the top of a row its letters stand."""
_EDGE: Final = 8
_LINGER: Final = 3.0
"""Seconds that the last frame stands before it begins again."""
_BLOCKS: Final = {
    **{"█": (0, 0, 1, 1), "▀": (0, 0, 1, 0.5), "▌": (0, 0, 0.5, 1), "▐": (0.5, 0, 0.5, 1)},
    **{"▘": (0, 0, 0.5, 0.5), "▝": (0.5, 0, 0.5, 0.5), "▔": (0, 0, 1, 0.125)},
    **{"▖": (0, 0.5, 0.5, 0.5), "▗": (0.5, 0.5, 0.5, 0.5), "▕": (0.875, 0, 0.125, 1)},
    **{sign: (0, 1 - part / 8, 1, part / 8) for part, sign in enumerate("▁▂▃▄▅▆▇", 1)},
    **{sign: (0, 0, part / 8, 1) for part, sign in ((7, "▉"), (6, "▊"), (5, "▋"))},
    **{sign: (0, 0, part / 8, 1) for part, sign in ((3, "▍"), (2, "▎"), (1, "▏"))},
}
"""Signs that fill a part of their cell: from where, how wide and how high, as parts of it."""
_NO_BLOCKS: Final = dict.fromkeys(map(ord, _BLOCKS), " ")
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FONTS: Final = "ui-monospace,'Cascadia Mono',Menlo,Consolas,'DejaVu Sans Mono',monospace"


@dataclass(frozen=True, slots=True)
class _Shown:
    """A row at its place, and when it is there: pairs of seconds."""

    number: int
    row: Row
    spans: tuple[tuple[float, float], ...]


def svg(film: Film, title: str) -> str:
    """The text of an `.svg` file. The same film gives the same text."""
    frames, ends = _without_idleness(film)
    across, down = film.size
    width, height = round(across * _WIDE + 2 * _EDGE, 1), down * _HIGH + 2 * _EDGE
    last = frames[-1].rows
    ground = _ground(last)
    sheet = _Sheet(ground)
    drawn = [sheet.row(each, ends, last) for each in _shown(frames, ends)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
            f' width="{width}" height="{height}" role="img">',
            f"<title>{_written(title)}</title>",
            f"<style>{sheet.rules()}</style>",
            f'<rect width="100%" height="100%" rx="6" fill="{_hex(ground)}"/>',
            f'<g transform="translate({_EDGE} {_EDGE})" shape-rendering="crispEdges">',
            *drawn,
            "</g></svg>",
            "",
        ]
    )


class _Sheet:
    """Names each look and each time once."""

    def __init__(self, ground: Rgb) -> None:
        self._ground = ground
        self._looks: dict[Look, str] = {}
        self._times: dict[tuple[tuple[float, float], ...], str] = {}
        self._ends = 0.0

    def row(self, shown: _Shown, ends: float, last: Sequence[Row]) -> str:
        """A row, drawn; it is hidden but at its times, where there are others."""
        self._ends = ends
        parts = "".join(self._runs(shown.row))
        place = f' transform="translate(0 {shown.number * _HIGH})"' if shown.number else ""
        if shown.spans == ((0.0, ends),):
            return f"<g{place}>{parts}</g>"
        name = self._times.setdefault(shown.spans, f"t{len(self._times)}")
        stays = shown.number < len(last) and last[shown.number] == shown.row
        return f'<g class="{name}{"" if stays else " h"}"{place}>{parts}</g>'

    def rules(self) -> str:
        """The style sheet of all that was drawn."""
        looks = "".join(f".{name}{{{_css(look)}}}" for look, name in self._looks.items())
        base = f"text{{font:{_SIZE}px {_FONTS};white-space:pre}}"
        if not self._times:
            return f"{base}{looks}"
        ends = f"{self._ends:g}"
        moving = "".join(
            f"@keyframes {name}{{{''.join(_keyframes(spans, self._ends))}}}"
            f".{name}{{animation:{name} {ends}s step-end infinite}}"
            for spans, name in self._times.items()
        )
        still = "@media (prefers-reduced-motion:reduce){g{animation:none!important}}"
        return f"{base}.h{{visibility:hidden}}{looks}{moving}{still}"

    def _runs(self, row: Row) -> Iterator[str]:
        yield from _grounds(row, self._ground)
        at = 0
        for run in row:
            yield from _blocks(run, at)
            text = run.text.translate(_NO_BLOCKS).rstrip()
            written = text.lstrip()
            if written:
                look = replace(run.look, background=(0, 0, 0))
                name = self._looks.setdefault(look, f"l{len(self._looks)}")
                lead = len(text) - len(written)
                yield (
                    f'<text class="{name}" x="{(at + lead) * _WIDE:g}" y="{_BASE}"'
                    f' textLength="{cell_len(written) * _WIDE:g}" lengthAdjust="spacingAndGlyphs">'
                    f"{_written(written)}</text>"
                )
            at += run.cells


def _grounds(row: Row, ground: Rgb) -> Iterator[str]:
    """What stands behind the texts, where that is not the ground of the whole."""
    at = 0
    for color, runs in groupby(row, lambda run: run.look.background):
        cells = sum(run.cells for run in runs)
        if color != ground:
            yield _rect(at, 0, cells, 1, color)
        at += cells


def _blocks(run: Run, at: int) -> Iterator[str]:
    """The signs that are parts of a cell: as glyphs they would leave gaps between rows."""
    for sign, signs in groupby(run.text):
        cells = sum(map(cell_len, signs))
        if block := _BLOCKS.get(sign):
            x, y, wide, high = block
            if wide == 1:
                yield _rect(at, y, cells, high, run.look.color)
            else:
                for cell in range(cells):
                    yield _rect(at + cell + x, y, wide, high, run.look.color)
        at += cells


def _rect(x: float, y: float, wide: float, high: float, color: Rgb) -> str:
    place = f' y="{y * _HIGH:g}"' if y else ""
    return (
        f'<rect x="{x * _WIDE:g}"{place} width="{wide * _WIDE:g}" height="{high * _HIGH:g}"'
        f' fill="{_hex(color)}"/>'
    )


def _without_idleness(film: Film) -> tuple[list[Frame], float]:
    """The frames with no pause longer than `IDLE`, and when the whole ends."""
    frames: list[Frame] = []
    at, before = 0.0, 0.0
    for frame in film.frames:
        at += min(frame.at - before, IDLE)
        before = frame.at
        if frames and round(at, 2) == frames[-1].at:
            frames.pop()  # nobody sees it
        frames.append(Frame(round(at, 2), frame.rows))
    return frames, round(at + _LINGER, 2)


def _shown(frames: Sequence[Frame], ends: float) -> Iterator[_Shown]:
    """Each row that is seen at some place, once, in the order in which they come."""
    spans: dict[tuple[int, Row], list[tuple[float, float]]] = defaultdict(list)
    for number, frame in enumerate(frames):
        until = frames[number + 1].at if number + 1 < len(frames) else ends
        for place in enumerate(frame.rows):
            if spans[place] and spans[place][-1][1] == frame.at:
                spans[place][-1] = (spans[place][-1][0], until)
            else:
                spans[place].append((frame.at, until))
    for (number, row), when in spans.items():
        yield _Shown(number, row, tuple(when))


def _keyframes(spans: tuple[tuple[float, float], ...], ends: float) -> Iterator[str]:
    if spans[0][0]:
        yield "0%{visibility:hidden}"
    for begin, end in spans:
        yield f"{100 * begin / ends:.3f}%{{visibility:visible}}"
        if end < ends:
            yield f"{100 * end / ends:.3f}%{{visibility:hidden}}"


def _css(look: Look) -> str:
    parts = [f"fill:{_hex(look.color)}"]
    if look.bold:
        parts.append("font-weight:bold")
    if look.italic:
        parts.append("font-style:italic")
    lines = [
        name for name, on in (("underline", look.underline), ("line-through", look.strike)) if on
    ]
    if lines:
        parts.append(f"text-decoration:{' '.join(lines)}")
    return ";".join(parts)


def _ground(rows: Sequence[Row]) -> Rgb:
    """The color that most cells stand on."""
    cells: dict[Rgb, int] = defaultdict(int)
    for row in rows:
        for run in row:
            cells[run.look.background] += run.cells
    return max(cells, key=lambda color: cells[color])


def _written(text: str) -> str:
    """The text as XML has it, which cannot have some characters at all."""
    return escape(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text))


def _hex(color: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*color)
