"""`offhook new`: the starter code of a hook or an Action, in a new file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from sessions.platforms.current import PLATFORM

from .shared.diagnostics import AS_EXPECTED, Diagnostics, UsageError
from .shared.inputs import refuse_existing, write_new
from .shared.manual import Manual
from .shared.output import Output
from .shared.parsing import Parser

_STARTERS: Final = {"hook": "starter.js", "python": "starter.py"} | {
    dialect: f"{dialect}.js" for dialect in PLATFORM.events.EXPORTS
}
_KINDS: Final = {".js": "hook", ".cjs": "hook", ".py": "python"}

_MANUAL: Final = Manual(
    about="""\
It calls no provider, and answers as the platform's own starter code does: something to begin with.
""",
    examples=(
        "offhook new twilio.js && offhook send --target twilio.js",
        "offhook new twilio-action.js --kind action",
        "offhook new handlers.py",
    ),
    exits={"0": "written", "2": "wrong usage, or a file that is there already"},
)


def configure(parser: Parser) -> None:
    """The options: the file to write, and the kind of handler."""
    parser.manual = _MANUAL
    parser.add_argument("file", metavar="FILE", help="the new file; it never overwrites")
    parser.add_argument(
        "--kind",
        choices=tuple(_STARTERS),
        help="a hook in JavaScript or in Python, or an Action for the trigger "
        f"{' or '.join(PLATFORM.events.TRIGGERS)} "
        "(default: a hook, in the language that the file's name says)",
    )


def run(options: argparse.Namespace, _out: Output, err: Diagnostics) -> int:
    """Write the file, and say how to send to it."""
    path = refuse_existing(options.file)
    kind = options.kind or _KINDS.get(path.suffix.lower())
    if kind is None:
        known = ", ".join(_STARTERS)
        raise UsageError(f"{path}: name it *.js or *.py, or say --kind and one of {known}")
    write_new(path, Path(PLATFORM.starter, _STARTERS[kind]).read_bytes())
    err.note(f"{path} written; try it with: offhook send --target {path}")
    return AS_EXPECTED
