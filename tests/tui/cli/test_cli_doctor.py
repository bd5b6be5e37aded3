"""doctor: what is there, what is missing, and how to get it."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from sessions import __version__
from tui.cli.doctor import _terminal
from tui.cli.shared.output import Output


def findings(document: Any, topic: str) -> list[dict[str, str]]:
    return [each for each in document["findings"] if each["topic"] == topic]


def test_versions_runtimes_folders_and_terminal_are_told(offhook: Any) -> None:
    result = offhook("doctor")
    assert (result.status, result.err) == (0, "")
    for topic in ("versions", "node", "python", "isolation", "folders", "terminal"):
        assert f"\n{topic}\n" in f"\n{result.out}"
    assert __version__ in result.out
    assert sys.executable in result.out


def test_folders_are_those_of_settings_and_of_what_is_remembered(
    offhook: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind in ("config", "state", "cache"):
        monkeypatch.setattr(
            f"platformdirs.user_{kind}_path", lambda name, kind=kind: offhook.folder / kind / name
        )
    (offhook.folder / "config" / "offhook").mkdir(parents=True)
    (offhook.folder / "cache").write_text("no folder")
    told = findings(offhook("doctor", "--json").document, "folders")
    assert [each["name"] for each in told] == ["settings, themes", "state", "cache"]
    assert told[0]["text"] == str(offhook.folder / "config" / "offhook")
    cannot = f"{offhook.folder / 'cache' / 'offhook'} cannot be made (Not a directory): Node and"
    assert told[-1]["text"].startswith(cannot)
    (offhook.folder / "cache").unlink()
    told = findings(offhook("doctor", "--json").document, "folders")
    assert told[-1]["text"].startswith(str(offhook.folder / "cache" / "offhook"))
    assert told[-1]["state"] == "ok"


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="nothing is made in /proc")
def test_a_home_in_which_nothing_can_be_made_is_told_with_what_follows(
    offhook: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "/proc/nohome")
    for told in findings(offhook("doctor", "--json").document, "folders"):
        assert told["state"] == "note"
        assert re.match(r"/proc/nohome/\S+ cannot be made \([^)]+\): \w+", told["text"])


def test_the_python_of_the_folder_is_named_and_runs_only_when_asked(
    offhook: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    python = offhook.folder / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    (offhook.folder / ".venv/pyvenv.cfg").touch()
    python.write_text('#!/bin/sh\necho $CANARY > "$0.log"\necho Python 3.12.9\n')
    python.chmod(0o755)
    monkeypatch.setenv("CANARY", "a-value")
    proof = python.with_name("python.log")
    _, told = findings(offhook("doctor", "--json").document, "python")
    assert (told["text"], told["state"]) == (f"{python} (.venv): found, and not run", "note")
    assert "--run-venv" in told["to_do"]
    assert not proof.exists()
    _, told = findings(offhook("doctor", "--json", "--run-venv").document, "python")
    assert told["text"] == f"3.12.9, {python} (.venv)"
    assert proof.read_text() == "\n"  # with the environment of a child


def test_the_same_as_json(offhook: Any) -> None:
    result = offhook("doctor", "--json")
    assert result.status == 0
    assert result.document["healthy"] is True
    assert {each["name"] for each in findings(result.document, "versions")} >= {
        *("offhook", "textual", "httpx", "pydantic"),
    }


def test_no_node_is_said_with_how_to_get_it_and_is_no_failure(
    offhook: Any, without_node: None
) -> None:
    result = offhook("doctor", "--json")
    assert result.status == 0
    (node,) = findings(result.document, "node")
    assert node["state"] == "note"
    assert "install Node 20 or later" in node["to_do"]
    assert "offhook[node]" in offhook("doctor").out


def test_a_node_that_is_asked_for_and_is_not_there_is_a_failure(
    offhook: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OFFHOOK_NODE", "/nowhere/node")
    result = offhook("doctor", "--json")
    assert result.status == 1
    broken = [each for each in result.document["findings"] if each["state"] == "broken"]
    assert [each["name"] for each in broken] == ["OFFHOOK_NODE"]
    assert "/nowhere/node" in broken[0]["text"]


def test_a_missing_package_is_a_failure_with_the_command_that_mends_it(
    offhook: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.cli.doctor._PACKAGES", ("httpx", "no-such-package-at-all"))
    result = offhook("doctor")
    assert result.status == 1
    assert f"{sys.executable} -m pip install no-such-package-at-all" in result.out


def test_it_runs_where_what_it_looks_for_is_missing(
    offhook: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("platformdirs", "textual", "httpx", "pydantic", "tomlkit", "tomli_w", "dotenv"):
        monkeypatch.setitem(sys.modules, name, None)
    assert offhook("doctor").status == 0


def test_isolation_is_told_with_what_may_be_expected_of_it(offhook: Any) -> None:
    told = {
        each["name"]: each for each in findings(offhook("doctor", "--json").document, "isolation")
    }
    assert list(told)[:4] == ["processes", "environment", "limits", "network"]
    assert {each["state"] for each in told.values()} <= {"ok", "note"}
    assert "no sandbox for hostile code" in told["to expect"]["text"]


@pytest.mark.parametrize(
    ("encoding", "state"),
    [
        ("utf-8", "ok"),
        ("UTF8", "ok"),
        ("ascii", "broken"),
        ("latin-1", "broken"),
        ("cp1252", "broken"),
    ],
)
def test_an_encoding_in_which_the_screen_cannot_be_drawn_is_a_failure(
    encoding: str, state: str
) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    (found,) = [
        finding
        for finding in _terminal(Output(stream, no_color=True, env={}))
        if finding.name == "encoding"
    ]
    assert found.state == state
    assert ("UTF-8 locale" in found.to_do) is (state == "broken")


@pytest.mark.parametrize(("term", "told"), [("dumb", True), ("xterm", False), ("", False)])
def test_a_terminal_that_cannot_move_its_cursor_is_told(
    term: str, told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", term)
    found = next(_terminal(Output(io.StringIO(), no_color=True, env={})))
    assert ("need a terminal that can move its cursor" in found.text) is told
    assert ("TERM=xterm-256color" in found.to_do) is told
