"""Text of hooks, servers and files made safe for a line of a report."""

from __future__ import annotations

import re
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
