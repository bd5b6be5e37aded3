"""Text of hooks, servers and files made safe for a line of a report."""

from __future__ import annotations


def on_one_line(text: str) -> str:
    """White space that breaks a line becomes a blank; other control characters become escapes."""
    return "".join(
        char if char.isprintable() else " " if char.isspace() else ascii(char)[1:-1]
        for char in text
    )
