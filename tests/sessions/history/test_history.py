"""The history: what is put in is found, by session and by time, and no more than is meant."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from sessions.contract.outcome import ConsoleLine, TargetInfo
from sessions.history import database
from sessions.history.database import HistoryError, history_file
from sessions.history.entries import Entry, History
from sessions.history.writing import MOST_OF_ONE, Digests, Record, Recorder, keep

from .conftest import MakeRecord


def names(entries: list[Entry]) -> list[str]:
    return [entry.invocation for entry in entries]


def test_what_is_kept_is_found_again(place: Path, record: MakeRecord) -> None:
    made = record("one", met=False, at=1e12)
    console = (ConsoleLine("log", "\ud800 of no pair", t_ms=0.5),)
    made = replace(made, outcome=replace(made.outcome, console=console))
    keep([made], place)
    (entry,) = History(place).entries()
    assert entry == Entry(
        id=entry.id,
        run=entry.run,
        at=1e12,
        session=Path("/s/a.toml"),
        invocation="one",
        target="hook.js",
        payload=Digests().of({"text": "one"}),
        met=False,
        outcome="failed",
        kind="callback_error",
        ms=2.5,
        content=made.content,
    )
    assert History(place).entry(entry.id) == entry
    assert History(place).outcome(entry.id) == made.outcome


def test_two_that_differ_in_their_durations_only_have_one_content(record: MakeRecord) -> None:
    one = record()
    slower = replace(one, outcome=replace(one.outcome, duration_ms=99.0))
    assert one.content == slower.content != record("two").content


def test_a_payload_is_known_again_and_not_kept(place: Path, record: MakeRecord) -> None:
    texts = ({"a": 1, "b": [2]}, {"b": [2], "a": 1}, {"a": 1, "b": [3]})
    one, other, another = map(Digests().of, texts)
    assert one == other != another
    keep([replace(record(), payload={"code": "048213"})], place)
    assert b"048213" not in place.read_bytes()


def test_the_newest_come_first_and_a_place_chooses(place: Path, record: MakeRecord) -> None:
    recorder = Recorder(place)
    for name, session in (("one", "/s/a.toml"), ("two", "/s/b.toml"), ("lone", None)):
        recorder.add(record(name, session=session))
    assert recorder.close() == ""
    history = History(place)
    assert names(history.entries()) == ["lone", "two", "one"]
    assert names(history.entries(most=2)) == ["lone", "two"]
    assert names(history.entries(Path("/s"))) == ["two", "one"]
    assert names(history.entries(Path("/s/a.toml"))) == ["one"]
    assert names(history.entries(Path("/s"), "two")) == ["two"]
    assert names(history.entries(Path("/s/a"))) == []
    assert len({entry.run for entry in history.entries()}) == 1


def test_of_the_last_replay_what_was_not_as_expected_counts(
    place: Path, record: MakeRecord
) -> None:
    port = TargetInfo("action", "port.js")
    keep([record(met=False), record("two", met=True)], place)
    keep([record(met=True), record(met=False), record(met=False)], place)
    keep([record(met=True, target=port)], place)
    keep([record(met=None), record(met=True, session="/s/b.toml")], place)
    session = Path("/s/a.toml")
    with History(place) as history:
        last = history.last_replayed([session, Path("/s/c.toml")])
    assert {key: entry.met for key, entry in last.items()} == {
        (session, "one", "hook.js"): False,
        (session, "two", "hook.js"): True,
        (session, "one", "port.js"): True,
    }
    assert last[session, "one", "hook.js"].id == 4


def test_a_history_that_is_not_there_has_nothing_and_is_not_made(place: Path) -> None:
    history = History(place)
    assert (history.entries(), history.last_replayed([Path("a")]), history.clear()) == ([], {}, 0)
    with pytest.raises(HistoryError, match="has no outcome 1; offhook history lists them"):
        history.outcome(1)
    assert not place.parent.exists()


def test_only_its_user_may_read_it(place: Path, record: MakeRecord) -> None:
    place.parent.parent.mkdir(mode=0o755)
    with database.writing(place):
        files = {file.name: stat.S_IMODE(file.stat().st_mode) for file in place.parent.iterdir()}
    assert files == dict.fromkeys(("history.db", "history.db-wal", "history.db-shm"), 0o600)
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    place.chmod(0o644)
    keep([record()], place)
    assert stat.S_IMODE(place.stat().st_mode) == 0o600


def test_it_is_the_users_own_in_the_state_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("platformdirs.user_state_path", lambda name: tmp_path / name)
    assert history_file() == History().path == tmp_path / "offhook" / "history.db"


def test_there_are_never_more_than_so_many(
    place: Path, record: MakeRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "MOST", 3)
    keep([record(str(number)) for number in range(5)], place)
    assert names(History(place).entries()) == ["4", "3", "2"]
    keep([record("5")], place)
    assert names(History(place).entries()) == ["5", "4", "3"]


def test_none_is_older_than_so_long_also_behind_one_of_a_clock_that_was_ahead(
    place: Path, record: MakeRecord
) -> None:
    new = record("new")
    ahead = record("ahead", at=new.at + database.OLDEST)
    keep([ahead, record("old", at=new.at - database.OLDEST - 60), new], place)
    assert names(History(place).entries()) == ["new", "ahead"]


def test_they_take_no_more_than_so_much(
    place: Path, record: MakeRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "LARGEST", 1 << 20)
    for number in range(20):
        made = record(str(number))
        outcome = replace(made.outcome, response="x" * 100_000)
        keep([replace(made, outcome=outcome)], place)
    kept = names(History(place).entries())
    assert kept == [str(number) for number in range(19, 19 - len(kept), -1)]
    assert 6 <= len(kept) <= 10
    assert place.stat().st_size < 3 << 20


def test_one_invocation_sent_over_and_over_leaves_room_for_others(
    place: Path, record: MakeRecord
) -> None:
    good, bad, other = record(), record(met=False), record("other")
    recorder = Recorder(place)
    for each in (other, *[good] * 3 * MOST_OF_ONE, bad):
        recorder.add(each)
    assert recorder.close() == ""
    kept = History(place).entries()
    assert len(kept) == 2 + MOST_OF_ONE
    last = History(place).last_replayed([Path("/s/a.toml")])
    assert {key[1]: entry.met for key, entry in last.items()} == {"one": False, "other": True}


def test_it_is_cleared_of_all_or_of_a_place(place: Path, record: MakeRecord) -> None:
    sessions = ("/s/a.toml", "/s/b.toml", "/t/c.toml", None)
    keep([record(session or "none", session=session) for session in sessions], place)
    history = History(place)
    assert history.clear(Path("/s")) == 2
    assert names(history.entries()) == ["none", "/t/c.toml"]
    assert history.clear() == 2
    assert history.entries() == []
    assert b"c.toml" not in b"".join(file.read_bytes() for file in place.parent.iterdir())


def kept_in_order(place: Path, records: list[Record]) -> list[str]:
    recorder = Recorder(place)
    for one in records:
        recorder.add(one)
    assert recorder.close() == ""
    return names(History(place).entries())[::-1]


def test_many_are_written_in_their_order(place: Path, record: MakeRecord) -> None:
    wanted = [str(number) for number in range(1000)]
    assert kept_in_order(place, [record(name) for name in wanted]) == wanted
