"""Deleted session files: found again by any run, in order, and brought back over nothing."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from sessions.store.errors import ChangedOnDisk, SessionError
from sessions.store.trash import bring_back, throw_away, trashed


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def _file(folder: Path, name: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(name)
    return folder / name


def test_what_is_deleted_is_found_and_comes_back(tmp_path: Path) -> None:
    assert trashed() == []
    first, second = _file(tmp_path / "a", "one.toml"), _file(tmp_path / "b", "one.toml")
    thrown = [throw_away(first), throw_away(second)]
    assert not first.exists()
    assert trashed() == thrown[::-1]
    assert [each.path for each in trashed()] == [second.resolve(), first.resolve()]
    bring_back(thrown[0], first)
    assert (first.read_text(), trashed()) == ("one.toml", thrown[1:])
    with pytest.raises(ChangedOnDisk):
        bring_back(thrown[1], first)
    assert trashed() == thrown[1:]
    with pytest.raises(SessionError):
        bring_back(thrown[0], tmp_path / "again.toml")


def test_a_link_comes_back_as_a_link(tmp_path: Path) -> None:
    file, link = _file(tmp_path, "one.toml"), tmp_path / "link.toml"
    link.symlink_to(file.name)
    thrown = throw_away(link)
    assert (file.exists(), link.is_symlink(), trashed()) == (True, False, [thrown])
    bring_back(trashed()[0], trashed()[0].path)
    assert link.readlink() == Path(file.name)


def test_a_file_that_cannot_be_deleted_is_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SessionError):
        throw_away(tmp_path / "none.toml")
    assert trashed() == []
    file = _file(tmp_path, "one.toml")
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    with pytest.raises(SessionError, match="cannot be moved to the trash"):
        throw_away(file)
    assert file.exists()
    assert trashed() == []


@pytest.mark.parametrize("origin", ["", "{}", "[]", '{"path": 5, "at": 5}', '{"path": "x"}'])
def test_what_is_no_deleted_file_is_not_listed(tmp_path: Path, origin: str) -> None:
    thrown = throw_away(_file(tmp_path, "one.toml"))
    other = thrown.file.parent.parent.with_name("other")
    other.mkdir()
    (other / "origin.json").write_text(origin)
    thrown.file.parent.parent.with_name("stray").write_text("")
    assert trashed() == [thrown]


def test_what_is_a_month_old_is_removed_with_the_next(tmp_path: Path) -> None:
    old = throw_away(_file(tmp_path, "old.toml"))
    long_ago = time.time() - 31 * 24 * 60 * 60
    os.utime(old.file.parent.parent, (long_ago, long_ago))
    new = throw_away(_file(tmp_path, "new.toml"))
    assert trashed() == [new]
