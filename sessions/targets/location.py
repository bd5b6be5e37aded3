"""The texts that name a target by its file: `hook.js`, `action.js:EXPORT`, `file.py:function`."""

from __future__ import annotations

import re
from typing import Final

HOOK_FILE: Final = re.compile(
    r"(?P<path>.*\.[cm]?js)(?::(?P<export>[\w$]*))?", re.IGNORECASE | re.DOTALL
)
PYTHON_FILE: Final = re.compile(
    r"(?P<path>.*\.py)(:(?P<function>[^\W\d][\w.]*))?", re.IGNORECASE | re.DOTALL
)


def file_of(location: str) -> str | None:
    """The file that a location names, without what is called in it; None where it names none."""
    match = HOOK_FILE.fullmatch(location) or PYTHON_FILE.fullmatch(location)
    return match["path"] if match else None
