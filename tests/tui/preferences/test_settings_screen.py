"""The settings on a screen: changed at once, and in the file, whose comments stay."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import OptionList, Static

from tests.tui.driving import Driven
from tui.app import OffhookApp
from tui.preferences.screen import SettingsScreen
from tui.settings import SETTINGS


async def test_settings_are_changed_at_once_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    (tmp_path / "offhook").mkdir()
    file = tmp_path / "offhook" / "config.toml"
    file.write_text('# mine\nhistory = true # for now\n\n[keys]\n"workbench.send" = "f13"\n')
    app = OffhookApp()
    async with app.run_test(size=(90, 28), notifications=True) as pilot:
        it = Driven(app, pilot)
        await it.press("alt+s")
        await it.press("f1")
        assert it.seen.index("In the settings") < it.seen.index("Back to the default")
        await it.press("escape")
        assert isinstance(app.screen, SettingsScreen)
        options = app.screen.query_one(OptionList)

        def line(key: str) -> list[str]:
            return [part.strip() for part in str(options.get_option(key).prompt).split("  ")]

        assert options.option_count == len(SETTINGS)
        assert line("history")[-1] == "OFFHOOK_HISTORY=off in the environment"
        assert "The colors: a theme of offhook's" in str(
            app.screen.query_one("#about", Static).visual
        )
        await it.press("right")
        assert app.theme == "offhook-light"
        assert line("theme")[-1] == "the file"
        await it.press("left", "left", "delete")
        assert app.theme == "offhook-dark"
        assert line("theme")[-1] == "the default"
        await it.press("down", "down", "enter")
        assert app.animation_level == "none"
        await it.press("end", "enter")
        assert app.keymap.of(app.BINDINGS[0]) == "Ctrl+Q"  # type: ignore[arg-type]
        assert file.read_text() == (
            "# mine\nhistory = true # for now\nanimations = false\n\n"
            '[keys]\n"workbench.send" = "f13"\npreset = "vim"\n'
        )
        await it.press("up", "right", "up", "enter")
        assert type(app.screen).__name__ == "AskText"
        await it.press_in_a_burst(*"vi '", "enter")
        await it.sees("This is no command: vi ': No closing quotation.")
        await it.press_in_a_burst("backspace", *"-n", "enter")
        await it.until(lambda: type(app.screen).__name__ == "SettingsScreen")
        assert 'split = 55\neditor = "vi -n"\n' in file.read_text()
        assert (app.config.split, app.config.editor) == (55, "vi -n")
        await it.press("delete", "end")
        assert "editor" not in file.read_text()
        await it.press("j", "k", "enter")  # which move now
        assert 'preset = "emacs"' in file.read_text()
        await it.pilot.resize_terminal(40, 12)
        await it.press("home")
        await it.sees("terminal of 16 colors keeps its")
        await it.press("ctrl+down", "ctrl+up")
        await it.pilot.resize_terminal(90, 28)
        await it.press("escape")
        assert "F13 Send" in it.seen
        assert "alt+x Palette" in it.seen
        file.write_text("theme = \n")
        await it.press("alt+s", "enter")
        assert f"{file}:1: not TOML" in it.seen.replace("\n", "") or "not TOML" in it.seen
        assert file.read_text() == "theme = \n"
