"""The keys of the demo. They come before those of the page, but for Space, Escape, and those with
which what has the focus may scroll."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

from textual.binding import Binding

from tui.widgets.key_bar import help_key, palette_key, screen_key

_key: Final = partial(screen_key, "demo")
_do: Final = "do('{}')".format


def _may_scroll(*key: str) -> Binding:
    """A key that a list that has the focus scrolls by."""
    return replace(_key(*key), priority=False)


KEYS: Final = (
    _key("f2", "language", _do("language"), "Language", "Another language", show=True),
    _key("f3", "fault", _do("fault"), "Fault", "Make the provider fail, or work again", show=True),
    _key("f4", "log", "log", "Log", "Show more of the log, or less", show=True),
    _key(
        "f5", "present", "present", "Present", "Show page and phone large, or all again", show=True
    ),
    _key(
        "f6",
        "minute",
        "do('forward', 60)",
        "+1 min",
        "Put the clock forward by a minute",
        show=True,
    ),
    _key(
        "f7", "expire", _do("expire"), "Expire", "Put the clock forward until the code has expired"
    ),
    _key("f8", "type", _do("type"), "Type code", "Type the code that came to the phone"),
    _key("f9", "play", _do("play"), "Play", "Play the demo by itself from the start"),
    _key("ctrl+s", "save", _do("save"), "Save", "Save what was sent as a session", show=True),
    help_key("demo"),
    palette_key("demo"),
    _may_scroll(
        "pagedown", "next", _do("next"), "Next", "Take the next step, named above the keys"
    ),
    _may_scroll("pageup,ctrl+z", "back", _do("back"), "Back", "Go back a step"),
    _key("ctrl+n", "new", _do("new"), "Start again", "Start again, with nobody enrolled"),
    _key("space", "pause", _do("pause"), "Pause", "Pause a demo that plays by itself, or go on"),
    _key(
        "escape", "leave", "leave", "Leave", "Cancel what is being sent; else back to the workbench"
    ),
)
"""In the order of the footer."""
