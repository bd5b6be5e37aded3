"""Paths into a payload, `context.user."odd.key"[0]`: parse, format, get, put, remove."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final, TypeAlias

from sessions.errors import OffhookError

from .json_text import JsonValue, dumps, same

JsonPath: TypeAlias = tuple[str | int, ...]


class Absent:
    """The type of `ABSENT`, which stands for a field that is not there."""

    def __repr__(self) -> str:
        return "ABSENT"

    def __bool__(self) -> bool:
        return False


ABSENT: Final = Absent()


class PathError(OffhookError, ValueError):
    """A path that cannot be read, or that leads through something with no parts."""


_BARE = re.compile(r"[^\s.\[\]\"=]+")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_INDEX = re.compile(r"\[(\d{1,9})\]")


def parse_path(text: str) -> JsonPath:
    """Read a path: bare keys parted by dots, other keys as JSON strings, `[n]` for array items.

    Raises:
        PathError: naming the place where the text stops being a path.
    """
    steps: list[str | int] = []
    at = 0
    while at < len(text) or not steps:
        if text.startswith("[", at):
            match = _INDEX.match(text, at)
            if match is None:
                raise _unreadable(text, at, "an index such as [0]")
            steps.append(int(match[1]))
        else:
            if steps:
                if text[at] != ".":
                    raise _unreadable(text, at, "a dot or an index")
                at += 1
            match = _QUOTED.match(text, at) or _BARE.match(text, at)
            if match is None:
                raise _unreadable(text, at, 'a key, or a key in quotes such as "a.b"')
            steps.append(_key(match[0], text, at))
        at = match.end()
    return tuple(steps)


def format_path(path: JsonPath) -> str:
    """Write a path so that `parse_path` gives it back."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            key = step if _BARE.fullmatch(step) and step.isprintable() else json.dumps(step)
            text += f".{key}" if text else key
    return text


def is_within(path: JsonPath, outer: JsonPath) -> bool:
    """Whether a path is `outer`, or leads on from there: `outbound[0].body.id` is within
    `outbound[0].body`. Where `outer` has no index, it stands for all items of arrays."""
    if not any(isinstance(step, int) for step in outer):
        path = tuple(step for step in path if isinstance(step, str))
    return path[: len(outer)] == outer


def get(value: JsonValue, path: JsonPath) -> JsonValue | Absent:
    """The value at `path`, or ABSENT where there is none."""
    for step in path:
        if isinstance(step, str) and isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(step, int) and isinstance(value, list) and step < len(value):
            value = value[step]
        else:
            return ABSENT
    return value


def texts(value: JsonValue, path: JsonPath = ()) -> Iterator[tuple[JsonPath, str]]:
    """Every string in a value, in order, each with its path; `path` is the value's own.

    >>> list(texts({"a": ["x", 1]}))
    [(('a', 0), 'x')]
    """
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from texts(item, (*path, key))
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield from texts(item, (*path, at))


def changed(
    before: JsonValue | Absent, after: JsonValue | Absent, path: JsonPath = ()
) -> Iterator[JsonPath]:
    """The paths at which two values differ: in objects key by key, anything else as a whole.

    >>> list(changed({"a": {"b": 1, "c": []}}, {"a": {"b": 2, "c": []}, "d": None}))
    [('a', 'b'), ('d',)]
    """
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys([*before, *after]):
            yield from changed(before.get(key, ABSENT), after.get(key, ABSENT), (*path, key))
    elif isinstance(before, Absent) or isinstance(after, Absent):
        if before is not after:
            yield path
    elif not same(before, after):
        yield path


def describe(field: JsonValue | Absent) -> str:
    """A field in words, short enough for a message: `a number (5)`, `null`, `nothing`."""
    if isinstance(field, Absent):
        return "nothing"
    if field is None:
        return "null"
    if isinstance(field, bool):
        return "true" if field else "false"
    if isinstance(field, dict):
        return "an object"
    if isinstance(field, list):
        return "an array"
    kind = "a string" if isinstance(field, str) else "a number"
    text = dumps(field)
    return f"{kind} ({text if len(text) <= 40 else text[:39] + '…'})"


def put(value: JsonValue, path: JsonPath, new: JsonValue) -> JsonValue:
    """A copy of `value` with `new` at `path`; objects on the way that are absent or null are made.

    Only what lies on the path is copied. An array can be extended by one item at its end.

    Raises:
        PathError: the path leads through a string, a number, … or past the end of an array.
    """
    return _put(value, path, 0, new)


def remove(value: JsonValue, path: JsonPath) -> JsonValue:
    """A copy of `value` without the field at `path`; the same where it is absent already."""
    if not path or get(value, path) is ABSENT:
        return value
    parent, last = get(value, path[:-1]), path[-1]
    if isinstance(parent, dict):
        return put(value, path[:-1], {key: item for key, item in parent.items() if key != last})
    if isinstance(parent, list):
        return put(value, path[:-1], [item for at, item in enumerate(parent) if at != last])
    return value


def _put(value: JsonValue | Absent, path: JsonPath, done: int, new: JsonValue) -> JsonValue:
    if done == len(path):
        return new
    step = path[done]
    if isinstance(step, str):
        if value is None or isinstance(value, Absent):
            value = {}
        if isinstance(value, dict):
            return {**value, step: _put(value.get(step, ABSENT), path, done + 1, new)}
        raise PathError(f"{format_path(path[:done]) or 'the payload'} is not an object")
    if isinstance(value, list) and step <= len(value):
        item = value[step] if step < len(value) else ABSENT
        return [*value[:step], _put(item, path, done + 1, new), *value[step + 1 :]]
    raise PathError(f"{format_path(path[: done + 1])}: no such array item")


def _key(token: str, text: str, at: int) -> str:
    if not token.startswith('"'):
        return token
    try:
        return json.loads(token)
    except json.JSONDecodeError:
        raise _unreadable(text, at, "a key in quotes, escaped as in JSON") from None


def _unreadable(text: str, at: int, wanted: str) -> PathError:
    found = f"found {text[at : at + 12]!r}" if at < len(text) else "the path ends"
    return PathError(f"path {text!r}, column {at + 1}: {found}, wanted {wanted}")
