"""Values side by side: in columns, under each other where there is no room, never ambiguous."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult
from typing_extensions import override

from sessions.contract.json_path import ABSENT
from tests.tui.driving import rows_seen
from tui.replaying.side_by_side import SideBySide, Values, differing, shown, side_by_side

HEADS = ("expected", "this run", "previous")
WIDE_HEADS = ("a 漢字漢字漢字漢字.js", "b", "c")
ROW = Values("message_id", ("SM2", "SM1", "SM2"), "✗")


def lines(width: int, *rows: Values) -> list[str]:
    return [line.plain for line in side_by_side(HEADS, rows, width)]


def test_a_row_has_a_column_for_each_and_the_sign_before_what_is_not_met() -> None:
    head, row = lines(80, ROW)
    assert row.split() == ["message_id", "SM2", "✗", "SM1", "SM2"]
    for name, value in zip(HEADS, ROW.cells, strict=True):
        assert head.index(name) == row.index(value, head.index(name) - 1)


def test_what_is_long_is_folded_within_its_column_and_cut_after_some_lines() -> None:
    folded = lines(80, Values("text", ("word " * 200, "b", "c")))
    assert folded[1].split()[:3] == ["text", "word", "word"]
    assert 3 < len(folded) < 12
    assert folded[-1].strip() == "…"


def test_a_column_with_more_to_show_has_what_the_others_can_spare() -> None:
    uuid = "3f1c2b7a-5d4e-4f60-8a9b-0c1d2e3f4a5b"
    assert uuid in "".join(lines(84, Values("message_id", ("uuid", uuid, "SM2"), "✗")))
    one, other = "a" * 60, "b" * 60
    halves = lines(84, Values("text", (one, other, "c")))
    assert 24 < halves[1].count("a") <= halves[1].count("b") < 28


def test_where_there_is_no_room_the_values_stand_under_each_other() -> None:
    assert lines(40, ROW) == [
        "message_id",
        "  expected SM2",
        "✗ this run SM1",
        "  previous SM2",
    ]


def test_a_long_head_leaves_room_for_the_values_under_each_other() -> None:
    heads = (f"a {'folder/' * 9}hook.js", "b action.js")
    folded = side_by_side(heads, [Values("message_id", ("SM1", "SM2"))], 24)
    assert [line.plain.split()[-1] for line in folded] == ["message_id", "SM1", "SM2"]


def test_as_many_lines_of_a_value_are_shown_as_there_is_room_for() -> None:
    row = Values("console", ("\n".join("abcdefghijkl"), "b", "c"))
    table = list(side_by_side(HEADS, [row], 80, 20))
    assert [line.plain.split()[-1] for line in table[2:]] == list("bcdefghijkl")


class _Table(App[None]):
    """A table alone."""

    @override
    def compose(self) -> ComposeResult:
        yield SideBySide()


async def test_a_taller_screen_shows_more_of_what_is_there_already() -> None:
    app = _Table()
    async with app.run_test(size=(80, 12)) as pilot:
        row = Values("console", ("\n".join("abcdefghijkl"), "b", "c"))
        app.query_one(SideBySide).show(HEADS, [row])
        await pilot.pause()
        assert rows_seen(app)[6].split() == ["…"]
        await pilot.resize_terminal(80, 40)
        await pilot.pause()
        assert rows_seen(app)[12].split() == ["l"]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("SM1", "SM1"),
        ("1", '"1"'),
        (1, "1"),
        ("null", '"null"'),
        (None, "null"),
        (ABSENT, "–"),
        ("–", '"–"'),
        ("", '""'),
        (" x", '" x"'),
        ({"a": [1]}, '{"a":[1]}'),
        ("a\x1b[31mb", "a\\x1b[31mb"),
    ],
)
def test_a_text_is_bare_where_it_cannot_be_taken_for_anything_else(
    value: object, cell: str
) -> None:
    assert shown(value) == cell  # type: ignore[arg-type]


@given(st.text(), st.text())
def test_different_texts_look_different(a: str, b: str) -> None:
    if a != b:
        one, other = differing(a, b)
        assert one != other or "\\" in one


@given(
    st.sampled_from((HEADS, WIDE_HEADS)),
    st.lists(st.text(), min_size=3, max_size=3),
    st.integers(20, 200),
)
def test_no_line_is_wider_than_the_screen(
    heads: tuple[str, ...], cells: list[str], width: int
) -> None:
    rows = [Values("a label", [shown(cell) for cell in cells], "≠")]
    for line in side_by_side(heads, rows, width):
        assert line.cell_length <= width
