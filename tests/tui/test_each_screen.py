"""Every screen as it should be, on four sizes of a terminal and in a dark and a light theme.

A picture is a text: the rows of the screen, size by size, and below them each look that a text has
in each theme, with the first text that has it. `--snapshot-update` takes new ones, to be looked at.
`python -m tests.pictures FOLDER --every` draws the same screens in their colors.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from rich.cells import cell_len
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from textual.color import Color
from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget

from tests.pictures.views import RUNS, SIZES, shown, started
from tui.contrast import TEXT, contrast
from tui.recording.film import Look, Row, screen_rows

DARK, LIGHT = "offhook-dark", "offhook-light"
IN_LIGHT = SIZES[2]
"""The size at which the light theme is looked at too: what a screen has is as large in each."""
UNDER_TABS = str.maketrans("╸╺", "━━")
"""Where the line below the tabs is broken, which follows the active tab when there is time."""
LONGEST = 24
"""Letters of a text that shows a look."""


class TextFile(SingleFileSnapshotExtension):
    _file_extension = "txt"
    _write_mode = WriteMode.TEXT


@pytest.mark.parametrize("name", RUNS)
async def test_a_run_of_screens(name: str, snapshot: SnapshotAssertion) -> None:
    run = RUNS[name]
    taken: dict[str, list[str]] = {view.name: [] for view in run.views}
    looks: dict[tuple[str, str], dict[Look, str]] = {}
    hard_to_read: set[tuple[str, str, str]] = set()
    async with started(run, SIZES[0], DARK) as pilot:
        for size, theme in each_of_them():
            await pilot.resize_terminal(*size)
            pilot.app.theme = theme
            await pilot.pause()
            for view in run.views:
                async with shown(pilot, view):
                    screen, rows = pilot.app.screen, screen_rows(pilot.app)
                    regions = in_front(screen)
                    picture = ["{}×{}".format(*size), *rows_in(regions, rows)]
                    seen = looks.setdefault((view.name, theme), {})
                    for look, text, widget in texts_in(regions, rows, screen):
                        seen.setdefault(look, text)
                        if is_hard_to_read(look) and not widget.is_disabled:
                            hard_to_read.add((view.name, text, said(look)))
                if theme == DARK:
                    taken[view.name] += picture
                else:
                    before = taken[view.name][-len(picture) :]
                    assert "\n".join(before) == "\n".join(picture), "a theme is only colors"
    assert not hard_to_read
    for view in run.views:
        for theme in (DARK, LIGHT):
            seen = looks[view.name, theme]
            taken[view.name] += [theme, *(f"{said(look)}  {text}" for look, text in seen.items())]
        picture = "\n".join((*taken[view.name], ""))
        assert picture == snapshot(name=view.name, extension_class=TextFile)


def each_of_them() -> Iterator[tuple[tuple[int, int], str]]:
    """Sizes and themes, in an order in which few of them change."""
    for size in SIZES:
        yield size, DARK
        if size == IN_LIGHT:
            yield size, LIGHT


def in_front(screen: Screen[object]) -> list[Region]:
    """Where what is looked at is: of a dialog its panel, and nothing of what it stands before."""
    if not screen.is_modal:
        return [screen.region]
    return [each.region for each in screen.children if each.display]


def rows_in(regions: Sequence[Region], rows: Sequence[Row]) -> Iterator[str]:
    """The text of each row, blank beside the regions; the settings name the theme."""
    for y, row in enumerate(rows):
        x, text = 0, ""
        for sign in "".join(run.text for run in row):
            text += sign if any(each.contains(x, y) for each in regions) else " " * cell_len(sign)
            x += cell_len(sign)
        yield text.rstrip().replace(f'"{LIGHT}"', f'"{DARK}" ').translate(UNDER_TABS)


def texts_in(
    regions: Sequence[Region], rows: Sequence[Row], screen: Screen[object]
) -> Iterator[tuple[Look, str, Widget]]:
    """What is to be read, and where: letters and digits, not the lines and signs between them."""
    for y, row in enumerate(rows):
        x = 0
        for run in row:
            text = run.text.strip()[:LONGEST]
            if any(map(str.isalnum, text)) and any(each.contains(x, y) for each in regions):
                yield run.look, text, screen.get_widget_at(x, y)[0]
            x += run.cells


def is_hard_to_read(look: Look) -> bool:
    """By WCAG AA."""
    return contrast(Color(*look.color), Color(*look.background)) < TEXT


def said(look: Look) -> str:
    """`#e6e6e6 on #101010 bold`."""
    parts = [Color(*look.color).hex, "on", Color(*look.background).hex]
    parts += [name for name in ("bold", "italic", "underline", "strike") if getattr(look, name)]
    return " ".join(parts)
