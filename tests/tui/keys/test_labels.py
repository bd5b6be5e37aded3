"""What a text says of a key is the key that is bound: no text names one by itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import tui
from tests.tui.driving import Driven
from tui.app import OffhookApp
from tui.keys.bindings import all_bound
from tui.keys.labels import key_of
from tui.workbench.screen import WorkbenchScreen

ROOT = Path(tui.__file__).parent
NO_SCREEN = ("cli", "keys", "recording", "preview.py")
"""Of `tui/`, what shows nothing on a screen of the app."""
KEY = re.compile(r"\b(F\d{1,2}|Escape|(Ctrl|Alt|Shift)\+\w+)\b")
IDS = {each.id for each in all_bound()}


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """The texts of a module, but for its docstrings, each with its line."""
    tree = ast.parse(path.read_text())
    statements = {each.value for each in ast.walk(tree) if isinstance(each, ast.Expr)}
    for node in set(ast.walk(tree)) - statements:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def on_screens() -> list[Path]:
    return [
        path
        for path in sorted(ROOT.rglob("*.py"))
        if path.relative_to(ROOT).parts[0] not in NO_SCREEN
    ]


def test_no_text_names_a_key_by_itself() -> None:
    named = [
        f"{path.relative_to(ROOT)}:{line}: {text}"
        for path in on_screens()
        for line, text in texts(path)
        if KEY.search(text)
    ]
    assert named == []


def test_every_label_is_of_a_key_that_there_is() -> None:
    found = re.compile(r"""key_of\(["'](?P<id>[^"']+)["']\)""")
    ids = {match["id"] for path in on_screens() for match in found.finditer(path.read_text())}
    assert len(ids) > 20
    assert ids - IDS == set()
    assert {id: key_of(id) for id in ids}["workbench.save"] == "Ctrl+S"


async def test_texts_name_the_keys_that_are_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "offhook").mkdir()
    moved = {
        **{"workbench.send": "f13", "workbench.live": "f14", "workbench.help": "f15"},
        **{"outcome.copy": "z", "help.find": "f16", "help.leave": "f17", "dialog.leave": "f18"},
        **{"workbench.duplicate": "f19", "workbench.undo": "f20", "workbench.expect": "f21"},
        **{"settings.leave": "f22", "settings.default": "f23", "workbench.open": "f24"},
    }
    lines = "".join(f'"{id}" = "{key}"\n' for id, key in moved.items())
    (tmp_path / "offhook" / "config.toml").write_text(f"[keys]\n{lines}")
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    app = OffhookApp()
    app.animation_level = "none"
    async with app.run_test(size=(140, 45), notifications=True) as pilot:
        it = Driven(app, pilot)
        await it.sees("F13 sends this invocation to its target.")
        await it.sees("→ F13 Send")
        await it.press("f13")
        await it.sees("z copies")
        assert "F21 takes what came" in it.seen or "F21 Expect" in it.seen
        await it.press("f15")
        await it.sees("F16 searches · F17 closes")
        await it.press("f17", "f11")
        await it.sees("F23 resets · F22 closes")
        await it.press("f22", "f24")
        await it.sees("F18 cancels")
        await it.press("f18")
        assert isinstance(app.screen, WorkbenchScreen)
