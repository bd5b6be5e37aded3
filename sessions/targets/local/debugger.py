"""Debugging a hook: where a debugger attaches."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

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
