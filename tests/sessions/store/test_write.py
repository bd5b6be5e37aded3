"""Writing session files: whole or not at all, never over other people's work, never a secret."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from sessions.store.disk import replace_text
from sessions.store.errors import ChangedOnDisk, SessionError
from sessions.store.lock import locked
from sessions.store.model import SavedInvocation, Session, TargetSpec
from sessions.store.session_file import SessionFile, dumps, read, write

OLD = Session(name="old", invocation={"one": SavedInvocation(payload={"text": "old"})})
NEW = OLD.model_copy(update={"name": "new"})
COMMENTED = "# mine\nformat = 1\nname = 'old' # keep\n\n[invocation.one.payload]\ntext = 'old'\n"


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_new_file_is_canonical_and_alone(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    written = write(path, OLD)
    assert written == read(path) == SessionFile(path, OLD, dumps(OLD))
    assert files(tmp_path) == {"s.toml"}


def test_a_new_file_gets_the_mode_of_any_new_file(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write(tmp_path / "s.toml", OLD)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "s.toml").stat().st_mode) == 0o640


def test_the_mode_of_a_file_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    opened = write(path, OLD)
    path.chmod(0o604)
    write(path, NEW, opened=opened)
    assert stat.S_IMODE(path.stat().st_mode) == 0o604


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root may give files away")
def test_the_owner_of_a_file_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    opened = write(path, OLD)
    os.chown(path, 65534, 65533)
    path.chmod(0o640)
    write(path, NEW, opened=opened)
    state = path.stat()
    assert (state.st_uid, state.st_gid, stat.S_IMODE(state.st_mode)) == (65534, 65533, 0o640)


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="only Linux has them in Python")
def test_the_attributes_of_a_file_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    opened = write(path, OLD)
    try:
        os.setxattr(path, "user.origin", b"ours")
    except OSError:
        pytest.skip("the file system has no attributes")
    write(path, NEW, opened=opened)
    assert os.getxattr(path, "user.origin") == b"ours"


SAVER = """
import sys
from pathlib import Path
from sessions.store.errors import ChangedOnDisk
from sessions.store.session_file import read, write

path, who, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
sys.stdin.readline()
for number in range(count):
    while True:
        opened = read(path)
        tags = (*opened.session.tags, f"{who}-{number}")
        try:
            write(path, opened.session.model_copy(update={"tags": tags}), opened=opened)
        except ChangedOnDisk:
            continue
        break
"""


def test_of_several_savers_at_once_none_loses_what_it_was_told_is_saved(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    write(path, OLD)
    savers = [
        subprocess.Popen([sys.executable, "-c", SAVER, str(path), who, "15"], stdin=subprocess.PIPE)
        for who in ("a", "b")
    ]
    for saver in savers:
        assert saver.stdin
        saver.stdin.write(b"\n")
        saver.stdin.close()
    assert [saver.wait() for saver in savers] == [0, 0]
    saved = read(path).session.tags
    assert sorted(saved) == sorted(f"{who}-{number}" for who in "ab" for number in range(15))
    assert files(tmp_path) == {"s.toml"}


def test_what_is_changed_after_the_first_look_is_seen_by_the_last_one(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text("theirs")
    with pytest.raises(ChangedOnDisk, match="was changed on disk"):
        replace_text(path, "ours", expected="before")
    with pytest.raises(ChangedOnDisk, match="is there already"):
        replace_text(path, "ours", expected=None)
    assert path.read_text() == "theirs"
    assert files(tmp_path) == {"s.toml"}


def test_a_folder_that_is_held_is_waited_for_but_not_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sessions.store.lock.PATIENCE", 0.0)
    path = tmp_path / "s.toml"
    with locked(tmp_path), pytest.raises(SessionError, match="holds the folder locked"):
        write(path, OLD)
    assert files(tmp_path) == set()
    write(path, OLD)


def test_a_symbolic_link_stays_and_its_file_is_written(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link.toml").symlink_to("real/s.toml")
    written = write(tmp_path / "link.toml", OLD)
    write(tmp_path / "link.toml", NEW, opened=written)
    assert (tmp_path / "link.toml").is_symlink()
    assert read(tmp_path / "real" / "s.toml").session == NEW


def test_nothing_changed_is_nothing_written(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text(COMMENTED)
    opened = read(path)
    before = path.stat()
    assert write(path, opened.session, opened=opened).text == COMMENTED
    assert path.stat().st_ino == before.st_ino


def test_several_saves_in_a_row(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text(COMMENTED)
    opened = read(path)
    for name in ("a", "b", "c"):
        opened = write(path, opened.session.model_copy(update={"name": name}), opened=opened)
    assert path.read_text() == COMMENTED.replace("'old' #", "'c' #")


def test_a_file_changed_on_disk_is_not_overwritten_unasked(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    opened = write(path, OLD)
    path.write_text(COMMENTED)
    with pytest.raises(ChangedOnDisk, match=r"s\.toml: was changed on disk since it was read"):
        write(path, NEW, opened=opened)
    assert path.read_text() == COMMENTED
    write(path, NEW, opened=opened, overwrite=True)
    assert read(path).session == NEW


def test_a_file_that_turned_into_rubbish_is_not_overwritten_unasked(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    opened = write(path, OLD)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ChangedOnDisk, match="was changed on disk"):
        write(path, NEW, opened=opened)
    assert path.read_bytes() == b"\xff\xfe"
    write(path, NEW, opened=opened, overwrite=True)
    assert read(path).session == NEW


def test_a_file_that_is_gone_is_put_back_only_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    opened = write(path, OLD)
    path.unlink()
    with pytest.raises(ChangedOnDisk, match="is gone since it was read"):
        write(path, NEW, opened=opened)
    write(path, NEW, opened=opened, overwrite=True)
    assert read(path).session == NEW


def test_a_new_file_does_not_replace_another_unasked(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text("not even TOML")
    with pytest.raises(ChangedOnDisk, match="is there already"):
        write(path, NEW)
    with pytest.raises(ChangedOnDisk, match="is there already"):
        write(path, NEW, opened=write(tmp_path / "other.toml", OLD))
    assert path.read_text() == "not even TOML"
    write(path, NEW, overwrite=True)
    assert read(path).session == NEW


def test_a_copy_under_another_name_keeps_the_comments(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text(COMMENTED)
    copy = write(tmp_path / "copy.toml", NEW, opened=read(tmp_path / "s.toml"))
    assert copy.text == COMMENTED.replace("name = 'old'", "name = 'new'")
    assert (tmp_path / "s.toml").read_text() == COMMENTED


INLINE = "# mine\nformat = 1\ninvocation = { a = { payload = {} }, b = { payload = {} } }\n"


def test_what_cannot_be_done_in_place_is_refused_but_for_a_copy(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text(INLINE)
    opened = read(path)
    turned = dict(reversed(opened.session.invocation.items()))
    session = opened.session.model_copy(update={"invocation": turned})
    with pytest.raises(SessionError, match=r"without losing comments .* to a new file") as refused:
        write(path, session, opened=opened)
    assert refused.value.path == path
    assert path.read_text() == INLINE
    copy = write(tmp_path / "copy.toml", session, opened=opened)
    assert list(copy.session.invocation) == list(read(copy.path).session.invocation) == ["b", "a"]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    path = tmp_path / "none" / "s.toml"
    with pytest.raises(SessionError) as refused:
        write(path, OLD)
    assert refused.value.message == f"cannot be written: there is no folder {path.parent}"
    assert not path.parent.exists()


def test_folders_and_devices_are_not_written(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    for path, message in {tmp_path: "is a folder", tmp_path / "fifo": "is no regular file"}.items():
        with pytest.raises(SessionError, match=message):
            write(path, OLD, overwrite=True)


def test_a_read_only_folder_leaves_the_file_whole(plain_user_folder: Path) -> None:
    path = plain_user_folder / "s.toml"
    opened = write(path, OLD)
    plain_user_folder.chmod(0o500)
    with pytest.raises(SessionError, match=r"s\.toml: cannot be written: permission denied"):
        write(path, NEW, opened=opened)
    assert read(path).session == OLD
    assert files(plain_user_folder) == {"s.toml"}


def test_a_read_only_file_is_not_replaced(plain_user_folder: Path) -> None:
    path = plain_user_folder / "s.toml"
    opened = write(path, OLD)
    path.chmod(0o444)
    with pytest.raises(SessionError, match="cannot be written: the file is read-only"):
        write(path, NEW, opened=opened)
    assert read(path).session == OLD


FULL_DISK = """
import resource, sys
from pathlib import Path
from sessions.store.errors import SessionError
from sessions.store.session_file import read, write

opened = read(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write(opened.path, opened.session.model_copy(update={"note": "x" * 5000}), opened=opened)
except SessionError as error:
    sys.exit(str(error))
"""


def test_a_disk_that_takes_no_more_leaves_the_file_whole(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    write(path, OLD)
    command = [sys.executable, "-c", FULL_DISK, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == f"{path}: cannot be written: file too large\n"
    assert read(path).session == OLD
    assert files(tmp_path) == {"s.toml"}


def test_more_than_could_be_read_again_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(SessionError, match="too large"):
        write(tmp_path / "s.toml", OLD.model_copy(update={"note": "x" * 9_000_000}))
    assert files(tmp_path) == set()


SAVING = """
import sys
from pathlib import Path
from sessions.store.session_file import read, write

opened = read(Path(sys.argv[1]))
print("ready", flush=True)
for number in range(1000):
    note = f"save {number} " + "x" * (number * 37 % 5000)
    session = opened.session.model_copy(update={"note": note})
    opened = write(opened.path, session, opened=opened)
    print(number, flush=True)
"""


@pytest.mark.parametrize("saves", [0, 1, 2, 5, 15, 40, 80])
def test_a_kill_during_a_thousand_saves_leaves_a_whole_file(saves: int, tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text(COMMENTED)
    command = [sys.executable, "-c", SAVING, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout
        for _ in range(saves + 1):
            child.stdout.readline()
        child.send_signal(signal.SIGKILL)
        last = [line for line in child.stdout if line.endswith("\n")]
    assert child.returncode == -signal.SIGKILL
    found = read(path)
    assert found.text.startswith("# mine\n")
    reported = int(last[-1]) if last else saves - 1
    if saves:
        number = int(found.session.note.split()[1])
        assert number in (reported, reported + 1)
        assert found.session.note == f"save {number} " + "x" * (number * 37 % 5000)


def test_what_a_kill_has_left_is_removed_by_a_save_when_it_is_a_day_old(tmp_path: Path) -> None:
    old, new = f".offhook-{'0' * 16}.tmp", f".offhook-{'1' * 16}.tmp"
    for name in (old, new, ".offhook-mine.tmp"):
        (tmp_path / name).touch()
    for name in (old, ".offhook-mine.tmp"):
        os.utime(tmp_path / name, (1, 1))
    write(tmp_path / "s.toml", OLD)
    assert files(tmp_path) == {"s.toml", new, ".offhook-mine.tmp"}


@pytest.mark.parametrize(
    ("payload", "place"),
    [
        ({"text": "the key is s3cr/et, really"}, "invocation.one.payload.text"),
        ({"s3cr/et": 1}, 'invocation.one.payload."s3cr/et"'),
        ({"list": [None, {"deep": "s3cr/et"}]}, "invocation.one.payload.list.deep"),
        ({"text": None, "x": {"\ud800": "s3cr/et"}}, "invocation.one.payload.x"),
    ],
)
def test_the_value_of_a_secret_is_not_written(payload: dict, place: str, tmp_path: Path) -> None:
    session = Session(invocation={"one": SavedInvocation(payload=payload)})
    with pytest.raises(SessionError) as refused:
        write(tmp_path / "s.toml", session, forbidden={"OTHER": "other", "API_KEY": "s3cr/et"})
    assert (refused.value.key or "").startswith(place.rpartition(".")[0])
    assert "the value of the secret API_KEY" in refused.value.message
    assert "s3cr/et" not in refused.value.message
    assert files(tmp_path) == set()


@pytest.mark.parametrize(
    "secret", ['with "quotes"', "back\\slash", "two\nlines", "tab\there", "ünïcode", "12345678"]
)
def test_a_secret_is_found_however_it_is_escaped(secret: str, tmp_path: Path) -> None:
    saved = SavedInvocation(payload={"number": 12345678, "all": [None, f"<{secret}>"]})
    for session in (
        Session(note=f"see {secret}"),
        Session(name=f"\x7f{secret}"),
        Session(note=f'{{"token": {SavedInvocation(payload=secret).model_dump_json()}}}'),
        Session(invocation={"one": saved}),
        Session(invocation={secret: SavedInvocation(payload={})}),
    ):
        with pytest.raises(SessionError, match="the value of the secret TOKEN"):
            write(tmp_path / "s.toml", session, forbidden={"TOKEN": secret})
    assert files(tmp_path) == set()


def test_a_secret_in_a_comment_is_found_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text(COMMENTED + "# curl -H 'Authorization: s3cret'\n")
    with pytest.raises(SessionError) as refused:
        write(path, NEW, opened=read(path), forbidden={"TOKEN": "s3cret"})
    assert str(refused.value).startswith(f"{path}:7: not saved: ")
    assert "'old'" in path.read_text()


def test_short_values_are_no_secrets(tmp_path: Path) -> None:
    write(tmp_path / "s.toml", OLD, forbidden={"EMPTY": "", "SHORT": "old"})
    assert read(tmp_path / "s.toml").session == OLD


@pytest.mark.parametrize(
    "written", ["%73%33cret%2fT0ken", "czNjcmV0L1Qwa2Vu", "73:33:63:72:65:74:2f:54:30:6b:65:6e"]
)
def test_a_secret_is_found_however_it_is_encoded(written: str, tmp_path: Path) -> None:
    saved = SavedInvocation(payload={"text": f"<{written}>"})
    with pytest.raises(SessionError, match="the value of the secret TOKEN"):
        write(
            tmp_path / "s.toml",
            Session(invocation={"one": saved}),
            forbidden={"TOKEN": "s3cret/T0ken"},
        )


def test_a_url_without_its_credentials_is_no_secret(tmp_path: Path) -> None:
    session = Session(target="https://h.test/hook")
    write(tmp_path / "s.toml", session, forbidden={"URL": "https://bob:hunter22@h.test/hook"})


@pytest.mark.parametrize("where", ["target", "targets.far.url", "invocation.one.target"])
def test_the_user_of_a_url_is_a_name_only(tmp_path: Path, where: str) -> None:
    def session(user: str) -> Session:
        url = f"https://{user}@sms.example.com/send"
        one = SavedInvocation(payload=1, target=url if where.startswith("invocation") else None)
        targets = {"far": TargetSpec(url=url)} if where.startswith("targets") else {}
        target = url if where == "target" else None
        return Session(target=target, targets=targets, invocation={"one": one})

    path = tmp_path / "s.toml"
    for user in ("bob:hunter22", "t0ken"):
        with pytest.raises(SessionError) as refused:
            write(path, session(user))
        assert refused.value.key == where
        assert "https://${env:NAME}@sms.example.com/send" in refused.value.message
        assert user not in str(refused.value)
        assert not path.exists()
    opened = write(path, session("${env:USER_INFO}"))
    path.write_text(opened.text.replace("${env:USER_INFO}", "bob:hunter22"))
    opened = read(path)
    changed = opened.session.model_copy(update={"name": "as it was"})
    assert "bob:hunter22" in write(path, changed, opened=opened).text
