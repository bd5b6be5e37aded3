"""Long texts in an outcome: cut after what is secret in them is found, and of very many, some."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote

import pytest

from sessions.contract.excerpts import (
    MOST_KEPT,
    MOST_LOOKED_AT,
    body_looked_at,
    looked_at,
    missing_of,
)
from sessions.contract.json_text import JsonValue
from sessions.contract.outcome import OutboundCall, Outcome, TargetInfo, delivered
from sessions.secrets.redaction import MOST_IN_ALL, is_long, redacted

SECRET = "pa/ss%w-rd+" * 4
VALUES = {"TOKEN": SECRET}


def given(response: JsonValue) -> Outcome:
    """An outcome with that response."""
    return delivered(TargetInfo("hook", "hook.js"), response, wire=response, duration_ms=1)


@pytest.mark.parametrize("encode", [str, quote, lambda text: b64encode(text.encode()).decode()])
@pytest.mark.parametrize("most", [MOST_KEPT, MOST_LOOKED_AT])
def test_no_cut_leaves_a_part_of_a_secret(encode: Callable[[str], str], most: int) -> None:
    hidden = encode(SECRET)
    for before in (1, len(hidden) // 2, len(hidden) - 1):
        body = " " * (most - before) + hidden + " " * MOST_LOOKED_AT
        for text in (body, looked_at(body), body_looked_at(body.encode())):
            shown = redacted(given(text), VALUES).response
            assert isinstance(shown, str)
            assert not any(hidden[at : at + 5] in shown for at in range(len(hidden) - 5))
            assert ("‹TOKEN›" in shown) == (most == MOST_KEPT)
            assert shown.endswith(f"… ({len(body):,} {shown.split()[-3]} in all)")


@pytest.mark.parametrize("character", ["x", "é", "\U0001f600", SECRET])
def test_a_text_that_is_not_kept_whole_says_how_long_it_is(character: str) -> None:
    text = character * (MOST_LOOKED_AT + 1)
    for cut, unit in ((looked_at(text), "characters"), (body_looked_at(text.encode()), "bytes")):
        length = len(text if unit == "characters" else text.encode())
        for kept in (cut, redacted(given(cut), VALUES).response):
            assert missing_of(str(kept)) == f"{length:,} {unit} in all"


def test_a_text_that_only_looks_cut_is_whole() -> None:
    for text in ("", "x" * MOST_KEPT, "a… (12 bytes in all)", "a… (,,, bytes in all)"):
        assert missing_of(text) is None


@pytest.mark.parametrize("values", [{}, VALUES])
def test_a_long_text_is_cut_whether_there_are_secrets_or_none(values: dict[str, str]) -> None:
    outcome = redacted(given("x" * MOST_KEPT + "yz"), values)
    assert outcome.response == "x" * MOST_KEPT + "… (65,538 characters in all)"
    assert redacted(given("x" * MOST_KEPT), values).response == "x" * MOST_KEPT


def test_of_very_many_texts_the_later_are_left_out_and_our_own_words_are_kept() -> None:
    many = {f"{n}": f"{n} " + "x" * 1000 for n in range(MOST_IN_ALL // 1000)}
    call = OutboundCall("POST", "https://x/", body=f"{SECRET}{many}")
    outcome = replace(given(dict(many)), warnings=("Beware.",), outbound=(call,))
    assert is_long(outcome)
    shown = redacted(outcome, VALUES)
    assert shown.warnings[0] == "Beware."
    assert "left out" in shown.warnings[1]
    assert "1,572,864" in shown.warnings[1]
    assert isinstance(shown.response, dict)
    assert shown.response["0"] == many["0"]
    assert "… (left out)" in shown.response.values()
    assert missing_of("… (left out)") == "left out"
    assert SECRET not in str(shown)


def test_a_text_that_stands_in_many_places_counts_once() -> None:
    alike: list[JsonValue] = ["x" * 1000] * 5000
    outcome = redacted(given(alike), VALUES)
    assert outcome.warnings == ()
    assert outcome.response == alike
    assert not is_long(given({"a": "b"}))


def test_a_region_stays_in_the_host_of_an_outcome_too() -> None:
    url = "https://sns.eu-central-1.amazonaws.com/"
    call = OutboundCall("POST", url, body="eu-central-1")
    outcome = replace(given({"region": "eu-central-1"}), outbound=(call,))
    shown = redacted(outcome, {"AWS_REGION": "eu-central-1"})
    assert shown.outbound[0].url == url
    assert shown.response == {"region": "‹AWS_REGION›"}
