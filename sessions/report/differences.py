"""A place where two outcomes differ, on one line; of long texts the part in which they do."""

from __future__ import annotations

from typing import Final

from sessions.contract.json_path import Absent
from sessions.contract.json_text import dumps
from sessions.differences.difference import Difference, Side

_LONGEST: Final = 72
"""Characters of a value that are shown."""
_AROUND: Final = 20
"""Those of a text that stand before the first that differs."""
_NOT_THERE: Final = "nothing"


def difference_line(one: Difference) -> str:
    """`outbound[0].message.text  "Your code is 1" → "Code 1"`."""
    return f"{one.path}  {' → '.join(values(one.a, one.b))}"


def values(a: Side, b: Side) -> tuple[str, str]:
    """Two values, of long texts the part in which the first difference is."""
    if isinstance(a, str) and isinstance(b, str):
        start = max(0, _shared(a, b) - _AROUND)
        return _excerpt(a, start), _excerpt(b, start)
    return _value(a), _value(b)


def _shared(a: str, b: str) -> int:
    """How many characters both begin with."""
    pairs = enumerate(zip(a, b, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(a), len(b)))


def _excerpt(text: str, start: int) -> str:
    end = start + _LONGEST
    cut = f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
    return dumps(cut)


def _value(side: Side) -> str:
    if isinstance(side, Absent):
        return _NOT_THERE
    text = dumps(side)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
