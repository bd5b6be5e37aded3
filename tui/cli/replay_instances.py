"""`offhook replay --instance both`: what of one message leaks into the next."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from .comparison_report import ComparisonLines, write_report
from .shared.diagnostics import AS_EXPECTED, NOT_AS_EXPECTED, UNUSABLE, Diagnostics, UsageError
from .shared.output import Output

if TYPE_CHECKING:
    from sessions.comparison.run import Compared
    from sessions.store.session_file import SessionFile

BOTH: Final = "both"
_FORMATS: Final = ("text", "json")


def refuse_with_both(options: argparse.Namespace) -> None:
    """Raise UsageError for what makes no sense where each is sent alone and in an instance."""
    given = {
        "--live": options.live,
        "--accept": options.accept,
        "--watch": options.watch,
        "--repeat": options.repeat > 1,
        "--rate": options.rate,
    }
    if wrong := next((name for name, is_given in given.items() if is_given), None):
        raise UsageError(f"{wrong}: cannot be given with --instance both, which compares")
    if options.format not in _FORMATS:
        wanted = " or ".join(_FORMATS)
        raise UsageError(f"--format {options.format}: wanted {wanted} with --instance both")


def replay_in_both(
    files: Sequence[SessionFile],
    options: argparse.Namespace,
    report_file: Path | None,
    out: Output,
    err: Diagnostics,
) -> int:
    """Send each invocation alone, and to an instance after others; print where they differ."""
    from sessions.comparison.run import not_shown

    from .shared.running import run_to_end

    growing = ComparisonLines(files, out, err)
    growing.shown = options.format == "text" and report_file is None
    try:
        compared = run_to_end(_compared(files, options, growing, err))
    except (KeyboardInterrupt, SystemExit):
        write_report(growing.all_until_now(), options, report_file, out, err)
        err.note(f"interrupted: {growing.count} were compared")
        raise
    for at, one in enumerate(compared):
        if one.comparison is None:
            growing.compared(at, one)
    reasons = not_shown(compared, options.faults)
    write_report(compared, options, report_file, out, err, reasons)
    if any(one.comparison and not one.comparison.ran for one in compared):
        return UNUSABLE
    equal = all(one.comparison and one.comparison.equal for one in compared)
    return AS_EXPECTED if equal and not reasons else NOT_AS_EXPECTED


async def _compared(
    files: Sequence[SessionFile],
    options: argparse.Namespace,
    growing: ComparisonLines,
    err: Diagnostics,
) -> list[Compared]:
    from sessions.comparison.instances import compare_instances

    from .shared.permission import permissions_of, tell_outside
    from .shared.running import with_elapsed

    comparing = compare_instances(
        files,
        target=options.target,
        timeout=options.timeout,
        jobs=options.jobs,
        fail_fast=options.fail_fast,
        faults=options.faults or None,
        env=os.environ,
        env_file=options.env_file,
        permissions=permissions_of(options),
        on_outside=lambda session, handler: tell_outside(session, handler, err),
        on_start=growing.start,
        on_compared=growing.compared,
    )
    return await with_elapsed(comparing, err, growing.status)
