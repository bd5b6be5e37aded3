"""`offhook serve` as a command: what it wants, what it says, how it ends."""

from __future__ import annotations

import io
import socket
import sys
from collections.abc import Callable
from typing import Any

import pytest

from tui.cli import serve as serve_module

from .conftest import Serving


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--port", "70000"],
            "--port: found '70000', wanted 0 to 65535 (see",
        ),
        (["no-such"], "no-such: there is no such file or folder"),
        (["--host", "192.0.2.1", "--port", "0"], "--host: 192.0.2.1 is no address of this machine"),
        (["--host", "no such"], "--host: no such is no address and no name that is known"),
        (["--host", ""], "--host: no address is named; 0.0.0.0 is all of this machine"),
        (["--url", "ftp://x"], "--url: found 'ftp://x', wanted one such as https://example.com"),
        (
            ["--host", "0.0.0.0", "--port", "0"],
            "a token is needed; put one into OFFHOOK_SERVE_TOKEN",
        ),
        (["--token", "--port", "0"], "a token is needed; put one into OFFHOOK_SERVE_TOKEN"),
    ],
)
def test_what_cannot_be_served_is_said(offhook: Any, arguments: list[str], message: str) -> None:
    result = offhook("serve", *arguments)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith(f"offhook: {message}")
    assert result.err.count("\n") == 1


def test_a_port_that_is_taken_is_said(offhook: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = offhook("serve", "--port", str(port))
    assert result.status == 2
    assert result.err == (
        f"offhook: --port: {port} is taken on 127.0.0.1; another one, or 0 for any that is free\n"
    )


def test_the_extra_that_is_missing_is_named(offhook: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve_module, "find_spec", lambda name: None)
    result = offhook("serve")
    assert result.status == 2
    assert "pipx install '.[web]', or pip install 'offhook[web]'" in result.err


def test_a_token_that_could_be_guessed_is_refused_and_not_shown(
    offhook: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OFFHOOK_SERVE_TOKEN", "hunter2")
    result = offhook("serve", "--port", "0")
    assert result.err == (
        "offhook: a token of 16 characters or more is needed; this could be guessed\n"
    )


def test_one_that_is_not_typed_in_is_made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    from tui.cli.shared.diagnostics import Diagnostics, UsageError

    said = io.StringIO()
    err = Diagnostics(said, no_color=True, env={})
    monkeypatch.setattr(serve_module, "is_terminal", lambda _: True)
    monkeypatch.setattr("getpass.getpass", lambda _: "")
    token = serve_module._token(None, needed=True, err=err)
    assert token
    assert len(token) >= 16
    assert token in said.getvalue()
    monkeypatch.setattr(serve_module, "is_terminal", lambda stream: stream is sys.stdin)
    with pytest.raises(UsageError, match="would stand in a log"):
        serve_module._token(None, needed=True, err=err)


def test_it_says_where_it_is_and_ends_at_once(serve: Callable[..., Serving]) -> None:
    serving = serve("--host", "0.0.0.0", OFFHOOK_SERVE_TOKEN="0123456789abcdef")
    assert serving.url == f"http://{socket.gethostname()}:{serving.url.rpartition(':')[2]}"
    said = serving.end()
    assert "0123456789abcdef" not in said
    assert "warning: other machines may come in, with the token" in said
    assert serving.process.returncode == 130


def test_the_token_is_not_in_what_the_workbench_starts_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    env = {"OFFHOOK_SERVE_TOKEN": "x", "TMUX": "1", "TERM": "screen", "PATH": "/bin"}
    assert serve_module._environment(env) == {
        "PATH": "/bin",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
    }
