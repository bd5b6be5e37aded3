"""The names of HTTPie's fields, `context[user][ids][0]`, and the JSON that they make together
(https://httpie.io/docs/cli/nested-json)."""

from __future__ import annotations

import re
from typing import Final

from sessions.contract.json_text import JsonValue, is_array, is_object

_KEY: Final = re.compile(r"(?P<part>(?:\\.|[^\[\]\\])*+)(?=\[|$)", re.DOTALL)
_STEP: Final = re.compile(r"\[(?P<part>(?:\\.|[^\[\]\\])*+)\]", re.DOTALL)
_UNESCAPED: Final = re.compile(r"\\([\[\]\\]|\d)")
_DEEPEST: Final = 100
_LONGEST: Final = 10_000
"""Items of an array; `a[999999999]=x` would fill memory."""
_APPEND: Final = -1


class BadItem(ValueError):
    """A name that means no place, or one where something of another kind stands; a clause."""


def put_at(holder: dict[str, JsonValue], root: str, name: str, value: JsonValue) -> None:
    """Put a value at the place that a name means, into what `holder` has by the key `root`.

    Raises BadItem, and may have made what is around the place.

    >>> holder = {}
    >>> put_at(holder, "body", "context[codes][]", "1")
    >>> holder
    {'body': {'context': {'codes': ['1']}}}
    """
    steps = _steps(name)
    at: JsonValue = holder
    step: str | int = root
    for following in steps:
        is_key = isinstance(following, str)
        child = _child(at, step)
        if child is None:
            made: JsonValue = dict[str, JsonValue]() if is_key else list[JsonValue]()
            _set(at, step, child := made)
        elif not (is_object(child) if is_key else is_array(child)):
            raise BadItem(
                f"something else than {'an object' if is_key else 'an array'} stands there"
            )
        at, step = child, following
        if step == _APPEND and is_array(at):
            step = len(at)
    _set(at, step, value)


def _steps(name: str) -> list[str | int]:
    """The keys and positions of a name; -1 for an array's end."""
    first = _KEY.match(name)
    if first is None:
        raise BadItem("its brackets do not match")
    steps: list[str | int] = []
    if first["part"] or first.end() == len(name):
        steps.append(_UNESCAPED.sub(r"\1", first["part"]))
    at = first.end()
    while at < len(name):
        found = _STEP.match(name, at)
        if found is None:
            raise BadItem("its brackets do not match")
        part = found["part"]
        if not part:
            steps.append(_APPEND)
        elif part.isascii() and part.isdigit():
            steps.append(_position(part))
        else:
            steps.append(_UNESCAPED.sub(r"\1", part))
        at = found.end()
    if len(steps) > _DEEPEST:
        raise BadItem(f"it is nested more than {_DEEPEST} deep")
    return steps


def _position(text: str) -> int:
    if len(text) > len(str(_LONGEST)) or int(text) >= _LONGEST:
        raise BadItem(f"no array has more than {_LONGEST:,} items here")
    return int(text)


def _child(at: JsonValue, step: str | int) -> JsonValue:
    if is_object(at) and isinstance(step, str):
        return at.get(step)
    if is_array(at) and isinstance(step, int):
        return at[step] if step < len(at) else None
    raise AssertionError("unreachable: a container is made for its step")


def _set(at: JsonValue, step: str | int, value: JsonValue) -> None:
    if is_object(at) and isinstance(step, str):
        at[step] = value
    elif is_array(at) and isinstance(step, int):
        if step >= _LONGEST:
            raise BadItem(f"no array has more than {_LONGEST:,} items here")
        at += [None] * (step + 1 - len(at))
        at[step] = value
