"""Lines are broken into rows where a reader expects it, and nothing of them is lost."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from sessions.contract.json_text import JsonValue
from tui.widgets.lines import JSON, Line, hang_of, lines_of, row_starts
from tui.widgets.text_view import json_lines


def rows(line: Line, width: int) -> list[str]:
    """The line as it stands on the screen."""
    starts = row_starts(line, width)
    ends = [*starts[1:], len(line.text)]
    texts = [line.text[start:end] for start, end in zip(starts, ends, strict=True)]
    return [" " * (hang_of(line, width) if at else 0) + text for at, text in enumerate(texts)]


def test_a_key_and_its_value_are_not_parted():
    value: JsonValue = {"message": "invalid number, it says", "url": "http://" + "y" * 20}
    lines = lines_of([(text, JSON)] for text in json_lines(value))
    assert [row.rstrip() for line in lines for row in rows(line, 24)] == [
        "{",
        '  "message": "invalid',
        '    number, it says",',
        '  "url": "http://yyyyyyy',
        '    yyyyyyyyyyyyy"',
        "}",
    ]


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        ([("one two three four", "")], ["one two ", "three four"]),
        ([("  one two three", "")], ["  one two ", "  three"]),
        ([("log    ", "bold"), ("abcdefgh", "")], ["log    abcde", "      fgh"]),
        ([('  "a": "bcdefghijkl"', JSON)], ['  "a": "bcde', '    fghijkl"']),
        ([('  "a": "b c d e f g"', JSON)], ['  "a": "b c ', '    d e f g"']),
        ([("http://abcdefgh", "")], ["http://abcde", "fgh"]),
        ([("a.example/2010-04/b.json", "")], ["a.example/", "2010-04/", "b.json"]),
        ([("5d4e-4f60-8a9b-0c1d", "")], ["5d4e-4f60-", "8a9b-0c1d"]),
        ([("callback_error", "")], ["callback_", "error"]),
        ([("漢字漢字漢字漢", "")], ["漢字漢字漢字", "漢"]),
        ([("", "")], [""]),
    ],
)
def test_a_line_is_broken_after_a_blank_and_hangs_below_its_value(row, shown):
    (line,) = lines_of([row])
    assert rows(line, 12) == shown


texts = st.text(st.characters(exclude_categories=["C"], exclude_characters="\u2028\u2029"))


@given(texts, st.integers(2, 30), st.integers(0, 8), st.integers(0, 8))
def test_no_row_is_too_wide_and_all_rows_are_the_line(text, width, hang, solid):
    line = Line(text, (), hang, solid)
    starts = row_starts(line, width)
    assert starts[0] == 0
    assert starts == sorted(set(starts))
    for row in rows(line, width):
        assert cell_len(row.removesuffix(" ")) <= width or len(row.strip()) == 1


@given(
    st.recursive(
        st.none() | texts | st.integers(), lambda of: st.lists(of) | st.dictionaries(texts, of)
    )
)
def test_json_is_written_line_by_line_as_it_would_be_at_once(value):
    text = "\n".join(json_lines(value))
    assert json.loads(text) == value
    assert text.count("\n") == json.dumps(value, indent=2).count("\n")
