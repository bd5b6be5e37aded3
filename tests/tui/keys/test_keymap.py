"""Keys of one's own: what is wrong with them is named, the rest holds; and what is pressed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.binding import Binding
from textual.events import Key

from tests.tui.driving import Driven
from tui.app import OffhookApp
from tui.keys.bindings import all_bound
from tui.keys.keymap import Keymap, keymap
from tui.keys.names import read_keys, shown, unsendable
from tui.keys.pressed import Pressed
from tui.workbench.screen import WorkbenchScreen

BOUND = all_bound()


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("f5", ["f5"]),
        ("F5, Ctrl+Enter", ["f5", "ctrl+enter"]),
        ("Control+Shift+Up", ["ctrl+shift+up"]),
        ("shift+alt+x", ["alt+shift+x"]),
        ("shift+g", ["G"]),
        ("ctrl+G", ["ctrl+g"]),
        ("Esc,PgDn,Return", ["escape", "pagedown", "enter"]),
        ("?", ["question_mark"]),
        ("ctrl+/", ["ctrl+slash"]),
        ("ctrl++", ["ctrl+plus"]),
        ("+", ["plus"]),
        ("Ctrl+X  Ctrl+S", ["ctrl+x ctrl+s"]),
        ("g g", ["g g"]),
    ],
)
def test_keys_are_read_as_people_write_them(text: str, keys: list[str]) -> None:
    assert read_keys(text) == keys
    assert read_keys(shown(",".join(keys))) == keys


@pytest.mark.parametrize("text", ["", "f25", "ctrl+", "hold+x", "f5,,f6,", "ctrl+foo", "strg+c"])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="wanted"):
        read_keys(text)


@given(st.text(max_size=12))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        keys = read_keys(text)
    except ValueError as problem:
        assert str(problem)
        return
    assert read_keys(shown(",".join(keys))) == keys


def test_keys_are_shown_as_keyboards_have_them() -> None:
    keys = "ctrl+s,left,c,ctrl+x ctrl+s,slash,ctrl+pagedown,G,question_mark"
    assert shown(keys) == "Ctrl+S, Left, c, Ctrl+X Ctrl+S, /, Ctrl+PageDown, G, ?"


@pytest.mark.parametrize(
    ("id", "text", "problem"),
    [
        ("workbench.sned", "f14", "nothing is called so; did you mean workbench.send?"),
        ("zzz", "f14", "nothing is called so"),
        ("workbench.send", "f99", "f99 is no key; wanted one such as f5, ctrl+s, alt+up or g"),
        ("workbench.send", "f6", "F6 is that of workbench.replay (Replay)"),
        ("workbench.send", "s", "s is for texts and lists; take one with Ctrl or Alt, or a"),
        ("workbench.send", "down", "Down is for texts and lists; take one with Ctrl or Alt"),
        (
            "workbench.send",
            "ctrl+t",
            "Ctrl+T is that of field.switch (Switch between a value, null and absent)",
        ),
        ("workbench.send", "ctrl+q", "Ctrl+Q is that of app.quit (Quit)"),
        ("field.switch", "f5", "F5 is that of workbench.send (Send)"),
        ("workbench.save", "f5 f6", "F5 F6 begins with the key of workbench.send, F5"),
    ],
)
def test_what_is_wrong_is_named_and_left_as_it_was(id: str, text: str, problem: str) -> None:
    used = keymap("default", {id: text, "workbench.live": "f14"}, BOUND)
    assert used.problems[id].startswith(problem)
    assert used.keys == {"workbench.live": "f14"}


def test_two_that_change_places_do_not_clash_and_two_of_ones_own_do() -> None:
    swapped = keymap("default", {"workbench.send": "f6", "workbench.replay": "f5"}, BOUND)
    assert (swapped.problems, swapped.keys["workbench.send"]) == ({}, "f6")
    same = keymap("default", {"workbench.send": "f14", "workbench.replay": "f14"}, BOUND)
    assert same.problems["workbench.send"] == "F14 is that of workbench.replay (Replay)"
    assert same.problems["workbench.replay"] == "F14 is that of workbench.send (Send)"
    elsewhere = keymap("default", {"workbench.send": "f14", "demo.log": "f14"}, BOUND)
    assert elsewhere.problems == {}


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("ctrl+i", "a terminal sends it as Tab"),
        ("ctrl+m", "a terminal sends it as Enter"),
        ("ctrl+enter", "only terminals with the Kitty keyboard protocol send it"),
        ("ctrl+shift+p", "only terminals with the Kitty keyboard protocol send it"),
        ("super+s", "only terminals with the Kitty keyboard protocol send it"),
        ("shift+tab", None),
        ("ctrl+up", None),
        ("alt+enter", None),
        ("shift+f5", None),
    ],
)
def test_what_a_terminal_cannot_send_is_warned_of(key: str, why: str | None) -> None:
    assert unsendable(key) == why
    used = keymap("default", {"workbench.send": f"f14,{key}"}, BOUND)
    assert used.warnings.get("workbench.send") == (why and f"{shown(key)}: {why}")


def test_own_keys_come_over_those_of_a_preset() -> None:
    used = keymap("emacs", {"workbench.save": "f14"}, BOUND)
    assert used.keys["workbench.save"] == "f14"
    assert used.of(Binding("ctrl+p", "x", id="workbench.palette")) == "Alt+X"
    assert used.of(Binding("ctrl+p", "x", id="other")) == "Ctrl+P"


def became(used: Keymap, *presses: str, text: bool = False, bound: str = "") -> list[str]:
    """What keys are, one after another."""
    pressed = Pressed(used, lambda: text, lambda key: key == bound)
    taken = [pressed.take(Key(key, key if len(key) == 1 else None)) for key in presses]
    return [event.key if event else "" for event in taken]


def test_vim_moves_where_no_text_is_edited() -> None:
    vim = keymap("vim", {}, ())
    assert became(vim, "j", "k", "G", "g", "g") == ["down", "up", "end", "", "home"]
    assert became(vim, "j", "g", "u", "ctrl+d", text=True) == ["j", "g", "u", "ctrl+d"]
    assert became(vim, "g", "j", "x") == ["", "down", "x"]
    assert became(vim, "u", bound="u") == ["u"]
    assert became(vim, "l", "L") == ["right", "L"] and vim.keys["outcome.level"] == "L"


def test_emacs_moves_in_texts_too_and_takes_keys_in_a_row() -> None:
    emacs = keymap("emacs", {}, ())
    for text in (True, False):
        assert became(emacs, "ctrl+n", "ctrl+a", "x", text=text) == ["down", "home", "x"]
        taken = became(emacs, "ctrl+x", "ctrl+s", "ctrl+x", "u", text=text)
        assert taken == ["", "ctrl+x ctrl+s", "", "ctrl+x u"]
        assert became(emacs, "ctrl+x", "q", text=text) == ["", "q"]


async def test_the_workbench_has_the_keys_of_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "offhook").mkdir()
    file = tmp_path / "offhook" / "config.toml"
    file.write_text(
        '[keys]\npreset = "emacs"\n"workbench.form" = "f14"\n"workbench.help" = "f5"\n'
        '"workbench.live" = "ctrl+i"\n'
    )
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    app = OffhookApp()
    app.animation_level = "none"
    async with app.run_test(size=(100, 24), notifications=True) as pilot:
        it = Driven(app, pilot)
        assert f"{file}:4: keys.workbench.help: F5 is that of workbench.send (Send)" in it.notes
        assert f"{file}:5: keys.workbench.live: Tab: " not in it.notes
        assert "keys.workbench.live: Ctrl+I: a terminal sends it as Tab" in it.notes
        await it.press("alt+x", *"undo", "ctrl+n")
        assert type(app.screen).__name__ == "CommandPalette"
        await it.press("ctrl+g")
        assert isinstance(app.screen, WorkbenchScreen)
        await it.press("f2", "f14")
        assert app.focused and app.screen.query_one("#form") in app.focused.ancestors
        await it.press("ctrl+x", "ctrl+s")
        assert type(app.screen).__name__ == "AskPath"
        assert "Alt+X" in it.seen or "alt+x" in it.seen
