"""config: where the settings are, what they are, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tui.settings import SETTINGS, schema


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the settings would be."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    monkeypatch.delenv("OFFHOOK_HISTORY", raising=False)
    return tmp_path / "settings" / "offhook" / "config.toml"


def test_it_says_what_holds_and_where_from(
    offhook: Any, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = offhook("config")
    assert shown.status == 0
    assert [line.split(" = ")[0] for line in shown.out.splitlines()] == list(SETTINGS)
    assert 'theme = "offhook-dark"        # the default' in shown.out
    file.parent.mkdir(parents=True)
    file.write_text('theme = "nord"\nmuose = true\n[keys]\n"workbench.send" = "f12"\n')
    monkeypatch.setenv("OFFHOOK_HISTORY", "off")
    shown = offhook("config", "show")
    assert 'theme = "nord"                # the file' in shown.out
    assert "history = false               # OFFHOOK_HISTORY=off in the environment" in shown.out
    assert 'keys.workbench.send = "f12"' in shown.out
    assert shown.err == f"{file}:2: muose: unknown key; did you mean mouse?\n"


def test_what_is_in_the_file_is_shown_as_the_file_would_have_it(offhook: Any, file: Path) -> None:
    file.parent.mkdir(parents=True)
    file.write_text(
        'theme = "\\u001b[31ma\\n\\"\\u009b"\n[keys]\n"a\\u001b.b" = "\\u001b]0;x\\u0007"\n'
    )
    shown = offhook("config").out
    assert shown.splitlines()[0].startswith('theme = "\\u001b[31ma\\n\\"\\x9b" ')
    assert 'keys."a\\u001b".b = "\\u001b]0;x\\u0007"' in shown


def test_a_file_of_them_is_written_once_and_is_right(offhook: Any, file: Path) -> None:
    assert offhook("config", "path").out == f"{file}\n"
    assert str(file) in offhook("config", "init").err
    assert all(setting.about[:40] in file.read_text() for setting in SETTINGS.values())
    again = offhook("config", "init")
    assert (again.status, "never overwritten" in again.err) == (2, True)
    checked = offhook("config", "check")
    assert (checked.status, checked.err) == (0, f"{file}: nothing is wrong with it\n")


def test_what_is_wrong_is_said_with_its_line_and_the_status(offhook: Any, file: Path) -> None:
    (file.parent / "themes").mkdir(parents=True)
    (file.parent / "themes" / "mine.toml").write_text('name = "mine"\n\nacent = "red"\n')
    file.write_text("signs = 7\ntheme = 'none'\nkeys.'workbench.send' = 'f6'\n")
    checked = offhook("config", "check")
    assert checked.status == 1
    assert checked.err.splitlines() == [
        f'{file}:1: signs: wanted "auto" or "ascii"',
        f"{file.parent}/themes/mine.toml:3: acent: unknown key; did you mean accent?",
        f"{file}:2: theme: there is no theme none",
        f"{file}:3: keys.workbench.send: F6 is that of workbench.replay (Replay)",
    ]


def test_the_schema_is_that_of_the_settings(offhook: Any) -> None:
    assert offhook("schema", "--config").document == schema()
