"""What is seen first of a session file: found in a millisecond, before the models are loaded, which
takes a tenth of a second."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sessions.contract.json_text import JsonValue
from sessions.store.toml.values import is_table

from .disk import read_text
from .errors import SessionError
from .format import format_problem
from .json_codec import PayloadError, decode

_MOST: Final = 100_000
"""Characters of a file that is looked at: what is larger would be read twice at some cost."""


@dataclass(frozen=True, slots=True)
class Glance:
    """The names of a session's invocations, in order, and the payload of the first."""

    names: tuple[str, ...]
    payload: JsonValue


def glance(path: Path) -> Glance | None:
    """What a file shows at a glance; None where it is large, or not plainly a session with
    invocations: reading it says what is wrong, here as with all that is not looked at."""
    try:
        text = read_text(path)
        document = tomllib.loads(text) if len(text) <= _MOST else {}
        invocations = document.get("invocation")
        if format_problem(document.get("format")) or not is_table(invocations):
            return None
        first = next(iter(invocations.values()), None)
        return Glance(tuple(invocations), decode(first)) if is_table(first) else None
    except (SessionError, PayloadError, RecursionError, ValueError):
        return None
