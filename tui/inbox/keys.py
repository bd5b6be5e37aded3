"""The keys of the inbox."""

from __future__ import annotations

from functools import partial
from typing import Final

from tui.widgets.key_bar import screen_key

_key: Final = partial(screen_key, "inbox")

KEYS: Final = (
    _key("ctrl+f", "find", "find", "Find", "A number, a text, a code or a provider", show=True),
    _key("f2", "number", "number", "Number", "Only the current number, and all again", show=True),
    _key("f3", "request", "request", "Request", "Request and answer for the phone", show=True),
    _key("f4", "others", "others", "Others", "Requests without a message too", show=True),
    _key("c", "copy", "copy", "Copy code", "Copy the code of the current message", show=True),
    _key("f8", "clear", "clear", "Clear", "Take away all that is listed", show=True),
    _key("f1", "help", "app.help", "Help", "The keys, and what each outcome means", show=True),
    _key("ctrl+p", "palette", "app.command_palette", "Palette", "Themes and the like"),
    _key("escape", "back", "back", "Back", "To the list; there, look for nothing any more"),
)
"""In the order of the line below."""
