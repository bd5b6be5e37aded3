"""The user's own editor: which it is, how it is called, and what comes back from it."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver

from tui.widgets.editor import Editor, EditorError, edit_text, open_file

FILE = Path("/some where/a file.js")


@pytest.fixture
def lent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], Path]:
    """Has the editor be a script of shell, on a terminal that can be lent."""
    monkeypatch.setattr(HeadlessDriver, "can_suspend", True)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.setattr("tempfile.tempdir", None)
    (tmp_path / "temporary").mkdir()

    def editor(script: str) -> Path:
        file = tmp_path / "an editor"
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)
        monkeypatch.setenv("EDITOR", f'"{file}"')
        return tmp_path / "temporary"

    return editor


def test_a_link_to_an_editor_is_given_a_line_as_that_takes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "vim.tiny"
    program.touch(0o700)
    (tmp_path / "editor").symlink_to(program)
    monkeypatch.setenv("PATH", str(tmp_path))
    for wanted in ({"PATH": str(tmp_path)}, {"EDITOR": str(tmp_path / "editor")}):
        assert Editor.wanted(wanted).opening(FILE, 7)[1:] == ["+7", str(FILE)]


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("vim", ["vim", "+7", str(FILE)]),
        ("/usr/bin/nvim -u NONE", ["/usr/bin/nvim", "-u", "NONE", "+7", str(FILE)]),
        ("emacsclient -nw", ["emacsclient", "-nw", "+7", str(FILE)]),
        ("hx", ["hx", f"{FILE}:7"]),
        ("code", ["code", "--wait", "-g", f"{FILE}:7"]),
        ("code -w", ["code", "-w", "-g", f"{FILE}:7"]),
        ("'/opt/my editors/subl'", ["/opt/my editors/subl", "--wait", f"{FILE}:7"]),
        ("gvim", ["gvim", "-f", "+7", str(FILE)]),
        ("my-own --fast", ["my-own", "--fast", str(FILE)]),
    ],
)
def test_each_editor_is_given_a_line_as_it_takes_it_and_waits(
    text: str, command: list[str]
) -> None:
    editor = Editor.wanted({"EDITOR": text})
    assert editor.opening(FILE, 7) == command
    assert editor.opening(FILE)[-1] == str(FILE)
    assert "7" not in "".join(editor.opening(FILE))


def test_visual_comes_first_and_what_is_no_command_is_said() -> None:
    assert Editor.wanted({"VISUAL": "one", "EDITOR": "two"}).command == ("one",)
    assert Editor.wanted({"VISUAL": "one"}, "code").command == ("code", "--wait")
    assert Editor.wanted({"VISUAL": "one"}, " ").command == ("one",)
    with pytest.raises(EditorError, match="The setting editor is no command: vim 'a: No closing"):
        Editor.wanted({"VISUAL": "one"}, "vim 'a")
    assert Editor.wanted({"VISUAL": " ", "EDITOR": "two"}).command == ("two",)
    with pytest.raises(EditorError, match="EDITOR is no command: vim 'a: No closing quotation"):
        Editor.wanted({"EDITOR": "vim 'a"})
    with pytest.raises(EditorError, match="There is no editor; say which by the setting editor"):
        Editor.wanted({"PATH": "/nowhere"})


async def test_what_comes_back_and_what_does_not(lent: Callable[[str], Path]) -> None:
    app = App[None]()
    async with app.run_test():
        places = lent(
            'stat -c %a "$1" > "$0.mode"; printf "%s" "$(cat "$1")-ed\n" > "$1"\n'
            'echo "$1" > "$0.was"; cp "$1" "$1~"'
        )
        assert edit_text(app, "Zoë\r\n\tsays", "text.txt") == "Zoë\r\n\tsays-ed"
        edited = Path((places.parent / "an editor.was").read_text().strip())
        assert edited.name == "text.txt"
        assert not edited.parent.exists()
        assert (places.parent / "an editor.mode").read_text() == "600\n"

        for script, text, back in (
            ('echo >> "$1"', "one", "one"),
            ('echo >> "$1"', "one\n", "one\n\n"),
            ('printf "\\357\\273\\277two\\r\\n" > "$1"', "one", "two"),
            (': > "$1"', "one", ""),
            ("", "", ""),
        ):
            lent(script)
            assert edit_text(app, text, "a.txt") == back
        for script, problem in (
            ("exit 3", "an editor ended with exit status 3; nothing was changed"),
            ("kill -9 $$", "an editor was ended by signal 9; nothing was changed"),
            ('rm "$1"', "The edited file was removed"),
            ('printf "a\\nb\\377" > "$1"', "not UTF-8 in line 2"),
            ('rm "$1"; mkdir "$1"', "is a folder"),
        ):
            lent(script)
            with pytest.raises(EditorError, match=problem):
                edit_text(app, "one", "a.txt")
        os.environ["EDITOR"] = "/nowhere/vi"
        with pytest.raises(EditorError, match="vi cannot be run: No such file"):
            edit_text(app, "one", "a.txt")
        assert not list(places.iterdir())


async def test_a_terminal_that_cannot_be_lent_is_said(
    lent: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    lent("exit 1")
    monkeypatch.setattr(HeadlessDriver, "can_suspend", False)
    app = App[None]()
    async with app.run_test():
        with pytest.raises(EditorError, match="this terminal cannot be lent"):
            open_file(app, FILE)


async def test_interrupting_the_editor_is_its_own_and_ending_offhook_ends_both(
    lent: Callable[[str], Path],
) -> None:
    app = App[None]()
    asked: list[int] = []
    is_to_end = asyncio.Event()

    def ask(number: int) -> None:
        asked.append(number)
        is_to_end.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ask, number)
    async with app.run_test():
        lent('kill -INT $PPID; printf "two" > "$1"')
        assert edit_text(app, "one", "a.txt") == "two"
        await asyncio.sleep(0)
        assert asked == []
        lent("kill -TERM $PPID; exec tail -f /dev/null")
        with pytest.raises(EditorError, match="ended by signal 15"):
            edit_text(app, "one", "a.txt")
        await is_to_end.wait()
        assert asked == [signal.SIGTERM]
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.remove_signal_handler(number)
