"""The keys of the demo. They come before those of the page, but for Space and Escape."""

from __future__ import annotations

from functools import partial
from typing import Final

from tui.widgets.key_bar import screen_key

_key: Final = partial(screen_key, "demo")

KEYS: Final = (
    _key("f2", "language", "language", "Language", "Another language for messages", show=True),
    _key("f3", "fault", "fault", "Fault", "Let the provider fail, or work again", show=True),
    _key("f4", "log", "log", "Log", "All of the tenant's log, and back", show=True),
    _key("f6", "minute", "forward(60)", "+1 min", "Put the clock forward a minute", show=True),
    _key("f7", "expire", "expire", "Expire", "Put the clock forward until the code expires"),
    _key("f9", "play", "play", "Play", "Let the demo run by itself from the start"),
    _key("ctrl+s", "save", "save", "Save", "Save what the hook was sent as a session", show=True),
    _key("f1", "help", "app.help", "Help", "The keys, and what each outcome means", show=True),
    _key("ctrl+p", "palette", "app.command_palette", "Palette", "Themes and the like"),
    _key("ctrl+n", "new", "new", "New user", "Begin again, with nobody enrolled"),
    _key("space", "pause", "pause", "Pause", "Pause the demo that runs by itself, or go on"),
    _key("escape", "leave", "leave", "Leave", "Give up what is sent; else back to the workbench"),
)
"""In the order of the footer."""
