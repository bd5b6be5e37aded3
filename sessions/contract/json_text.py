"""JSON text in and out, strictly: what cannot reach a hook unchanged is refused, by line."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias, TypeGuard

from sessions.errors import OffhookError

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"
JsonObject: TypeAlias = "dict[str, JsonValue]"

MAX_DEPTH = 200
"""Levels of objects and arrays that a payload may have; the payload itself is level 1."""

MOST_VALUES = 50_000
"""Values of what a hook or a server answers: more is not read as JSON. Each costs some
microseconds, and a hundred bytes, over and over."""


_SURROGATE = re.compile("[\ud800-\udfff]")


def is_object(value: object) -> TypeGuard[JsonObject]:
    """Whether a value that JSON text was read into is an object."""
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[list[JsonValue]]:
    """Whether a value that JSON text was read into is an array."""
    return isinstance(value, list)


def is_sequence(value: object) -> TypeGuard[Sequence[Any]]:
    """Whether a value is a list, or a tuple where a value of Python stands for an array."""
    return isinstance(value, (list, tuple))


class JsonError(OffhookError, ValueError):
    """A text that cannot be read as JSON; `line` and `column` count from 1, or are None."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        self.message = message
        self.line = line
        self.column = column
        super().__init__(f"line {line}, column {column}: {message}" if line else message)


class TooManyValues(OffhookError, ValueError):
    """A text with more commas and brackets than JSON of so many values can have."""


def loads(text: str | bytes, *, most_values: int | None = None) -> JsonValue:
    """Read one JSON document (RFC 8259).

    Refused beyond the RFC's grammar, since each would change silently on the way to the hook:
    a key given twice in one object, `NaN` and `Infinity`, a number too large for a double,
    more than `MAX_DEPTH` levels, bytes that are not UTF-8.

    Raises:
        JsonError: with the line and column where known.
        TooManyValues: there may be more than `most_values`, by the number of commas and
            brackets, those in strings too, before anything is made of them.
    """
    if most_values is not None and signs(text) > most_values:
        raise TooManyValues
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = text.count(b"\n", 0, error.start) + 1
            raise JsonError(f"not UTF-8 text (byte {error.start})", line, 1) from None
    try:
        value: JsonValue = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_refuse_constant,
            parse_float=_finite,
        )
    except json.JSONDecodeError as error:
        raise JsonError(error.msg, error.lineno, error.colno) from None
    except RecursionError:
        raise JsonError(f"nested deeper than {MAX_DEPTH} levels") from None
    except _Refused as error:
        line = _line_of(text, error.token)
        raise JsonError(str(error), line, 1 if line else None) from None
    except ValueError:  # CPython's limit on the digits of an integer (sys.set_int_max_str_digits)
        raise JsonError("an integer has more than 4,300 digits") from None
    check_depth(value)
    return value


def dumps(value: JsonValue, *, indent: int | None = None, ascii_only: bool = False) -> str:
    """Write one JSON document; `ascii_only` escapes all else, lone surrogates included.

    Without `ascii_only` lone surrogates are still escaped, so the text is always valid UTF-8.
    """
    separators = (",", ": ") if indent is not None else (",", ":")
    text = json.dumps(
        value, indent=indent, ensure_ascii=ascii_only, separators=separators, allow_nan=False
    )
    return text if ascii_only else _without_lone_surrogates(text)


def has_lone_surrogate(text: str) -> bool:
    """Whether a text has half of a character, which JSON can say by an escape, and UTF-8 cannot."""
    return _SURROGATE.search(text) is not None


def _without_lone_surrogates(text: str) -> str:
    if text.isascii():
        return text
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def beginning(value: JsonValue, most: int, *, indent: int | None = 2) -> str:
    """The first `most` characters of `dumps(value, indent=…)`, or on one line with blanks where
    `indent` is None; the rest is not written at all."""
    parts: list[str] = []
    size = 0
    for part in pieces(value, indent=indent):
        parts.append(part[: most - size])
        size += len(parts[-1])
        if size >= most:
            break
    return "".join(parts)[:most]


def pieces(value: JsonValue, *, indent: int | None = 2) -> Iterator[str]:
    """The text of `dumps(value, indent=…)`, or on one line with blanks where `indent` is None,
    piece by piece, each written when it is asked for."""
    separators = (",", ": ") if indent is not None else (", ", ": ")
    encoder = json.JSONEncoder(
        indent=indent, ensure_ascii=False, separators=separators, allow_nan=False
    )
    return map(_without_lone_surrogates, encoder.iterencode(value))


def depth(value: object) -> int:
    """How many levels of objects and arrays `value` has; a scalar has 0. Never recurses."""
    deepest = 0
    todo: list[tuple[object, int]] = [(value, 1)]
    while todo:
        item, level = todo.pop()
        if is_object(item):
            children = list(item.values())
        elif is_array(item):
            children = item
        else:
            continue
        deepest = max(deepest, level)
        todo.extend((child, level + 1) for child in children)
    return deepest


def check_depth(value: object) -> None:
    """Raise JsonError where `value` is nested deeper than `MAX_DEPTH`."""
    if (found := depth(value)) > MAX_DEPTH:
        raise JsonError(f"nested {found} levels deep; {MAX_DEPTH} is the most that offhook holds")


def same(a: object, b: object) -> bool:
    """Whether two values are equal as JSON: 1, 1.0 and true differ, key order does not count."""
    todo: list[tuple[object, object]] = [(a, b)]
    while todo:
        left, right = todo.pop()
        if type(left) is not type(right):
            return False
        if is_object(left) and is_object(right):
            if left.keys() != right.keys():
                return False
            todo.extend((left[key], right[key]) for key in left)
        elif is_array(left) and is_array(right):
            if len(left) != len(right):
                return False
            todo.extend(zip(left, right, strict=True))
        elif left != right or (isinstance(left, float) and str(left) != str(right)):
            return False  # in text 0.0 is not -0.0
    return True


def signs(text: str | bytes) -> int:
    """The commas and opening brackets of a text: JSON has at most that many values, and one."""
    if isinstance(text, bytes):
        return sum(map(text.count, (b",", b"[", b"{")))
    return sum(map(text.count, (",", "[", "{")))


class _Refused(Exception):
    """Well-formed for Python's reader, refused by ours; `token` is what to look for in the text."""

    def __init__(self, message: str, token: str) -> None:
        self.token = token
        super().__init__(message)


def _object(pairs: list[tuple[str, JsonValue]]) -> JsonObject:
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            shown = json.dumps(key if len(key) <= 80 else f"{key[:79]}…", ensure_ascii=False)
            raise _Refused(f"the key {shown} is given twice in one object", f'"{key}"')
        seen.add(key)
    raise AssertionError("unreachable: a shorter dict has a repeated key")


def _refuse_constant(token: str) -> float:
    raise _Refused(f"{token} is not JSON; use a number, a string or null", token)


def _finite(token: str) -> float:
    number = float(token)
    if math.isinf(number):
        raise _Refused(f"the number {token[:40]} is too large for a double", token)
    return number


def _line_of(text: str, token: str) -> int | None:
    """The line of the last mention of `token`: for a repeated key, where it is given again."""
    at = text.rfind(token)
    return None if at < 0 else text.count("\n", 0, at) + 1
