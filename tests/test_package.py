"""The wheel holds all that a user needs: code, runtime scripts, styles, themes, examples."""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
SHIPPED = ("sessions", "tui", "themes")
NEEDED = {".py", ".cjs", ".js", ".tcss", ".toml"}


def test_the_wheel_holds_every_file_that_is_needed(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path]
    built = subprocess.run([*command, ROOT], capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("offhook-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    needed = {
        path.relative_to(ROOT).as_posix()
        for folder in SHIPPED
        for path in (ROOT / folder).rglob("*")
        if path.suffix in NEEDED
    }
    assert needed <= held, sorted(needed - held)
    assert {"tui/app.py", "sessions/targets/runtime/runner.cjs"} <= held
    assert any(name.startswith("sessions/examples/") for name in held)
    assert not any(name.startswith("tests/") for name in held)
