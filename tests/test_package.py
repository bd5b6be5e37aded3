"""The wheel holds all that a user needs: code, runtime scripts, styles, themes, examples."""

import importlib.metadata
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHIPPED = ("sessions", "tui", "themes")
AT_THE_TOP = {
    *(".ci", ".gitignore", ".pre-commit-hooks.yaml", "Makefile", "pyproject.toml"),
    *("ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "PLATFORM.md", "README.md"),
    *("offhook_pytest.py", "sessions", "tests", "themes", "tui"),
}
NEEDED = {".py", ".cjs", ".js", ".tcss", ".toml", ".typed"}


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a clone")
def test_what_is_committed_at_the_top_belongs_there() -> None:
    """Sixteen wheels that `pip download` had left once went along with a commit."""
    command = ["git", "-C", ROOT, "ls-tree", "--name-only", "HEAD"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert set(listed.splitlines()) <= AT_THE_TOP


def test_the_wheel_holds_every_file_that_is_needed(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path]
    built = subprocess.run([*command, ROOT], capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("offhook-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
        (entries,) = (name for name in held if name.endswith("/entry_points.txt"))
        assert b"[pytest11]\noffhook = offhook_pytest\n" in archive.read(entries)
    needed = {
        path.relative_to(ROOT).as_posix()
        for folder in SHIPPED
        for path in (ROOT / folder).rglob("*")
        if path.suffix in NEEDED
    }
    assert needed <= held, sorted(needed - held)
    assert {"tui/app.py", "sessions/runner/node/runner.cjs", "offhook_pytest.py"} <= held
    assert any(name.startswith("sessions/examples/") for name in held)
    assert not any(name.startswith("tests/") for name in held)


_IMPORT = re.compile(r"^ *(?:from|import) (\w+)", re.MULTILINE)
"""Of each statement, which ruff keeps to one package; a sentence that begins so names none."""
_NOT_IMPORTED = {"sniffio"}
"""Declared for what a dependency does where it is missing."""


def test_what_is_imported_is_declared_and_the_other_way_round() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    declared = _names(project["dependencies"])
    optional = {name for extra in extras if extra != "dev" for name in _names(extras[extra])}
    optional.add("pytest")  # which imports the plugin, and not the other way round
    packages = importlib.metadata.packages_distributions()
    imported = {
        _normal(packages[name][0])
        for name in _imported()
        if name not in sys.stdlib_module_names and name not in SHIPPED and name in packages
    }
    assert imported - optional == declared - _NOT_IMPORTED


def _names(requirements: list[str]) -> set[str]:
    return {_normal(re.split(r"[<>=\[]", each)[0]) for each in requirements}


def _imported() -> set[str]:
    """The packages that the code imports, wherever in it; not what its children run."""
    return {
        name
        for folder in ("sessions", "tui")
        for path in (ROOT / folder).rglob("*.py")
        if not {"python", "examples", "starter"} & set(path.parts)
        for name in _IMPORT.findall(path.read_text("utf-8"))
    }


def _normal(name: str) -> str:
    return name.lower().replace("_", "-")
