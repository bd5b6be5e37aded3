"""Digits to be read from the back of a room, drawn of blocks as large as there is room for."""

from __future__ import annotations

from typing import Final

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget
from typing_extensions import override

_ROWS: Final = (
    "### .#. ### ### #.# ### ### ### ### ###",
    "#.# ##. ..# ..# #.# #.. #.. ..# #.# #.#",
    "#.# .#. ### .## ### ### ### ..# ### ###",
    "#.# .#. #.. ..# ..# ..# #.# ..# #.# ..#",
    "### ### ### ### ..# ### ### ..# ### ###",
)
"""The dots of the digits 0 to 9, three across and five down."""
_ACROSS: Final = 3
_DOTS: Final = ((4, 4), (3, 3), (2, 2), (1, 2), (1, 1))
"""Sizes of a dot, the largest first: cells across, halves of a cell down."""
_BLOCKS: Final = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}
_SHARE: Final = 4
"""The part of the screen's height that digits may take."""


class BigDigits(Widget):
    """Shows digits, and nothing where there is no room for them, or where it is given others."""

    DEFAULT_CSS = """
    BigDigits {
        width: 1fr; height: auto; text-align: center; text-wrap: nowrap;
        color: $text-accent;
    }
    """

    def __init__(self, *, classes: str = "") -> None:
        super().__init__(classes=classes, markup=False)
        self._digits = ""

    def show(self, digits: str) -> None:
        """Show these; with an empty text it takes no room."""
        self._digits = digits
        self.refresh(layout=True)

    @override
    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._drawn(width))

    @override
    def render(self) -> Content:
        return Content("\n".join(self._drawn(self.content_size.width)))

    def _drawn(self, width: int) -> list[str]:
        return big_digits(self._digits, width, self.app.size.height // _SHARE)


def big_digits(digits: str, width: int, height: int) -> list[str]:
    """The rows of the largest digits that there is room for: `width` cells and `height` rows.

    Empty where there is none, or where `digits` has something else.
    """
    if not (digits.isascii() and digits.isdigit()):
        return []
    for across, down in _DOTS:
        rows = -(-len(_ROWS) * down // 2)
        if len(digits) * (_ACROSS + 1) * across - across <= width and rows <= height:
            return _drawn(digits, across, down, rows)
    return []


def _drawn(digits: str, across: int, down: int, rows: int) -> list[str]:
    halves: list[list[bool]] = []
    for line in _ROWS:
        shapes = line.split(" ")
        dots = ".".join(shapes[int(digit)] for digit in digits)
        halves += [[dot == "#" for dot in dots for _ in range(across)]] * down
    halves += [[False] * len(halves[0])] * (2 * rows - len(halves))
    return [
        "".join(_BLOCKS[pair] for pair in zip(top, bottom, strict=True))
        for top, bottom in zip(halves[::2], halves[1::2], strict=True)
    ]
