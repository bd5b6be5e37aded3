"""Runs what takes the whole screen, where there is one."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from .diagnostics import AS_EXPECTED, UsageError
from .output import is_terminal, is_utf8

if TYPE_CHECKING:
    from tui.app import OffhookApp


def run_on_screen(make: Callable[[str | None], OffhookApp], what: str, instead: str) -> int:
    """Run an app until it is left, and return the exit status: 128 and its number for a signal.

    `make` is given the encoding of the terminal, or None for UTF-8.

    Raises:
        UsageError: there is no terminal for `what`; `instead` says what does without one.
    """
    if not (is_terminal(sys.stdin) and is_terminal(sys.stdout)):
        raise UsageError(f"{what} needs a terminal; {instead} without one")
    if os.environ.get("TERM") == "dumb":
        raise UsageError(
            f"{what} needs a terminal that can move its cursor, and TERM=dumb says that this one"
            f" cannot (if it can: TERM=xterm-256color offhook); {instead} without one"
        )
    encoding = sys.stdout.encoding
    app = make(None if is_utf8(encoding) else encoding)
    # What is loaded stays, and is not looked at again for garbage: the first time would come before
    # the first picture, and take 20 ms.
    gc.freeze()
    app.run(mouse=app.config.mouse)
    return app.return_code or AS_EXPECTED
