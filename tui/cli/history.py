"""`offhook history`: what came of earlier sends and replays, where two differ, and an end to it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Final

from .shared.asking import agreed
from .shared.diagnostics import AS_EXPECTED, NOT_AS_EXPECTED, Diagnostics, UsageError
from .shared.manual import Manual
from .shared.output import Output
from .shared.parsing import Parser, count

if TYPE_CHECKING:
    from sessions.history.entries import History

_MANUAL: Final = Manual(
    about="""\
send, replay and the workbench keep what comes of each send, without secrets. ✓ was as expected, ✗
was not, · was a single send.
""",
    examples=(
        "offhook history",
        "offhook history enrollment.toml --limit 5",
        "offhook history --diff 12 17",
        "offhook history sessions/ --clear",
    ),
    exits={
        "0": "shown, or removed",
        "1": "with --diff, where the two differ",
        "2": "wrong usage, or a history that cannot be read",
    },
    environment=("OFFHOOK_HISTORY", "XDG_STATE_HOME"),
    files=("history",),
)


def configure(parser: Parser) -> None:
    """Of which sessions, in which form, and what to do with them."""
    parser.manual = _MANUAL
    parser.add_argument(
        "session", nargs="?", metavar="SESSION", help="those of a session file, or of a folder"
    )
    parser.add_argument(
        "--limit", metavar="N", type=count, default=20, help="the newest so many (default: 20)"
    )
    parser.add_argument(
        "--diff", nargs=2, metavar=("A", "B"), type=count, help="show where these two differ"
    )
    parser.add_argument("--clear", action="store_true", help="remove them all, after asking")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="JSON has each outcome whole"
    )


def run(options: argparse.Namespace, out: Output, err: Diagnostics) -> int:
    """List them, compare two, or remove them."""
    from sessions.history.entries import History

    if options.clear and options.diff:
        raise UsageError("--clear and --diff: one of them at a time")
    if options.yes and not options.clear:
        raise UsageError("--yes: goes with --clear")
    if options.clear:
        return _clear(History(), options, err)
    with History() as history:
        if options.diff:
            return _compare(history, options, out)
        return _list(history, options, out, err)


def _list(history: History, options: argparse.Namespace, out: Output, err: Diagnostics) -> int:
    from sessions.report.history import entry_json, entry_line

    entries = history.entries(_place(options), most=options.limit)
    if options.format == "json":
        listed = [entry_json(one) | history.outcome(one.id).to_json() for one in entries]
        out.json({"outcomes": [*listed]})
        return AS_EXPECTED
    folder = Path.cwd()
    for entry in entries:
        line = entry_line(entry, folder)
        out.line(line if entry.met is not False else out.style.bad(line))
    if not entries:
        err.note(f"no outcome {_of(options)}is kept in {history.path}")
    return AS_EXPECTED


def _compare(history: History, options: argparse.Namespace, out: Output) -> int:
    from sessions.report.history import Two

    a, b = ((history.entry(number), history.outcome(number)) for number in options.diff)
    two = Two.of(a, b)
    if options.format == "json":
        out.json(two.document())
    else:
        for line in two.lines(Path.cwd()):
            out.line(line)
    return NOT_AS_EXPECTED if two.differences else AS_EXPECTED


def _clear(history: History, options: argparse.Namespace, err: Diagnostics) -> int:
    question = f"Remove every outcome {_of(options)}from {history.path}? [y/N] "
    if not options.yes and not agreed(question, err):
        raise UsageError("--clear: nothing is removed; --yes says that it is meant")
    gone = history.clear(_place(options))
    err.note(f"{gone:,} removed from {history.path}")
    return AS_EXPECTED


def _place(options: argparse.Namespace) -> Path | None:
    return Path(options.session) if options.session else None


def _of(options: argparse.Namespace) -> str:
    return f"of {options.session} " if options.session else ""
