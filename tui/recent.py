"""Which commands of the palette were used last, kept in the state folder."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from sessions.files import replace_private, state_folder

_MOST: Final = 20
_LARGEST: Final = 64 * 1024
"""Bytes of the file that are read; names of 20 commands have about 500."""


def recent_commands() -> list[str]:
    """Their names, the latest first; none where the file cannot be read, or is something else."""
    try:
        with (state_folder() / "commands.json").open("rb") as file:
            found = json.loads(file.read(_LARGEST))
    except (OSError, ValueError, RecursionError):
        return []
    return [name for name in found if isinstance(name, str)] if isinstance(found, list) else []


def remember_command(name: str, before: Sequence[str]) -> None:
    """Put a name before the others. Raises OSError."""
    names = [name, *(other for other in before if other != name)][:_MOST]
    replace_private(state_folder() / "commands.json", f"{json.dumps(names)}\n")
