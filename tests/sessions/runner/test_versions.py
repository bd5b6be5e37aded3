"""What an executable's version is, and when it is remembered instead of asked for."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from sessions.runner import versions
from sessions.runner.versions import cache_file, version_of

PATTERN = r"Python (\d+\.\d+\.\d+)"
OWN = ".".join(map(str, sys.version_info[:3]))


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file in which versions are remembered, still missing."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    if tmp_path not in cache_file().parents:
        pytest.skip("the cache of this system cannot be put elsewhere")
    return cache_file()


@pytest.fixture
def python(tmp_path: Path) -> str:
    """An interpreter of our own, which can be changed."""
    return shutil.copy(Path(sys.executable).resolve(), str(tmp_path / "python"))


def asked_in_a_new_process(path: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(versions, "_asked", {})
    return version_of(path, PATTERN)


def lie(cache: Path) -> None:
    """Let the file say another version than the executable does."""
    cache.write_text(cache.read_text().replace(OWN, "99.9.9"))


def test_it_is_remembered_for_one_state_of_the_file(cache, python, monkeypatch):
    assert asked_in_a_new_process(python, monkeypatch) == OWN
    lie(cache)
    assert asked_in_a_new_process(python, monkeypatch) == "99.9.9"
    os.utime(python, (1, 1))
    assert asked_in_a_new_process(python, monkeypatch) == OWN
    lie(cache)
    with Path(python).open("ab") as file:
        file.write(b"more")
    os.utime(python, (1, 1))
    assert asked_in_a_new_process(python, monkeypatch) == OWN
    assert [row[0] for row in json.loads(cache.read_text())] == [python]
    assert [file.name for file in cache.parent.iterdir()] == [cache.name]


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[1]", '[["a", 1, 1]]', "[" * 100_000],
    ids=["empty", "object", "number", "short", "deep"],
)
def test_a_file_that_cannot_be_read_is_written_anew(text, cache, python, monkeypatch):
    cache.parent.mkdir(parents=True)
    cache.write_text(text)
    assert asked_in_a_new_process(python, monkeypatch) == OWN
    assert [row[3] for row in json.loads(cache.read_text())] == [OWN]


def test_a_folder_that_cannot_be_written_is_no_harm(cache, python, monkeypatch):
    cache.parent.parent.write_text("no folder")
    assert asked_in_a_new_process(python, monkeypatch) == OWN


def test_what_stands_in_for_others_is_asked_each_time(cache, python, tmp_path, monkeypatch):
    script = tmp_path / "shims" / "python"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\nexec "{python}" "$@"\n')
    script.chmod(0o755)
    manager = tmp_path / "links" / "node"
    manager.parent.mkdir()
    manager.symlink_to(python)
    for path in (str(script), str(manager)):
        assert asked_in_a_new_process(path, monkeypatch) == OWN
    assert not cache.exists()


def test_only_so_many_are_remembered(cache, python, monkeypatch):
    cache.parent.mkdir(parents=True)
    cache.write_text(json.dumps([[f"/other/{number}", 1, 1, "1.0.0"] for number in range(50)]))
    assert asked_in_a_new_process(python, monkeypatch) == OWN
    paths = [row[0] for row in json.loads(cache.read_text())]
    assert len(paths) == 32
    assert paths[-2:] == ["/other/49", python]
