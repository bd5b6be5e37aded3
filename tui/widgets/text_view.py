"""A text to read, scroll and copy, under a note; and how texts and JSON are laid out for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from sessions.contract.json_text import JsonValue, beginning, pieces
from sessions.text import printable, printable_json
from tui.theme import MUTED

from .lines import JSON, SHOWN_LIMIT, Line, Row, lines_of_content
from .lines_view import LinesView

__all__ = ["JSON", "MUTED", "Row", "TextView", "json_lines", "json_text", "laid_out"]

STYLED_LIMIT: Final = 10_000
"""Characters of a `Content` that are styled; wrapping and coloring more would be felt."""
_STYLED_LINES: Final = 400
"""Lines that are: each takes some 0.1 ms of the screen's thread."""
_LAID_OUT_LIMIT: Final = 100_000
_VALUE_LIMIT: Final = 100_000
"""Characters of a JSON value that is shown after a name, of which all is written at once."""


def start_of(text: str) -> str:
    """As much of a text as is shown and little more, made printable."""
    return printable(text[: SHOWN_LIMIT + 1])


def json_text(value: JsonValue) -> str:
    """The beginning of a JSON value, laid out over lines."""
    return printable_json(beginning(value, _VALUE_LIMIT))


def json_lines(value: JsonValue) -> Iterator[str]:
    """The lines of a JSON value of any size, each written when it is asked for."""
    unfinished: list[str] = []
    for piece in pieces(value):
        if "\n" in piece:  # it writes none inside of a text
            before, *lines = piece.split("\n")
            yield printable_json("".join((*unfinished, before)))
            yield from map(printable_json, lines[:-1])
            unfinished = [lines[-1]]
        else:
            unfinished.append(piece)
    yield printable_json("".join(unfinished))


def laid_out(rows: Iterable[Row], most: int = _LAID_OUT_LIMIT) -> Content:
    """Rows under each other for a widget without a scroll of its own, styled where they are short:
    no more of them are made than `most` characters, and the one after."""
    kept: list[Row] = []
    size = lines = 0
    for row in rows:
        kept.append(row)
        size += sum(len(text) for text, _ in row) + 1
        lines += sum(text.count("\n") for text, _ in row) + 1
        if size > most:
            break
    if size > STYLED_LIMIT + 1 or lines > _STYLED_LINES:
        return Content("\n".join("".join(text for text, _ in row) for row in kept))
    return Content("\n").join(Content.assemble(*map(_styled, row)) for row in kept)


def _styled(span: tuple[str, str]) -> Content:
    text, style = span
    if style == JSON:
        from .code_colors import in_colors

        return in_colors(text, "json")
    return Content.styled(text, style) if style else Content(text)


class TextView(Widget):
    """Shows a text of any length under an optional note; both are mounted when they are needed
    first, which most of several tabs never are."""

    DEFAULT_CSS = """
    TextView {
        height: 1fr;
        & .note { color: $text-muted; padding: 0 1; height: auto; }
    }
    """

    @property
    def is_used(self) -> bool:
        """Whether anything has been shown, or asked for what scrolls."""
        return bool(self.children)

    @property
    def lines(self) -> LinesView:
        """What scrolls."""
        self._be_used()
        return self.query_one(LinesView)

    def forget(self) -> None:
        """Show nothing."""
        if self.is_used:
            self.show(())

    def _be_used(self) -> None:
        if not self.is_used:
            note = Static(classes="note", id="note", markup=False)
            note.display = False
            self.mount(note, LinesView())

    def show(
        self, text: Content | Iterable[Line], note: str = "", *, keeps_place: bool = False
    ) -> None:
        """Show a text, which must be printable, from its beginning, with `note` above it."""
        lines = lines_of_content(text) if isinstance(text, Content) else text
        self.note(note)
        self.lines.show(lines, keeps_place=keeps_place)

    def note(self, text: str) -> None:
        """Change the note; none where it is empty."""
        self._be_used()
        note = self.query_one("#note", Static)
        note.update(Content(text))
        note.display = bool(text)
