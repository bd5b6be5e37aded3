"""What an invocation came to before a step: the outcome it was held against, else the latest."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from sessions.contract.json_path import parse_path
from sessions.contract.json_text import JsonValue
from sessions.contract.outcome import Outcome, TargetInfo, delivered
from sessions.history.database import HistoryError
from sessions.history.writing import Record, keep
from sessions.replay.earlier import beside, earlier_than
from sessions.replay.expectation import judge
from sessions.replay.last_time import Against, LastTime
from sessions.replay.run import Step

SESSION = Path("/s/a.toml")
PAYLOAD: JsonValue = {"text": "hello"}
DAY = time.time()
"""Moments of the tests are seconds after this one: what is long ago is not kept."""
HOOK, PORT = TargetInfo("hook", "hook.js"), TargetInfo("action", "port.js")
ONE = delivered(HOOK, {"MessageID": "m-1"}, wire=None)
TWO = delivered(HOOK, {"MessageID": "m-2"}, wire=None)
NOW = Step(SESSION, "a", "one", TWO, judge(None, TWO))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "history.db"


def record(outcome: Outcome = ONE, at: float = 1, payload: JsonValue = PAYLOAD) -> Record:
    return Record(SESSION, "one", payload, outcome, met=True, at=DAY + at)


def test_it_is_the_one_that_the_step_was_held_against(place: Path) -> None:
    keep([record()], place)
    against = Against([SESSION], place)
    last = against.taken(record(TWO, at=2))
    assert last and against.close() == ""
    found = earlier_than(replace(NOW, last=last), PAYLOAD, (), before=DAY + 9, path=place)
    assert found and found.outcome.message_id == "m-1" and found.at == DAY + 1
    assert found.same_target and found.same_payload
    assert [one.path for one in found.differences] == ["response.MessageID"]


def test_where_it_was_held_against_none_it_is_the_latest_to_whichever_target(place: Path) -> None:
    elsewhere = replace(ONE, target=PORT)
    keep([record(elsewhere, at=1, payload={"text": "other"})], place)
    keep([record(TWO, at=5)], place)
    found = earlier_than(NOW, PAYLOAD, (), before=DAY + 4, path=place)
    assert found and found.at == DAY + 1
    assert not found.same_target and not found.same_payload


def test_there_may_be_none_and_one_that_is_gone_is_said(place: Path) -> None:
    assert earlier_than(NOW, PAYLOAD, (), before=DAY + 9, path=place) is None
    keep([record(at=10)], place)
    assert earlier_than(NOW, PAYLOAD, (), before=DAY + 9, path=place) is None
    lost = replace(NOW, last=LastTime(1.0, number=99))
    with pytest.raises(HistoryError, match="has no outcome 99"):
        earlier_than(lost, PAYLOAD, (), before=DAY + 9, path=place)


def test_what_varies_is_no_difference() -> None:
    assert beside(NOW, ONE, PAYLOAD, [parse_path("response.MessageID")]).differences == ()
