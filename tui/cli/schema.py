"""`offhook schema`: the JSON Schema of a session file, for editors and other programs."""

from __future__ import annotations

import argparse

from .shared.diagnostics import AS_EXPECTED, Diagnostics
from .shared.output import Output
from .shared.parsing import Parser


def configure(parser: Parser) -> None:
    """Of which file."""
    parser.add_argument(
        "--config", action="store_true", help="that of the settings, config.toml, instead"
    )


def run(options: argparse.Namespace, out: Output, _err: Diagnostics) -> int:
    """Print the schema on stdout."""
    if options.config:
        from tui.settings import schema

        out.json(schema())
    else:
        from sessions.store.schema import json_schema

        out.json(json_schema())
    return AS_EXPECTED
