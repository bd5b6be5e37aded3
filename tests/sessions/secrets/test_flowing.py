"""A secret that is printed piece by piece is in no piece of a console that is still printed."""

from __future__ import annotations

import base64
import re

from hypothesis import given
from hypothesis import strategies as st

from sessions.contract.outcome import ConsoleLine
from sessions.secrets.flowing import Flow
from sessions.secrets.redaction import flow
from sessions.secrets.spans import Span

SECRET = "s3cr3t-value-1234"
VALUES = {"TOKEN": SECRET}


def shown(pieces: list[str], level: str = "log") -> list[list[str]]:
    """What is shown after each line, and at the end."""
    flowing = flow(VALUES)
    parts = [flowing.take([ConsoleLine(level, piece)]) for piece in pieces]
    return [[line.text for line in part] for part in (*parts, flowing.take([], last=True))]


def test_a_line_is_shown_at_once_unless_it_may_end_with_the_beginning_of_a_secret():
    assert shown(["one", "two"]) == [["one"], ["two"], []]
    assert shown([SECRET, "two"]) == [["‹TOKEN›"], ["two"], []]
    assert shown(["a s3cr3t-va", "lue-1234 b"]) == [[], ["a ‹TOKEN›", " b"], []]
    assert shown(["a s3cr3t-va", "rious", "c"]) == [[], ["a s3cr3t-va", "rious"], ["c"], []]


def test_the_beginning_of_a_secret_at_the_end_of_all_may_have_been_cut():
    assert shown(["a s3cr3t-va"]) == [[], ["a ‹TOKEN›"]]
    assert shown(["a s3cr3", "t-value-12"]) == [["a s3cr3"], [], [""]]
    assert shown(["a…", "b…"]) == [["a…"], ["b…"], []]


def test_a_line_that_waits_for_another_level_is_not_looked_at_again():
    looked: list[str] = []
    flowing = Flow(lambda text: text, lambda text: looked.append(text) or secret_in(text))
    assert flowing.take([ConsoleLine("log", "secr")]) == []
    for number in range(400):
        assert flowing.take([ConsoleLine("warn", f"line {number};")]) == []
    assert max(map(len, looked)) < 1_200
    assert len(flowing.take([ConsoleLine("log", "and")])) == 402


def secret_in(text: str) -> list[Span]:
    """Where `secret` stands, or its beginning before a cut."""
    return [Span(at.start(), at.end(), "‹S›") for at in re.finditer("secret|secr(?=…)", text)]


def test_what_another_level_prints_meanwhile_waits_so_that_the_order_stays():
    flowing = flow(VALUES)
    assert flowing.take([ConsoleLine("log", "s3cr3t-va"), ConsoleLine("warn", "x")]) == []
    rest = flowing.take([ConsoleLine("log", "lue-1234")])
    assert [(line.level, line.text) for line in rest] == [
        ("log", "‹TOKEN›"),
        ("warn", "x"),
        ("log", ""),
    ]


def test_without_secrets_nothing_waits():
    assert [line.text for line in flow({}).take([ConsoleLine("log", "s3cr3t-va")])] == ["s3cr3t-va"]


@given(st.integers(8, len(SECRET) - 1), st.booleans(), st.text("xyz ", max_size=8))
def test_no_long_piece_of_a_secret_is_shown_however_it_is_parted(at, is_base64, before):
    text = base64.b64encode(SECRET.encode()).decode() if is_base64 else SECRET
    cut = at * 4 // 3 if is_base64 else at
    parts = shown([f"{before}.{text[:cut]}", f"{text[cut:]}."])
    everything = "".join(line for part in parts for line in part)
    assert text[:12] not in everything and text[-8:] not in everything
