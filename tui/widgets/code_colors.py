"""JSON and source code in the colors of the theme.

It comes with Pygments, which takes 20 ms to load: import it where something is colored.
"""

from __future__ import annotations

from pygments.token import Token
from textual.content import Content
from textual.highlight import HighlightTheme, highlight

from tui.theme import MUTED


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


def in_colors(code: str, language: str) -> Content:
    """The code, colored as a language that Pygments knows by this name."""
    return highlight(code, language=language, theme=CodeColors)
