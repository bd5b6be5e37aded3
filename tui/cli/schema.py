"""`offhook schema`: the JSON Schema of a session file, for editors and other programs."""

from __future__ import annotations

import argparse
from typing import Final

from .shared.diagnostics import AS_EXPECTED, Diagnostics
from .shared.manual import Manual
from .shared.output import Output
from .shared.parsing import Parser

_MANUAL: Final = Manual(
    about="Editors that know JSON Schema check and complete a file by it.",
    examples=(
        "offhook schema > offhook.schema.json",
        "offhook schema --config  # of config.toml",
    ),
    exits={"0": "printed"},
)


def configure(parser: Parser) -> None:
    """Of which file."""
    parser.manual = _MANUAL
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
