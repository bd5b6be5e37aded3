"""What the JSON of a request has to look like, and how the Management API words it that it does
not: `Payload validation error: 'Missing required property: name'.`"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeAlias

Shape: TypeAlias = Callable[[Any, str], None]
"""Looks at a value, given its place in the body (empty for the body), and raises Misshapen."""

_TYPES = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}


class Misshapen(Exception):
    """A value that is not of its shape, and what to say of it."""

    def __init__(self, problem: str, place: str) -> None:
        super().__init__(f"'{problem}'" + (f" on property {place}" if place else ""))


def text(
    *,
    least: int = 0,
    most: int | None = None,
    pattern: str | None = None,
    among: Collection[str] | None = None,
    nullable: bool = False,
) -> Shape:
    """A string: of so many characters, matching a regular expression, or one of a few."""

    def look(value: Any, place: str) -> None:
        if nullable and value is None:
            return
        _expect(value, str, place)
        assert isinstance(value, str)
        if len(value) < least:
            raise Misshapen(f"String is too short ({len(value)} chars), minimum {least}", place)
        if most is not None and len(value) > most:
            raise Misshapen(f"String is too long ({len(value)} chars), maximum {most}", place)
        if pattern is not None and not re.search(pattern, value):
            raise Misshapen(f"String does not match pattern: {pattern}", place)
        if among is not None and value not in among:
            raise Misshapen(f'No enum match for: "{value}"', place)

    return look


def boolean(value: Any, place: str) -> None:
    """True or false."""
    _expect(value, bool, place)


def whole(value: Any, place: str) -> None:
    """A whole number."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise Misshapen(f"Expected type integer but found type {_type_of(value)}", place)


def anything(value: Any, place: str) -> None:
    """Whatever it is."""


def many(of: Shape, *, least: int = 0, most: int | None = None) -> Shape:
    """An array."""

    def look(value: Any, place: str) -> None:
        _expect(value, list, place)
        if len(value) < least:
            raise Misshapen(f"Array is too short ({len(value)}), minimum {least}", place)
        if most is not None and len(value) > most:
            raise Misshapen(f"Array is too long ({len(value)}), maximum {most}", place)
        for number, item in enumerate(value):
            of(item, f"{place}[{number}]")

    return look


def mapping(of: Shape, *, least: int = 0, most: int | None = None) -> Shape:
    """An object of any keys."""

    def look(value: Any, place: str) -> None:
        _expect(value, dict, place)
        _count(value, least, most, place)
        for name, item in value.items():
            of(item, _within(place, name))

    return look


def record(
    required: Mapping[str, Shape] | None = None,
    optional: Mapping[str, Shape] | None = None,
    *,
    least: int = 0,
    more: bool = False,
) -> Shape:
    """An object of these keys, and of no others unless `more` is set."""
    needed = dict(required or {})
    known = needed | dict(optional or {})

    def look(value: Any, place: str) -> None:
        _expect(value, dict, place)
        for name in needed:
            if name not in value:
                raise Misshapen(f"Missing required property: {name}", place)
        for name in value:
            if name not in known and not more:
                raise Misshapen(f"Additional properties not allowed: {name}", place)
        _count(value, least, None, place)
        for name, item in value.items():
            known.get(name, anything)(item, _within(place, name))

    return look


def _within(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _count(value: dict[str, Any], least: int, most: int | None, place: str) -> None:
    if len(value) < least:
        raise Misshapen(f"Too few properties defined ({len(value)}), minimum {least}", place)
    if most is not None and len(value) > most:
        raise Misshapen(f"Too many properties defined ({len(value)}), maximum {most}", place)


def _expect(value: Any, kind: type, place: str) -> None:
    if not isinstance(value, kind):
        found = f"Expected type {_TYPES[kind]} but found type {_type_of(value)}"
        raise Misshapen(found, place)


def _type_of(value: Any) -> str:
    return _TYPES.get(type(value), "number")
