"""On a terminal that does not speak UTF-8 everything is ASCII, and stands where it would stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.containers import Container
from textual.widgets import Static

from tests.tui.driving import rows_seen
from tui.plain_signs import PlainSigns, plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("┌─┐│├┼┘", "+-+|+++"),
        ("━━▔▁▊▎", "---_||"),
        ("█▀▄▝▗", '#"_"_'),
        ("✓ Delivered → 1…", "+ Delivered > 1."),
        ("é日本e\u0301", "e????e"),
    ],
)
def test_signs_in_ascii(text: str, shown: str) -> None:
    assert plain(text, "ascii") == shown


def test_what_the_encoding_can_say_stays() -> None:
    assert plain("é│✓", "latin-1") == "é|+"
    assert plain("é│✓", "cp437") == "é│√" or plain("é│✓", "cp437") == "é│+"


@given(st.text(), st.sampled_from(["ascii", "latin-1", "cp437", "shift-jis"]))
def test_any_text_keeps_its_width(text: str, encoding: str) -> None:
    shown = plain(text, encoding)
    shown.encode(encoding)
    assert cell_len(shown) == cell_len(text)


class Boxes(App[None]):
    """A border, a title and text."""

    CSS = "Container { border: heavy red; } Static { border: round green; }"

    def compose(self) -> ComposeResult:
        with Container():
            yield Static("✓ déjà vu", markup=False)

    def get_line_filters(self):
        return [*super().get_line_filters(), PlainSigns("ascii")]


async def test_what_is_drawn_is_ascii() -> None:
    app = Boxes()
    async with app.run_test(size=(30, 8)) as pilot:
        await pilot.pause()
        lines = rows_seen(app)
    assert all(line.isascii() and len(line) == 30 for line in lines)
    assert any("|+ deja vu" in line for line in lines)
