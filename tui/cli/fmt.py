"""`offhook fmt`: sessions rewritten in their canonical layout."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Final

from .shared.diagnostics import AS_EXPECTED, NOT_AS_EXPECTED, UNUSABLE, Diagnostics
from .shared.inputs import session_files
from .shared.manual import Manual
from .shared.output import Output, on_one_line
from .shared.parsing import Parser

if TYPE_CHECKING:
    pass

_MANUAL: Final = Manual(
    about="""\
A file without comments gets the layout that offhook writes; in one with comments, order and layout
stay, and only line ends and blanks are put right. What a file says never changes. The files that
were changed are printed.
""",
    examples=("offhook fmt sessions/", "offhook fmt sessions/ --check  # for CI"),
    exits={
        "0": "done",
        "1": "with --check, where a file would change",
        "2": "a file cannot be read or written; the others are formatted",
    },
    files=("session",),
)


def configure(parser: Parser) -> None:
    """The paths, and `--check`."""
    parser.manual = _MANUAL
    parser.add_argument("paths", nargs="+", metavar="PATH", help="session files or folders of them")
    parser.add_argument("--check", action="store_true", help="change nothing, only say what would")


def run(options: argparse.Namespace, out: Output, err: Diagnostics) -> int:
    """Format every file, and print the names of those that were not as they should be."""
    from sessions.store.errors import SessionError

    total = changed = broken = 0
    for path in session_files(options.paths):
        total += 1
        try:
            if _formatted(path, write=not options.check):
                changed += 1
                out.line(on_one_line(str(path)))
        except SessionError as error:
            broken += 1
            err.error(str(error))
    verb = "would change" if options.check else "changed"
    err.note(f"{changed} of {total} {verb}" + (f", {broken} cannot be formatted" if broken else ""))
    if broken:
        return UNUSABLE
    return NOT_AS_EXPECTED if options.check and changed else AS_EXPECTED


def _formatted(path: Path, *, write: bool) -> bool:
    """Whether the file was, or would be, changed. Raises SessionError."""
    from sessions.store.disk import read_text, replace_text
    from sessions.store.session_file import format_text

    text = read_text(path)
    canonical = format_text(text, path)
    if canonical == text:
        return False
    if write:
        replace_text(path, canonical, expected=text)
    return True
