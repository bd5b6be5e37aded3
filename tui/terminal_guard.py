"""Keeps control characters in what is shown from reaching the terminal, whatever widget shows it.

Inputs and text areas hold what a session file holds, unchanged, since it must be saved and sent
unchanged; but Textual hands an escape sequence in it to the terminal as it is.
"""

from __future__ import annotations

from typing import Final

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_HARMLESS: Final = {
    **dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F)]),
    **dict.fromkeys([*range(0x2066, 0x206A), 0x2028, 0x2029, 0xFEFF]),
    **dict.fromkeys(range(0xD800, 0xE000), "\N{REPLACEMENT CHARACTER}"),
}
"""For `str.translate`. What is left out has no width, so that nothing beside it moves."""


class TerminalGuard(LineFilter):
    """Leaves what steers a terminal out of every line that is drawn, and lone surrogates too.

    An app uses it by adding one to what `App.get_line_filters` returns.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        return [
            segment
            if segment.control or segment.text.isprintable()
            else Segment(segment.text.translate(_HARMLESS), segment.style)
            for segment in segments
        ]
