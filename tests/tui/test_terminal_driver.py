"""What ends the workbench ends the hook, and leaves the terminal as it was."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
from contextlib import suppress
from pathlib import Path

import pytest

from sessions.contract.invocation import example
from sessions.store.model import SavedInvocation, Session
from sessions.store.session_file import write

ROOT = Path(__file__).parents[2]
HOOK = """
def handler(recipient, text, context, cb):
    with open("running", "w") as running:
        running.write(".")
        running.flush()
        with open("go-on") as go_on:
            go_on.read()
    cb(None, {})
"""
PATIENCE = 120
"""Seconds until a test is given up that would wait for ever."""
F5 = b"\x1b[15~"
LEFT = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?2004l", b"\x1b[?1000l", b"\x1b[?1003l")
"""Alternate screen, hidden cursor, bracketed paste and mouse, taken back."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A session with a hook that says by one pipe that it runs, and waits for another."""
    invocation = SavedInvocation(payload=example().payload)
    session = Session(target="hook.py", invocation={"one": invocation})
    write(tmp_path / "session.toml", session)
    (tmp_path / "hook.py").write_text(HOOK)
    os.mkfifo(tmp_path / "running")
    os.mkfifo(tmp_path / "go-on")
    return tmp_path


class Workbench:
    """The workbench in a pseudo-terminal of its own, with a hook that runs."""

    def __init__(self, folder: Path, *, ignored: tuple[int, ...] = ()) -> None:
        self.terminal, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.before = termios.tcgetattr(self.terminal)
        self.shown = b""

        def prepare() -> None:
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)
            for number in ignored:
                signal.signal(number, signal.SIG_IGN)

        self.process = subprocess.Popen(
            [sys.executable, "-m", "tui", "session.toml"],
            stdin=theirs,
            stdout=theirs,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"},
            start_new_session=True,
            preexec_fn=prepare,
        )
        os.close(theirs)
        self._running = os.open(folder / "running", os.O_RDONLY | os.O_NONBLOCK)
        while b"session.toml" not in self.shown:
            self._look()
        os.write(self.terminal, F5)
        while not select.select([self._running], [], [], 0)[0]:
            self._look()
        assert os.read(self._running, 1) == b"."

    def _look(self) -> None:
        ready, _, _ = select.select([self.terminal, self._running], [], [], PATIENCE)
        assert ready, self.shown
        if self.terminal in ready:
            self.shown += os.read(self.terminal, 65536)

    def to_the_end(self) -> int:
        """Look on until nobody has the terminal any more; the exit status."""
        with suppress(OSError):
            while content := os.read(self.terminal, 65536):
                self.shown += content
        return self.process.wait()

    def wait_for_hook(self) -> None:
        """Wait until nothing of the hook is left."""
        os.set_blocking(self._running, True)
        assert os.read(self._running, 1) == b""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGQUIT])
def test_a_signal_ends_the_workbench_and_the_hook_and_leaves_the_terminal_as_it_was(
    number: signal.Signals, folder: Path
) -> None:
    bench = Workbench(folder)
    bench.process.send_signal(number)
    assert bench.to_the_end() == 128 + number
    bench.wait_for_hook()
    assert all(
        bench.shown.rfind(sequence) > bench.shown.rfind(b"session.toml") for sequence in LEFT
    )
    assert termios.tcgetattr(bench.terminal) == bench.before
    os.close(bench.terminal)


def test_a_terminal_that_is_gone_ends_the_workbench_and_the_hook_even_without_a_signal(
    folder: Path,
) -> None:
    bench = Workbench(folder, ignored=(signal.SIGHUP,))
    os.close(bench.terminal)
    assert bench.process.wait() == 128 + signal.SIGHUP
    bench.wait_for_hook()


def test_a_replay_that_is_to_outlive_its_terminal_does(folder: Path) -> None:
    running = os.open(folder / "running", os.O_RDONLY | os.O_NONBLOCK)
    process = subprocess.Popen(
        [sys.executable, "-m", "tui", "replay", "session.toml"],
        stdout=subprocess.PIPE,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN),
    )
    assert select.select([running], [], [], PATIENCE)[0]
    process.send_signal(signal.SIGHUP)
    (folder / "go-on").write_text("go on")
    said, _ = process.communicate()
    os.close(running)
    assert process.returncode == 0
    assert b"1 of 1 as expected" in said
