"""A folder of sessions: what is listed, what is left out, what is broken."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from sessions.store.errors import SessionError
from sessions.store.folder import find, scan, session_paths
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


def test_an_entry_is_named_by_its_place_and_knows_the_file_that_it_leads_to(tmp_path: Path) -> None:
    put(tmp_path, "whole/sub/a.toml")
    (tmp_path / "whole" / "link.toml").symlink_to("sub/a.toml")
    (tmp_path / "there").symlink_to("whole")
    folder, real = tmp_path / "there", os.path.realpath(tmp_path / "whole" / "sub" / "a.toml")
    assert [(entry.path, entry.name, str(entry.real)) for entry in scan(folder)] == [
        (folder / "link.toml", "link", real),
        (folder / "sub" / "a.toml", "sub/a", real),
    ]


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


@pytest.mark.parametrize(
    "head",
    [
        "format = 1\n",
        "\ufeff# A note.\r\n\r\n\t# Another, format = 1\r\n  format=1\n",
        "format.x = 1\n",
        "# " + "x" * 2000 + "\nformat = 1\n",
        "name = 'x'\nformat = 1\n",
        '"format" = 1\n',
        "formats = 1\n",
        "# format = 1\n",
        "[format]\n",
        "[invocation.a]\n",
        "[tool]\nformat = 1\n",
        "x = '''\nformat = 1\n'''\n",
        "# " + "x" * 1021 + "\nformat = 1\n",
        "format = \n",
        "\x00\n",
        "",
    ],
)
def test_what_is_found_at_a_glance_is_what_reading_all_of_it_finds(
    tmp_path: Path, head: str
) -> None:
    put(tmp_path, "a.toml", text=head)
    counted: list[int] = []
    found = find(tmp_path, counted.append)
    assert [entry.path for entry in found] == [entry.path for entry in scan(tmp_path)]
    assert counted == [1] * len(found)


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
    assert len(scan(tmp_path)) == 1000
    assert time.process_time() - before < 2
