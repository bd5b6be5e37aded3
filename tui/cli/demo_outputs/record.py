"""`offhook demo --record`: the demo on a screen, or without one, as a file that shows it again."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tui.cli.shared.diagnostics import AS_EXPECTED, Diagnostics, UsageError
from tui.cli.shared.inputs import refuse_existing
from tui.cli.shared.on_screen import run_on_screen
from tui.cli.shared.output import is_terminal

if TYPE_CHECKING:
    from sessions.demo.plan import DemoPlan
    from tui.app import OffhookApp

_SIZE: Final = (100, 30)
"""Cells across and rows of a recording that is made without a terminal."""


def refuse_unfit(place: str, plan: DemoPlan) -> Path:
    """The path of the recording, where one can be made of the plan.

    Raises:
        UsageError: its name says no format, or is that of what is saved; or it would show a number
            that may be somebody's.
        InputError: something stands there already, or its folder does not exist.
    """
    from sessions.editing.made_up_numbers import is_kept
    from sessions.files import real_path
    from sessions.platforms.auth0.mfa.entry import read_number
    from tui.recording.recorded import FORMATS

    if plan.choice.settings.live:
        raise UsageError("--record: shows the number that is sent to; leave --live out")
    number = read_number(plan.number)
    if not is_kept(number):
        raise UsageError(
            f"--record: shows the number {plan.number}, which may be somebody's; give one that is"
            " kept for films and examples, such as --number '+1 808 555 0100'"
        )
    path = refuse_existing(place)
    if plan.save and real_path(plan.save) == real_path(path):
        raise UsageError(f"--record and --save: {place} cannot be both; give two names")
    if path.suffix not in FORMATS:
        raise UsageError(f"--record: {place}: wanted a name that ends in {' or '.join(FORMATS)}")
    return path


def run_recorded(
    plan: DemoPlan, path: Path, err: Diagnostics, *, autoplay: float | None, fast: bool
) -> int:
    """Show the demo, write the recording as it ends, and return the exit status.

    With `autoplay`, its speed, it ends by itself, and takes place without a terminal too.
    """
    from sessions.secrets.redaction import redactor
    from tui.recording.film import Recorder
    from tui.recording.recorded import RecordedApp, write_film
    from tui.settings import DEFAULT_THEME

    recorder = Recorder(time.monotonic, redactor({**plan.choice.hidden, **plan.secret_values}))

    def make(encoding: str | None) -> OffhookApp:
        from tui.demo.screen import DemoScreen

        screen = DemoScreen(plan, autoplay=autoplay, fast=fast, recorded=True)
        return RecordedApp(recorder, demo=screen, encoding=encoding)

    try:
        if autoplay is None or (is_terminal(sys.stdin) and is_terminal(sys.stdout)):
            status = run_on_screen(make, "the demo", "offhook demo --autoplay --record FILE does")
        else:
            app = make(None)
            if "theme" not in app.config.given:
                app.theme = DEFAULT_THEME  # there is no terminal that it could suit
            app.run(headless=True, size=_SIZE)
            status = app.return_code or AS_EXPECTED
    finally:
        if film := recorder.film():
            write_film(film, path, f"offhook demo: MFA at {plan.setup.tenant}")
            err.note(f"recorded as {path}")
            if recorder.is_full:
                err.note("it ends before the demo did: no recording is longer")
    return status
