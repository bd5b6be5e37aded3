"""Runs Auth0's own tools, unmodified, against the stand-in tenant: what they take for a tenant is
no fancy of ours.

`python -m tests.tenant_conformance [--openapi FILE]`: the SDKs for Node and Python, then
auth0-deploy-cli with both of its layouts. With the vendor's OpenAPI file (JSON; it is in public
repositories, and not in this one), also what it says of each request and answer. Needs npm, PyPI.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final

from tests import npm_packages, pypi_packages

from . import deploy_cli, keywords, openapi, round_trip, sdks, written_back

CACHE: Final = npm_packages.ROOT / ".tenant"
NPM: Final = {"auth0": "7.1.0", "auth0-deploy-cli": "8.44.0"}
PARTS: Final = (
    "node", "python", "deploy-cli", "ends", "keywords", "written-back", "round-trip", "openapi",
)  # fmt: skip
PYPI: Final = ("auth0-python==6.8.0", "jsonschema>=4.23")


def main() -> int:
    """Run it; 0 where nothing is wrong."""
    options = _options()
    node = shutil.which("node")
    if node is None:
        raise SystemExit("node was not found on PATH.")
    modules = npm_packages.install(CACHE / "npm", NPM)
    python = pypi_packages.install(CACHE / "python", PYPI)
    wrong = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        (folder / "node_modules").symlink_to(modules)
        for script in ("node_sdk.cjs", "keywords.cjs"):
            shutil.copy(sdks.HERE / script, folder)
        deploying = [node, modules / deploy_cli.SCRIPT]
        parts = {
            "node": lambda: sdks.run([node, folder / "node_sdk.cjs"], folder).items(),
            "python": lambda: sdks.run([python, sdks.HERE / "python_sdk.py"], folder).items(),
            "deploy-cli": lambda: deploy_cli.run(deploying, folder),
            "ends": lambda: deploy_cli.run_at_ends(deploying, folder),
            "keywords": lambda: keywords.run([node, folder / "keywords.cjs"]),
            "written-back": lambda: written_back.run(deploying, folder),
            "round-trip": lambda: round_trip.run(deploying, folder),
            "openapi": lambda: openapi.run(python, options.openapi, folder).items(),
        }
        for part in options.only:
            for step, problems in parts[part]():
                wrong += len(problems)
                _say(f"{part:12} {step:34} {'FAILS' if problems else 'ok'}\n")
                _say("".join(f"    {problem}\n" for problem in problems))
    _say(f"{wrong} problems\n")
    return 1 if wrong else 0


def _options() -> argparse.Namespace:
    """What is asked for: `only` has every part that is to run."""
    parser = argparse.ArgumentParser(prog="python -m tests.tenant_conformance")
    parser.add_argument("--openapi", type=Path, metavar="FILE", help="the vendor's schema")
    parser.add_argument("only", nargs="*", help=f"{', '.join(PARTS)}; all")
    options = parser.parse_args()
    if unknown := {*options.only} - {*PARTS}:
        parser.error(f"There is no part {', '.join(sorted(unknown))}.")
    if not options.only:
        options.only = [part for part in PARTS if part != "openapi" or options.openapi]
    if "openapi" in options.only and options.openapi is None:
        parser.error("openapi needs --openapi FILE.")
    if options.openapi is not None:
        try:
            json.loads(options.openapi.read_text())
        except (OSError, ValueError) as error:
            parser.error(f"{options.openapi} is no JSON file that can be read: {error}")
    return options


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
