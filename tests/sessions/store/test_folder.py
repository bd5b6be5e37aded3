"""A folder of sessions: what is listed, what is left out, what is broken."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from sessions.store.errors import SessionError
from sessions.store.folder import scan, session_paths
from sessions.store.model import SavedInvocation, Session
from sessions.store.session_file import dumps

SESSION = Session(
    name="Two steps", invocation={n: SavedInvocation(payload={"n": n}) for n in ("a", "b")}
)
TEXT = dumps(SESSION)


def put(folder: Path, *names: str, text: str = TEXT) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def listed(folder: Path) -> list[str]:
    return [entry.path.relative_to(folder).as_posix() for entry in scan(folder)]


def test_sessions_are_listed_at_any_depth_and_sorted(tmp_path: Path) -> None:
    put(tmp_path, "b.toml", "a.toml", "sub/deep/c.toml", "sub/a.toml", "note.txt")
    assert listed(tmp_path) == ["a.toml", "b.toml", "sub/a.toml", "sub/deep/c.toml"]
    assert session_paths(tmp_path) == [entry.path for entry in scan(tmp_path)]


def test_an_entry_has_the_name_and_the_number_of_invocations(tmp_path: Path) -> None:
    put(tmp_path, "named.toml")
    put(tmp_path, "unnamed.toml", text="format = 1\n")
    named, unnamed = scan(tmp_path)
    assert (named.name, named.invocations, named.error) == ("Two steps", 2, None)
    assert (unnamed.name, unnamed.invocations, unnamed.error) == ("unnamed", 0, None)


def test_what_is_clearly_something_else_is_left_out(tmp_path: Path) -> None:
    put(tmp_path, "pyproject.toml", text='[project]\nname = "x"\n')
    put(tmp_path, ".git/s.toml", ".venv/s.toml", "node_modules/x/s.toml", "__pycache__/s.toml")
    (tmp_path / "folder.toml").mkdir()
    assert scan(tmp_path) == []


def test_broken_sessions_are_listed_with_line_and_reason(tmp_path: Path) -> None:
    put(tmp_path, "cut.toml", text=TEXT[:40])
    put(tmp_path, "future.toml", text="format = 9\n")
    put(tmp_path, "formless.toml", text=TEXT.replace("format = 1\n", ""))
    put(tmp_path, "whole.toml")
    (tmp_path / "binary.toml").write_bytes(b"\x00\xff")
    os.mkfifo(tmp_path / "fifo.toml")
    (tmp_path / "gone.toml").symlink_to("nowhere")
    errors = {entry.path.name: entry.error for entry in scan(tmp_path)}
    lines = {name: error and error.line for name, error in errors.items()}
    assert lines == {
        "binary.toml": 1,
        "cut.toml": 4,
        "fifo.toml": None,
        "formless.toml": None,
        "future.toml": 1,
        "gone.toml": None,
        "whole.toml": None,
    }
    assert [name for name, error in errors.items() if error is None] == ["whole.toml"]
    assert "update offhook" in str(errors["future.toml"])
    assert "no such file" in str(errors["gone.toml"])
    assert session_paths(tmp_path) == [tmp_path / name for name in sorted(errors)]


def test_links_lead_to_files_but_never_in_circles(tmp_path: Path) -> None:
    put(tmp_path, "sub/s.toml")
    (tmp_path / "sub" / "up").symlink_to(tmp_path)
    (tmp_path / "up.toml").symlink_to(tmp_path)
    (tmp_path / "link.toml").symlink_to("sub/s.toml")
    (tmp_path / "self.toml").symlink_to("self.toml")
    assert listed(tmp_path) == ["link.toml", "self.toml", "sub/s.toml"]


def test_a_folder_that_cannot_be_read_is_listed_as_such(plain_user_folder: Path) -> None:
    put(plain_user_folder, "a.toml", "closed/b.toml")
    closed = plain_user_folder / "closed"
    closed.chmod(0)
    try:
        whole, broken = scan(plain_user_folder)
    finally:
        closed.chmod(0o700)
    assert whole.error is None
    assert str(broken.error) == f"{closed}: cannot be listed: permission denied"


def test_a_file_is_its_own_path_and_nothing_is_an_error(tmp_path: Path) -> None:
    put(tmp_path, "odd.name", text="anything")
    assert session_paths(tmp_path / "odd.name") == [tmp_path / "odd.name"]
    with pytest.raises(SessionError, match="none: no such file or folder"):
        session_paths(tmp_path / "none")
    with pytest.raises(SessionError, match="none: cannot be listed: no such file"):
        scan(tmp_path / "none")
    with pytest.raises(SessionError, match="cannot be listed: not a directory"):
        scan(tmp_path / "odd.name")


def test_a_thousand_files_are_listed_quickly(tmp_path: Path) -> None:
    for number in range(1000):
        put(tmp_path, f"{number % 20}/{number}.toml")
    before = time.process_time()
    assert sum(entry.invocations for entry in scan(tmp_path)) == 2000
    assert time.process_time() - before < 2
