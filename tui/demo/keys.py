"""The keys of the demo. They come before those of the page, but for Space, Escape, and those with
which what has the focus may scroll."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

from textual.binding import Binding

from tui.widgets.key_bar import screen_key

_key: Final = partial(screen_key, "demo")
_do: Final = "do('{}')".format


def _may_scroll(*key: str) -> Binding:
    """A key that a list that has the focus scrolls by."""
    return replace(_key(*key), priority=False)


KEYS: Final = (
    _key("f2", "language", _do("language"), "Language", "Another language", show=True),
    _key("f3", "fault", _do("fault"), "Fault", "Let the provider fail, or work again", show=True),
    _key("f4", "log", "log", "Log", "All of the tenant's log, and back", show=True),
    _key("f5", "present", "present", "Present", "Page and phone large, and back", show=True),
    _key("f6", "minute", "do('forward', 60)", "+1 min", "Put the clock forward", show=True),
    _key("f7", "expire", _do("expire"), "Expire", "Put the clock forward until the code expires"),
    _key("f8", "type", _do("type"), "Type code", "Type the code that came to the phone"),
    _key("f9", "play", _do("play"), "Play", "Let the demo run by itself from the start"),
    _key("ctrl+s", "save", _do("save"), "Save", "Save what was sent as a session", show=True),
    _key("f1", "help", "app.help", "Help", "The keys, and what each outcome means", show=True),
    _key("ctrl+p", "palette", "app.command_palette", "Palette", "Themes and the like"),
    _may_scroll("pagedown", "next", _do("next"), "Next", "Do what the line above the keys says"),
    _may_scroll("pageup,ctrl+z", "back", _do("back"), "Back", "Take the last step back"),
    _key("ctrl+n", "new", _do("new"), "Start again", "Start again, with nobody enrolled"),
    _key("space", "pause", _do("pause"), "Pause", "Pause the demo that runs by itself, or go on"),
    _key("escape", "leave", "leave", "Leave", "Give up what is sent; else to the workbench"),
)
"""In the order of the footer."""
