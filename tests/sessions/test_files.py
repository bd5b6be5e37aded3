"""What is no file, or too large, is told and never waited for, whoever reads it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sessions.choice import choose
from sessions.contract.kinds import Kind
from sessions.files import Unreadable, check_regular, read_bytes, read_start, real_path
from sessions.secrets.lookup import SecretsError, environment, read_env_file
from sessions.sending import open_target
from sessions.store.errors import SessionError
from sessions.store.folder import scan
from sessions.store.model import SavedInvocation, Session, TargetSpec
from sessions.store.session_file import read
from sessions.targets.local.handler_file import Unready, existing_file
from sessions.targets.local.hook_text import HookText
from sessions.targets.target import Limits
from tui.cli.main import main

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")

Place = Callable[[str], Path]


@pytest.fixture(params=["a named pipe", "a device"])
def odd(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Puts something there that could be read for ever, or be waited for."""

    def _odd(name: str) -> Path:
        path = tmp_path / name
        if request.param == "a named pipe":
            os.mkfifo(path)
        else:
            path.symlink_to("/dev/zero")
        return path

    return _odd


def test_what_is_no_file_is_not_read(odd: Place) -> None:
    path = odd("thing")
    with pytest.raises(Unreadable, match="is no regular file"):
        check_regular(path)
    for read_some in (read_start, read_bytes):
        with pytest.raises(Unreadable, match="is no regular file"):
            read_some(path, 5)


def test_a_file_is_read_up_to_a_bound(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    assert read_start(tmp_path / "a", 3) == b"123"
    assert read_start(tmp_path / "a", 9, at_once=True) == b"12345"
    assert read_bytes(tmp_path / "a", 5) == b"12345"
    with pytest.raises(Unreadable, match="larger than"):
        read_bytes(tmp_path / "a", 4)
    with pytest.raises(Unreadable, match="is a folder"):
        read_bytes(tmp_path, 4)
    with pytest.raises(FileNotFoundError):
        read_bytes(tmp_path / "b", 4)


def test_what_a_shell_has_opened_is_read_to_its_end() -> None:
    reading, writing = os.pipe()
    os.write(writing, b"NAME=value\n")
    os.close(writing)
    assert read_env_file(Path(f"/dev/fd/{reading}")) == {"NAME": "value"}
    os.close(reading)


def test_an_env_file_that_is_none_is_told(odd: Place, tmp_path: Path) -> None:
    with pytest.raises(SecretsError, match="the env file is no regular file"):
        read_env_file(odd("named"))
    odd(".env")
    with pytest.raises(SecretsError, match=r"\.env: the env file is no regular file"):
        dict(environment({}, folder=tmp_path))


def test_a_virtual_environment_called_env_is_no_env_file(tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()
    assert dict(environment({}, folder=tmp_path)) == {}


@pytest.mark.parametrize("name", ["hook.js", "hook.py"])
def test_a_handler_that_is_no_file_is_told(name: str, odd: Place, tmp_path: Path) -> None:
    path = odd(name)
    with pytest.raises(Unready, match="is no regular file"):
        existing_file(path)
    assert HookText.of(path).secrets == ()
    saved = SavedInvocation(payload={})
    choice = choose(Session(target=name), saved=saved, folder=tmp_path)
    assert open_target(choice).refusal(saved.payload) is not None  # its text is looked at


async def test_a_ca_file_that_is_none_is_told(odd: Place, tmp_path: Path) -> None:
    odd("ca.pem")
    spec = TargetSpec(url="https://127.0.0.1:9/", ca_file="ca.pem")
    target = open_target(choose(Session(target="a", targets={"a": spec}), folder=tmp_path))
    outcome = await target.invoke(SavedInvocation(payload={}).named("one"), {}, Limits(5))
    assert outcome.kind is Kind.TLS_ERROR
    assert outcome.error
    assert "ca.pem is no regular file; correct it" in outcome.error.message


@pytest.mark.parametrize(
    "arguments",
    [
        ["send", "--payload", "IT"],
        ["send", "--env-file", "IT"],
        ["send", "IT"],
        ["replay", "IT"],
        ["export", "IT"],
        ["import", "IT"],
        ["demo", "--script", "--enrollment-template", "IT"],
    ],
)
def test_commands_refuse_it_in_one_line(
    arguments: list[str], odd: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    path = odd("thing")
    assert main([str(path) if word == "IT" else word for word in arguments]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "no regular file" in said.err


def test_a_link_that_leads_to_itself_is_a_broken_session(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for one, other in (("a", "a"), ("b", "c"), ("c", "b")):
        (tmp_path / f"{one}.toml").symlink_to(f"{other}.toml")
    assert real_path(tmp_path / "a.toml").name == "a.toml"
    assert [bool(entry.error) for entry in scan(tmp_path)] == [True] * 3
    with pytest.raises(SessionError, match="cannot be read: too many levels of symbolic links"):
        read(tmp_path / "a.toml")
    for command in ("replay", "check"):
        for place in (tmp_path, tmp_path / "a.toml", tmp_path / "b.toml"):
            assert main([command, str(place)]) == 2
            said = capsys.readouterr()
            assert "internal error" not in said.err + said.out
            assert "too many levels of symbolic links" in said.err + said.out
