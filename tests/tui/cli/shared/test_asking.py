"""Questions at a terminal that are answered by Ctrl+C and Ctrl+D."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
CHILD = """\
import fcntl, sys, termios
from tui.cli.shared.asking import agreed, unseen
from tui.cli.shared.diagnostics import Diagnostics
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
try:
    print(repr({}("Well? ", Diagnostics(sys.stderr, no_color=True, env={{}}))))
except KeyboardInterrupt:
    print("interrupted")
"""


def answered(function: str, answer: bytes) -> str:
    """What a terminal shows from the question to the end."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", CHILD.format(function)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"},
        start_new_session=True,
    )
    os.close(theirs)
    shown = b""
    try:
        while b"Well? " not in shown and (more := os.read(ours, 10_000)):
            shown += more
        os.write(ours, answer)
        while more := os.read(ours, 10_000):
            shown += more
    except OSError:  # which is how Linux says that nobody has the other side any more
        pass
    finally:
        process.kill()
        process.wait()
        os.close(ours)
    return shown.decode()


@pytest.mark.parametrize(
    ("function", "answer", "said"),
    [
        ("agreed", b"\x03", "interrupted"),
        ("agreed", b"\x04", "False"),
        ("unseen", b"\x03", "interrupted"),
        ("unseen", b"\x04", "''"),
    ],
)
def test_what_comes_after_a_question_stands_on_a_line_of_its_own(
    function: str, answer: bytes, said: str
) -> None:
    question, *rest = answered(function, answer).splitlines()
    assert question.startswith("Well? ")
    assert [line for line in rest if line] == [said]
