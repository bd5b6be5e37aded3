"""The history where it cannot be used: killed, full, locked, damaged, newer, another's."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sessions.history import database, writing
from sessions.history.database import HistoryBusy, HistoryError
from sessions.history.entries import History
from sessions.history.writing import BATCH, Record, Recorder, keep

from .conftest import MakeRecord

RECORDS = """
import sys
from pathlib import Path
from sessions.contract.outcome import TargetInfo, delivered
from sessions.history.writing import BATCH, Record, Recorder, keep

def record(number):
    response = {"MessageID": str(number), "more": "x" * (number * 37 % 5000)}
    outcome = delivered(TargetInfo("hook", "hook.js"), response, wire=None)
    return Record(Path("a.toml"), str(number), None, outcome, True)

place = Path(sys.argv[1])
"""

LOCK = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.readline()
"""


@contextmanager
def child(code: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """A program that goes on while the block does, or ends of itself."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def next_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


@contextmanager
def locked(place: Path) -> Iterator[None]:
    """Another program holds the history."""
    with child(LOCK, place) as process:
        assert next_line(process) == "locked"
        yield
        process.communicate("\n")


def recorded(place: Path, *records: Record) -> str:
    """What a recorder says at its end."""
    recorder = Recorder(place)
    for record in records:
        recorder.add(record)
    return recorder.close()


def whole_outcomes(place: Path) -> list[int]:
    """The numbers that the children have given to theirs, the oldest first."""
    history = History(place)
    with sqlite3.connect(place) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    numbers: list[int] = []
    for entry in reversed(history.entries(most=10**9)):
        number = int(entry.invocation)
        expected = {"MessageID": str(number), "more": "x" * (number * 37 % 5000)}
        assert history.outcome(entry.id).response == expected
        numbers.append(number)
    return numbers


@pytest.mark.parametrize("batches", [0, 1, 7])
def test_a_kill_leaves_whole_batches(batches: int, place: Path) -> None:
    endless = """
number = 0
while True:
    keep(map(record, range(number, number + 20)), place)
    number += 20
    print(number, flush=True)
"""
    keep([], place)
    with child(RECORDS + endless, place) as process:
        for _ in range(batches):
            next_line(process)
        process.send_signal(signal.SIGKILL)
        assert process.stdout
        said = [int(line) for line in process.stdout if line.endswith("\n")]
    done = max([batches * 20, *said])
    assert whole_outcomes(place) in ([*range(done)], [*range(done + 20)])


def test_a_kill_loses_the_last_batch_at_most(place: Path) -> None:
    two_recorders = """
first = Recorder(place)
for number in range(2 * BATCH + 1):
    first.add(record(number))
assert first.close() == ""
second = Recorder(place)
for number in range(2 * BATCH + 1, 3 * BATCH):
    second.add(record(number))
print("added", flush=True)
sys.stdin.readline()
"""
    with child(RECORDS + two_recorders, place) as process:
        assert next_line(process) == "added"
        process.send_signal(signal.SIGKILL)
    numbers = whole_outcomes(place)
    assert numbers == [*range(len(numbers))] and 2 * BATCH < len(numbers) <= 3 * BATCH


def test_a_disk_that_takes_no_more_costs_no_earlier_outcome(
    place: Path, record: MakeRecord
) -> None:
    full = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
recorder = Recorder(place)
for number in range(2 * BATCH):
    recorder.add(record(number))
print(recorder.close())
"""
    with child(RECORDS + "keep(map(record, range(20)), place)" + full, place) as process:
        said = next_line(process)
        assert process.wait() == 0
    assert said in (f"{place}: disk I/O error", f"{place}: database or disk is full")
    numbers = whole_outcomes(place)
    assert numbers[:20] == [*range(20)]
    assert numbers == [*range(len(numbers))] and len(numbers) < 2 * BATCH
    keep([record("next")], place)
    assert History(place).entries()[0].invocation == "next"


def test_another_programs_lock_is_waited_for_and_then_said_once(
    place: Path, record: MakeRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep([record("before")], place)
    with locked(place):
        monkeypatch.setattr(database, "PATIENCE", 0.05)
        problem = f"{place}: another program holds it locked"
        with pytest.raises(HistoryBusy, match="another program holds it locked"):
            keep([record()], place)
        assert recorded(place, *[record()] * 90) == problem
        assert [entry.invocation for entry in History(place).entries()] == ["before"]
    assert recorded(place, record("after")) == ""
    assert [entry.invocation for entry in History(place).entries()] == ["after", "before"]


def test_a_lock_that_ends_in_time_costs_nothing(
    place: Path, record: MakeRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep([record("before")], place)
    with locked(place):
        monkeypatch.setattr(database, "PATIENCE", 0.01)
        recorder = Recorder(place)
        for number in range(BATCH + 50):
            recorder.add(record(str(number)))
    monkeypatch.setattr(database, "PATIENCE", 20)
    assert recorder.close() == ""
    assert len(History(place).entries()) == BATCH + 51


def test_where_only_the_old_ones_cannot_be_removed_all_is_kept(
    place: Path, record: MakeRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(_: sqlite3.Connection) -> None:
        error = sqlite3.OperationalError("database is locked")
        error.sqlite_errorcode = sqlite3.SQLITE_BUSY
        raise error

    monkeypatch.setattr(writing, "prune", busy)
    assert recorded(place, record("kept")) == ""
    assert [entry.invocation for entry in History(place).entries()] == ["kept"]


def test_two_at_once_lose_nothing(place: Path) -> None:
    many = """
print("ready", flush=True)
sys.stdin.readline()
begin = int(sys.argv[2])
recorder = Recorder(place)
for number in range(begin, begin + BATCH + 50):
    recorder.add(record(number))
print(recorder.close())
"""
    with child(RECORDS + many, place, 0) as one, child(RECORDS + many, place, 1000) as two:
        assert [next_line(one), next_line(two)] == ["ready", "ready"]
        for process in (one, two):
            assert process.stdin
            process.stdin.write("\n")
            process.stdin.flush()
        assert [next_line(one), next_line(two)] == ["", ""]
    count = BATCH + 50
    assert sorted(whole_outcomes(place)) == [*range(count), *range(1000, 1000 + count)]


Damage = Callable[[Path], None]


def make_newer(place: Path) -> None:
    with sqlite3.connect(place) as connection:
        connection.execute(f"PRAGMA user_version = {database.VERSION + 1}")
    connection.close()


def make_anothers(place: Path) -> None:
    place.unlink()
    with sqlite3.connect(place) as connection:
        connection.execute("CREATE TABLE songs (name TEXT)")
    connection.close()


def make_noise(place: Path) -> None:
    place.write_bytes(b"no database at all " * 1000)


def cut_short(place: Path) -> None:
    place.write_bytes(place.read_bytes()[:5000])


def make_folder(place: Path) -> None:
    place.unlink()
    place.mkdir()


BROKEN: dict[Damage, str] = {
    make_newer: "was written by a newer offhook (version 2, this one knows 1); update offhook",
    make_anothers: "is no history of offhook; offhook history --clear begins a new one",
    make_noise: "is damaged; offhook history --clear begins a new one",
    cut_short: "is damaged; offhook history --clear begins a new one",
    make_folder: "unable to open database file",
}


@pytest.mark.parametrize("damage", BROKEN)
def test_what_cannot_be_used_is_left_as_it_is_and_said(
    damage: Damage, place: Path, record: MakeRecord
) -> None:
    keep([record()], place)
    damage(place)
    before = place.read_bytes() if place.is_file() else None
    assert recorded(place, *[record()] * 5) == f"{place}: {BROKEN[damage]}"
    with pytest.raises(HistoryError, match=str(place)):
        History(place).entries()
    assert before is None or place.read_bytes() == before


@pytest.mark.parametrize("damage", [make_anothers, make_noise, cut_short])
def test_clearing_a_damaged_one_begins_anew(
    damage: Damage, place: Path, record: MakeRecord
) -> None:
    keep([record()], place)
    damage(place)
    with pytest.raises(HistoryError):
        History(place).clear(Path("/s"))
    assert History(place).clear() == 0
    assert recorded(place, record("new")) == ""
    assert [entry.invocation for entry in History(place).entries()] == ["new"]


def test_a_newer_one_is_not_cleared(place: Path, record: MakeRecord) -> None:
    keep([record()], place)
    make_newer(place)
    with pytest.raises(HistoryError, match="newer offhook"):
        History(place).clear()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path, record: MakeRecord) -> None:
    (tmp_path / "state").write_text("a file")
    problem = recorded(tmp_path / "state" / "offhook" / "history.db", record())
    assert problem in (f"{tmp_path}/state/offhook: not a directory",)


def test_a_file_that_may_not_be_written_is_said(
    plain_user_folder: Path, record: MakeRecord
) -> None:
    place = plain_user_folder / "history.db"
    keep([record("before")], place)
    place.chmod(0o400)
    assert recorded(place, record()) == f"{place}: attempt to write a readonly database"
    assert [entry.invocation for entry in History(place).entries()] == ["before"]
    assert place.stat().st_mode & 0o777 == 0o400


def test_an_outcome_that_cannot_be_read_is_said(place: Path, record: MakeRecord) -> None:
    keep([record()], place)
    with sqlite3.connect(place) as connection:
        connection.execute("UPDATE outcomes SET document = '{\"kind\": 5}'")
    connection.close()
    with pytest.raises(HistoryError, match="outcome 1 cannot be read: kind: "):
        History(place).outcome(1)
