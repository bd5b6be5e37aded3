"""send and replay: a session's values leave only where the command line allows it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .test_cli_check_fmt import SOUND

TABLE = '\n[targets.t]\nurl = "URL${env:A_KEY}"\nheaders = { X-Key = "${env:A_TOKEN}" }\n'


@pytest.fixture
def session(offhook: Any, server: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A session that sends two variables to the server, which nobody has allowed it to."""
    monkeypatch.setattr("platformdirs.user_state_path", lambda name: tmp_path / "state" / name)
    monkeypatch.setenv("A_KEY", "key-value")
    monkeypatch.setenv("A_TOKEN", "token-value")
    text = SOUND.replace("format = 1\n", 'format = 1\ntarget = "t"\n')
    offhook.file("a.toml", text + TABLE.replace("URL", server.url))
    return "a.toml"


@pytest.mark.parametrize("command", ["send", "replay"])
def test_it_is_refused_with_the_option_to_paste(
    command: str, offhook: Any, server: Any, session: str
) -> None:
    result = offhook(command, session)
    assert (result.status, result.out) == (2, "")
    host = server.url.removesuffix("/")
    assert result.err == (
        f"offhook: a.toml would send the values of A_KEY, A_TOKEN to {host}: "
        "if they may go there, add --allow-env A_KEY,A_TOKEN\n"
    )
    assert server.body == b""
    option = result.err.rpartition("add ")[2].split()
    assert offhook(command, session, *option).status == 0
    assert server.headers["X-Key"] == "token-value"
    assert offhook(command, session).status == 2  # an option is for one run


def test_to_check_a_session_tells_what_it_would_send(
    offhook: Any, server: Any, session: str
) -> None:
    result = offhook("check", session)
    host = server.url.removesuffix("/")
    assert (result.status, server.body) == (0, b"")
    assert f"    · one: sends the values of A_KEY, A_TOKEN to {host}; nobody has" in result.out


def test_an_env_file_that_is_given_is_given_for_this(
    offhook: Any, server: Any, session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("A_TOKEN")
    offhook.file("ci.env", "A_TOKEN=of-the-file\n")
    refused = offhook("replay", session, "--env-file", "ci.env")
    assert refused.err.endswith("add --allow-env A_KEY\n")
    given = offhook("replay", session, "--env-file", "ci.env", "--allow-env", "A_KEY")
    assert given.status == 0
    assert server.headers["X-Key"] == "of-the-file"


def test_the_env_file_beside_a_session_may_hold_the_users_own(
    offhook: Any, server: Any, session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("A_TOKEN")
    offhook.file(".env", "A_TOKEN=mine\n")
    assert offhook("send", session, "--allow-env", "A_KEY").status == 2
    assert offhook("send", session, "--allow-env", "A_KEY", "--allow-env", "A_TOKEN").status == 0


def test_a_secret_that_is_asked_for_by_hand_is_allowed(offhook: Any, server: Any) -> None:
    offhook.file("secret.env", "auth0-extension-secret=by-hand\n")
    offhook.file("a.toml", SOUND.replace("format = 1\n", f'format = 1\ntarget = "{server.url}"\n'))
    name = "auth0-extension-secret"
    assert offhook("send", "a.toml", "--env-file", "secret.env", "--secret", name).status == 0
    assert server.headers["Authorization"] == "Bearer by-hand"


@pytest.mark.parametrize("option", ["A=1", "", "A,,B"])
def test_only_names_are_allowed(option: str, offhook: Any) -> None:
    result = offhook("replay", "a.toml", "--allow-env", option)
    assert result.status == 2
    assert result.err.startswith("offhook: --allow-env: ")


@pytest.mark.parametrize("command", ["send", "replay"])
def test_a_handler_outside_the_sessions_folder_is_named_before_it_runs(
    command: str, offhook: Any
) -> None:
    offhook.file("hook.py", "def handler(recipient, text, context): return {}\n")
    offhook.file("app/own.py", "def handler(recipient, text, context): return {}\n")
    (offhook.folder / "app/link.py").symlink_to("../hook.py")
    said = f"app/a.toml runs a file outside its folder: {offhook.folder / 'hook.py'}\n"
    for target, told in (("link.py", said), ("../hook.py", said), ("own.py", "")):
        text = SOUND.replace("format = 1\n", f'format = 1\ntarget = "{target}"\n')
        offhook.file("app/a.toml", text)
        result = offhook(command, "app/a.toml")
        assert result.status == 0
        assert result.err.replace("advice: recipient: not E.164; try +18085555555\n", "") == told
