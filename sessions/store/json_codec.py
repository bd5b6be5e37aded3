"""Payloads and events as TOML: any JSON value to what TOML can say, and back without loss.

A part that TOML cannot say stands under its key with `_json` behind it, as ASCII-escaped JSON
text. So a key of the payload that itself ends in `_json` is always written so, and reading strips
one `_json`. TOML cannot say null, a lone surrogate, a top level that is no object; an integer past
64 bits or a very deep nesting it can, but not every reader of TOML takes them.
"""

from __future__ import annotations

import math
import re
from typing import Any, Final

from sessions.contract import json_text
from sessions.contract.json_path import JsonPath
from sessions.contract.json_text import JsonError, JsonValue
from sessions.errors import OffhookError
from sessions.store.toml.values import Document, is_array, is_table

from .errors import describe

JSON_SUFFIX: Final = "_json"

PAYLOAD: Final = "payload"
EVENT: Final = "event"

MAX_TABLES: Final = 16
"""Levels of a payload that are written as TOML; what is deeper is written as JSON text."""

_SPLIT_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_TOO_LONG: Final = 10**4300  # what `json_text.loads` refuses, since CPython does


class PayloadError(OffhookError, ValueError):
    """A payload that cannot be read or written; `path` leads there from the invocation's table."""

    def __init__(self, path: JsonPath, message: str) -> None:
        self.path = path
        self.message = message
        super().__init__(message)


def encode(payload: JsonValue, key: str = PAYLOAD) -> Document:
    """The entry of an invocation's table that holds `payload`: `payload` or `payload_json`.

    `key` is `EVENT` where it holds an event instead.

    Raises:
        PayloadError: it is no JSON value, or is nested deeper than `json_text.MAX_DEPTH`.
    """
    _check(payload, key)
    if isinstance(payload, dict):
        return _table({key: payload}, level=0)
    return {key + JSON_SUFFIX: _json_text(payload)}


def encode_like(payload: JsonValue, invocation: Document, key: str = PAYLOAD) -> Document:
    """As `encode`, in the notation that an invocation's table has for what it holds already.

    JSON text stays JSON text where TOML could say it too, and keeps its layout where it still
    says the same.

    Raises:
        PayloadError: as `encode`.
    """
    _check(payload, key)
    if not isinstance(payload, dict) and key + JSON_SUFFIX not in invocation:
        return encode(payload, key)
    return _table_like({key: payload}, invocation, level=0)


def decode(invocation: Document) -> JsonValue:
    """The payload that an invocation's table holds.

    Raises:
        PayloadError: there is none, or it holds what is no JSON: a date, inf, nan, a bad JSON text.
    """
    found = _entries(invocation, PAYLOAD)
    if not found:
        raise PayloadError((), "has no payload; wanted a table payload, or JSON text payload_json")
    if not isinstance(invocation.get(PAYLOAD, {}), dict):
        raise PayloadError(
            (PAYLOAD,),
            f"found {describe(invocation[PAYLOAD])}, wanted a table;"
            " a payload that is no object stands in payload_json, as JSON text",
        )
    return _decoded(found, PAYLOAD)


def decode_event(invocation: Document) -> dict[str, JsonValue] | None:
    """What an invocation's table lays over an Action's event; None where that is nothing.

    Raises:
        PayloadError: it is no object, or holds what is no JSON.
    """
    found = _entries(invocation, EVENT)
    if not found:
        return None
    event = _decoded(found, EVENT)
    if not isinstance(event, dict):
        key = next(iter(found))
        raise PayloadError((key,), f"found {describe(found[key])}, wanted a table")
    return event


def decode_json(table: Document, key: str) -> JsonValue:
    """Any JSON value that a table holds under `key`, or under `key` and `_json`.

    Raises:
        PayloadError: it is no JSON, or stands under both.
    """
    return _decoded(_entries(table, key), key)


def without_payloads(invocation: Document) -> Document:
    """An invocation's table but for its payload and its event."""
    taken = [*_entries(invocation, PAYLOAD), *_entries(invocation, EVENT)]
    return {key: value for key, value in invocation.items() if key not in taken}


def _entries(invocation: Document, key: str) -> Document:
    return {name: invocation[name] for name in (key, key + JSON_SUFFIX) if name in invocation}


def _decoded(found: Document, key: str) -> JsonValue:
    value = _members(found, ())[key]
    try:
        json_text.check_depth(value)
    except JsonError as error:
        raise PayloadError((next(iter(found)),), error.message) from None
    return value


class _Unsayable(Exception):
    """TOML cannot say this value; the nearest key around it holds it as JSON text."""


def _table(members: dict[str, JsonValue], level: int) -> Document:
    table: Document = {}
    for key, value in members.items():
        _check_text(key)
        if not key.endswith(JSON_SUFFIX):
            try:
                table[key] = _value(value, level + 1)
                continue
            except _Unsayable:
                pass
        table[key + JSON_SUFFIX] = _json_text(value)
    return table


def _table_like(members: dict[str, JsonValue], like: Document, level: int) -> Document:
    table: Document = {}
    for (name, member), (key, value) in zip(
        members.items(), _table(members, level).items(), strict=True
    ):
        as_text = name + JSON_SUFFIX
        if as_text in like:
            table[as_text] = _json_text_like(member, like[as_text])
        elif key == name and isinstance(member, dict) and isinstance(like.get(name), dict):
            table[name] = _table_like(member, like[name], level + 1)
        else:
            table[key] = value
    return table


def _json_text_like(value: JsonValue, text: str) -> str:
    if json_text.same(json_text.loads(text), value):
        return text
    if "\n" not in text:
        return _json_text(value)
    end = "\n" if text.endswith("\n") else ""
    return json_text.dumps(value, indent=2, ascii_only=True) + end


def _value(value: JsonValue, level: int) -> Any:
    if value is None or (isinstance(value, dict | list) and level > MAX_TABLES):
        raise _Unsayable
    if isinstance(value, dict):
        return _table(value, level)
    if isinstance(value, list):
        return [_value(item, level + 1) for item in value]
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise _Unsayable
    return value


def _check_text(text: str) -> None:
    if json_text.has_lone_surrogate(text):
        raise _Unsayable


def _json_text(value: JsonValue) -> str:
    return json_text.dumps(value, ascii_only=True)


def _members(table: Document, path: JsonPath) -> dict[str, JsonValue]:
    members: dict[str, JsonValue] = {}
    for key, value in table.items():
        place = (*path, key)
        name = key.removesuffix(JSON_SUFFIX)
        if name in members:
            raise PayloadError(place, f"given twice: as {name} and as {name}{JSON_SUFFIX}")
        members[name] = _plain(value, place) if name == key else _from_text(value, place)
    return members


def _plain(value: Any, path: JsonPath) -> JsonValue:
    if is_table(value):
        return _members(value, path)
    if is_array(value):
        return [_plain(item, (*path, index)) for index, item in enumerate(value)]
    if not isinstance(value, str | int | float) or not _finite(value):
        raise PayloadError(
            path, f"found {describe(value)}, which JSON does not have; put it in quotes"
        )
    return value


def _from_text(text: Any, path: JsonPath) -> JsonValue:
    if not isinstance(text, str):
        raise PayloadError(
            path,
            f"found {describe(text)}, wanted JSON text in quotes: a key that ends in {JSON_SUFFIX}"
            " holds JSON",
        )
    try:
        return json_text.loads(text)
    except JsonError as error:
        raise PayloadError(path, f"not JSON: {error}") from None


def _check(payload: object, name: str) -> None:
    """Raise PayloadError where `payload` is no JSON value, or too deep. Never recurses."""
    try:
        json_text.check_depth(payload)
    except JsonError as error:
        raise PayloadError((name,), error.message) from None
    todo: list[tuple[object, JsonPath]] = [(payload, (name,))]
    while todo:
        value, path = todo.pop()
        if is_table(value):
            for key, member in value.items():
                if type(key) is not str:
                    raise PayloadError(path, f"has a key that is no text: {key!r}")
                todo += [(member, (*path, key)), (key, path)]
        elif is_array(value):
            todo.extend((item, (*path, index)) for index, item in enumerate(value))
        elif value is not None and type(value) not in (str, int, float, bool):
            raise PayloadError(path, f"a {type(value).__name__} is no JSON value")
        elif isinstance(value, str) and _SPLIT_PAIR.search(value):
            raise PayloadError(path, "holds one character as two surrogates, which JSON joins")
        elif not _finite(value):
            raise PayloadError(path, f"{value} is no JSON number")
        elif isinstance(value, int) and abs(value) >= _TOO_LONG:
            raise PayloadError(path, "an integer has more than 4,300 digits")


def _finite(value: object) -> bool:
    return not isinstance(value, float) or math.isfinite(value)
