"""`offhook inbox`: a program of its own, whose lines a person or a script reads."""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import httpx
import pytest

from tui.cli.inbox import _env_command

from .conftest import Offhook

ANSWERS = """\
format = 1
[[answers]]
host = "gateway.example.com"
status = 202
"""


Running: TypeAlias = tuple[str, subprocess.Popen[str]]


@contextmanager
def _running(*options: str, folder: Path, **env: str) -> Iterator[Running]:
    """An inbox on a port of its own, and its address."""
    command = [sys.executable, "-m", "tui", "inbox", "--headless", "--port", "0", *options]
    environment = {**os.environ, "XDG_STATE_HOME": str(folder), **env}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stderr
        try:
            line = process.stderr.readline()
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            assert found, line + process.stderr.read()
            yield found[0], process
        finally:
            process.kill()


def _send(url: str, text: str) -> httpx.Response:
    form = {"To": "+18085555555", "From": "+15005550006", "Body": text}
    path = "/twilio/2010-04-01/Accounts/AC1/Messages.json"
    return httpx.post(url + path, data=form, auth=("AC1", "s3cret-token"), trust_env=False)


def test_a_line_for_each_message_and_the_end(tmp_path: Path) -> None:
    with _running("--fault", "sns=500", folder=tmp_path) as (url, process):
        assert process.stdout and process.stderr
        assert _send(url, "Your code is 482913\nBye").status_code == 201
        line = process.stdout.readline()
        assert re.fullmatch(
            r"\d\d:\d\d:\d\d  \+18085555555  sms twilio  482913  Your code is 482913\\nBye\n", line
        )
        refused = httpx.get(f"{url}/nobody", trust_env=False)
        assert refused.status_code == 404
        assert "no provider is called “nobody”" in process.stderr.readline()
        code = httpx.get(f"{url}/api/code?to=+18085555555", trust_env=False)
        assert code.text == "482913"
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate()
        assert (out, err, process.returncode) == ("", "", 128 + signal.SIGTERM)


def test_json_lines_an_answer_and_a_token(tmp_path: Path) -> None:
    session = tmp_path / "answers.toml"
    session.write_text(ANSWERS)
    token = "0123456789abcdef"
    options = ("--json", "--session", str(session))
    with _running(*options, folder=tmp_path, OFFHOOK_INBOX_TOKEN=token) as (url, process):
        assert process.stdout
        assert _send(url, "code 1234").status_code == 401
        assert _send(f"{url}/{token}", "code 1234").status_code == 201
        message = json.loads(process.stdout.readline())
        assert message["code"] == "1234" and message["request"]["headers"]["authorization"]
        assert token not in json.dumps(message) and "s3cret" not in json.dumps(message)
    environment = (tmp_path / "offhook" / "inbox").iterdir()
    assert {path.name for path in environment} == {"authority.pem", "ca.pem", "bundle.pem"}


def test_what_a_shell_is_to_set(offhook: Offhook, monkeypatch: pytest.MonkeyPatch) -> None:
    state = offhook.folder / "state"
    monkeypatch.setattr("platformdirs.user_state_path", lambda name: state / name)
    result = offhook("inbox", "--env", "--port", "9026")
    assert result.status == 0
    lines = dict(line.removeprefix("export ").split("=", 1) for line in result.out.splitlines())
    assert lines["HTTPS_PROXY"] == '"http://127.0.0.1:9026"'
    for name, file in {"NODE_EXTRA_CA_CERTS": "ca.pem", "AWS_CA_BUNDLE": "bundle.pem"}.items():
        assert Path(lines[name]) == state / "offhook" / "inbox" / file
    shell = f"{result.out}\nprintf %s $NO_PROXY,$https_proxy"
    set_by = subprocess.run(
        ["sh", "-c", shell], env={"NO_PROXY": "corp"}, capture_output=True, text=True, check=True
    )
    assert set_by.stdout == "localhost,127.0.0.1,::1,corp,http://127.0.0.1:9026"
    monkeypatch.setenv("OFFHOOK_INBOX_TOKEN", "0123456789abcdef")
    out = offhook("inbox", "--env").out
    assert "0123456789abcdef" not in out
    assert 'AWS_ENDPOINT_URL_SNS="http://127.0.0.1:8026/${OFFHOOK_INBOX_TOKEN}/sns"' in out


def test_the_command_that_is_shown_names_this_inbox() -> None:
    def shown(host: str, number: int, session: str | None) -> str:
        return _env_command(argparse.Namespace(host=host, session=session), number)

    assert shown("127.0.0.1", 8026, None) == "offhook inbox --env"
    wanted = "offhook inbox --env --host ::1 --port 9026 --session 'my answers.toml'"
    assert shown("::1", 9026, "my answers.toml") == wanted


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--port", "99999"], "wanted 0 to 65535"),
        (["--host", "0.0.0.0", "--port", "0"], "put a token into OFFHOOK_INBOX_TOKEN"),
        (["--env", "--port", "0"], "--env: name with --port where the inbox listens"),
        (["--fault", "nobody=1"], "no provider 'nobody'"),
        (["--session", "missing.toml"], "missing.toml"),
        (["--session", "plain.toml"], "has no [[answers]]"),
        (["--session", "hook.js"], "hook.js: is a hook, and no session; give it as the target"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(offhook: Offhook, options, said) -> None:
    offhook.file("plain.toml", "format = 1\n")
    offhook.file("hook.js", "")
    result = offhook("inbox", "--headless", *options)
    assert result.status == 2 and said in result.err and result.err.count("\n") == 1


def test_a_token_that_could_be_guessed(offhook: Offhook, monkeypatch) -> None:
    for token in ("short", "with a blank in it, and long"):
        monkeypatch.setenv("OFFHOOK_INBOX_TOKEN", token)
        result = offhook("inbox", "--headless", "--port", "0")
        assert result.status == 2 and "16 characters or more" in result.err
        assert token not in result.err


def test_the_screen_needs_a_terminal(offhook: Offhook) -> None:
    result = offhook("inbox", "--port", "0")
    assert result.status == 2 and "offhook inbox --headless does" in result.err


def test_without_what_makes_certificates_it_says_what_to_install(offhook: Offhook, monkeypatch):
    monkeypatch.setattr("tui.cli.inbox.find_spec", lambda _: None)
    result = offhook("inbox", "--env")
    assert result.status == 2 and "pip install 'offhook[inbox]'" in result.err
