"""Completion in the real shells, on a terminal, as one types."""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import subprocess
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
LIMIT = 60
"""Seconds after which a shell will never say it; nothing is measured by it."""

SHELLS = {
    "bash": (
        ["bash", "--norc", "--noprofile", "-i"],
        "bind 'set show-all-if-ambiguous on'; bind 'set enable-bracketed-paste off'; "
        "bind 'set completion-query-items 0'; PS1=''; source script.bash; echo re''ady\n",
    ),
    "zsh": (
        ["zsh", "-f", "-i"],
        "PS1='' RPS1=''; unset zle_bracketed_paste; LISTMAX=1000; unsetopt PROMPT_SP; "
        "autoload -U compinit; compinit -u -D; eval \"$(<script.zsh)\"; echo re''ady\n",
    ),
    "fish": (
        ["fish", "--no-config", "-i"],
        "function fish_prompt; end; set -g fish_autosuggestion_enabled 0; source script.fish; "
        "echo re''ady\n",
    ),
}
"""What starts each without a user's own settings, and what it is told first."""

STEPS = [
    ("offhook repl", "offhook replay "),
    ("offhook fir", "offhook first.toml"),
    ("offhook replay --fail-f", "--fail-fast "),
    ("offhook replay --format ju", "--format junit "),
    ("offhook completion fi", "completion fish "),
    ("offhook demo --record no", "--record notes.txt "),
    ("offhook import no", "import notes.txt "),
    ("offhook help outc", "help outcomes "),
    ("offhook send fir", "send first.toml "),
    ("offhook send --fault no-", "--fault no-answer "),
    ("offhook send --target ho", "--target hook.js "),
    ("offhook send --target sta", "--target starter "),
    ("offhook replay first.toml --target stagi", "--target staging "),
    ("offhook replay first.toml --invocation sms-", "--invocation sms-first "),
    ("offhook replay sub --invocation by-", "--invocation by-voice "),
    ("offhook check sub/", "sub/second.toml "),
    ("offhook port ho", "port hook.js "),
    ("offhook port elder#old", "#old-hook "),
    ("offhook send --target tree#SM", "#SMS\\ Action "),
    ("offhook send --target a\\=b#mo", "bile "),
    ("offhook send --target tr", "tree"),
    ("offhook send --target all.yaml#sm", "#sms-action "),
    ("offhook send --env-file .en", "--env-file .env "),
    ("offhook send --set context.language=fr fir", "first.toml "),
]
"""What is typed before the Tab, and what then stands on the line."""


@pytest.fixture
def folder(tmp_path: Path, offhook: Any) -> Path:
    """Two sessions, hooks, and the scripts."""
    for shell in SHELLS:
        result = offhook("completion", shell)
        assert (result.status, result.err) == (0, "")
        offhook.file(f"script.{shell}", result.out)
    offhook.file(
        "first.toml",
        'format = 1\n[targets.staging]\nurl = "http://127.0.0.1:1/"\n'
        "[invocation.sms-first.payload]\n"
        '[invocation."$(touch${IFS}taken)"]\n[targets."`touch${IFS}taken`"]\n',
    )
    ours = '"supported_triggers": [{"id": "send-phone-message"}]}'
    packages = '"dependencies": [\n    {\n      "name": "SMS-package"\n    }\n  ]'
    for at, name in enumerate(("SMS Action", "$(touch${IFS}taken)", "`touch taken`")):
        action = f'{{\n  "name": "{name}",\n  {packages},\n  {ours}\n'
        offhook.file(f"tree/actions/{at}.json", action)
    offhook.file("tree/actions/login.json", f'{{"name": "SMSes", {ours}'.replace("send", "un"))
    offhook.file("elder/hooks/old.json", '{"name": "old-hook", "triggerId": "send-phone-message"}')
    offhook.file(
        "all.yaml",
        "roles:\n  - name: sms-role\nactions:\n  - name: sms-action\n    supported_triggers:\n"
        "      - id: custom-phone-provider\n",
    )
    offhook.file("a=b/actions/0.json", f'{{"name": "mobile", {ours}')
    os.mkfifo(tmp_path / "a=b/actions/1.json")
    offhook.file("sub/second.toml", 'format = 1\n[invocation."by-voice"]\npayload = {}\n')
    for name in ("hook.js", "notes.txt", ".env"):
        offhook.file(name, "")
    return tmp_path


class Typing:
    """A shell on a terminal."""

    def __init__(self, terminal: int) -> None:
        self._terminal = terminal

    def expect(self, typed: str, shown: str) -> None:
        """Type, and wait until something is shown."""
        os.write(self._terminal, typed.encode())
        text, until = "", time.monotonic() + LIMIT
        while shown not in text:
            ready, _, _ = select.select([self._terminal], [], [], until - time.monotonic())
            assert ready, f"{typed!r} gave {text!r}, and never {shown!r}"
            text += os.read(self._terminal, 65536).decode("utf-8", "replace")
            text = re.sub(r"\x1b(\[[0-?]*[ -/]*[@-~]|[()].|[=>]|\][^\a]*\a)", "", text)


@contextmanager
def typing(shell: str, folder: Path) -> Iterator[Typing]:
    command, first = SHELLS[shell]
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (50, 200))
    # A session without a terminal gets the one that its first process opens: fish wants it so.
    opening = ["sh", "-c", 'exec "$@" <>"$0" >&0 2>&0', os.ttyname(theirs), *command]
    with subprocess.Popen(
        opening,
        cwd=folder,
        start_new_session=True,
        env={**os.environ, "TERM": "xterm", "HOME": str(folder), "LC_ALL": "C.UTF-8"},
    ) as process:
        try:
            typing = Typing(ours)
            typing.expect(first, "ready")
            yield typing
        finally:
            process.kill()
            os.close(ours)
            os.close(theirs)


@pytest.mark.parametrize("shell", SHELLS)
def test_a_tab_completes(shell: str, folder: Path) -> None:
    if not shutil.which(shell):
        pytest.skip(f"there is no {shell} here")
    with typing(shell, folder) as shell_typing:
        for typed, shown in STEPS:
            shell_typing.expect(f"{typed}\t", shown)
            shell_typing.expect("\x15echo re''ady\n", "ready")
    assert not (folder / "taken").exists()  # what a session says is run by no shell
