"""How what reports are full of is written: texts of hooks, servers and files, and moments."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

_COMMAND: Final = re.compile(r"##(?=\w*\[)")
"""What runners of jobs look for anywhere in a line: `##[error]`, `##vso[task…]`, `##teamcity[`."""


def on_one_line(text: str) -> str:
    """White space that breaks a line becomes a blank; other control characters become escapes.

    No part of it is a command to the runner of a job, as long as something stands before it: a
    command as `::error::` begins its line.
    """
    line = "".join(
        char if char.isprintable() else " " if char.isspace() else ascii(char)[1:-1]
        for char in text
    )
    return _COMMAND.sub("# #", line)


def moment(at: float) -> str:
    """Seconds since 1970 in the form of RFC 3339, section 5.6: `2026-11-27T12:16:05Z`."""
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%SZ}"
