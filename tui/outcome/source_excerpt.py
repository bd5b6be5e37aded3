"""The place in the hook's own source where it went wrong, with the lines around it."""

from __future__ import annotations

import textwrap
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from textual.content import Content
from textual.widgets import Static

from sessions.text import printable
from tui.theme import MUTED
from tui.wording import seen_from_here

if TYPE_CHECKING:
    from sessions.contract.outcome import SourceLocation

_LANGUAGES: Final = {
    ".js": "javascript",
    ".cjs": "javascript",
    ".mjs": "javascript",
    ".ts": "typescript",
    ".py": "python",
}
_WIDEST: Final = 160
"""Characters of a line that are shown; minified files have lines of a megabyte."""

_BEFORE: Final = 20
"""Of these, how many stand before the column of the place where it lies farther right."""


class SourceExcerpt(Static):
    """`twilio.js:14` and its source lines, the line itself marked with ▸."""

    DEFAULT_CSS = """
    SourceExcerpt { text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(markup=False, id=id)

    async def on_click(self) -> None:
        await self.run_action("screen.do('source')")

    def show(self, where: SourceLocation | None) -> None:
        """Show the place; None hides the widget."""
        self.display = where is not None
        self.update(excerpt(where) if where else Content(""))


def excerpt(where: SourceLocation) -> Content:
    """The place's name in bold, then the lines with their numbers, as far as they are known."""
    name = Content.styled(printable(place(where)), "bold")
    if not where.excerpt:
        return name
    digits = len(str(where.excerpt[-1][0]))
    rows = [
        Content.assemble(_gutter(number, digits, marked=number == where.line), code)
        for (number, _), code in zip(where.excerpt, _code(where), strict=True)
    ]
    return Content("\n").join([name, *rows])


def place(where: SourceLocation) -> str:
    """`hooks/twilio.js:14:12`, the file as seen from the working folder or the home folder."""
    return f"{seen_from_here(where.file)}{str(where).removeprefix(where.file)}"


def _gutter(number: int, digits: int, *, marked: bool) -> Content:
    if marked:
        return Content.styled(f"▸ {number:>{digits}} │ ", "bold $text-error")
    return Content.styled(f"  {number:>{digits}} │ ", MUTED)


def _code(where: SourceLocation) -> list[Content]:
    """The lines without what they are all indented by, colored one by one."""
    lines = [printable(text.rstrip()).replace("\n", " ") for _, text in where.excerpt]
    language = _LANGUAGES.get(PurePath(where.file).suffix, "text")
    from tui.widgets.code_colors import in_colors

    return [
        in_colors(line, language)
        for line in textwrap.dedent("\n".join(_window(lines, where.column))).split("\n")
    ]


def _window(lines: list[str], column: int | None) -> list[str]:
    """The part of the lines that is shown: their beginning, or what is around a far column."""
    if column is None or not _WIDEST < column <= max(map(len, lines)):
        return [line[:_WIDEST] for line in lines]
    start = column - _BEFORE
    return [f"…{line[start : start + _WIDEST]}" for line in lines]
