"""Compares the stand-in tenant with the vendor's OpenAPI, in a Python that has `jsonschema`."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from .tour import tour


def run(python: Path, schema: Path, folder: Path) -> dict[str, list[str]]:
    """What the schema has against the tour's exchanges, by operation."""
    exchanges = folder / "exchanges.json"
    exchanges.write_text(json.dumps(tour()))
    check = Path(__file__).with_name("schema_check.py")
    command = [python, check, schema, exchanges]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    steps: list[dict[str, Any]] = [json.loads(line) for line in done.stdout.splitlines()]
    return {step["step"]: step["found"] for step in steps}
