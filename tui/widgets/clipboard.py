"""What is copied goes to the terminal's clipboard, or where that takes it not into a file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from sessions.files import replace_private, state_folder

if TYPE_CHECKING:
    from pathlib import Path

    from textual.app import App

VARIABLE: Final = "OFFHOOK_CLIPBOARD"
"""`file` where the terminal has no clipboard, or keeps it from programs."""
MOST_BYTES: Final = 74_000 * 3 // 4
"""Of what is copied: terminals take OSC 52 with some 74,000 characters of Base64."""


def put(app: App[Any], text: str, environment: Mapping[str, str] = os.environ) -> Path | None:
    """Copy a text. None where the clipboard has it, else the file that does, which nobody but the
    user can read. Raises OSError where that cannot be written.

    Whether a terminal has taken a text it does not say; the variable is for those that never do.
    """
    content = text.encode("utf-8", "replace")  # a terminal takes no lone surrogates
    text = content.decode()
    if environment.get(VARIABLE) != "file" and len(content) <= MOST_BYTES:
        app.copy_to_clipboard(text)
        return None
    path = state_folder() / "copied.txt"
    replace_private(path, text)
    return path
