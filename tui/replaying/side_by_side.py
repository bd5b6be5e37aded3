"""Values side by side: a row for each place, a column for each outcome."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from rich.cells import cell_len, set_cell_size
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from sessions.contract.json_path import Absent
from sessions.contract.json_text import JsonError, JsonValue, dumps, loads
from sessions.report.differences import values
from sessions.text import one_line, printable, shorten
from tui.theme import MUTED
from tui.widgets.lines import lines_of_content, rows_of

NOT_MET: Final = "✗"
DIFFERENT: Final = "≠"
_COLORS: Final = {NOT_MET: "bold $text-error", DIFFERENT: "bold $text-warning"}
NOTHING: Final = "–"
"""What stands for a value that is not there."""
_MOST: Final = 2_000
"""Characters of a value that are shown."""
_LONG: Final = 120
"""Characters from which of two texts the part is shown in which they differ."""
_LEAST_LINES: Final = 6
"""Lines that a cell may always have."""
_SHARE: Final = 3
"""Of the height; as much of it a cell may have where that is more."""
_LABEL: Final = (10, 26)
"""Cells of the column of places, at least and at most."""
_NARROW: Final = 12
"""Cells of a column below which the values stand under each other."""
_GAP: Final = 1
_SIGN: Final = 2


@dataclass(frozen=True, slots=True)
class Values:
    """What stands at one place; `sign` stands before that of the column `at`, and colors it."""

    label: str
    cells: Sequence[str]
    sign: str = ""
    at: int = 1
    remark: str = ""
    """What is to be known of it, on a line below."""


class SideBySide(VerticalScroll):
    """Shows values side by side, or under each other where there is no room."""

    DEFAULT_CSS = """
    SideBySide {
        height: 1fr; scrollbar-size-vertical: 1; scrollbar-gutter: stable;
        & > Static { height: auto; padding: 0 1; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._shown: tuple[Sequence[str], Sequence[Values], Sequence[Content]] = ((), (), ())
        self._drawn = (0, 0)

    def compose(self) -> ComposeResult:
        yield Static(markup=False)

    def show(
        self, heads: Sequence[str], rows: Sequence[Values], remarks: Sequence[Content] = ()
    ) -> None:
        """Show the rows under the names of their columns, and `remarks` above; from the top."""
        self._shown = (heads, rows, remarks)
        self._draw()
        self.scroll_home(animate=False)

    def on_resize(self) -> None:
        if (self._room, self._most) != self._drawn:
            self._draw()

    @property
    def _room(self) -> int:
        return max(20, self.scrollable_content_region.width - 2)

    @property
    def _most(self) -> int:
        return max(_LEAST_LINES, self.container_size.height // _SHARE)

    def _draw(self) -> None:
        heads, rows, remarks = self._shown
        self._drawn = (self._room, self._most)
        lines = [*remarks, *side_by_side(heads, rows, *self._drawn)]
        self.query_one(Static).update(Content("\n").join(lines))


def side_by_side(
    heads: Sequence[str], rows: Sequence[Values], width: int, most: int = _LEAST_LINES
) -> Iterator[Content]:
    """The lines of a table of so many cells, with `most` lines of each value."""
    if not rows:
        return
    label = max(_LABEL[0], min(_LABEL[1], max(Content(row.label).cell_length for row in rows)))
    share = (width - label) // len(heads) - _GAP - _SIGN
    if share < _NARROW:
        yield from _stacked(heads, rows, width, most)
        return
    table = [[Content.styled(head, MUTED) for head in heads], *(list(_cells(row)) for row in rows)]
    wanted = [max(map(_width, column)) for column in zip(*table, strict=True)]
    widths = [label, *_shares(wanted, share * len(heads))]
    yield from _beside(Content(""), table[0], widths, most)
    for row, cells in zip(rows, table[1:], strict=True):
        name = Content.styled(printable(row.label), "$text-primary")
        yield from _beside(name, cells, widths, most, row)
        if row.remark:
            yield Content.styled(f"  {printable(row.remark)}", MUTED)


def shown(value: JsonValue | Absent) -> str:
    """A value as a cell has it: a text bare, where it cannot be taken for anything else."""
    if isinstance(value, Absent):
        return NOTHING
    if isinstance(value, str) and value == value.strip() and not _reads_as_json(value):
        return shorten(value, _MOST)
    return shorten(dumps(value), _MOST)


def differing(a: JsonValue | Absent, b: JsonValue | Absent) -> tuple[str, str]:
    """Two values that differ, as cells have them; of long texts the part in which they do."""
    if isinstance(a, str) and isinstance(b, str) and max(len(a), len(b)) > _LONG:
        one, other = values(a, b)
        return printable(one), printable(other)
    return shown(a), shown(b)


def _reads_as_json(text: str) -> bool:
    if text in ("", NOTHING):
        return True
    try:
        loads(text[:_LONG])
    except JsonError:
        return False
    return True


def _cells(row: Values) -> Iterator[Content]:
    for at, text in enumerate(row.cells):
        style = MUTED if text == NOTHING else ""
        if at == row.at and row.sign:
            style = _COLORS[row.sign].removeprefix("bold ")
        yield Content.styled(text, style) if style else Content(text)


def _width(cell: Content) -> int:
    return max(line.cell_length for line in cell.split("\n", allow_blank=True))


def _shares(wanted: Sequence[int], room: int) -> list[int]:
    """The cells of each column: as many for all, unless one has more to show than that. Then what
    others can spare is its own."""
    shares = [room // len(wanted)] * len(wanted)
    if max(wanted) <= shares[0]:
        return shares
    left = room
    by_need = sorted(range(len(wanted)), key=lambda at: wanted[at])
    for turn, at in enumerate(by_need):
        shares[at] = min(max(wanted[at], _NARROW), left // (len(wanted) - turn))
        left -= shares[at]
    return shares


def _beside(
    label: Content,
    cells: Sequence[Content],
    widths: Sequence[int],
    most: int,
    row: Values | None = None,
) -> Iterator[Content]:
    folded = zip((label, *cells), widths, strict=True)
    parts = [list(_folded(cell, width, most)) for cell, width in folded]
    for at in range(max(map(len, parts))):
        line = [_padded(parts[0], at, widths[0])]
        for place, part in enumerate(parts[1:]):
            has_sign = row is not None and at == 0 and place == row.at and row.sign
            sign = Content.styled(row.sign, _COLORS[row.sign]) if row and has_sign else Content(" ")
            line += [Content(" " * _GAP), sign, Content(" "), _padded(part, at, widths[place + 1])]
        yield Content("").join(line).rstrip()


def _stacked(
    heads: Sequence[str], rows: Sequence[Values], width: int, most: int
) -> Iterator[Content]:
    heads = [one_line(head, width // 3) for head in heads]
    label = min(max(map(cell_len, heads)), width // 3)
    for row in rows:
        yield Content.styled(printable(row.label), "$text-primary")
        for place, (head, cell) in enumerate(zip(heads, _cells(row), strict=True)):
            sign = row.sign if place == row.at else ""
            first = Content.assemble(
                (sign or " ", _COLORS.get(sign, "")), " ", (set_cell_size(head, label), MUTED), " "
            )
            for at, line in enumerate(_folded(cell, max(8, width - label - 3), most)):
                yield (first if at == 0 else Content(" " * (label + 3))) + line
        if row.remark:
            yield Content.styled(f"  {printable(row.remark)}", MUTED)


def _folded(text: Content, width: int, most: int) -> Iterator[Content]:
    rows = (row for line in lines_of_content(text) for row in rows_of(line, width))
    lines = list(islice(rows, most + 1))
    if len(lines) > most:
        lines = [*lines[: most - 1], Content.styled("…", MUTED)]
    yield from lines or [Content("")]


def _padded(lines: Sequence[Content], at: int, width: int) -> Content:
    line = lines[at] if at < len(lines) else Content("")
    return line.pad_right(max(0, width - line.cell_length))


def remark(text: str, style: str = "$text-warning") -> Content:
    """`▲ suite.toml has changed …`: a line above the table."""
    return Content.styled(printable(text), style)
