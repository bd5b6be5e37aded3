"""What of a made-up payload matters: its fields put back, one after another, to what they were."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from sessions.contract.invocation import Invocation
from sessions.contract.json_path import ABSENT, Absent, JsonPath, get, put, remove
from sessions.contract.json_text import JsonValue, same
from sessions.platforms.current import PLATFORM

from .payloads import CODE, TEXT, TYPE, spelled, text_at, with_code

T = TypeVar("T")


def changed_fields(one: Invocation, base: Invocation) -> list[JsonPath]:
    """The fields in which a payload that was made differs from what it was made of.

    An object counts as a whole only where its own fields do not say it all.
    """
    paths = [field.path for field in PLATFORM.variety.VARIED]
    single = [path for path in paths if not _within(path, paths)]
    as_parts = with_only(one, base, single)
    whole = [
        path
        for path in paths
        if path not in single and not _equal(one.payload, as_parts.payload, path)
    ]
    return [
        path
        for path in paths
        if (path in whole or path in single)
        and not any(path != outer and path[: len(outer)] == outer for outer in whole)
        and not _equal(one.payload, base.payload, path)
    ]


def with_only(one: Invocation, base: Invocation, kept: Collection[JsonPath]) -> Invocation:
    """A payload that was made, with all fields but these as they were in what it was made of."""
    payload, made = base.payload, one.payload
    for field in PLATFORM.variety.VARIED:
        path = field.path
        if path not in kept:
            continue
        value = get(made, path)
        if path == CODE:
            digits = "".join(filter(str.isdigit, text_at(made, CODE)))
            code = PLATFORM.variety.written_code(digits, text_at(payload, TYPE))
            payload = with_code(payload, code)
        elif path == TEXT and isinstance(value, str):
            code = text_at(made, CODE)
            text = value.replace(code, text_at(payload, CODE)) if code else value
            payload = put(payload, path, text)
        elif isinstance(value, Absent):
            payload = remove(payload, path)
        elif get(payload, path[:-1]) is not ABSENT:
            payload = put(payload, path, value)
        if path == TYPE:
            payload = spelled(payload)
    return replace(one, payload=payload)


async def least(items: Sequence[T], suffices: Callable[[list[T]], Awaitable[bool]]) -> list[T]:
    """Of several the fewest that still suffice, which all of them do, found by leaving out halves,
    quarters and so on: of a dozen one in seven questions."""
    kept, size = list(items), len(items) // 2 or 1
    while size and kept:
        at = 0
        while at < len(kept):
            fewer = kept[:at] + kept[at + size :]
            if await suffices(fewer):
                kept = fewer
            else:
                at += size
        size //= 2
    return kept


def differences(one: JsonValue, other: JsonValue) -> Iterator[tuple[JsonPath, JsonValue | Absent]]:
    """Where a payload is another, and what stands there: objects are looked into."""
    yield from _differences(one, other, ())


def told(one: Invocation, base: Invocation) -> list[tuple[JsonPath, JsonValue | Absent]]:
    """The differences of a payload from what it was made of, without those that others bring
    along: another code in the text, or a code that is read out because the message is."""
    payload = base.payload
    found: list[tuple[JsonPath, JsonValue | Absent]] = []
    if not _equal(one.payload, payload, TYPE):
        found.append((TYPE, get(one.payload, TYPE)))
        payload = spelled(put(payload, TYPE, text_at(one.payload, TYPE)))
    if not _equal(one.payload, payload, CODE):
        found.append((CODE, get(one.payload, CODE)))
        payload = with_code(payload, text_at(one.payload, CODE))
    return [*found, *differences(one.payload, payload)]


def _differences(
    one: JsonValue | Absent, other: JsonValue | Absent, path: JsonPath
) -> Iterator[tuple[JsonPath, JsonValue | Absent]]:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in dict.fromkeys([*other, *one]):
            yield from _differences(one.get(key, ABSENT), other.get(key, ABSENT), (*path, key))
    elif not _alike(one, other):
        yield path, one


def _within(path: JsonPath, paths: Sequence[JsonPath]) -> bool:
    """Whether other fields lie in the one at a path."""
    return any(other != path and other[: len(path)] == path for other in paths)


def _equal(one: JsonValue, other: JsonValue, path: JsonPath) -> bool:
    return _alike(get(one, path), get(other, path))


def _alike(one: JsonValue | Absent, other: JsonValue | Absent) -> bool:
    if isinstance(one, Absent) or isinstance(other, Absent):
        return one is other
    return same(one, other)
