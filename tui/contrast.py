"""Which colors of a theme lie on which others, and whether they are read and seen there (WCAG)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from textual.color import Color, ColorParseError
from textual.theme import Theme

TEXT: Final = 4.5
"""The contrast that text has at least, by WCAG 2.2 AA; AAA is 7."""
_MARK: Final = 3.0
"""That of a border or a sign, which says something and is no text."""

_TEXTS: Final = (
    *("text", "text-muted", "foreground", "foreground-muted", "text-primary", "text-secondary"),
    *("text-accent", "text-success", "text-warning", "text-error"),
)
_BACKGROUNDS: Final = ("background", "surface", "panel")
_ROWS: Final = (
    *("block-cursor-background", "block-cursor-blurred-background", "block-hover-background"),
)
"""What is behind a row of a list, whose sign and remark keep their own colors there."""

_READ: Final = [
    *((text, back) for text in _TEXTS for back in (*_BACKGROUNDS, *_ROWS)),
    ("block-cursor-foreground", "block-cursor-background"),
    ("block-cursor-blurred-foreground", "block-cursor-blurred-background"),
    *(("input-selection-foreground", f"input-selection-background on {b}") for b in _BACKGROUNDS),
    *(("footer-key-foreground", back) for back in ("footer-background", "background")),
    ("footer-description-foreground", "footer-background"),
    *(("background", back) for back in ("accent", "error", "warning")),  # buttons, and LIVE
    ("input-cursor-foreground", "input-cursor-background"),
]
"""Each text that is shown, with what is behind it. What is disabled is as dim as it should be."""
_SEEN: Final = [
    (mark, back)
    for mark in ("border", "accent", "success", "warning", "error", "scrollbar-active")
    for back in _BACKGROUNDS
]


def too_faint(theme: Theme, least: float = TEXT) -> list[str]:
    """The pairs of a theme that are hard to tell apart, the worst first, each in some words:
    `text-muted on panel: 3.1, wanted 4.5`.

    Nothing is said of the terminal's own colors, which only the terminal knows.
    """
    colors = theme.to_color_system().generate() | theme.variables
    wanted = dict.fromkeys(_READ, least) | dict.fromkeys(_SEEN, _MARK)
    found: list[tuple[float, str]] = []
    for (text, back), enough in wanted.items():
        ratio = _ratio(colors, text, back)
        if ratio is not None and ratio < enough:
            found.append((ratio / enough, f"{text} on {back}: {ratio:.1f}, wanted {enough:g}"))
    return [words for _, words in sorted(found)]


def contrast(one: Color, other: Color) -> float:
    """The contrast of two opaque colors, 1 to 21, as WCAG 2.2 defines it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: Color) -> float:
    """The relative luminance, as WCAG 2.2 defines it."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in color.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _ratio(colors: Mapping[str, str], text: str, back: str) -> float | None:
    """The contrast of two variables, or of one with a second that lies over a third."""
    over, _, under = back.partition(" on ")
    front, behind = _color(colors[text]), _color(colors[over])
    if under and behind and (base := _color(colors[under])):
        behind = base.blend(behind, behind.a, 1)
    if front is None or behind is None or behind.a < 1:
        return None
    return contrast(behind.blend(front, front.a, 1), behind)


def _color(value: str) -> Color | None:
    """A color as a theme has it, `#7fb4ff 30%`; None for `auto`, which is readable, and for one
    that is the terminal's own."""
    text, _, part = value.partition(" ")
    try:
        color = Color.parse(text)
    except ColorParseError:
        return None
    if color.ansi is not None:
        return None
    return color.with_alpha(float(part.removesuffix("%")) / 100) if part else color
