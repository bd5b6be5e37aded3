"""The README's pictures are of the real screen, the same each time, and name no machine."""

from __future__ import annotations

import getpass
import re
from dataclasses import replace
from pathlib import Path

import pytest

from sessions.contract.outcome import Outcome, SourceLocation, TargetInfo, delivered
from tests.pictures.__main__ import main, picture
from tests.pictures.steady import steady


async def test_a_picture_shows_what_came_and_no_path() -> None:
    drawn = await picture("workbench", "offhook-light")
    shown = re.sub(r"<[^>]+>", "", drawn)
    assert "✓ Delivered" in shown
    assert "SM5f2a7c9e1b3d4860a9c7e5f1d2b4a688" in shown
    assert "suite.toml" in shown
    for own in (str(Path(__file__).parents[1]), "/tmp", f"/{getpass.getuser()}"):
        assert own not in drawn


def test_what_is_another_each_time_is_the_same() -> None:
    def made(id: str, took: float) -> Outcome:
        target = TargetInfo("hook", "hook.js", runtime=f"Node {took}")
        outcome = delivered(target, {"MessageID": id}, wire=None, duration_ms=took)
        return replace(outcome, where=SourceLocation(f"/tmp/{took}/acme/hook.js", 3))

    assert steady(made("SM" + "0a" * 16, 12.5)) == steady(made("SM" + "1b" * 16, 99.0))


def test_a_folder_that_is_not_there_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as exit_:
        main([str(tmp_path / "none")])
    assert exit_.value.code == 2
    assert capsys.readouterr().err == f"{tmp_path}/none: there is no such folder\n"
