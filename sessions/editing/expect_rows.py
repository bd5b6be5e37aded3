"""What is expected of an invocation as rows: a place and a line of text each, read and written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from sessions.contract.json_path import JsonPath, PathError, format_path, parse_path
from sessions.contract.json_text import JsonError, loads
from sessions.store.codec import DocumentError, expectations_document, expectations_of
from sessions.store.errors import SessionError
from sessions.store.expect import Expect, ExpectedCall
from sessions.store.json_codec import JSON_SUFFIX
from sessions.store.matchers import TYPES, path_key
from sessions.store.session_file import load
from sessions.store.toml.values import Document, is_array, is_table, same_document, value_text
from sessions.text import printable_json

from .edited_session import EditError

_CALLS: Final = "outbound"
_WORDS: Final = ("present", "absent")
_NO_TESTS: Final = frozenset(
    ("outcome", "kind", "warnings", "faults", "max_duration", "outbound_count", "varying")
)
"""Keys whose value is no test of one value, and is written as in the file."""
_QUOTES_AND_BRACKETS: Final = "\"'[{"


@dataclass(frozen=True, slots=True)
class ExpectRow:
    """One expectation."""

    place: JsonPath
    """The keys that lead to its value in the table `expect`: `("response", "a.b")`,
    `("outbound", 0, "to")`."""
    value: Any
    """Its value as the table has it."""

    @property
    def path(self) -> str:
        """What it is about, as a verdict names it: `response.a.b`, `outbound[0].to`."""
        return path_of(self.place)

    @property
    def text(self) -> str:
        """Its value on one line."""
        return text_of(self.value, self.place)


def rows_of(expect: Expect | None) -> list[ExpectRow]:
    """A row for each expectation, in the order of the file."""
    return list(_rows((), expectations_document(expect), Expect)) if expect else []


def _rows(
    before: JsonPath, table: Document, model: type[Expect] | type[ExpectedCall]
) -> Iterator[ExpectRow]:
    for key, value in table.items():
        if key == _CALLS and not before:
            for at, call in enumerate(value):
                yield from _rows((_CALLS, at), call, ExpectedCall)
        elif key in model.of_parts and is_table(value):
            yield from (ExpectRow((*before, key, name), part) for name, part in value.items())
        else:
            yield ExpectRow((*before, key), value)


def path_of(place: JsonPath) -> str:
    """A place as a verdict names it."""
    depth = 3 if place[0] == _CALLS else 1
    keys = tuple(_bare(key) for key in place[:depth])
    names = "".join(str(_bare(key)) for key in place[depth:])
    return format_path((*keys, *(parse_path(names) if names else ())))


def _bare(key: str | int) -> str | int:
    return key if isinstance(key, int) else key.removesuffix(JSON_SUFFIX)


def place_of(text: str) -> JsonPath:
    """The place that a path names: `response.a.b`, `outbound[0].body.To`, `max_duration`.

    Raises:
        EditError: it is no path, or none to something that can be expected.
    """
    try:
        root, *rest = parse_path(text.strip())
    except PathError as error:
        raise EditError(f"{error}; it is a path into an outcome, such as response.id") from None
    if root == _CALLS:
        return _place_in_call(rest)
    if root in Expect.of_parts:
        return (root, path_key(tuple(rest))) if rest else (root,)
    if root not in Expect.possible():
        words = ", ".join(key for key in Expect.possible() if not key.endswith(JSON_SUFFIX))
        raise EditError(f"{root} is no expectation; possible are {words}")
    if rest:
        raise EditError(f"{root} has no parts; expect something of all of it")
    return (root,)


def _place_in_call(rest: list[str | int]) -> JsonPath:
    match rest:
        case [int(at), "body", _, *_]:
            return (_CALLS, at, "body", path_key(tuple(rest[2:])))
        case [int(at), str(key)] if key in ExpectedCall.possible():
            return (_CALLS, at, key)
        case _:
            words = ", ".join(
                key for key in ExpectedCall.possible() if not key.endswith(JSON_SUFFIX)
            )
            raise EditError(f"a call has parts, as in outbound[0].to; possible are {words}")


def with_value(expect: Expect | None, place: JsonPath, value: object) -> Expect:
    """What is expected, with another value at a place, which need not be there yet.

    Raises:
        EditError: it cannot be expected; in the words that the session file is refused with.
    """
    document: Any = deepcopy(expectations_document(expect)) if expect else {}
    holder = document
    for key, following in pairwise(place):
        holder = _member(holder, key, [] if isinstance(following, int) else {})
    _put(holder, place[-1], value)
    try:
        return expectations_of(document)
    except DocumentError as error:
        raise EditError(f"{format_path(error.path)}: {error.message}") from None


def _member(holder: Any, key: str | int, new: object) -> Any:
    if isinstance(key, int):
        if key >= len(holder):
            _put(holder, key, new)
        return holder[key]
    found = holder.setdefault(key, new)
    if not is_table(found) and not is_array(found):
        raise EditError(f"{key} is expected as a whole; delete that before you expect a part of it")
    return found


def _put(holder: Any, key: str | int, value: object) -> None:
    if isinstance(key, str):
        other = key.removesuffix(JSON_SUFFIX) if key.endswith(JSON_SUFFIX) else key + JSON_SUFFIX
        holder.pop(other, None)
        holder[key] = value
    elif key > len(holder):
        raise EditError(f"no call is expected before that one; the next is outbound[{len(holder)}]")
    else:
        holder[key:] = [value, *holder[key + 1 :]]


def without(expect: Expect, place: JsonPath) -> Expect | None:
    """What is expected but for one place; None where nothing else is.

    A call of which nothing is expected any more goes, too.
    """
    document: Any = deepcopy(expectations_document(expect))
    holders = [document]
    for key in place[:-1]:
        holders.append(holders[-1][key])
    for holder, key in reversed(list(zip(holders, place, strict=True))):
        del holder[key]
        if holder:
            break
    return expectations_of(document) if document else None


def text_of(value: Any, place: JsonPath) -> str:
    """A value on one line, so that `value_of` reads it: `absent`, `/^SM/`, `contains 123`,
    `type string`, a text without quotes where it can be no other; else as the file has it."""
    if _is_json(place) and isinstance(value, str):
        return printable_json(re.sub(r"[\r\n]+[ \t]*", " ", value))
    for text in _texts(value):
        try:
            if same_document(value_of(text, place), value):
                return text
        except EditError:
            continue
    return value_text(value)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value if value.isprintable() else _escaped(value)
    if is_table(value) and len(value) == 1:
        ((test, operand),) = value.items()
        yield test
        yield from (f"{test} {said}" for said in _texts(operand))
    yield value_text(value)


def _escaped(text: str) -> str:
    """A TOML string in which what cannot be seen is escaped."""
    return f'"{"".join(map(_sign, text))}"'


def _sign(sign: str) -> str:
    if sign.isprintable() and sign not in '"\\':
        return sign
    return f"\\u{ord(sign):04x}" if ord(sign) < 0x10000 else f"\\U{ord(sign):08x}"


def value_of(text: str, place: JsonPath) -> Any:
    """The value that a line says is to be at a place, as the table `expect` has it.

    A number, `true`, and what begins with a quote or a bracket is read as TOML; every other text
    stands for itself.

    Raises:
        EditError: there is none, or it begins as TOML and is none.
    """
    text = text.strip()
    if not text:
        raise EditError("Type a value; Delete in the list takes the row away")
    if _is_json(place):
        return text
    if _takes_tests(place):
        test, _, rest = text.partition(" ")
        if text in _WORDS and place != ("message_id",):
            return {text: True}
        if test == "type" and rest.strip() in TYPES:
            return {"type": rest.strip()}
        if test == "contains" and rest.strip():
            return {"contains": _value(rest.strip())}
        if text == "null":
            return {"type": "null"}
    return _value(text)


def _takes_tests(place: JsonPath) -> bool:
    return place[:1] != () and place[0] not in _NO_TESTS


def _is_json(place: JsonPath) -> bool:
    return bool(place) and str(place[-1]).endswith(JSON_SUFFIX)


def _value(text: str) -> Any:
    if text[0] in _QUOTES_AND_BRACKETS:
        return _toml(text)
    if not re.match(r"-?\d|true$|false$", text):
        return text
    try:
        return loads(text)
    except JsonError:
        return text


def _toml(text: str) -> Any:
    wrong = f"is no TOML; a text that begins with {text[0]} stands in quotes"
    if "\n" in text:
        raise EditError(f"{text.splitlines()[0]} {wrong}")
    try:
        return load(f"value = {text}")["value"]
    except SessionError as error:
        raise EditError(f"{error.message}: it {wrong}") from None
