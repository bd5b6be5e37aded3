"""Where two values of JSON differ, part by part."""

from __future__ import annotations

from collections.abc import Iterator

from sessions.contract.json_path import ABSENT, JsonPath, format_path

from .bodies import as_json
from .difference import Difference, Side
from .likeness import Likeness

_DEEPEST = 200


def differing(
    a: Side, b: Side, path: JsonPath, like: Likeness, *, loose: bool = False
) -> Iterator[Difference]:
    """The places below `path` where two values differ, in the order of `a`.

    The order of keys does not count; a text that holds an object or an array in JSON is compared
    as that. `loose`: of what is written in two formats, numbers and texts are compared as texts.
    """
    a, b = _opened(a, b, len(path))
    if isinstance(a, dict) and isinstance(b, dict):
        for key in dict.fromkeys([*a, *b]):
            inner = (*path, key)
            yield from differing(a.get(key, ABSENT), b.get(key, ABSENT), inner, like, loose=loose)
    elif isinstance(a, list) and isinstance(b, list):
        for at in range(max(len(a), len(b))):
            one, other = (items[at] if at < len(items) else ABSENT for items in (a, b))
            yield from differing(one, other, (*path, at), like, loose=loose)
    elif isinstance(a, dict | list) or isinstance(b, dict | list):
        yield Difference(format_path(path), a, b)
    elif not like.values(a, b, name=_name(path), loose=loose):
        yield Difference(format_path(path), a, b)


def _opened(a: Side, b: Side, depth: int) -> tuple[Side, Side]:
    """Two texts that both hold JSON as what they hold."""
    if not (isinstance(a, str) and isinstance(b, str)) or a == b or depth >= _DEEPEST:
        return a, b
    if a.lstrip()[:1] not in ("{", "[") or b.lstrip()[:1] not in ("{", "["):
        return a, b
    one, other = as_json(a), as_json(b)
    if isinstance(one, str) or isinstance(other, str):
        return a, b
    return one, other


def _name(path: JsonPath) -> str:
    """The name that the value at a path goes under, items of a list under that of the list."""
    return next((step for step in reversed(path) if isinstance(step, str)), "")
