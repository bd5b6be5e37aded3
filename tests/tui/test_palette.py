"""Which commands a text names: by the beginnings of words, never by letters here and there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.widgets.palette import match

LIVE = ("Live: let outbound calls out", "Messages are really sent (F8)")
SEND = ("Send unchecked", "Send the payload even where the platform would refuse it")
RENAME = ("Rename invocation", "Its name is also that of its table in the file")


@pytest.mark.parametrize(
    ("query", "command"),
    [
        ("undo", LIVE),  # its letters stand there, in this order
        ("lout", LIVE),
        ("rev", RENAME),
        ("send payload now", SEND),
        ("", RENAME),
        ("r", ("Send", "")),
    ],
)
def test_what_is_no_match(query: str, command: tuple[str, str]) -> None:
    assert match(query, *command) is None


@pytest.mark.parametrize(
    ("query", "command", "shown"),
    [
        ("rename", RENAME, ["Rename"]),
        ("INV ren", RENAME, ["inv", "Ren"]),
        ("name", RENAME, ["name"]),
        ("ri", RENAME, ["R", "i"]),
        ("su", SEND, ["S", "u"]),
        ("table", RENAME, []),
        ("really", LIVE, []),
        ("live: let", LIVE, ["Live:", "let"]),
    ],
)
def test_what_is_one(query: str, command: tuple[str, str], shown: list[str]) -> None:
    found = match(query, *command)
    assert found is not None
    assert [command[0][start:end] for start, end in found.spans] == shown


def test_the_beginning_of_a_name_comes_first() -> None:
    names = ["Save session", "Reload session", "Forget the value of session", "obsession"]
    scores = [(match("session", name, "") or match("save", name, "")) for name in names]
    about = match("session", "Replay", "All of the session")
    start = match("save", *("Save session", ""))
    assert start and scores[1] and scores[3] and about
    assert start.score > scores[1].score > scores[3].score > about.score


@given(st.text(), st.text(), st.text())
def test_any_text_is_looked_for(query: str, name: str, about: str) -> None:
    found = match(query, name, about)
    assert found is None or (
        0 < found.score <= 1 and all(0 <= a < b <= len(name) for a, b in found.spans)
    )
