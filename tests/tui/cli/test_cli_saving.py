"""A target that is saved elsewhere is named from there, whatever is called in its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.cli.saving import moved


@pytest.mark.parametrize(
    "location",
    [
        "hook.js",
        "action.cjs:onExecuteSendPhoneMessage",
        "action.js:$send",
        "action.mjs:_1$",
        "sms.py:Sender.send",
        "sms.py:größe",
        "ca.pem",
    ],
)
def test_a_file_is_named_from_where_it_is_saved(location: str, tmp_path: Path) -> None:
    name = location.partition(":")[0]
    (tmp_path / "hooks").mkdir()
    (tmp_path / "hooks" / name).touch()
    saved = tmp_path / "sessions" / "sms"
    assert moved(f"hooks/{location}", tmp_path, saved) == f"../../hooks/{location}"
    assert moved(f"hooks/{location}", tmp_path, tmp_path) == f"hooks/{location}"


@pytest.mark.parametrize(
    "location", ["starter", "package.module:send", "https://a.test/x.js", "gone.js", "node"]
)
def test_what_is_no_file_stays_as_it_is(location: str, tmp_path: Path) -> None:
    assert moved(location, tmp_path, tmp_path / "sessions") == location
