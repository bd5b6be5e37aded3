"""Debugging a hook: what can be, and where a debugger attaches."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from .local import LocalTarget
from .target import Target
from .unready import Unready

_INSPECTOR: Final = re.compile(r"ws://(?P<address>[^/]+)/\S+")


@dataclass(frozen=True, slots=True)
class Attachment:
    """The ways to attach a debugger to the inspector at `url`."""

    url: str

    @property
    def address(self) -> str:
        """`127.0.0.1:PORT`, as editors and `node inspect` want it."""
        match = _INSPECTOR.fullmatch(self.url)
        return match["address"] if match else self.url

    @property
    def devtools(self) -> str:
        """What opens the debugger when it is pasted into the address bar of Chrome or Edge."""
        rest = self.url.removeprefix("ws://")
        return f"devtools://devtools/bundled/js_app.html?experiments=true&v8only=true&ws={rest}"

    @property
    def command(self) -> str:
        """What starts the debugger that Node brings along, in another terminal."""
        return f"node inspect {self.address}"


def debug_problem(target: Target) -> str | None:
    """Why a target cannot be debugged here; None where it can, or where sending says more.

    Looks for the hook's runtime, which may take tens of milliseconds.
    """
    info = target.info
    if info.kind == "remote":
        return f"{info.location} runs elsewhere; only a JavaScript hook of yours can be debugged"
    if not isinstance(target, LocalTarget):
        return None
    try:
        language = target.prepare().language
    except Unready:
        return None
    if language == "node":
        return None
    if info.kind == "starter":
        return "the starter runs as its Python twin here; only JavaScript can be debugged"
    return f"{info.location} is Python; only JavaScript can be debugged"
