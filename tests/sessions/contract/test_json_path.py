"""Paths into a payload: what is written is read back, and what is put is got."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sessions.contract.json_path import (
    ABSENT,
    JsonPath,
    PathError,
    describe,
    format_path,
    get,
    is_within,
    parse_path,
    put,
    remove,
)
from sessions.contract.json_text import JsonValue
from sessions.platforms.auth0.fields import CONTAINERS, FIELDS, PANES

SPLIT_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")  # in JSON that is one character

keys = st.one_of(
    st.sampled_from(
        ["context", "a.b", "", "[0]", '"', "=", "a b", "é", "\n", "\ud800", "__proto__"]
    ),
    st.text(max_size=8).filter(lambda text: not SPLIT_PAIR.search(text)),
)
paths = st.lists(keys | st.integers(0, 999_999_999), min_size=1, max_size=5).map(tuple)
payloads = st.recursive(
    st.none() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner),
    max_leaves=8,
)
steps = st.lists(st.sampled_from("abc") | st.integers(0, 3), max_size=4).map(tuple)


@settings(max_examples=200, deadline=None)
@given(paths)
def test_a_written_path_is_read_back(path: JsonPath) -> None:
    assert parse_path(format_path(path)) == path


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("recipient", ("recipient",)),
        ("context.user.name", ("context", "user", "name")),
        ('context."a.b"[0].c', ("context", "a.b", 0, "c")),
        ("[1][2]", (1, 2)),
        ("a-b.é.0", ("a-b", "é", "0")),
        ('""."\\u00e9\\n"', ("", "é\n")),
    ],
)
def test_paths_as_people_write_them(text: str, path: JsonPath) -> None:
    assert parse_path(text) == path


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("", 1, "the path ends, wanted a key"),
        ("a.", 3, "the path ends, wanted a key"),
        ("a..b", 3, "found '.b', wanted a key"),
        ("a[x]", 2, "found '[x]', wanted an index such as [0]"),
        ("a[0]b", 5, "found 'b', wanted a dot or an index"),
        ('"a', 1, "found '\"a', wanted a key"),
        ('"\\x"', 1, "found '\"\\\\x\"', wanted a key in quotes, escaped as in JSON"),
        ("a b", 2, "found ' b', wanted a dot"),
    ],
)
def test_what_is_no_path_is_refused_at_its_column(text: str, column: int, message: str) -> None:
    with pytest.raises(PathError) as refused:
        parse_path(text)
    assert str(refused.value).startswith(f"path {text!r}, column {column}: {message}")


@settings(max_examples=150, deadline=None)
@given(payloads, steps, payloads)
def test_what_is_put_is_got_and_what_is_removed_is_absent(
    payload: JsonValue, path: JsonPath, value: JsonValue
) -> None:
    before = repr(payload)
    try:
        changed = put(payload, path, value)
    except PathError:
        changed = None
        assume(False)
    assert get(changed, path) == value
    assert repr(payload) == before
    if path and isinstance(path[-1], str):
        assert get(remove(changed, path), path) is ABSENT
    assert repr(changed) == repr(put(payload, path, value))


def test_null_and_absent_differ() -> None:
    payload: JsonValue = {"a": None, "list": [None]}
    assert get(payload, ("a",)) is None
    assert get(payload, ("list", 0)) is None
    for path in (("b",), ("a", "x"), ("list", 1), ("list", "0"), (0,)):
        assert get(payload, path) is ABSENT
    assert not ABSENT


def test_objects_on_the_way_are_made_and_arrays_grow_by_one() -> None:
    assert put({"context": None}, ("context", "user", "name"), "x") == {
        "context": {"user": {"name": "x"}}
    }
    assert put([1], (1,), 2) == [1, 2]
    for payload, path, message in [
        ({"a": "text"}, ("a", "b"), "a is not an object"),
        ([], ("a",), "the payload is not an object"),
        ({"a": [1]}, ("a", 2), r"a\[2\]: no such array item"),
        ({"a": {}}, ("a", 0), r"a\[0\]: no such array item"),
    ]:
        with pytest.raises(PathError, match=message):
            put(payload, path, 0)


def test_removing_what_is_not_there_changes_nothing() -> None:
    payload: JsonValue = {"a": [1, 2]}
    assert remove(payload, ("b", "c")) is payload
    assert remove(payload, ()) is payload
    assert remove(payload, ("a", 0)) == {"a": [2]}


def test_every_field_of_the_form_has_a_path_of_its_own() -> None:
    written = [format_path(field.path) for field in FIELDS]
    assert len(set(written)) == len(written)
    assert [parse_path(text) for text in written] == [field.path for field in FIELDS]
    assert {field.path[:-1] for field in FIELDS} == set(CONTAINERS)
    assert [field.pane for field in FIELDS] == sorted(
        (field.pane for field in FIELDS), key=PANES.index
    )
    assert FIELDS[0].label == "recipient"


def test_fields_in_words() -> None:
    assert describe(ABSENT) == "nothing"
    assert describe(1.5) == "a number (1.5)"
    assert describe({}) == "an object"
    assert describe("x" * 100) == f'a string ("{"x" * 38}…)'


@pytest.mark.parametrize(
    ("path", "outer", "within"),
    [
        ("a.b", "a", True),
        ("a.b", "a.b", True),
        ("a", "a.b", False),
        ("ab", "a", False),
        ("a[0].b", "a.b", True),
        ("a[0].b", "a[0]", True),
        ("a[1].b", "a[0]", False),
    ],
)
def test_a_path_is_within_another(path: str, outer: str, within: bool) -> None:
    assert is_within(parse_path(path), parse_path(outer)) is within
