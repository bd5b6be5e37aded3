"""A replay held against the last one: fixed, newly failing, still failing, and what differs."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sessions.contract.json_path import parse_path
from sessions.contract.kinds import Kind
from sessions.contract.outcome import Outcome, TargetInfo, delivered, failed
from sessions.history.entries import History
from sessions.history.writing import Record, keep
from sessions.replay.last_time import Against, Change, LastTime, last_sent
from sessions.replay.run import replay_sessions
from sessions.store.session_file import read
from tests.narrowing import error_of

SESSION = Path("/s/a.toml")
HOOK = TargetInfo("hook", "hook.js")
PORT = TargetInfo("action", "port.js")
GOOD = delivered(HOOK, {"MessageID": "m-1"}, wire=None, duration_ms=1.0)
BAD = failed(HOOK, Kind.CALLBACK_ERROR, "no such number")


def record(outcome: Outcome, met: bool = True, payload: str = "hello") -> Record:
    return Record(SESSION, "one", payload, outcome, met)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "history.db"


def last_of(place: Path, before: Record, now: Record) -> LastTime | None:
    """What is said of an outcome, one run after another."""
    keep([before], place)
    against = Against([SESSION], place)
    last = against.taken(now)
    assert against.close() == ""
    return last


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        (True, True, None),
        (False, True, Change.FIXED),
        (True, False, Change.NEWLY_FAILING),
        (False, False, Change.STILL_FAILING),
    ],
)
def test_what_became_of_it(before: bool, now: bool, change: Change | None, place: Path) -> None:
    last = last_of(place, record(GOOD, before), record(GOOD, now))
    assert last and (last.change, last.differences) == (change, ())


def test_the_difference_is_that_of_the_outcomes_but_for_what_varies(place: Path) -> None:
    stacked = replace(BAD, error=replace(error_of(BAD), stack="Error\n  at a.js:1:1"))
    last = last_of(place, record(BAD), record(stacked))
    assert last and not last.differences
    last = last_of(place, record(GOOD), record(replace(GOOD, message_id="m-2", response="m-2")))
    assert last and [one.path for one in last.differences] == ["response"]


@pytest.mark.parametrize(
    ("varying", "left"),
    [
        ((), ["response.at", "response.items[1].id"]),
        (("response.at",), ["response.items[1].id"]),
        (("response.items.id", "message_id"), ["response.at"]),
        (("response.items[0].id",), ["response.at", "response.items[1].id"]),
        (("response",), []),
    ],
)
def test_what_a_session_says_that_it_varies_is_no_difference(
    varying: tuple[str, ...], left: list[str], place: Path
) -> None:
    before, now = (
        replace(GOOD, response={"at": at, "items": [{"id": "a"}, {"id": at}]}) for at in "pq"
    )
    keep([record(before)], place)
    against = Against([SESSION], place)
    last = against.taken(record(now), [*map(parse_path, varying)])
    assert against.close() == ""
    assert last and [one.path for one in last.differences] == left


def test_another_payload_is_said(place: Path) -> None:
    last = last_of(place, record(GOOD, payload="hello"), record(GOOD, payload="hi"))
    assert last and not last.same_payload


@pytest.mark.parametrize(
    "before",
    [
        replace(record(GOOD), met=None),
        replace(record(GOOD), session=Path("/s/b.toml")),
        replace(record(GOOD), invocation="two"),
        record(replace(GOOD, target=PORT)),
    ],
)
def test_what_was_something_else_is_no_last_time(before: Record, place: Path) -> None:
    assert last_of(place, before, record(BAD, met=False)) is None


def test_this_replay_is_not_its_own_last_one(place: Path) -> None:
    keep([record(GOOD)], place)
    against = Against([SESSION], place)
    for _ in range(150):
        last = against.taken(record(BAD, met=False))
        assert last and last.change is Change.NEWLY_FAILING
    assert against.close() == ""
    last = last_of(place, record(GOOD), record(BAD, met=False))
    assert last and last.change is Change.NEWLY_FAILING


def test_a_history_that_cannot_be_read_fails_nothing(place: Path) -> None:
    place.write_bytes(b"noise " * 1000)
    against = Against([SESSION], place)
    assert against.taken(record(GOOD)) is None
    assert against.close() == f"{place}: is damaged; offhook history --clear begins a new one"


def test_an_outcome_that_cannot_be_read_any_more_has_no_difference(place: Path) -> None:
    keep([record(GOOD)], place)
    with sqlite3.connect(place) as connection:
        connection.execute("UPDATE outcomes SET document = '{}'")
    connection.close()
    against = Against([SESSION], place)
    last = against.taken(record(BAD, met=False))
    assert last and (last.change, last.differences) == (Change.NEWLY_FAILING, ())
    assert "outcome 1 cannot be read" in against.close()


async def test_a_replay_is_held_against_the_one_before(place: Path, write: Any) -> None:
    write(
        "hook.py",
        "import time\ndef send(r, t, c, cb):\n"
        "    cb(None, {'MessageID': t, 'at': str(time.perf_counter_ns())})\n",
    )
    path = write(
        "a.toml",
        'format = 1\ntarget = "hook.py:send"\nvarying = ["response.at"]\n'
        "[invocation.one]\n[invocation.one.payload]\n"
        'recipient = "+18085555555"\ntext = "m"\n[invocation.one.payload.context]\n'
        'message_type = "sms"\naction = "enrollment"\nlanguage = "en"\ncode = "1"\nip = "1"\n'
        'user_agent = ""\nuser = {}\n',
    )

    async def step() -> LastTime | None:
        against = Against([path], place)
        (step,) = await replay_sessions([read(path)], against=against)
        assert against.close() == ""
        return step.last

    assert await step() is None
    same = await step()
    assert same and (same.change, same.same_payload, same.differences) == (None, True, ())
    write("hook.py", "def send(r, t, c, cb):\n    cb(Exception('boom'))\n")
    broken = await step()
    assert broken and broken.change is Change.NEWLY_FAILING
    assert [one.path for one in broken.differences] == ["outcome"]
    assert [entry.met for entry in History(place).entries()] == [False, True, True]


def test_a_send_is_held_against_the_one_before_to_the_same_target(place: Path) -> None:
    assert last_sent(record(GOOD), path=place) is None
    elsewhere = replace(GOOD, target=PORT, response={"MessageID": "m-9"})
    keep([record(GOOD, payload="then")], place)
    keep([record(elsewhere)], place)
    same = last_sent(record(GOOD, payload="then"), path=place)
    assert same and (same.same_payload, same.differences, same.change) == (True, (), None)
    other = replace(GOOD, response={"MessageID": "m-1", "odd": 1})
    found = last_sent(record(other), path=place)
    assert found and not found.same_payload
    assert [one.path for one in found.differences] == ["response.odd"]
    assert last_sent(record(other), [parse_path("response.odd")], place) == replace(
        found, differences=()
    )
    assert last_sent(replace(record(GOOD), session=None), path=place) is None
