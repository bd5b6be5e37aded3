"""Which versions of the file's format there are."""

from __future__ import annotations

from typing import Final

from .errors import describe

FORMAT: Final = 1
"""The `format` that this version writes, and the newest that it reads."""


def format_problem(found: object) -> str | None:
    """What is wrong with a `format`; None where this version reads it."""
    if type(found) is not int or found < 1:
        return f"found {describe(found)}, wanted format = {FORMAT}"
    if found > FORMAT:
        return f"found {found}, which is newer than this offhook reads ({FORMAT}); update offhook"
    return None
