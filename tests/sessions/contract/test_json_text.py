"""JSON text: read strictly, written so that it is read back the same."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.contract.json_text import (
    JsonError,
    JsonValue,
    beginning,
    check_depth,
    depth,
    dumps,
    loads,
    same,
)

texts = st.text(max_size=12) | st.sampled_from(["\ud800", "a\udfff", "é😀", "\0\x7f\u2028"])
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=300, deadline=None)
@given(json_values, st.sampled_from([None, 2]), st.booleans())
def test_what_is_written_is_read_back(
    value: JsonValue, indent: int | None, ascii_only: bool
) -> None:
    text = dumps(value, indent=indent, ascii_only=ascii_only)
    assert same(loads(text), value)
    assert same(loads(text.encode()), value)
    assert text.isascii() or not ascii_only


@settings(max_examples=100, deadline=None)
@given(json_values, st.integers(1, 60))
def test_the_beginning_is_that_of_the_whole_text(value: JsonValue, most: int) -> None:
    assert beginning(value, most) == dumps(value, indent=2)[:most]


@settings(max_examples=200, deadline=None)
@given(json_values, json_values)
def test_same_is_equality_of_the_text(a: JsonValue, b: JsonValue) -> None:
    assert same(a, b) is (json.dumps(a, sort_keys=True) == json.dumps(b, sort_keys=True))
    assert same(a, a)


@pytest.mark.parametrize(
    ("a", "b"), [(1, 1.0), (1, True), (0, False), (0.0, -0.0), ([1], [True]), ({"a": None}, {})]
)
def test_what_python_takes_as_equal_differs_as_json(a: JsonValue, b: JsonValue) -> None:
    assert not same(a, b)
    assert not same({"in": [a]}, {"in": [b]})


def test_the_order_of_keys_does_not_count() -> None:
    assert same({"a": 1, "b": [2]}, {"b": [2], "a": 1})
    assert not same([1, 2], [2, 1])


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "Expecting value"),
        ('{"a": 1,\n "b": }', 2, "Expecting value"),
        ('{"a": 1,\n "b": 2,\n "a": 3}', 3, 'the key "a" is given twice in one object'),
        ("[\n NaN]", 2, "NaN is not JSON; use a number, a string or null"),
        ("[-Infinity]", 1, "-Infinity is not JSON"),
        ("[1,\n 1e999]", 2, "the number 1e999 is too large for a double"),
        ("[" * 100_000, None, "nested deeper than 200 levels"),
        ("[" * 201 + "]" * 201, None, "nested 201 levels deep"),
        ("9" * 4301, None, "an integer has more than 4,300 digits"),
        (b'{"a":\n"\xff"}', 2, "not UTF-8 text (byte 7)"),
        ("[1] 2", 1, "Extra data"),
    ],
)
def test_what_could_not_reach_a_hook_unchanged_is_refused(
    text: str | bytes, line: int | None, message: str
) -> None:
    with pytest.raises(JsonError) as refused:
        loads(text)
    assert refused.value.message.startswith(message)
    assert refused.value.line == line
    assert str(refused.value).startswith(f"line {line}, column" if line else message)


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert loads(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


def test_levels_are_counted_from_the_payload_itself() -> None:
    assert [depth(value) for value in ("text", {}, [], {"a": [1]}, [[], [{}]])] == [0, 1, 1, 2, 3]
    value: JsonValue = "bottom"
    for _ in range(200):
        value = [value]
    check_depth(value)
    assert same(loads(dumps(value)), value)
    with pytest.raises(JsonError, match="nested 201 levels deep; 200 is the most"):
        check_depth({"a": value})
    for _ in range(100_000):
        value = {"a": value}
    assert depth(value) == 100_200
    while isinstance(value, dict):  # take it apart, or its end would overflow the stack
        value = value.pop("a")
