"""import FOLDER: a session for each hook and Action that sends phone messages."""

import json
from pathlib import Path
from typing import Any

import pytest

from sessions.store.session_file import read
from tests.sessions.platforms.auth0.deploy_folder.made_folders import Layout, made


@pytest.mark.parametrize("layout", ["directory", "yaml"])
def test_a_session_for_each(
    tmp_path: Path, layout: Layout, offhook: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = made(tmp_path / "tenant", layout)
    monkeypatch.setenv("SMS_SID", "AC-s1d-v4lue")
    (tmp_path / "sessions").mkdir()
    done = offhook("import", source.relative_to(tmp_path), "-o", "sessions")
    assert (done.status, done.out) == (0, "")
    assert "left out: hook greet: credentials-exchange sends no phone messages" in done.err
    files = {path.name: read(path) for path in (tmp_path / "sessions").iterdir()}
    assert {name: (one.session.target, one.session.secrets) for name, one in files.items()} == {
        "sms-hook.toml": (f"../{source.relative_to(tmp_path)}#hooks/sms-hook", ("TOKEN",)),
        "Phone-Action.toml": (f"../{source.relative_to(tmp_path)}#actions/Phone Action", ("KEY",)),
    }
    text = "".join(one.path.read_text() for one in files.values())
    assert "cl3arv4lue" not in text and "s1d" not in text
    monkeypatch.setenv("TOKEN", "t0ken-v4lue")
    replayed = offhook("replay", "sessions/sms-hook.toml")
    assert replayed.status == 0, replayed.out + replayed.err


def test_nothing_is_overwritten_and_all_or_none_is_written(tmp_path: Path, offhook: Any) -> None:
    source = made(tmp_path / "tenant", "directory")
    (tmp_path / "Phone-Action.toml").write_text("mine")
    done = offhook("import", source)
    assert (done.status, "Phone-Action.toml: is there already" in done.err) == (2, True)
    assert not (tmp_path / "sms-hook.toml").exists()
    assert (tmp_path / "Phone-Action.toml").read_text() == "mine"


def test_what_cannot_be_used_is_said(tmp_path: Path, offhook: Any) -> None:
    source = made(tmp_path / "tenant", "directory")
    assert "is no folder; sessions of a folder" in offhook("import", source, "-o", "nowhere").err
    assert "--name is for one session" in offhook("import", source, "--name", "x").err
    action = json.loads((source / "actions" / "Phone Action.json").read_text())
    (source / "actions" / "Phone Action.json").write_text(json.dumps({**action, "name": "a.js"}))
    (source / "hooks" / "sms.json").write_text("{")
    done = offhook("import", source)
    assert done.status == 2
    assert "left out: action a.js: tenant#actions/a.js would not name it" in done.err
    sharp = made(tmp_path / "C#" / "tenant", "directory").relative_to(tmp_path)
    assert f"hook sms-hook: {sharp}#hooks/sms-hook would not" in offhook("import", sharp).err
    assert "sms.json:1: " in done.err and "has no hook and no Action for phone messages" in done.err
