"""What a session says that a value is to be: its notation in TOML, read and checked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from sessions.contract.json_path import JsonPath, PathError, format_path, parse_path
from sessions.contract.json_text import JsonValue
from sessions.patterns import pattern_in, problem_of_pattern
from sessions.store.toml.values import Document, is_table

from .errors import describe
from .json_codec import JSON_SUFFIX, PayloadError, decode_json, encode

Test: TypeAlias = Literal["equals", "matches", "contains", "present", "absent", "type"]

TESTS: Final = ("equals", "matches", "contains", "present", "absent", "type")
TYPES: Final = ("null", "boolean", "number", "string", "array", "object")
_POSSIBLE: Final = ", ".join(TESTS[:-1]) + f" and {TESTS[-1]}"
_ENTRY: Final = "entry"
_WHOLE: Final = ""
"""The key of a whole value, as `format_path` writes the path that leads nowhere."""


@dataclass(frozen=True, slots=True)
class Matcher:
    """What one value is to be: all of its `tests` hold."""

    written: JsonValue
    """As the file says it: a value, a text, `/regex/`, or a table of tests."""
    tests: tuple[tuple[Test, JsonValue], ...]

    @property
    def has_pattern(self) -> bool:
        """Whether a regular expression is searched for."""
        return any(test == "matches" for test, _ in self.tests)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the value at a path is to be. The path is empty where the whole is meant."""

    path: JsonPath
    matcher: Matcher


def read_matcher(table: Document, key: str) -> Matcher:
    """What a table says under `key`, or as JSON text under `key` and `_json`.

    A text in slashes is a regular expression, a table has tests, all else is the exact JSON value.

    Raises:
        PayloadError: it is none of these; the path leads from the table to what is wrong.
    """
    given = table.get(key)
    if is_table(given) and key + JSON_SUFFIX not in table:
        return _of_tests(given, (key,))
    value = decode_json(table, key)
    if isinstance(given, str) and (pattern := pattern_in(given)) is not None:
        _check_pattern(pattern, (key,))
        return Matcher(value, (("matches", pattern),))
    return Matcher(value, (("equals", value),))


def read_wanted(table: Document, key: str) -> tuple[Wanted, ...]:
    """What a table says under `key` of the parts of a value: a table there has a path in each key.

    What is no table says what the whole value is to be, and so does the key `""` of one.

    Raises:
        PayloadError: as `read_matcher`, and where a key is no path.
    """
    found = {name: table[name] for name in (key, key + JSON_SUFFIX) if name in table}
    given = found.get(key)
    if not is_table(given):
        return (Wanted((), read_matcher(found, key)),) if found else ()
    if len(found) > 1:
        raise PayloadError((key + JSON_SUFFIX,), f"given twice: as {key} and as {key}{JSON_SUFFIX}")
    try:
        return tuple(_parts(given))
    except PayloadError as error:
        raise PayloadError((key, *error.path), error.message) from None


def _parts(table: Document) -> Iterator[Wanted]:
    seen = set[JsonPath]()
    for name in table:
        key = name.removesuffix(JSON_SUFFIX)
        try:
            path = () if key == _WHOLE else parse_path(key)
        except PathError as error:
            raise PayloadError((name,), f"{error}; a key here is a path into the value") from None
        if path in seen:
            raise PayloadError((name,), f"the path {format_path(path) or 'of all'} is given twice")
        seen.add(path)
        yield Wanted(path, read_matcher({name: table[name]}, key))


def _of_tests(table: Document, path: JsonPath) -> Matcher:
    if not table:
        raise PayloadError(path, f"found an empty table, wanted one with {_POSSIBLE}")
    tests: list[tuple[Test, JsonValue]] = []
    for name in table:
        key = name.removesuffix(JSON_SUFFIX)
        if key not in TESTS:
            raise PayloadError(
                (*path, name),
                f"is no test of a value; possible are {_POSSIBLE}"
                f' (a path into a value is one key, as in "{path[-1]}.{name}")',
            )
        tests.append((key, _operand(table, key, path)))
    if len(tests) > 1 and any(test == "absent" for test, _ in tests):
        raise PayloadError(path, "wants a value to be absent and more; what is absent has no value")
    written: dict[str, JsonValue] = {
        test: f"/{operand}/" if test == "matches" else operand for test, operand in tests
    }
    return Matcher(written, tuple(tests))


def _operand(table: Document, test: Test, path: JsonPath) -> JsonValue:
    """What a test is given, as JSON. Of `matches` it is the pattern without its slashes."""
    place = (*path, test)
    try:
        value = decode_json(table, test)
    except PayloadError as error:
        raise PayloadError((*path, *error.path), error.message) from None
    if test in ("present", "absent") and value is not True:
        other = "absent" if test == "present" else "present"
        raise PayloadError(place, f"found {describe(value)}, wanted true; else write {other}")
    if test == "type" and value not in TYPES:
        raise PayloadError(place, f"found {describe(value)}, wanted {_one_of(TYPES)}")
    if test != "matches":
        return value
    if not isinstance(value, str):
        raise PayloadError(place, f"found {describe(value)}, wanted a regular expression in quotes")
    in_slashes = pattern_in(value)
    pattern = value if in_slashes is None else in_slashes
    _check_pattern(pattern, place)
    return pattern


def _one_of(words: tuple[str, ...]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"


def _check_pattern(pattern: str, path: JsonPath) -> None:
    if problem := problem_of_pattern(pattern):
        raise PayloadError(path, problem)


def exact_entry(path: JsonPath, value: JsonValue) -> Document:
    """The entry of a table of parts that wants exactly this value at a path.

    Raises:
        PayloadError: the value is no JSON value.
    """
    key = path_key(path)
    if value is None:
        return {key: {"type": "null"}}
    if isinstance(value, dict) or (isinstance(value, str) and pattern_in(value) is not None):
        return {key: encode({"equals": value}, key)[key]}
    return encode({key: value}, _ENTRY)[_ENTRY]


def path_key(path: JsonPath) -> str:
    """A path as a key of a table of parts, where a bare `_json` at the end means JSON text."""
    text = format_path(path)
    if not text.endswith(JSON_SUFFIX):
        return text
    *before, last = path
    quoted = json.dumps(last)
    return f"{format_path(tuple(before))}.{quoted}" if before else quoted
