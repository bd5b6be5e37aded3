"""A target that is saved elsewhere is named from there, whatever is called in its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from sessions.editing.relocate import moved, moved_table
from sessions.store.model import TargetSpec


@pytest.mark.parametrize(
    "location",
    [
        "hook.js",
        "action.cjs:onExecuteSendPhoneMessage",
        "action.js:$send",
        "action.mjs:_1$",
        "sms.py:Sender.send",
        "sms.py:größe",
    ],
)
def test_a_file_is_named_from_where_it_is_saved(location: str, tmp_path: Path) -> None:
    name = location.partition(":")[0]
    (tmp_path / "hooks").mkdir()
    (tmp_path / "hooks" / name).touch()
    saved = tmp_path / "sessions" / "sms"
    assert moved(f"hooks/{location}", tmp_path, saved) == f"../../hooks/{location}"
    assert moved(f"hooks/{location}", tmp_path, tmp_path) == f"hooks/{location}"


def test_a_folder_is_named_from_where_it_is_saved(tmp_path: Path) -> None:
    (tmp_path / "tenant").mkdir()
    assert moved("tenant#SMS: 2", tmp_path, tmp_path / "sessions") == "../tenant#SMS: 2"
    assert moved("gone#x", tmp_path, tmp_path / "sessions") == "gone#x"


@pytest.mark.parametrize(
    "location", ["starter", "package.module:send", "https://a.test/x.js", "gone.js", "node"]
)
def test_what_is_no_file_stays_as_it_is(location: str, tmp_path: Path) -> None:
    assert moved(location, tmp_path, tmp_path / "sessions") == location


def test_files_beside_the_hook_are_named_from_where_a_table_is_saved(tmp_path: Path) -> None:
    for name in ("ca.pem", "node", "Hook.JS"):
        (tmp_path / name).touch()
    (tmp_path / "sessions").mkdir()
    url = TargetSpec(url="HTTPS://sms.example", ca_file="ca.pem")
    assert moved_table(url, tmp_path, tmp_path / "sessions").ca_file == "../ca.pem"
    hook = TargetSpec(handler="Hook.JS", node="./node", python="python3")
    moved_hook = moved_table(hook, tmp_path, tmp_path / "sessions")
    assert (moved_hook.handler, moved_hook.node) == ("../Hook.JS", "../node")
    assert moved_hook.python == "python3"
