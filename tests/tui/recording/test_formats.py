"""Films as files: what another program reads of them is what was on the screen."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.recording.cast import asciicast
from tui.recording.film import Film, Frame, Look, Row, Run
from tui.recording.svg import svg

PLAIN = Look((200, 200, 200), (0, 0, 0))
LOUD = Look((255, 0, 0), (0, 0, 90), bold=True, underline=True, italic=True, strike=True)
SVG = "{http://www.w3.org/2000/svg}"


def row(*texts: str) -> Row:
    looks = (PLAIN, LOUD)
    return tuple(Run(text, cell_len(text), looks[at % 2]) for at, text in enumerate(texts))


def film(*frames: list[Row], every: float = 1.0) -> Film:
    made = tuple(Frame(at * every, tuple(rows)) for at, rows in enumerate(frames))
    return Film(made, len(made) * every)


def played(text: str) -> list[str]:
    """The screen at the end of a `.cast` file, whose form is checked by the published one."""
    first, *lines = text.splitlines()
    header = json.loads(first)
    assert header["version"] == 2
    assert type(header["width"]) is int is type(header["height"])
    assert type(header["title"]) is str
    assert all(type(value) is str for value in header["env"].values())
    screen = [""] * header["height"]
    before = 0.0
    for line in lines:
        at, code, data = json.loads(line)
        assert at >= before
        before = at
        if code == "r":
            screen = [""] * int(data.split("x")[1])
            continue
        assert code == "o"
        number = 0
        for part in re.split(r"(\x1b\[[0-9;?]*[A-Za-z])", data):
            if place := re.fullmatch(r"\x1b\[(\d+);1H", part):
                number = int(place[1]) - 1
                screen[number] = ""
            elif part == "\x1b[2J":
                screen = [""] * len(screen)
            elif not part.startswith("\x1b"):
                screen[number] += part
    assert before <= header["duration"] + 0.001
    return screen


class TestAsciicast:
    def test_it_plays_to_the_last_frame(self) -> None:
        frames = [[row("one ", "two"), row("same   ")], [row("one ", "2  "), row("same   ")]]
        text = asciicast(film(*frames), "A run")
        *_, change, end = text.splitlines()
        assert "same" not in change
        assert json.loads(end)[2] == "\x1b[2;1H\x1b[0m\x1b[?7h\x1b[?25h"
        assert played(text.rsplit("\n", 2)[0]) == ["one 2  ", "same   "]
        assert json.loads(text.splitlines()[0]) == {
            "version": 2,
            "width": 7,
            "height": 2,
            "duration": 2.0,
            "idle_time_limit": 3.0,
            "title": "A run",
            "env": {"TERM": "xterm-256color"},
        }

    def test_another_size_is_an_event(self) -> None:
        text = asciicast(film([row("ab")], [row("abc"), row("def")]), "")
        assert [json.loads(line)[1:] for line in text.splitlines()[1:] if '"r"' in line] == [
            ["r", "3x2"]
        ]
        assert played(text.rsplit("\n", 2)[0]) == ["abc", "def"]

    @given(
        st.lists(
            st.lists(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=9)),
            min_size=1,
            max_size=6,
        ).filter(lambda frames: any(map(any, frames)))
    )
    def test_any_text_is_read_as_it_was(self, texts: list[list[str]]) -> None:
        frames = [[row(*line) for line in (each, each[::-1])] for each in texts]
        lines = asciicast(film(*frames), "t").rsplit("\n", 2)[0]
        assert played(lines) == ["".join(texts[-1]), "".join(texts[-1][::-1])]


def texts_of(picture: ElementTree.Element) -> list[str]:
    return ["".join(each.itertext()) for each in picture.iter(f"{SVG}text")]


class TestSvg:
    def test_a_picture_has_its_texts_and_stands_still(self) -> None:
        text = svg(film([row("a <b> & ", "█▐x"), row("  ")]), "A & B")
        picture = ElementTree.fromstring(text)
        assert texts_of(picture) == ["a <b> &", "x"]
        assert picture.findtext(f"{SVG}title") == "A & B"
        assert "@keyframes" not in text
        assert "hidden" not in text
        widths = [each.get("width") for each in picture.iter(f"{SVG}rect")]
        assert widths == ["100%", "25.2", "8.4", "4.2"]

    def test_a_film_shows_each_row_once_and_the_last_frame_where_nothing_moves(self) -> None:
        first, second = row("first"), row("second")
        text = svg(film([first, row("all")], [second, row("all")], [first, row("all")]), "")
        picture = ElementTree.fromstring(text)
        assert sorted(texts_of(picture)) == ["all", "first", "second"]
        groups = {"".join(each.itertext()): each for each in picture.iter(f"{SVG}g")}
        assert groups["all"].get("class") is None
        assert groups["first"].get("class") == "t0"
        assert groups["second"].get("class") == "t1 h"
        assert "@keyframes t1{0%{visibility:hidden}20.000%{visibility:visible}40.000%" in text
        assert "prefers-reduced-motion" in text

    def test_long_pauses_are_cut(self) -> None:
        text = svg(film([row("a")], [row("b")], every=600.0), "")
        assert "animation:t0 6s step-end infinite" in text

    def test_nothing_is_loaded_and_nothing_runs(self) -> None:
        text = svg(film([row("<script>alert(1)</script>")]), "</title><script>")
        assert not re.search(r"<script|href|url\(|@import", text)

    @given(st.lists(st.text(st.characters(exclude_categories=["Cc"])), min_size=1, max_size=5))
    def test_any_text_is_well_formed(self, texts: list[str]) -> None:
        shown: list[Any] = [row(*texts), row("x")]
        picture = ElementTree.fromstring(svg(film(shown, shown[::-1]), "".join(texts)))
        assert texts_of(picture)
        assert picture.findtext(f"{SVG}title") is not None


@pytest.mark.parametrize("write", [asciicast, svg])
def test_the_same_film_is_the_same_file(write: Any) -> None:
    made = film([row("a", "b")], [row("c")])
    assert write(made, "t") == write(made, "t")
