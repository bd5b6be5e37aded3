"""What is expected as rows: every row reads back as it is written, and what is wrong is said."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.contract.json_path import JsonPath
from sessions.editing.edited_session import EditError
from sessions.editing.expect_rows import (
    place_of,
    rows_of,
    text_of,
    value_of,
    with_value,
    without,
)
from sessions.store.expect import Expect
from sessions.store.expect_text import parse_expect
from sessions.store.toml.values import same_document

EXPECT = parse_expect("""\
outcome = "failed"
kind = "callback_error"
response.a = { present = true }
error.code = 21211
error."properties.more_json" = '{"a": null}'
error.cause_json = "[null]"
console = { contains = "sent" }
warnings = "none"
max_duration = 2.0

[[outbound]]
to = "+18085555555"
body.To = "/^[+]1/"
""")
assert EXPECT
TEXTS = {
    "outcome": "failed",
    "kind": "callback_error",
    "response.a": "present",
    "error.code": "21211",
    "error.properties.more": '{"a": null}',
    "error.cause": "[null]",
    "console": "contains sent",
    "warnings": "none",
    "max_duration": "2.0",
    "outbound[0].to": "+18085555555",
    "outbound[0].body.To": "/^[+]1/",
}
LEAF = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.sampled_from(
        ["present", "contains x", "type string", "null", "1", "007", "+1", " a", "[", '"']
    ),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
)
VALUE = st.one_of(
    LEAF,
    st.lists(LEAF, max_size=3),
    st.builds(lambda text: {"contains": text}, LEAF),
    st.sampled_from([{"present": True}, {"absent": True}, {"type": "null"}, {"type": "string"}]),
)
PLACES: list[JsonPath] = [
    *(("response", "a"), ("error", "code_json"), ("message_id",), ("console",), ("warnings",)),
    *(("outbound", 0, "to"), ("outbound", 0, "body", "To"), ("max_duration",)),
]


def test_a_row_for_each_expectation() -> None:
    rows = rows_of(EXPECT)
    assert {row.path: row.text for row in rows} == TEXTS
    for row in rows:
        assert row.path.startswith("error.") or place_of(row.path) == row.place
        assert with_value(EXPECT, row.place, value_of(row.text, row.place)) == EXPECT
    assert rows_of(None) == []


def test_taken_away_one_after_another_nothing_is_left() -> None:
    expect = EXPECT
    while expect:
        row = rows_of(expect)[-1]
        left = without(expect, row.place)
        assert [one.path for one in rows_of(left)] == [one.path for one in rows_of(expect)][:-1]
        expect = left


@given(VALUE, st.sampled_from(PLACES))
def test_what_is_written_on_a_line_is_read_from_it(value: Any, place: JsonPath) -> None:
    if str(place[-1]).endswith("_json"):
        value = '{"a":\n [null]}'
        assert value_of(text_of(value, place), place) == '{"a": [null]}'
    else:
        text = text_of(value, place)
        assert same_document(value_of(text, place), value)
        assert isinstance(value, list) or text.isprintable() or isinstance(value, dict)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("absent", {"absent": True}),
        ("contains 123", {"contains": 123}),
        ('contains "123"', {"contains": "123"}),
        ("contains", "contains"),
        ("type number", {"type": "number"}),
        ("type of thing", "type of thing"),
        ("null", {"type": "null"}),
        ("+18085555555", "+18085555555"),
        ("007", "007"),
        ("{ matches = 'a' }", {"matches": "a"}),
        (' "absent" ', "absent"),
    ],
)
def test_what_a_line_says(text: str, value: object) -> None:
    assert value_of(text, ("response", "a")) == value


@pytest.mark.parametrize(
    ("path", "text", "problem"),
    [
        ("response.a", " ", "Type a value"),
        ("response.a", "[1", "stands in quotes"),
        ("response.a", "/(/", "response.a: "),
        ("response.a", "{ like = 1 }", "is no test of a value"),
        ("outcome", "sent", "wanted delivered, failed"),
        ("max_duration", "soon", "max_duration: found a string"),
        ("warnings", "some", "warnings: found a string"),
        ("outbound[7].to", "x", "the next is outbound[1]"),
        ("outbound[0]", "x", "a call has parts"),
        ("outbound.to", "x", "a call has parts"),
        ("outcome.a", "x", "outcome has no parts"),
        ("speed", "x", "possible are outcome, kind"),
        ("a..b", "x", "it is a path"),
        ("response.", "x", "it is a path"),
    ],
)
def test_what_is_wrong_is_said_and_changes_nothing(path: str, text: str, problem: str) -> None:
    with pytest.raises(EditError) as error:
        place = place_of(path)
        with_value(EXPECT, place, value_of(text, place))
    assert problem in str(error.value)


def test_a_part_of_what_is_expected_as_a_whole_is_refused() -> None:
    with pytest.raises(EditError, match="response is expected as a whole"):
        with_value(Expect(response="x"), ("response", "a"), 1)
    with pytest.raises(EditError, match="given twice"):
        with_value(parse_expect("response_json = '[1]'"), ("response", "a"), 1)


def test_another_notation_of_a_value_takes_its_place() -> None:
    said = with_value(parse_expect("response.a_json = 'null'"), ("response", "a"), 1)
    assert said.given == {"response": {"a": 1}}


def test_a_call_is_added_after_those_that_are_expected() -> None:
    said = with_value(EXPECT, ("outbound", 1), {"to": "+1"})
    said = with_value(said, ("outbound", 2, "body", "a"), "b")
    assert [row.path for row in rows_of(said)][-2:] == ["outbound[1].to", "outbound[2].body.a"]
    assert len(without(said, ("outbound", 1, "to")).outbound) == 2  # type: ignore[union-attr]
