"""The command itself: help, version, wrong usage, and whatever a command raises."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sessions import __version__
from sessions.contract.invocation import example
from sessions.contract.json_text import dumps
from sessions.store.model import SavedInvocation, Session
from sessions.store.session_file import write
from tui.cli import main as main_module
from tui.cli import schema

ROOT = Path(__file__).parents[3]
COMMANDS = list(main_module.COMMANDS)


def process(*arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    """The real command in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **options.pop("env", {})}
    return subprocess.run(
        [sys.executable, "-m", "tui", *arguments],
        capture_output=True,
        env=environment,
        timeout=60,
        **options,
    )


@pytest.mark.parametrize("command", ["--version", "send", "replay"])
def test_ctrl_c_while_it_loads_ends_it_in_silence(tmp_path: Path, command: str) -> None:
    os.mkfifo(tmp_path / "loading")
    os.mkfifo(tmp_path / "go-on")
    (tmp_path / "argparse.py").write_text("open('loading', 'w').close()\nopen('go-on').read()\n")
    with subprocess.Popen(
        [sys.executable, "-m", "tui", command],
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(tmp_path), str(ROOT)))},
    ) as started:
        (tmp_path / "loading").read_bytes()
        started.send_signal(signal.SIGINT)
        assert started.communicate(timeout=60)[1] == b""
    assert started.returncode == -signal.SIGINT


def test_version(offhook: Any) -> None:
    assert offhook("--version").out == f"offhook {__version__}\n"


def test_help_names_every_command_and_fits_a_terminal(offhook: Any) -> None:
    result = offhook("--help")
    assert result.status == 0
    for command in COMMANDS:
        assert re.search(rf"^  {command} +\w", result.out, re.MULTILINE)
    assert "examples:" in result.out
    assert max(map(len, result.out.splitlines())) <= 85


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself(offhook: Any, command: str) -> None:
    result = offhook(command, "--help")
    assert (result.status, result.err) == (0, "")
    assert result.out.startswith(f"usage: offhook {command} ")
    assert offhook(command, "-h").out == result.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["sned"], "offhook: 'sned' is no command, file or folder; did you mean offhook send?"),
        (["nowhere.toml"], "offhook: 'nowhere.toml' is no command, file or folder (see"),
        (["--colour"], "offhook: unrecognized arguments: --colour (see offhook --help)"),
        (["send", "--timeout", "0"], "offhook: --timeout: found '0', wanted a number of seconds"),
        (["send", "--timeout", "nan"], "offhook: --timeout: found 'nan', wanted"),
        (["send", "--jsn"], "offhook: unrecognized arguments: --jsn (see offhook send --help)"),
        (["send", "--header", "x"], "offhook: --header: wanted 'Name: value' (see"),
        (["send", "--secret", "A=b"], "offhook: --secret: wanted a name only; the value is taken"),
        (["replay"], "offhook: the following arguments are required: PATH"),
        (["replay", ".", "--jobs", "-1"], "offhook: --jobs: "),
        (["replay", ".", "--jobs", "1001"], "offhook: --jobs: found '1001', wanted 1000 at most"),
        (["export", "a.toml", "--as", "xml"], "offhook: --as: invalid choice: 'xml'"),
    ],
)
def test_wrong_usage_is_one_line(offhook: Any, arguments: list[str], message: str) -> None:
    result = offhook(*arguments)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith(message)
    assert result.err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "instead"),
    [
        (["twilio.js"], "send"),
        (["send", "twilio.js"], "send"),
        (["send", "a.CJS"], "send"),
        (["send", "hooks/a.mjs", "--json"], "send"),
        (["send", "own.py"], "send"),
        (["own.py:send"], "send"),
        (["replay", "twilio.js"], "replay SESSION"),
        (["check", "twilio.js"], "send"),
        (["fmt", "twilio.js"], "send"),
        (["export", "twilio.js"], "send"),
        (["demo", "twilio.js"], "demo"),
        (["demo", "--script", "own.py:send"], "demo"),
    ],
)
def test_a_hook_where_a_session_belongs_is_told_how_it_is_given(
    offhook: Any, arguments: list[str], instead: str
) -> None:
    hook = next(argument for argument in arguments if "." in argument)
    offhook.file(hook.partition(":")[0], "x = 1")
    result = offhook(*arguments)
    assert (result.status, result.out) == (2, "")
    assert result.err == (
        f"offhook: {hook}: is a hook, and no session; "
        f"give it as the target: offhook {instead} --target {hook}\n"
    )


def test_only_a_hook_that_is_there_is_taken_for_one(offhook: Any) -> None:
    offhook.file("odd.js/a.toml", "format = 1\n[invocation.a]\npayload = {}\n")
    assert "odd.js/a.toml" in offhook("check", "odd.js").out
    assert "nope.js: cannot be read: no such file" in offhook("send", "nope.js").err
    assert (
        "unrecognized arguments: nope.js (see offhook demo --help)"
        in offhook("demo", "nope.js").err
    )


def test_no_message_shows_what_a_secret_option_was_given(offhook: Any) -> None:
    result = offhook("send", "--secret", "TOKEN=hunter2", "--header", "Bearer hunter2")
    assert result.status == 2
    assert "hunter2" not in result.err


def test_the_workbench_wants_a_terminal(offhook: Any) -> None:
    result = offhook()
    assert result.status == 2
    assert result.err.startswith("offhook: the workbench needs a terminal")
    assert result.err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "instead"), [((), "offhook send"), (("demo",), "offhook demo --script")]
)
def test_a_terminal_that_cannot_move_its_cursor_is_refused(
    arguments: tuple[str, ...], instead: str, offhook: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setattr("tui.cli.shared.on_screen.is_terminal", lambda _: True)
    result = offhook(*arguments)
    assert (result.status, result.out) == (2, "")
    assert "needs a terminal that can move its cursor, and TERM=dumb says" in result.err
    assert f"TERM=xterm-256color offhook); {instead}" in result.err


def test_a_current_folder_that_was_deleted_is_said(offhook: Any) -> None:
    lost = offhook.folder / "lost"
    lost.mkdir()
    os.chdir(lost)  # the fixture puts it back
    lost.rmdir()
    result = offhook("send")
    assert result.status == 2
    assert result.err == "offhook: the current folder is not there any more; change to another\n"
    assert offhook("--version").status == 0


def test_a_file_called_like_a_command_is_opened_with_its_folder(offhook: Any) -> None:
    offhook.file("send", "")
    assert "the workbench needs a terminal" in offhook("./send").err
    assert "the workbench needs a terminal" in offhook("--", "send").err


@pytest.fixture
def raising(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Makes `offhook schema` raise what it is given."""

    def arrange(error: BaseException) -> None:
        def run(*_: Any) -> int:
            raise error

        monkeypatch.setattr(schema, "run", run)

    return arrange


def test_what_nobody_expects_is_one_line_with_its_place(offhook: Any, raising: Any) -> None:
    raising(ZeroDivisionError("by\n\x1b[31mzero"))
    result = offhook("schema")
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith(
        "offhook: internal error: ZeroDivisionError: by\\n\\x1b[31mzero (tui/cli/main.py:"
    )
    assert result.err.count("\n") == 1


def test_the_traceback_is_there_for_who_asks(
    raising: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    raising(ZeroDivisionError("zero"))
    monkeypatch.setenv("OFFHOOK_DEBUG", "1")
    assert main_module.main(["schema"]) == 2
    assert "Traceback (most recent call last)" in capsys.readouterr().err


def test_an_interrupt_is_quiet(offhook: Any, raising: Any) -> None:
    raising(KeyboardInterrupt())
    result = offhook("schema")
    assert (result.status, result.out, result.err) == (130, "", "")


def test_a_file_that_the_system_refuses_is_named(offhook: Any, raising: Any) -> None:
    raising(PermissionError(13, "Permission denied", "a.toml"))
    result = offhook("schema")
    assert (result.status, result.err) == (2, "offhook: a.toml: Permission denied\n")


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    payload = example().put(("text",), "x" * 1_000_000).payload
    (tmp_path / "payload.json").write_text(dumps(payload))
    command = f"{sys.executable} -m tui import payload.json | head -c 10"
    result = subprocess.run(
        ["sh", "-c", command],
        capture_output=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=60,
    )
    assert result.stdout == b"format = 1"
    assert result.stderr == b""


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A session that is larger than a pipe."""
    invocation = SavedInvocation(payload=example().put(("text",), "x" * 200_000).payload)
    return write(tmp_path / "large.toml", Session(invocation={"one": invocation})).path


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("arguments", [["export"], ["export", "--as", "curl"]])
def test_a_reader_that_leaves_in_the_middle_is_a_broken_pipe(
    arguments: list[str], unbuffered: str, large: Path
) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": unbuffered}
    command = [sys.executable, "-m", "tui", *arguments, str(large)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as offhook:
        assert offhook.stdout
        assert offhook.stderr
        assert os.read(offhook.stdout.fileno(), 1)
        offhook.stdout.close()
        assert offhook.stderr.read() == b""
        assert offhook.wait() == 141


def test_a_reader_that_was_never_there_is_a_broken_pipe(tmp_path: Path) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    command = [sys.executable, "-m", "tui", "--version"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, stdout=theirs, stderr=subprocess.PIPE, cwd=tmp_path, env=environment
    )
    os.close(theirs)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.parametrize("redirection", ["2>/dev/full", "<&- 2>&-"])
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has /dev/full")
def test_an_outcome_does_not_depend_on_narration(redirection: str, offhook: Any) -> None:
    offhook.file("hook.py", "def handler(recipient, text, context, cb):\n    cb(None, {})\n")
    offhook.file("session.toml", "format = 1\ntarget = 'hook.py'\n[invocation.one.payload]\n")
    command = f"{sys.executable} -m tui replay --format json session.toml {redirection}"
    result = subprocess.run(
        ["sh", "-c", command],
        stdout=subprocess.PIPE,
        cwd=offhook.folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert result.returncode == 1
    assert b"payload_rejected" in result.stdout
    assert result.stdout.endswith(b"}\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has /dev/full")
def test_a_full_disk_is_said_in_one_line(tmp_path: Path) -> None:
    command = f"{sys.executable} -m tui --version > /dev/full"
    result = subprocess.run(
        ["sh", "-c", command],
        capture_output=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=60,
    )
    assert result.returncode == 2
    assert result.stderr == b"offhook: cannot write the output: No space left on device\n"


def test_colors_on_a_terminal_and_none_where_unwanted(tmp_path: Path) -> None:
    def shown(*arguments: str) -> bytes:
        ours, theirs = pty.openpty()
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"}
        environment.pop("NO_COLOR", None)
        subprocess.run(
            [sys.executable, "-m", "tui", "sned", *arguments],
            stderr=theirs,
            cwd=tmp_path,
            env=environment,
            timeout=60,
        )
        os.close(theirs)
        text = os.read(ours, 10_000)
        os.close(ours)
        return text

    assert shown().startswith(b"\x1b[31moffhook:\x1b[0m ")
    assert shown("--no-color").startswith(b"offhook: ")
