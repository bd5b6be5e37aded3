"""Installs npm packages for development-time checks into a folder that git ignores."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]


def install(folder: Path, packages: Mapping[str, str]) -> Path:
    """Install `packages` (version by name) into `folder`, unless they are; gives its node_modules.

    Raises:
        SystemExit: npm is not there, or failed; it has said why itself.
    """
    manifest = json.dumps({"private": True, "dependencies": dict(packages)}, indent=2) + "\n"
    modules, stamp = folder / "node_modules", folder / "installed.json"
    if stamp.is_file() and stamp.read_text() == manifest and modules.is_dir():
        return modules
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm was not found on PATH; it installs what this check compares with.")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text(manifest)
    command = [npm, "install", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund"]
    if subprocess.run([*command, "--loglevel=error"], cwd=folder, check=False).returncode:
        raise SystemExit(f"npm could not install {', '.join(packages)} into {folder}.")
    stamp.write_text(manifest)
    return modules
