"""What tests of the history share: a file for it, and records to put in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sessions.contract.kinds import Kind
from sessions.contract.outcome import TargetInfo, delivered, failed
from sessions.history.writing import Record

HOOK = TargetInfo("hook", "hook.js")

MakeRecord = Callable[..., Record]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where a history is to be; there is none yet."""
    return tmp_path / "state" / "offhook" / "history.db"


@pytest.fixture
def record() -> MakeRecord:
    """Makes a record: of `a.toml` and its invocation `one` where nothing else is said."""

    def make(
        name: str = "one",
        *,
        session: str | None = "/s/a.toml",
        met: bool | None = True,
        target: TargetInfo = HOOK,
        **more: object,
    ) -> Record:
        if met is False:
            outcome = failed(target, Kind.CALLBACK_ERROR, f"{name} failed", duration_ms=2.5)
        else:
            outcome = delivered(target, {"MessageID": name}, wire=None, duration_ms=2.5)
        path = Path(session) if session else None
        return Record(path, name, {"text": name}, outcome, met, **more)  # type: ignore[arg-type]

    return make
