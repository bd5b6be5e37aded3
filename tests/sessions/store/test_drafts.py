"""Edits that were not saved outlive a program that is killed, and only that."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.editing.document import Document
from sessions.files import state_folder
from sessions.store.drafts import Draft, DraftError, OwnDraft, left_behind

EDITS = """
import os, signal, sys
from pathlib import Path
from sessions.editing.document import Document
from sessions.store.drafts import OwnDraft
path = Path(sys.argv[1])
document = Document.open(path) if path.is_file() else Document.new()
own = OwnDraft()
for text in ("one", "two", "three"):
    document.put(("text",), text)
    own.keep(document.draft(), {})
print("kept", flush=True)
"""
KILLED = EDITS + "os.kill(os.getpid(), signal.SIGKILL)"
LIVES = EDITS + "sys.stdin.read()"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "work"


@pytest.mark.parametrize("is_new", [True, False])
def test_what_a_killed_program_left_is_there(folder: Path, is_new: bool) -> None:
    path = None if is_new else Document.new().save(folder / "suite.toml")
    ended = subprocess.run([sys.executable, "-c", KILLED, str(path or folder)], check=False)
    assert ended.returncode == -signal.SIGKILL
    [left] = left_behind(path, folder)
    document = Document.left(left.draft)
    assert (document.path, document.dirty) == (path, True)
    assert isinstance(document.payload, dict) and document.payload["text"] == "three"
    assert document.undo() and not document.dirty
    assert not left_behind(folder / "other.toml", folder)
    assert not left_behind(path, folder.parent) or path
    left.remove()
    assert not left_behind(path, folder)
    assert not list((state_folder() / "drafts").iterdir())


@pytest.mark.parametrize("kept_as", ["absolute", "relative"])
def test_one_of_a_relative_path_is_of_that_folder_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch, kept_as: str
) -> None:
    """`offhook session.toml` in two folders is two sessions."""
    Document.new().save(folder / "session.toml")
    own = _kept(Document.open(Path("session.toml")))
    own.close()
    if kept_as == "relative":  # as earlier versions wrote it
        [file] = (state_folder() / "drafts").glob("*/draft.json")
        file.write_text(file.read_text().replace(str(folder / "session.toml"), "session.toml"))
    other = folder.parent / "other"
    other.mkdir()
    monkeypatch.chdir(other)
    Document.new().save(other / "session.toml")
    assert not left_behind(Path("session.toml"), other)
    [left] = left_behind(folder / "session.toml", folder)
    assert Document.left(left.draft).path == folder / "session.toml"


def test_what_a_program_has_that_lives_is_its_own(folder: Path) -> None:
    command = [sys.executable, "-c", LIVES, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
        assert program.stdout and program.stdout.readline() == b"kept\n"
        assert not left_behind(None, folder)
        program.kill()
    assert len(left_behind(None, folder)) == 1


def test_what_is_saved_or_meant_to_go_leaves_nothing(folder: Path) -> None:
    own = _kept(Document.new())
    own.drop()
    own.close()
    assert not list((state_folder() / "drafts").iterdir())
    own = _kept(Document.new())
    own.close()
    assert len(left_behind(None, folder)) == 1


def test_the_latest_comes_first(folder: Path) -> None:
    for day in (1, 3, 2):
        draft = Document.new().draft()
        at = datetime(2026, 11, day, tzinfo=UTC)
        own = OwnDraft()
        own.keep(Draft(draft.session, draft.current, None, folder, at), {})
        own.close()
    assert [left.draft.at.day for left in left_behind(None, folder)] == [3, 2, 1]


def test_it_is_edited_from_the_file_as_it_was_read(folder: Path) -> None:
    document = Document.open(Document.new().save(folder / "suite.toml"))
    document.put(("text",), "mine")
    _kept(document).close()
    (folder / "suite.toml").write_text("format = 1\nname = 'of somebody else'\n")
    [left] = left_behind(folder / "suite.toml", folder)
    document = Document.left(left.draft)
    with pytest.raises(Exception, match="was changed on disk"):
        document.save()


def test_it_is_for_the_user_alone_and_holds_no_secret(folder: Path) -> None:
    document = Document.new()
    document.put(("text",), "the key is s3cret-value")
    own = _kept(Document.new())
    with pytest.raises(DraftError, match="the value of the secret TOKEN"):
        own.keep(document.draft(), {"TOKEN": "s3cret-value"})
    assert not left_behind(None, folder)
    own.keep(document.draft(), {})
    [file] = (state_folder() / "drafts").rglob("*.json")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_written_is_said(folder: Path) -> None:
    state_folder().parent.mkdir(parents=True)
    state_folder().write_text("no folder")
    said: set[str] = set()
    for _ in range(2):
        with pytest.raises(DraftError) as raised:
            _kept(Document.new())
        said.add(str(raised.value))
    assert said == {f"{state_folder() / 'drafts'}: not a directory"}


def test_a_locale_without_the_letters_keeps_them(folder: Path) -> None:
    killed = KILLED.replace('"three"', '"bl\\u00e5b\\u00e6r"')
    env = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    subprocess.run([sys.executable, "-c", killed, str(folder)], check=False, env=env)
    [left] = left_behind(None, folder)
    payload = Document.left(left.draft).payload
    assert isinstance(payload, dict) and payload["text"] == "blåbær"


@given(st.binary() | st.just(b'{"format": 1}') | st.just(b"[" * 100_000))
def test_what_cannot_be_read_is_passed_over(content: bytes) -> None:
    folder = state_folder() / "drafts" / "other"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "draft.json").write_bytes(content)
    assert not left_behind(None, Path.cwd())


def test_what_nobody_wants_goes_after_a_month(folder: Path) -> None:
    _kept(Document.new()).close()
    half_written = state_folder() / "drafts" / "0" / "draft.json.0.tmp"
    half_written.parent.mkdir()
    half_written.touch()
    long_ago = (datetime.now(UTC) - timedelta(days=31)).timestamp()
    for one in (state_folder() / "drafts").iterdir():
        os.utime(one, (long_ago, long_ago))
    assert not left_behind(None, folder)
    assert not list((state_folder() / "drafts").iterdir())


def _kept(document: Document) -> OwnDraft:
    own = OwnDraft()
    own.keep(document.draft(), {})
    return own


def test_the_user_of_a_targets_url_is_kept_in_no_draft(folder: Path) -> None:
    document = Document.new()
    document.set_target("https://bob:hunter22@sms.example.com/send")
    with pytest.raises(DraftError, match="holds a user name or password"):
        _kept(document)
    assert not left_behind(None, folder)
