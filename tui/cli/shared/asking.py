"""Questions to a person at the terminal, answered by yes or no, or by what nobody is to see."""

from __future__ import annotations

import sys

from .diagnostics import Diagnostics
from .output import is_terminal, on_one_line


def can_ask(err: Diagnostics) -> bool:
    """Whether a person is there to answer."""
    return is_terminal(sys.stdin) and err.is_terminal


def agreed(question: str, err: Diagnostics) -> bool:
    """Whether a person at a terminal says yes; False where there is none."""
    if not can_ask(err):
        return False
    try:
        err.write(on_one_line(question))
        answer = sys.stdin.readline()
    except KeyboardInterrupt:
        err.write("\n")  # what the shell says next stands on a line of its own
        raise
    if not answer.endswith("\n"):
        err.write("\n")  # Ctrl+D
    return answer.strip().lower() in ("y", "yes")


def unseen(prompt: str, err: Diagnostics) -> str:
    """A secret that is typed in at a terminal without being shown, or else the first line of
    standard input; empty where nobody types one in."""
    if is_terminal(sys.stdin):
        import getpass

        err.clear_status()
        try:
            return getpass.getpass(on_one_line(prompt)).strip()
        except EOFError:  # Ctrl+D
            err.write("\n")
            return ""
        except KeyboardInterrupt:
            err.write("\n")
            raise
    return sys.stdin.readline().strip() if sys.stdin else ""
