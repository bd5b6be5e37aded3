"""Outcomes printed as JSON and read back: generated ones, and what is no outcome."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.contract.json_text import JsonValue, dumps
from sessions.contract.kinds import Kind
from sessions.contract.outcome import (
    AnsweredBy,
    AskedFault,
    ConsoleLine,
    HookError,
    Medium,
    MessageIdSource,
    Network,
    OutboundCall,
    OutboundMessage,
    Outcome,
    Result,
    SourceLocation,
    TargetInfo,
    TargetKind,
    failed,
)
from sessions.contract.outcome_reading import from_json

BARE = failed(TargetInfo("remote", "http://a"), Kind.CANCELLED, "over")


def word(literal: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(get_args(literal))


TEXT = st.text(st.characters(), max_size=5)  # lone surrogates too: JavaScript has them
MAYBE = st.none() | TEXT
LINE = st.none() | st.integers(0, 10**6)
SECONDS = st.integers(-(10**6), 10**9).map(lambda thousandths: thousandths / 1000)
TEXTS = st.dictionaries(TEXT, TEXT, max_size=2)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXT, inner, max_size=2),
    max_leaves=5,
).filter(lambda value: "inf" not in repr(value))
ERROR = st.recursive(
    st.builds(HookError, TEXT, TEXT, MAYBE | SECONDS, MAYBE, st.dictionaries(TEXT, JSON)),
    lambda inner: st.builds(HookError, TEXT, cause=inner),
    max_leaves=2,
)
PLACE = st.builds(
    SourceLocation,
    *(TEXT, st.integers(1, 99), LINE),
    st.lists(st.tuples(st.integers(1, 99), TEXT), max_size=2).map(tuple),
)
MESSAGE = st.builds(
    OutboundMessage, *(MAYBE, MAYBE, MAYBE, st.none() | word(Medium), MAYBE, st.booleans())
)
CALL = st.builds(
    OutboundCall,
    *(TEXT, TEXT, TEXTS, TEXT, LINE, MAYBE, st.none() | MESSAGE, TEXTS, TEXT, MAYBE, MAYBE),
    *(st.booleans(), st.none() | word(AnsweredBy), MAYBE, LINE, st.none() | SECONDS, SECONDS),
)


def some(one: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(one, max_size=2).map(tuple)


OUTCOMES = st.builds(
    Outcome,
    outcome=st.sampled_from(Result),
    kind=st.sampled_from(Kind),
    target=st.builds(
        TargetInfo, word(TargetKind), TEXT, MAYBE, MAYBE, network=st.none() | word(Network)
    ),
    duration_ms=SECONDS,
    message_id=MAYBE,
    message_id_source=st.none() | word(MessageIdSource),
    response=JSON,
    error=st.none() | ERROR,
    where=st.none() | PLACE,
    warnings=some(TEXT),
    console=some(st.builds(ConsoleLine, TEXT, TEXT, MAYBE, LINE, st.none() | SECONDS)),
    outbound=some(CALL),
    faults=some(st.builds(AskedFault, TEXT, st.booleans(), MAYBE)),
    made_up=MAYBE,
    wire=JSON,
)


@settings(max_examples=50)
@given(OUTCOMES)
def test_what_is_printed_is_read_back(outcome: Outcome) -> None:
    text = dumps(outcome.to_json(), ascii_only=True)
    assert from_json(json.loads(text)) == outcome
    assert from_json(json.loads(outcome.to_short_text())) == replace(outcome, duration_ms=0.0)


def test_an_event_is_not_printed_and_times_are_rounded() -> None:
    outcome = replace(BARE, event={"user": {}}, duration_ms=1.23456)
    assert from_json(outcome.to_json()) == replace(BARE, duration_ms=1.235)


def test_another_version_may_know_other_keys() -> None:
    printed = BARE.to_json() | {"weather": "fair"}
    del printed["faults"], printed["made_up"]
    assert from_json(printed) == BARE


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"kind": "exploded"}, "kind: 'exploded' is not a valid Kind"),
        ({"console": {}}, "console: found dict {}, wanted an array"),
        ({"console": [{"level": "log"}]}, "console: .*missing.*'text'"),
        ({"duration_ms": True}, "duration_ms: found bool True, wanted int or float"),
        ({"message_id_source": "me"}, "message_id_source: found str 'me', wanted one of hook, "),
        ({"target": None}, "target: found NoneType None, wanted an object"),
        ({"where": {"file": "a", "line": 1, "excerpt": [[1]]}}, r"where: excerpt: found list \[1"),
        ({"outbound": [{"method": "", "url": "", "headers": {"a": 1}}]}, "headers: found dict"),
    ],
)
def test_what_is_no_outcome_is_said(change: dict[str, JsonValue], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        from_json({**BARE.to_json(), **change})


@pytest.mark.parametrize("document", [None, [], "delivered", {}])
def test_what_is_nothing_like_it_is_said_too(document: JsonValue) -> None:
    with pytest.raises(ValueError, match=r"wanted an object|missing"):
        from_json(document)
