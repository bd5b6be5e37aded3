"""Which commands a text names, by words and letters, and in which order they stand."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.recent import recent_commands, remember_command
from tui.widgets.palette import Command, match, ranked

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
        ("sdn", SEND),
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
        ("snd", SEND, ["S", "n", "d"]),
        ("rnm", RENAME, ["R", "n", "m"]),
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


def names(query: str, *recent: str) -> list[str]:
    given = [SEND, LIVE, ("Send", ""), RENAME, ("Undo", "Take back"), ("Sound", "")]
    commands = [Command(name, about, lambda: None) for name, about in given]
    return [command.name for command, _ in ranked(query, commands, recent)]


def test_what_was_used_last_comes_first_where_it_is_as_good() -> None:
    assert names("send") == ["Send unchecked", "Send"]
    assert names("send", "Send") == ["Send", "Send unchecked"]
    assert names("snd") == ["Send unchecked", "Send", "Sound"]
    assert names("undo", "Send") == ["Undo"]
    assert names("", "Undo", "Send", "gone")[:2] == ["Undo", "Send"]
    assert len(names("")) == 6


def test_ten_thousand_names_are_looked_through() -> None:
    many = [Command(f"Open session {at:05}", "", lambda: None) for at in range(10_000)]
    assert ranked("open 0999", many, ())[0][0].name == "Open session 09990"


def test_commands_are_remembered_up_to_a_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert recent_commands() == []
    for at in [*range(30), 25]:
        remember_command(f"Command {at}", recent_commands())
    assert recent_commands()[:3] == ["Command 25", "Command 29", "Command 28"]
    assert len(recent_commands()) == 20
    for content in (b"[1, {}]", b"7", b"[" * 9000, b"\xff"):
        (tmp_path / "offhook" / "commands.json").write_bytes(content)
        assert recent_commands() == []
