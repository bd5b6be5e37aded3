"""`offhook schema`: the JSON Schema of a session file, for editors and other programs."""

from __future__ import annotations

import argparse

from .shared.diagnostics import AS_EXPECTED, Diagnostics
from .shared.output import Output
from .shared.parsing import Parser


def configure(_parser: Parser) -> None:
    """No options of its own."""


def run(_options: argparse.Namespace, out: Output, _err: Diagnostics) -> int:
    """Print the schema on stdout."""
    from sessions.store.schema import json_schema

    out.json(json_schema())
    return AS_EXPECTED
