"""Signatures that were taken are known after a restart, to all listeners, and for no longer."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sessions.listening import seen
from sessions.listening.refused import Refused
from sessions.listening.seen import CannotRemember, SeenSignatures
from sessions.store import lock

NOW = 1_800_000_000.0


def test_what_was_taken_is_known_to_the_next_until_it_is_good_no_more(tmp_path: Path) -> None:
    path = tmp_path / "state/offhook/seen.db"
    with SeenSignatures(path) as first:
        assert first.add("v1=a", NOW, NOW + 600)
        assert not first.add("v1=a", NOW, NOW + 600)
    with SeenSignatures(path) as second:
        assert not second.add("v1=a", NOW + 600, NOW + 1200)
        assert second.add("v1=a", NOW + 601, NOW + 1200), "which its time does not let in"
        files = [path, *path.parent.glob("seen.db-*")]
        assert len(files) > 1
        assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert b"v1=" not in path.read_bytes()


def test_of_two_listeners_at_once_one_takes_it(tmp_path: Path) -> None:
    def add(number: int) -> int:
        with SeenSignatures(tmp_path / "seen.db") as one:
            return sum(one.add(f"v1={at}", NOW, NOW + 600) for at in range(50))

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(add, range(4))) == 50


def test_one_at_a_time_makes_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "PATIENCE", 0.0)
    with lock.locked(tmp_path), pytest.raises(CannotRemember, match="holds the folder locked"):
        SeenSignatures(tmp_path / "seen.db")
    with SeenSignatures(tmp_path / "seen.db") as one:
        assert one.add("v1=a", NOW, NOW + 600)


def test_a_kill_takes_nothing_away(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path\n"
        "from sessions.listening.seen import SeenSignatures\n"
        f"SeenSignatures(Path(sys.argv[1])).add('v1=a', {NOW}, {NOW + 600})\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    path = tmp_path / "seen.db"
    killed = subprocess.run([sys.executable, "-c", code, str(path)], timeout=60)
    assert killed.returncode == -signal.SIGKILL
    with SeenSignatures(path) as after:
        assert not after.add("v1=a", NOW, NOW + 600)


def test_what_cannot_be_written_down_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seen, "_PATIENCE", 0.0)
    with SeenSignatures(tmp_path / "seen.db") as one:
        other = sqlite3.connect(tmp_path / "seen.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Refused, match="cannot be remembered") as refused:
            one.add("v1=a", NOW, NOW + 600)
        assert refused.value.status == 503
        other.execute("ROLLBACK")
        other.close()
        assert one.add("v1=a", NOW, NOW + 600)


def test_a_file_that_is_none_of_ours_is_named_and_stays(tmp_path: Path) -> None:
    (tmp_path / "seen.db").write_text("my own notes, which are longer than a header\n" * 40)
    with pytest.raises(
        CannotRemember, match=r"seen\.db: file is not a database; .* may be deleted$"
    ):
        SeenSignatures(tmp_path / "seen.db")
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotRemember, match="file"):
        SeenSignatures(tmp_path / "file/seen.db")
    assert (tmp_path / "seen.db").read_text().startswith("my own notes")
