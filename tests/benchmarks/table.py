"""A table for a terminal."""

from __future__ import annotations

from .invocations import Times


class Table:
    """Rows under a heading; floors stand below what is measured against them, marked as such."""

    def __init__(self, *heading: str) -> None:
        self._rows = [heading]

    def add(self, *cells: str) -> None:
        """Add what was measured."""
        self._rows.append(cells)

    def floor(self, name: str, times: Times) -> None:
        """Add a floor, which has no ratio."""
        blanks = [""] * (len(self._rows[0]) - 2)
        self._rows.append((f"  floor: {name}", f"{times.median:.3g}", *blanks))

    def __str__(self) -> str:
        widths = [max(map(len, column)) for column in zip(*self._rows, strict=True)]
        lines = [self._line(row, widths) for row in self._rows]
        return "\n".join((lines[0], "-" * len(lines[0]), *lines[1:]))

    @staticmethod
    def _line(row: tuple[str, ...], widths: list[int]) -> str:
        first, *rest = zip(row, widths, strict=True)
        cells = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in rest)]
        return "   ".join(cells)
