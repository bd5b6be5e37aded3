"""The keys of the workbench. They come before an editor's own, but for Escape."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import Final

from textual.widgets import Input

from tui.widgets.key_bar import KeyBar, help_key, palette_key, screen_key

from .columns import Places

_key: Final = partial(screen_key, "workbench")

KEYS: Final = (
    _key("f5", "send", "do('send')", "Send", "Send this invocation to its target", show=True),
    _key(
        "f6",
        "replay",
        "do('replay')",
        "Replay",
        "Send all invocations of the session, and compare",
        show=True,
    ),
    _key("ctrl+s", "save", "do('save')", "Save", "Save the session as TOML", show=True),
    _key("ctrl+o", "open", "do('open')", "Open", "Open a session file or a folder", show=True),
    palette_key("workbench", show=True),
    help_key("workbench"),
    _key("f7", "expect", "do('expect')", "Expect", "Expect this outcome from now on"),
    _key("f9", "debug", "do('debug')", "Debug", "Send; the hook waits for a debugger"),
    _key(
        "f8",
        "live",
        "do('live')",
        "Live",
        "LIVE: let calls really reach the providers, or catch them again",
    ),
    _key("ctrl+r", "watch", "do('watch')", "Watch", "Send again whenever a file changes"),
    _key("ctrl+n", "new", "do('new')", "New", "Begin a new session with the example"),
    _key("ctrl+z", "undo", "do('undo')", "Undo", "Undo the last edit"),
    _key(
        "ctrl+y,ctrl+shift+z",
        "redo",
        "do('redo')",
        "Redo",
        "Redo the edit that was undone",
    ),
    _key("ctrl+e", "editor", "do('editor')", "Editor", "Edit the field in your own editor"),
    _key("f10", "make_up", "do('make_up')", "Make up", "Offer made-up values for the field"),
    _key("ctrl+g", "jump", "do('jump')", "Jump", "Jump to anything on the screen by a letter"),
    _key("ctrl+f", "find", "do('find')", "Find", "Find in the outcome, the form or the list"),
    _key("ctrl+d", "duplicate", "do('duplicate')", "Duplicate", "Duplicate the current invocation"),
    _key("ctrl+up,alt+up", "before", "do('step', -1)", "Before", "To the previous invocation"),
    _key("ctrl+down,alt+down", "next", "do('step', 1)", "Next", "To the next invocation"),
    _key("f2", "sessions", "do('place', 'sessions')", "Sessions", "Go to the sessions"),
    _key("f3", "form", "do('place', 'form')", "Form", "Go to the form"),
    _key("f4", "outcome", "do('place', 'outcome')", "Outcome", "Go to the outcome"),
    _key(
        "f12",
        "maximize",
        "do('maximize')",
        "Maximize",
        "Give this column the whole width, or take it back",
    ),
    _key("alt+shift+right", "grow", "do('grow', 1)", "Wider", "Make the column wider"),
    _key("alt+shift+left", "shrink", "do('grow', -1)", "Narrower", "Make the column narrower"),
    _key("n", "next-failure", "do('failure', 1)", "Next ✗", "To the next invocation that failed"),
    _key("N", "failure-before", "do('failure', -1)", "✗ before", "To the previous one that failed"),
    _key("u", "undo-this", "do('undo')", "Undo", "Undo the last edit, outside of text fields"),
    _key(
        "x",
        "expect-this",
        "do('expect')",
        "Expect this",
        "Expect this outcome, outside of text fields",
    ),
    _key("escape", "cancel", "do('cancel')", "Cancel", "Cancel what is being sent"),
)
"""What each does: `actions`."""

_BY_ID: Final = {(key.id or "").removeprefix("workbench."): key for key in KEYS}
_BARS: Final = {
    "running": ("cancel", "outcome", "palette", "help"),
    "form": ("send", "replay", "outcome", "save", "sessions", "undo", "palette", "help"),
    "sessions": ("send", "replay", "form", "open", "next-failure", "save", "palette", "help"),
    "outcome": (
        *("send", "replay", "form", "next-failure", "expect-this", "sessions", "maximize"),
        *("palette", "help"),
    ),
}
"""What the bar shows, by the place that has the focus, and while something is under way. Where
there is room for few, the way to other places comes before what can wait: nothing else names it."""

_OF_OUTCOMES: Final = ("next-failure", "expect-this")
"""What has nothing to do before anything was sent."""


class CurrentKeys:
    """Has the bar show the keys that matter where the focus is, the next step before them."""

    def __init__(self, bar: KeyBar, places: Places) -> None:
        self._bar = bar
        self._places = places

    def show(
        self, step: str = "", *, is_running: bool = False, idle: Collection[str] = _OF_OUTCOMES
    ) -> None:
        """Show them as it is now; `step` is the next one, by its name in `KEYS`, and `idle` are
        those that have nothing to do."""
        bar = _BARS["running" if is_running else self._places.shown]
        idle = {*idle, *(() if self._places.are_several else ("maximize",))}
        if isinstance(self._bar.screen.focused, Input):  # which takes letters, but not Escape
            idle |= {name for name in bar if len(_BY_ID[name].key) == 1}
        first = None if step in idle else _BY_ID.get(step)
        self._bar.offer((_BY_ID[name] for name in bar if name not in idle), first=first)
