"""How one text became another, in a few words: cut, added to, or where they part."""

from __future__ import annotations

from typing import Final

_AROUND: Final = 12
"""Characters shown on either side of what differs."""
_MOST: Final = 40
"""Characters shown of what differs."""


def change_of(wanted: str, found: str, *, spoken: bool = False) -> str | None:
    """What was done to `wanted` so that it became `found`, or None where they are the same.

    `spoken`: it is said aloud, where white space and capitals make no difference.
    """
    if wanted == found or (spoken and _folded(wanted) == _folded(found)):
        return None
    if not found.strip():
        return "it is empty"
    if wanted.split() == found.split():
        return "its white space was changed"
    if _folded(wanted) == _folded(found):
        return "its capital letters were changed"
    if wanted and wanted in found:
        return _added(*found.split(wanted, 1))
    if found in wanted:
        return _cut(wanted, found)
    return _replaced(wanted, found)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _added(before: str, after: str) -> str:
    parts = [
        f"{_quoted(part)} was put {place}"
        for part, place in ((before, "before it"), (after, "behind it"))
        if part
    ]
    return " and ".join(parts)


def _cut(wanted: str, found: str) -> str:
    kept = f"{len(found)} of its {len(wanted)} characters"
    if wanted.startswith(found):
        return f"it was cut after {kept}"
    if wanted.endswith(found):
        return f"only the last {kept} were kept"
    return f"only {kept} were kept, {_quoted(found)}"


def _replaced(wanted: str, found: str) -> str:
    """The part that differs on both sides, with a little of what stands around it."""
    start = _shared(wanted, found)
    end = _shared(wanted[start:][::-1], found[start:][::-1])
    was, became = _part(wanted, start, len(wanted) - end), _part(found, start, len(found) - end)
    return f"{was} became {became}"


def _shared(one: str, other: str) -> int:
    """How many characters both begin with."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _part(text: str, start: int, end: int) -> str:
    begin, finish = max(0, start - _AROUND), min(len(text), end + _AROUND)
    before = "…" if begin else ""
    after = "…" if finish < len(text) else ""
    middle = text[start:end]
    if len(middle) > _MOST:
        return f"“{before}{_plain(text[begin:start] + middle[:_MOST])}…”"
    return f"“{before}{_plain(text[begin:finish])}{after}”"


def _quoted(text: str) -> str:
    return f"“{_plain(text if len(text) <= _MOST else text[:_MOST] + '…')}”"


def _plain(text: str) -> str:
    return text.replace("\n", "\\n")
