"""A text of any size to read, scroll and copy: styled while short, plain and cut when long."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from pygments.token import Token
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.highlight import HighlightTheme, highlight
from textual.widget import Widget
from textual.widgets import Static, TextArea

from sessions.contract.json_text import JsonValue, beginning
from sessions.text import printable, printable_json

STYLED_LIMIT: Final = 10_000
"""Characters up to which a text is styled; wrapping and coloring more of them would be felt."""

STYLED_LINES: Final = 400
"""Lines up to which a text is styled: each takes some 0.1 ms of the screen's thread."""

SHOWN_LIMIT: Final = 100_000
"""Characters that are shown at most."""

SHOWN_LINES: Final = 1_000
"""Lines that are shown at most. A text of both takes some 40 ms of the screen's thread."""

JSON: Final = "json"
"""The style of a span that is JSON, colored as such."""

Row: TypeAlias = "Sequence[tuple[str, str]]"
"""Texts, each printable, and their styles; what is a text only has the style ``."""

_LINE_LIMIT: Final = 2_000
_LONG_LINE: Final = re.compile(f"([^\n]{{{_LINE_LIMIT}}})(?=[^\n])")


MUTED: Final = "$foreground-muted"
"""The style of what is read second. (`$text-muted` may be `auto 60%`, lost on styled text.)"""


class CodeColors(HighlightTheme):
    """Colors of JSON and source lines, all from the theme, so that they change with it."""

    STYLES: dict[tuple[str, ...], str] = {  # noqa: RUF012 (not declared a class variable upstream)
        Token.Comment: f"{MUTED} italic",
        Token.Keyword: "$text-accent",
        Token.Keyword.Constant: "$text-warning",
        Token.Literal.Number: "$text-warning",
        Token.Literal.String: "$text-success",
        Token.Name.Tag: "$text-primary",
        Token.Name.Builtin: "$text-primary",
        Token.Name.Function: "$text-primary",
    }


def start_of(text: str) -> str:
    """As much of a text as is shown and little more, made printable."""
    return printable(text[: SHOWN_LIMIT + 1])


def json_text(value: JsonValue) -> str:
    """As much of a JSON value as is shown and little more, laid out over lines."""
    return printable_json(beginning(value, SHOWN_LIMIT + 1))


def json_content(value: JsonValue) -> Content:
    """A JSON value laid out over lines, and colored where it is short."""
    return laid_out([[(json_text(value), JSON)]])


def laid_out(rows: Iterable[Row], most: int = SHOWN_LIMIT) -> Content:
    """Rows under each other, styled where they are short: no more of them are made than `most`
    characters, and `SHOWN_LINES`, and the one after."""
    kept: list[Row] = []
    size = lines = 0
    for row in rows:
        kept.append(row)
        size += sum(len(text) for text, _ in row) + 1
        lines += sum(text.count("\n") for text, _ in row) + 1
        if size > most or lines > SHOWN_LINES:
            break
    if size > STYLED_LIMIT + 1 or lines > STYLED_LINES:
        return Content("\n".join("".join(text for text, _ in row) for row in kept))
    return Content("\n").join(Content.assemble(*map(_styled, row)) for row in kept)


def _styled(span: tuple[str, str]) -> Content:
    text, style = span
    if style == JSON:
        return highlight(text, language="json", theme=CodeColors)
    return Content.styled(text, style) if style else Content(text)


class TextView(Widget):
    """Shows a `Content` under an optional note.

    Up to `STYLED_LIMIT` characters, in `STYLED_LINES`, as they are styled; a longer text without
    its styles in a read-only `TextArea`, which renders only what is in sight, and up to
    `SHOWN_LIMIT` characters and `SHOWN_LINES`.
    """

    DEFAULT_CSS = """
    TextView {
        height: 1fr;
        & .note { color: $text-muted; padding: 0 1; height: auto; }
        & #short { height: 1fr; scrollbar-size-vertical: 1; }
        & #styled { padding: 0 1; }
        & #long {
            height: 1fr; border: none; padding: 0 1; background: transparent;
            scrollbar-size-vertical: 1;
            &:focus { border: none; }
        }
    }
    """

    def compose(self) -> ComposeResult:
        yield Static(classes="note", id="note", markup=False)
        with VerticalScroll(id="short"):
            yield Static(id="styled", markup=False)
        yield TextArea(
            read_only=True,
            show_cursor=False,
            highlight_cursor_line=False,
            soft_wrap=True,
            id="long",
        )

    def on_mount(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Show nothing."""
        self.show(Content(""))

    def show(self, content: Content, note: str = "") -> None:
        """Show `content`, which must be printable, from its beginning, with `note` above it."""
        text = content.plain
        styled = len(text) <= STYLED_LIMIT and text.count("\n") < STYLED_LINES
        shown = "" if styled else _shown(text)
        if not styled:
            note = "\n".join(filter(None, (note, _cut_note(text, shown))))
        self.query_one("#note", Static).update(Content(note))
        self.query_one("#note").display = bool(note)
        self.query_one("#short").display = styled
        self.query_one("#long").display = not styled
        self.query_one("#styled", Static).update(content if styled else Content(""))
        self.query_one("#long", TextArea).text = _fold(shown)
        self.query_one("#short").scroll_home(animate=False)


def _shown(text: str) -> str:
    """The first lines and characters of a text, as many as are shown."""
    return "\n".join(text[:SHOWN_LIMIT].split("\n", SHOWN_LINES)[:SHOWN_LINES])


def _cut_note(text: str, shown: str) -> str:
    if len(shown) < len(text):
        return f"Shown without colors, and only the first {len(shown):,} characters."
    return f"{len(text):,} characters: shown without colors."


def _fold(text: str) -> str:
    """The text with overlong lines broken: wrapping one of 200,000 characters takes seconds."""
    return _LONG_LINE.sub(r"\1\n", text)
