"""Widgets without a border, which are styled once."""

from __future__ import annotations

from typing import Final

from textual.reactive import reactive
from textual.widgets import OptionList

COMPACT: Final = "-textual-compact"
"""The class that Textual gives to what is compact. A widget that has it from the beginning, and an
editor `-valid` too, is not styled anew for each: those were two fifths of all styling at the start.
"""


class CompactList(OptionList):
    """A list of plain texts, without a border."""

    compact = reactive(True, toggle_class=COMPACT)

    def __init__(self, *, id: str | None = None, classes: str = "") -> None:
        super().__init__(id=id, classes=f"{COMPACT} {classes}", markup=False, compact=True)
