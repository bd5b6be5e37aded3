"""Where pictures are taken: a folder of their own, and nothing that is another each time."""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Final
from unittest.mock import patch

from sessions import sending
from sessions.contract.outcome import OutboundCall, Outcome
from tui.replaying import run_screen
from tui.workbench.keeping import on_disk
from tui.workbench.sending import previous

_STAGE: Final = Path(__file__).parent / "stage"
WHEN: Final = time.strptime("2026-11-23 09:41", "%Y-%m-%d %H:%M")
_ID: Final = re.compile(r"SM[0-9a-f]{32}")
_PLACE: Final = re.compile(r"/[^\s()]*/acme/")
"""Where the folder of the stage is, which nobody is to see."""
_INSIDE: Final = re.compile(r"(?m)^ +at .*(?:node:|offhook|runner).*\n?")
"""Lines of a stack that are Node's and the runner's, which change with their versions."""
_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_STEADY_UUID: Final = "3f1c2b7a-5d4e-4f60-8a9b-0c1d2e3f4a5b"
_STEADY_ID: Final = "SM5f2a7c9e1b3d4860a9c7e5f1d2b4a688"
_MILLISECONDS: Final = {"failed": 3.0}


@contextlib.contextmanager
def stage(*, empty: bool = False) -> Iterator[None]:
    """A folder with the stage, or with nothing, and no settings and no history of the user's."""
    with tempfile.TemporaryDirectory() as place:
        home = Path(place) / "acme"
        if empty:
            home.mkdir()
        else:
            shutil.copytree(_STAGE, home)
        kinds = ("config", "state", "cache")
        own = {f"XDG_{kind.upper()}_HOME": f"{place}/.{kind}" for kind in kinds} | {"HOME": place}
        env = {**own, "TERM": "xterm-256color", "COLORTERM": "truecolor", "ACME_KEY": "none"}
        with patch.dict(os.environ, env), contextlib.chdir(home):
            for name in ("NO_COLOR", "OFFHOOK_HISTORY"):
                os.environ.pop(name, None)
            yield


@contextlib.contextmanager
def steadily() -> Iterator[None]:
    """What is another each time is the same: in outcomes, and the time of day."""
    finished = sending.with_remarks
    with (
        patch.object(sending, "with_remarks", lambda *args: steady(finished(*args))),
        patch.object(time, "strftime", lambda form, *_: _strftime(form, WHEN)),
        patch.object(previous, "_when", lambda _: _strftime("%Y-%m-%d %H:%M:%S", WHEN)),
        patch.object(run_screen, "time", SimpleNamespace(monotonic=_moments().__next__)),
        patch.object(on_disk, "EVERY", 3600.0),
    ):
        yield


_strftime: Final = time.strftime


def _moments() -> Iterator[float]:
    """Of a run: its beginning, which is asked twice, and its end, however often that is asked."""
    yield from (0.0, 0.0)
    yield from itertools.repeat(0.4)


def steady(outcome: Outcome) -> Outcome:
    """The outcome with IDs, durations and versions that are always the same."""
    outcome = outcome.map_text(_steady_text)
    took = _MILLISECONDS.get(outcome.outcome, 41.0)
    return replace(
        outcome,
        duration_ms=took,
        target=replace(outcome.target, runtime="Node 24.0.0", network="isolated"),
        outbound=tuple(_steady_call(call) for call in outcome.outbound),
        console=tuple(replace(line, t_ms=1.0) for line in outcome.console),
    )


def _steady_text(text: str) -> str:
    text = _PLACE.sub("", _UUID.sub(_STEADY_UUID, _ID.sub(_STEADY_ID, text)))
    return _INSIDE.sub("", text)


def _steady_call(call: OutboundCall) -> OutboundCall:
    return replace(call, t_ms=2.0, duration_ms=30.0)
