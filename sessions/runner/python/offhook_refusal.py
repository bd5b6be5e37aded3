"""What capture cannot lead to the gateway is refused by an error that says why, and how to let it.

Programs are let run where there is no network for them to find; offhook learns of those too.
"""

from __future__ import annotations

import os
from typing import Any, cast

from offhook_channel import cut, say
from offhook_describe import call_site

CODE = "EOFFHOOK_CAPTURED"
MOST_REPORTED = 20

LONGEST_NAME = 200

_WHY = "offhook answers what a hook sends out itself"
_LIVE = "Send live (--live) to let it out."
_REFUSALS = {
    "udp": f"UDP to {{name}} was refused: {_WHY}, and answers HTTP only. {_LIVE}",
    "unix": f"The unix socket {{name}} was refused: {_WHY}, and answers TCP only. {_LIVE}",
    "socket": f"A connection to {{name}} was refused: {_WHY}, and cannot catch this one. {_LIVE}",
    "program": f"Starting {{name}} was refused: {_WHY}, and cannot answer another program. {_LIVE}",
    "library": f"Importing {{name}} was refused: {_WHY}, and cannot catch its calls. {_LIVE}",
}
_SHELLS = ("sh", "bash", "dash", "zsh", "cmd.exe")

_reported: set[tuple[str, str]] = set()


class CapturedError(OSError):
    """Something that would have gone past the gateway."""

    code = CODE


class CapturedImportError(ImportError):
    """A library that would go past the gateway: whoever can do without it gets to."""

    code = CODE


def refuse(what: str, name: str) -> None:
    """Refuse it: `what` is `udp`, `unix`, `socket` or `program`. Raises CapturedError."""
    report(what, name)
    raise CapturedError(_REFUSALS[what].format(name=name))


def refuse_library(name: str) -> None:
    """Refuse to import it. Raises CapturedImportError."""
    raise CapturedImportError(_REFUSALS["library"].format(name=name), name=name)


def report(what: str, name: str, **more: Any) -> None:
    """Report it to offhook, each thing once."""
    if (what, name) not in _reported and len(_reported) < MOST_REPORTED:
        _reported.add((what, name))
        say("blocked", what=what, name=cut(name, LONGEST_NAME), at=call_site(), **more)


def program_name(words: Any) -> str:
    """What somebody would call a program: its command, or what a shell is given."""
    if not isinstance(words, (list, tuple)):
        return os.fsdecode(words)
    parts = [os.fsdecode(word) for word in cast("list[Any]", words)]
    is_shell = len(parts) > 2 and os.path.basename(parts[0]) in _SHELLS  # noqa: PTH119
    return parts[2] if is_shell else parts[0]
