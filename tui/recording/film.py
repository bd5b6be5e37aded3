"""What was on a screen, and when: rows of text with their colors, as every format writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from rich.cells import cell_len, set_cell_size
from rich.color import Color
from rich.terminal_theme import TerminalTheme

if TYPE_CHECKING:
    from rich.segment import Segment
    from rich.style import Style
    from textual.app import App

MOST_FRAMES: Final = 20_000
"""That are kept: an hour of a demo has some 5,000. What comes later is not recorded."""

Rgb: TypeAlias = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Look:
    """How a text looks, with all of it as it is seen: nothing dim, nothing reversed any more."""

    color: Rgb
    background: Rgb
    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """A text of one look."""

    text: str
    cells: int
    look: Look


Row: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """What the screen was from `at` on, in seconds since the recording began."""

    at: float
    rows: tuple[Row, ...]

    @property
    def size(self) -> tuple[int, int]:
        """Cells across, and rows."""
        return max((sum(run.cells for run in row) for row in self.rows), default=0), len(self.rows)


@dataclass(frozen=True, slots=True)
class Film:
    """Frames in order, each another than the one before. A picture is a film of one frame."""

    frames: tuple[Frame, ...]
    ends: float
    """Until when the last one was seen."""

    @property
    def size(self) -> tuple[int, int]:
        """That of its largest frames."""
        sizes = [frame.size for frame in self.frames]
        return max(across for across, _ in sizes), max(down for _, down in sizes)


class Recorder:
    """Keeps what an app draws. `now` is in seconds, from any moment on.

    `redact` is given the text of each row: where it changes that, the row is kept so.
    """

    def __init__(self, now: Callable[[], float], redact: Callable[[str], str] = str) -> None:
        self._now = now
        self._redact = redact
        self._began: float | None = None
        self._frames: list[Frame] = []
        self._rows: dict[Row, Row] = {}

    @property
    def is_full(self) -> bool:
        """Whether no more is recorded."""
        return len(self._frames) >= MOST_FRAMES

    def take(self, app: App[Any]) -> None:
        """Keep what is on the screen now; nothing where it is as before."""
        if self.is_full:
            return
        rows = tuple(map(self._row, screen_rows(app)))
        if self._frames and self._frames[-1].rows == rows:
            return
        if not any(run.text.strip() for row in rows for run in row):
            return  # nothing is drawn yet
        now = self._now()
        if self._began is None:
            self._began = now
        self._frames.append(Frame(now - self._began, rows))

    def film(self) -> Film | None:
        """What was recorded; None where nothing was drawn."""
        if self._began is None:
            return None
        return Film(tuple(self._frames), self._now() - self._began)

    def _row(self, row: Row) -> Row:
        """The row without what is to be kept secret; one value for all that are equal."""
        text = "".join(run.text for run in row)
        redacted = self._redact(text)
        if redacted != text and row:
            cells = sum(run.cells for run in row)
            row = (Run(set_cell_size(redacted, cells), cells, row[0].look),)
        return self._rows.setdefault(row, row)


def screen_rows(app: App[Any]) -> list[Row]:
    """The rows of an app's screen, dialogs and notes included."""
    # The public way there is one SVG of the whole, with fonts from the network.
    update = app.screen._compositor.render_update(
        full=True, screen_stack=app._background_screens, simplify=True
    )
    strips = getattr(update, "strips", [])
    return [row_of((each for strip in row for each in strip), app.ansi_theme) for row in strips]


def row_of(segments: Iterable[Segment], theme: TerminalTheme) -> Row:
    """A row of segments; what looks the same and is side by side is one run."""
    runs: list[Run] = []
    for text, style, control in segments:
        if control or not text:
            continue
        look = _look(style, theme)
        if runs and runs[-1].look == look:
            text = runs.pop().text + text
        runs.append(Run(text, cell_len(text), look))
    return tuple(runs)


def _look(style: Style | None, theme: TerminalTheme) -> Look:
    plain = Look(theme.foreground_color, theme.background_color)
    if style is None:
        return plain
    color = _rgb(style.color, theme, plain.color, foreground=True)
    background = _rgb(style.bgcolor, theme, plain.background, foreground=False)
    if style.reverse:
        color, background = background, color
    if style.dim:
        red, green, blue = ((a + b) // 2 for a, b in zip(color, background, strict=True))
        color = (red, green, blue)
    return Look(
        color,
        background,
        bool(style.bold),
        bool(style.italic),
        bool(style.underline),
        bool(style.strike),
    )


def _rgb(color: Color | None, theme: TerminalTheme, otherwise: Rgb, *, foreground: bool) -> Rgb:
    if color is None or color.is_default:
        return otherwise
    return color.get_truecolor(theme, foreground=foreground)
