"""The Action that sends each event of a tenant to a listener."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sessions.contract.invocation import Trigger
from sessions.platforms.current import PLATFORM

_SHARED: Final = "forward.js"


def forward_code(trigger: Trigger) -> str:
    """The source of one for a trigger, `send-phone-message` or `custom-phone-provider`.

    It signs what it sends as `signing` wants it, with its secret `LISTEN_SECRET`, and sends it to
    its secret `LISTEN_URL`.
    """
    folder = Path(PLATFORM.forwarder)
    names = (f"{PLATFORM.events.TRIGGERS[trigger]}.js", _SHARED)
    return "".join((folder / name).read_text(encoding="utf-8") for name in names)
