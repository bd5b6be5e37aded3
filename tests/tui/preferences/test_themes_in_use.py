"""The theme in use: the one that suits the terminal, and the user's own as its file is saved."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from textual.color import Color

from tests.tui.driving import Driven
from tui.app import OffhookApp

ROOT = Path(__file__).parents[3]
SIZE = (24, 80)
PATIENCE = 120
SGR = re.compile(rb"\x1b\[([0-9;]*)m")
COLORED = re.compile(r"(^|;)(3[0-8]|4[0-8]|9\d|10\d)(;|$)")
"""Codes that choose a color, other than the default one."""


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the settings, which is empty; the current one is too."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    folder = tmp_path / "config" / "offhook"
    (folder / "themes").mkdir(parents=True)
    return folder


def written(**env: str) -> set[str]:
    """The styles that the workbench writes to a terminal until it is drawn, and left again."""
    terminal, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", *SIZE, 0, 0))
    inherited = {key: value for key, value in os.environ.items() if key != "COLORTERM"}
    process = subprocess.Popen(
        [sys.executable, "-m", "tui"],
        stdin=theirs,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        env={**inherited, "PYTHONPATH": str(ROOT), **env},
        start_new_session=True,
    )
    os.close(theirs)
    shown = b""
    with suppress(OSError):  # EIO: it has left the terminal
        while select.select([terminal], [], [], PATIENCE)[0]:
            shown += os.read(terminal, 65536)
            if b"palette" in shown.lower() and b"recipient" in shown:
                os.write(terminal, b"\x11")
    os.close(terminal)
    process.wait(PATIENCE)
    assert b"recipient" in shown
    return {match.decode() for match in SGR.findall(shown)}


def test_a_terminal_of_16_colors_keeps_its_own() -> None:
    styles = written(TERM="linux")
    assert any(COLORED.search(style) for style in styles)
    assert not any(re.search("[34]8;", style) for style in styles), styles
    assert {re.search("35", style) is not None for style in styles} == {True, False}  # the accent


def test_without_color_there_is_none_but_bold_and_reversed_text() -> None:
    styles = written(TERM="xterm-256color", NO_COLOR="1")
    assert not any(COLORED.search(style) for style in styles), styles
    assert any(re.match("1;|7;", style) for style in styles), styles


@pytest.mark.parametrize(
    ("term", "depth", "setting", "theme"),
    [
        ("linux", "", None, "offhook-terminal"),
        ("xterm-16color", "", None, "offhook-terminal"),
        ("linux", "", "nord", "nord"),
        ("linux", "truecolor", None, "offhook-dark"),
        ("xterm-256color", "", None, "offhook-dark"),
        ("xterm-256color", "", "none", "offhook-dark"),
    ],
)
def test_the_theme_suits_the_terminal_unless_the_settings_have_one(
    settings: Path,
    monkeypatch: pytest.MonkeyPatch,
    term: str,
    depth: str,
    setting: str | None,
    theme: str,
) -> None:
    monkeypatch.setenv("TERM", term)
    monkeypatch.setenv("COLORTERM", depth)
    if setting:
        (settings / "config.toml").write_text(f"theme = '{setting}'\n")
    app = OffhookApp()
    assert app.theme == theme
    assert bool(app.themes.problems) is (setting == "none")


async def test_a_theme_of_the_users_is_seen_as_it_is_saved(settings: Path) -> None:
    file = settings / "themes" / "mine.toml"
    look: Callable[[str], object] = lambda color: file.write_text(  # noqa: E731
        f'name = "mine"\nprimary = "teal"\n\nsurface = "{color}"\n'
    )
    look("#101010")
    (settings / "config.toml").write_text('theme = "mine"\n')
    app = OffhookApp()
    async with app.run_test(size=(90, 20), notifications=True) as pilot:
        it = Driven(app, pilot)

        def surface() -> Color:
            return Color.parse(app.theme_variables["surface"])

        assert surface() == Color.parse("#101010")
        look("#202020")
        await it.until(lambda: surface() == Color.parse("#202020"))
        look("bleu")
        await it.until(lambda: f"{file}:4: surface: wanted a color" in it.notes)
        assert surface() == Color.parse("#202020")
        file.write_text('name = "mine"\nprimary = "#333"\nbackground = "#222"\n')
        await it.until(lambda: f"{file}: hard to read: " in it.notes)
        file.write_text('name = "other"\nprimary = "#333"\n')
        await it.until(lambda: "it was mine; choose other" in it.notes)
        file.unlink()
        look("#303030")
        await it.until(lambda: surface() == Color.parse("#303030"))
        file.unlink()
        app.action_theme()  # which looks what there is
        await it.press("escape", "alt+s", "right")
        assert app.theme in app.themes.labels
