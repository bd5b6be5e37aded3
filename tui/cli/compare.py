"""`offhook compare`: every invocation of sessions sent to two targets, and where they differ."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sessions.contract.invocation import INSTANCES

from .shared.diagnostics import AS_EXPECTED, NOT_AS_EXPECTED, UNUSABLE, Diagnostics, UsageError
from .shared.edits import Edit, edited
from .shared.inputs import chosen_sessions, place_for_report, sound_sessions
from .shared.outbound import add_fault_option
from .shared.output import Output, is_utf8, on_one_line
from .shared.parsing import (
    Parser,
    add_allow_option,
    add_choosing_options,
    add_instance_option,
    add_secret_options,
    add_sending_options,
    location,
    seconds,
)

if TYPE_CHECKING:
    from sessions.comparison.run import Compared, Side
    from sessions.contract.json_text import JsonValue
    from sessions.store.session_file import SessionFile

_EPILOG = """\
Each target is called in its own way: a hook with the payload, an Action with its event.
What must vary is left out: moments, UUIDs, ports, stacks, IDs that a provider assigned.
What the platform itself makes of hooks and Actions is listed apart and is no difference.
The calls of a hook that runs here are caught; an endpoint really sends. Exit status:
0 equal, 1 different or a fault not shown, 2 wrong usage, a session that cannot be read, a
target that cannot be run.

examples:
  offhook compare sessions/ --a hook.js --b action.js
  offhook compare sessions/ --a old-gateway --b new-gateway --duration 0.5
  offhook compare sessions/ --b action.js --fault 429 --format json --output report.json
  offhook compare smoke.toml --a hook.js --b hook.js --b-set context.message_type=voice
"""


def configure(parser: Parser) -> None:
    """The options: which sessions, which two targets, how the report is written."""
    parser.epilog = _EPILOG
    parser.add_argument("paths", nargs="+", metavar="PATH", help="session files or folders of them")
    parser.add_argument(
        "--a", metavar="T", type=location, help="one target (default: what the sessions name)"
    )
    parser.add_argument(
        "--b", metavar="T", type=location, help="the other (default: what the sessions name)"
    )
    for side in "ab":
        parser.add_argument(
            f"--{side}-set",
            metavar="PATH=TEXT",
            type=partial(Edit, f"--{side}-set"),
            action="append",
            default=[],
            help=f"put a text into each payload that {side} is sent; repeatable",
        )
    parser.add_argument(
        "--duration", metavar="S", type=seconds, help="count durations so many seconds apart too"
    )
    add_sending_options(parser, "that differs")
    add_instance_option(parser, INSTANCES)
    add_choosing_options(parser)
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="of the report (default: text)"
    )
    add_secret_options(parser)
    add_allow_option(parser)
    add_fault_option(parser)


def run(options: argparse.Namespace, out: Output, err: Diagnostics) -> int:
    """Compare, and print the report."""
    from sessions.comparison.run import not_shown

    from .shared.running import run_to_end

    if not (options.a or options.b or options.a_set or options.b_set):
        raise UsageError(
            "nothing to compare: both sides are what the sessions name; give --b TARGET, or another"
            " payload by --b-set PATH=TEXT (see offhook compare --help)"
        )
    report_file = place_for_report(options.output) if options.output else None
    whole = sound_sessions(options.paths, "compare SESSION --b", err)
    if whole is None:
        return UNUSABLE
    files = chosen_sessions(whole, options)
    growing = _Lines(files, out, err)
    growing.shown = options.format == "text" and report_file is None
    try:
        compared = run_to_end(_compared(files, options, growing, err))
    except (KeyboardInterrupt, SystemExit):
        _report(growing.all_until_now(), options, report_file, out, err)
        err.note(f"interrupted: {growing.count} were compared")
        raise
    for at, one in enumerate(compared):
        if one.comparison is None:
            growing.compared(at, one)
    reasons = not_shown(compared, options.faults)
    _report(compared, options, report_file, out, err, reasons)
    if any(one.comparison and not one.comparison.ran for one in compared):
        return UNUSABLE
    equal = all(one.comparison and one.comparison.equal for one in compared)
    return AS_EXPECTED if equal and not reasons else NOT_AS_EXPECTED


async def _compared(
    files: Sequence[SessionFile], options: argparse.Namespace, growing: _Lines, err: Diagnostics
) -> list[Compared]:
    from sessions.comparison.run import compare_sessions

    from .shared.permission import permissions_of, tell_outside
    from .shared.running import with_elapsed

    comparing = compare_sessions(
        files,
        a=_side(options.a, options.a_set),
        b=_side(options.b, options.b_set),
        timeout=options.timeout,
        jobs=options.jobs,
        fail_fast=options.fail_fast,
        slower=options.duration,
        faults=options.faults or None,
        instance=options.instance,
        secrets=options.secrets,
        env=os.environ,
        env_file=options.env_file,
        permissions=permissions_of(options),
        on_outside=lambda session, handler: tell_outside(session, handler, err),
        on_start=growing.start,
        on_compared=growing.compared,
    )
    return await with_elapsed(comparing, err, growing.status)


def _side(target: str | None, edits: Sequence[Edit]) -> Side:
    from sessions.comparison.run import Side

    edit: Callable[[JsonValue], JsonValue] | None = partial(edited, edits=edits) if edits else None
    return Side(target, edit)


def _report(
    compared: Sequence[Compared],
    options: argparse.Namespace,
    report_file: Path | None,
    out: Output,
    err: Diagnostics,
    reasons: Sequence[str] = (),
) -> None:
    """What was not printed live: the end of it, a JSON document, or the file."""
    from sessions.report import comparison, json
    from sessions.store.disk import replace_text

    as_json = options.format == "json"
    if report_file:
        if as_json:
            report = json.text(comparison.document(compared, reasons))
        else:
            report = "\n".join([*comparison.lines(compared, reasons), ""])
        replace_text(report_file, report)
    elif as_json:
        ascii_only = not is_utf8(out.encoding)
        out.document(json.text(comparison.document(compared, reasons), ascii_only=ascii_only))
    else:
        for line in comparison.closing_lines(compared, reasons):
            out.line(line)
        return
    err.note(comparison.summary(compared))


class _Lines:
    """The report as it grows: the invocations in the order of the files, whatever ends first."""

    def __init__(self, files: Sequence[SessionFile], out: Output, err: Diagnostics) -> None:
        self.shown = True
        self._out = out
        self._err = err
        self._total = sum(len(file.session.invocation) for file in files)
        self._ended: dict[int, Compared] = {}
        self._printed = 0
        self._path: Path | None = None
        self._running = ""

    def start(self, name: str) -> None:
        """An invocation is being sent."""
        self._running = name

    def compared(self, at: int, one: Compared) -> None:
        """One has come to its end; print what can be printed in order now."""
        self._ended[at] = one
        while self.shown and self._printed in self._ended:
            self._print(self._ended[self._printed])
            self._printed += 1

    def status(self) -> str:
        """What is going on, on one line."""
        return f"{self.count} compared; {self._running}"

    @property
    def count(self) -> str:
        """`3 of 12`."""
        return f"{len(self._ended)} of {self._total}"

    def all_until_now(self) -> list[Compared]:
        """Those that have ended, in order; where that shows them, the rest of them is printed."""
        for at in sorted(self._ended):
            if self.shown and at >= self._printed:
                self._print(self._ended[at])
        return [self._ended[at] for at in sorted(self._ended)]

    def _print(self, one: Compared) -> None:
        from sessions.report.comparison import invocation_lines

        self._err.clear_status()
        style = self._out.style
        if one.path != self._path:
            self._path = one.path
            self._out.line(style.strong(on_one_line(str(one.path))))
        head, *below = invocation_lines(one)
        paint = style.good if one.comparison and one.comparison.equal else style.bad
        self._out.line(f"  {paint(head[:1])}{head[1:]}")
        for line in below:
            self._out.line(f"  {line}")
        self._out.flush()
