"""A text of any size to read, scroll and copy: styled while short, plain and cut when long."""

from __future__ import annotations

import re
from typing import Final

from pygments.token import Token
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.highlight import HighlightTheme, highlight
from textual.widget import Widget
from textual.widgets import Static, TextArea

from sessions.contract.jsontext import JsonValue, dumps
from tui.untrusted import printable_json

STYLED_LIMIT: Final = 20_000
"""Characters up to which a text is styled; wrapping and coloring more of them would be felt."""

SHOWN_LIMIT: Final = 200_000
"""Characters that are shown at most."""

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


def json_content(value: JsonValue) -> Content:
    """A JSON value laid out over lines, and colored where it is short."""
    text = printable_json(dumps(value, indent=2))
    if len(text) > STYLED_LIMIT:
        return Content(text)
    return highlight(text, language="json", theme=CodeColors)


class TextView(Widget):
    """Shows a `Content` under an optional note.

    Up to `STYLED_LIMIT` characters as they are styled; a longer text without its styles in a
    read-only `TextArea`, which renders only what is in sight, and up to `SHOWN_LIMIT` characters.
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
        styled = len(text) <= STYLED_LIMIT
        if not styled:
            note = "\n".join(filter(None, (note, _cut_note(text))))
        self.query_one("#note", Static).update(Content(note))
        self.query_one("#note").display = bool(note)
        self.query_one("#short").display = styled
        self.query_one("#long").display = not styled
        self.query_one("#styled", Static).update(content if styled else Content(""))
        self.query_one("#long", TextArea).text = "" if styled else _fold(text[:SHOWN_LIMIT])
        self.query_one("#short").scroll_home(animate=False)


def _cut_note(text: str) -> str:
    size = f"{len(text):,} characters: shown without colors"
    if len(text) > SHOWN_LIMIT:
        return f"{size}, and only the first {SHOWN_LIMIT:,} of them."
    return f"{size}."


def _fold(text: str) -> str:
    """The text with overlong lines broken: wrapping one of 200,000 characters takes seconds."""
    return _LONG_LINE.sub(r"\1\n", text)
