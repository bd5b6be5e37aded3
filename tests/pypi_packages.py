"""Installs PyPI packages for development-time checks into a folder that git ignores."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path


def install(folder: Path, packages: Sequence[str]) -> Path:
    """A Python of its own in `folder` that has `packages` (as pip is told), unless it is there.

    Raises:
        SystemExit: pip could not install them, and has said why.
    """
    python, stamp = folder / "bin" / "python", folder / "installed.json"
    wanted = list(packages)
    if stamp.is_file() and json.loads(stamp.read_text()) == wanted:
        return python
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    pip = [python, "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    if wanted and subprocess.run([*pip, *wanted], check=False).returncode:
        raise SystemExit(f"pip could not install {', '.join(wanted)} into {folder}.")
    stamp.write_text(json.dumps(wanted))
    return python
