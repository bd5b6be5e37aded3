"""Runs what takes the whole screen, where there is one."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from .diagnostics import AS_EXPECTED, UsageError
from .output import is_terminal

if TYPE_CHECKING:
    from tui.app import OffhookApp


def run_on_screen(make: Callable[[], OffhookApp], what: str, instead: str) -> int:
    """Run an app until it is left, and return the exit status.

    Raises:
        UsageError: there is no terminal for `what`; `instead` says what does without one.
    """
    if not (is_terminal(sys.stdin) and is_terminal(sys.stdout)):
        raise UsageError(f"{what} needs a terminal; {instead} without one")
    # A screen is built of objects by the ten thousand, hardly any of them garbage: to look for it
    # as often as Python does would take a sixth of the start.
    gc.set_threshold(50_000, 20, 100)
    app = make()
    app.run()
    return app.return_code or AS_EXPECTED
