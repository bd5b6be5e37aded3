"""No Python modules of the project import each other in a circle, in a type or late neither."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLOORS = ("sessions", "tui", "tests")
SCRIPTS = ROOT / "sessions/runner/python"
"""What runs in a child process, where each file is a module of its own."""
IMPORT = re.compile(
    rb"^[ \t]*(?:from [.\w]+ import (?:\([^)]*\)|[^(\n]*$)|import [^\n]*$)", re.MULTILINE
)
"""Statements as ruff formats them, in the text: to parse all of all files takes 1.7 s."""


def modules(root: Path) -> dict[str, Path]:
    """The files below `root`, by the names they are imported by."""
    found: dict[str, Path] = {}
    for floor in FLOORS:
        for file in (root / floor).rglob("*.py"):
            parts = file.relative_to(root).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            found[file.stem if file.parent == SCRIPTS else name] = file
    return found


def imported(name: str, file: Path, known: dict[str, Path]) -> Iterator[str]:
    """The modules among `known` that a file imports, wherever in it that stands."""
    package = name.split(".") if file.stem == "__init__" else name.split(".")[:-1]
    statements = (each.strip() for each in IMPORT.findall(file.read_bytes()))
    for node in ast.parse(b"\n".join(statements)).body:
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names if each.name in known)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) + 1 - node.level] if node.level else []
            base = ".".join([*above, *filter(None, [node.module])])
            for each in node.names:
                full = f"{base}.{each.name}"
                yield from [full] if full in known else [base] if base in known else []


def circle(root: Path) -> list[str]:
    """Modules of which each imports the next; none where there is no circle."""
    known = modules(root)
    graph = {name: set(imported(name, file, known)) - {name} for name, file in known.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1][::-1]  # it lists each before the one that imports it
    return []


def test_there_is_no_circle() -> None:
    assert len(modules(ROOT)) > 300
    assert circle(ROOT) == []


@pytest.mark.parametrize(
    "text",
    [
        "from sessions.b import value\n",
        "import sessions.b\n",
        "from . import b\n",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .b import value\n",
        "def late():\n    from .b import value\n    return value\n",
    ],
)
def test_a_circle_is_found_however_it_is_written(tmp_path: Path, text: str) -> None:
    (tmp_path / "sessions").mkdir()
    (tmp_path / "sessions/__init__.py").write_text("")
    (tmp_path / "sessions/a.py").write_text(text)
    (tmp_path / "sessions/b.py").write_text("from sessions.c import value\n")
    (tmp_path / "sessions/c.py").write_text("from .a import value\n")
    names = ["sessions.a", "sessions.b", "sessions.c"]
    found = circle(tmp_path)
    at = names.index(found[0])
    assert found == [*names[at:], *names[:at], found[0]]
