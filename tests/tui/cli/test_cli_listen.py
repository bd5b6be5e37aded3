"""`offhook listen` as a command: what it wants, what it prints, how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from sessions.contract.invocation import example
from tui.cli import listen as listen_module

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--port", "70000"], "--port: found '70000', wanted 0 to 65535 (see"),
        (["--host", "0.0.0.0", "--port", "0"], "--host: other machines have to know a secret"),
        (["--secret", "LISTEN_SECRET"], "no value for LISTEN_SECRET; set the environment"),
        (["--secret", "SHORT"], "--secret: 16 characters or more are needed; this could be"),
        (["--secret", "A=b"], "--secret: wanted a name only"),
        (["none.toml"], "none.toml: "),
        (["--trigger", "send-phone-message"], "--trigger: says which Action --forward-code"),
        (["--record", "no/such"], "no/such: cannot be recorded into: No such file"),
        (["--target", "http://127.0.0.1:1/", "--fault", "429"], "--fault: the target is a remote"),
    ],
)
def test_what_cannot_be_is_said(
    offhook: Any, arguments: list[str], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHORT", "hunter2")
    result = offhook("listen", "--headless", *arguments)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith(f"offhook: {message}")
    assert result.err.count("\n") == 1


def test_the_extra_that_is_missing_is_named(offhook: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listen_module, "find_spec", lambda name: None)
    result = offhook("listen", "--headless")
    assert result.status == 2
    assert "pipx install '.[listen]', or pip install 'offhook[listen]'" in result.err


def test_the_action_of_each_trigger_is_printed(
    offhook: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listen_module, "find_spec", lambda name: None)
    usual = offhook("listen", "--forward-code")
    provider = offhook("listen", "--forward-code", "--trigger", "custom-phone-provider")
    assert (usual.status, provider.status) == (0, 0)
    assert "exports.onExecuteSendPhoneMessage = async (event, api) =>" in usual.out
    assert "exports.onExecuteCustomPhoneProvider = async (event, api) =>" in provider.out
    assert "offhook listen --secret LISTEN_SECRET" in usual.err


def started(folder: Path, *options: str) -> subprocess.Popen[str]:
    """The command as a process of its own, which asks for a secret."""
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "tui", "listen", "--headless", "--port", "0"),
            *("--secret", "LISTEN_SECRET", *options),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "HOME": str(folder),
            "XDG_STATE_HOME": str(folder / "state"),
            "LISTEN_SECRET": "0123456789abcdef",
        },
    )


def post(url: str) -> Any:
    """What the example is answered."""
    headers = {"Content-Type": "application/json", "Authorization": "Bearer 0123456789abcdef"}
    request = urllib.request.Request(url, json.dumps(example().payload).encode(), headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def test_it_ends_when_nobody_reads_it_any_more(tmp_path: Path) -> None:
    with started(tmp_path) as process:
        assert process.stdout and process.stderr
        url = process.stdout.readline().strip()
        process.stdout.close()
        assert post(url)["status"] == "success"
        err = process.stderr.read()
    assert process.returncode == 141
    assert err.splitlines()[-1] == "1 received, 0 refused"


def test_each_is_a_line_without_what_is_a_persons(tmp_path: Path) -> None:
    hook = "module.exports = (to, text, context, cb) => cb(new Error(`${to} ${context.code}`));"
    (tmp_path / "hook.js").write_text(hook)
    with started(tmp_path, "--target", "hook.js", "--record", "into") as process:
        assert process.stdout
        assert post(process.stdout.readline().strip())["status"] == "error"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    line = out.strip()
    assert "#1  ✗ The hook called back with an error  callback_error  hook payload sms" in line
    assert err.splitlines()[-1] == "1 received, 0 refused"
    assert (tmp_path / "state/offhook/listen.db").stat().st_mode & 0o777 == 0o600
    (recorded,) = (tmp_path / "into").iterdir()
    assert line.endswith(f"  {recorded.name}")
    assert 'target = "../hook.js"' in recorded.read_text()
    out += recorded.read_text()
    for personal in ("8085555555", "123456", "Billie", "0123456789abcdef"):
        assert personal not in out + err
