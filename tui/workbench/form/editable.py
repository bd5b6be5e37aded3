"""Which texts an editor gives back exactly as they were; how any other value is written for it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from sessions.contract.json_text import JsonValue, dumps
from sessions.files import real_path
from sessions.text import printable, printable_json

MOST_EDITED: Final = 100_000
"""Characters of a text that an editor takes; a longer one is shown in part, to be read only."""

LONGEST_LINE: Final = 5_000
"""Characters of one line that an editor takes: it wraps a whole line anew at every key."""

# Controls, the separators at which editors part lines, marks that reorder text, lone surrogates.
_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_LINES = re.compile(_LINE.pattern.replace("\x00-\x1f", "\x00-\x08\x0b-\x1f"))


def is_plain(text: str, *, lines: bool = False) -> bool:
    """Whether an editor of one line, or of many `lines`, shows `text` and gives it back exactly."""
    return not (_LINES if lines else _LINE).search(text)


def is_too_long(text: str) -> bool:
    """Whether editing `text` would be slow to a degree that is felt."""
    if len(text) <= LONGEST_LINE:
        return False
    return len(text) > MOST_EDITED or max(map(len, text.split("\n"))) > LONGEST_LINE


def excerpt(text: str) -> str:
    """The part of a text that is too long which can still be shown, its longest lines folded."""
    lines = text[:MOST_EDITED].split("\n")
    return "\n".join(
        line[at : at + LONGEST_LINE]
        for line in lines
        for at in range(0, max(1, len(line)), LONGEST_LINE)
    )


def json_text(value: JsonValue, *, indent: int | None = 2) -> str:
    """`value` as JSON that an editor shows and gives back exactly."""
    return printable_json(dumps(value, indent=indent))


def short_path(path: Path, folder: Path | None = None) -> str:
    """`path` as a person would write it: relative to `folder` (default: the current one)."""
    base = real_path(folder or Path.cwd())
    full = real_path(path)
    return printable(str(full.relative_to(base) if full.is_relative_to(base) else path))


def session_title(path: Path | None) -> str:
    """What a session is called, by its file; None for one that was never saved."""
    return short_path(path) if path else "new session"
