"""A secret that is printed piece by piece is in no piece of a console that is still printed."""

from __future__ import annotations

import base64

from hypothesis import given
from hypothesis import strategies as st

from sessions.contract.outcome import ConsoleLine
from sessions.secrets.redaction import flow

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
    assert shown(["a s3cr3t-va"]) == [[], ["a s3cr3t-va"]]


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
