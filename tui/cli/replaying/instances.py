"""`offhook replay --instance both`: what of one message leaks into the next."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from tui.cli.shared.comparison_report import ComparisonLines, compare_and_tell
from tui.cli.shared.diagnostics import Diagnostics, UsageError
from tui.cli.shared.output import Output

if TYPE_CHECKING:
    from sessions.store.session_file import SessionFile
    from tui.cli.shared.comparison_report import Comparing

BOTH: Final = "both"
_FORMATS: Final = ("text", "json", "junit")


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
        wanted = ", ".join(_FORMATS)
        raise UsageError(f"--format {options.format}: wanted one of {wanted} with --instance both")


def replay_in_both(
    files: Sequence[SessionFile], options: argparse.Namespace, out: Output, err: Diagnostics
) -> int:
    """Send each invocation alone, and to an instance after others; print where they differ."""
    return compare_and_tell(partial(_comparing, files, options, err), files, options, out, err)


def _comparing(
    files: Sequence[SessionFile],
    options: argparse.Namespace,
    err: Diagnostics,
    growing: ComparisonLines,
) -> Comparing:
    from sessions.comparison.instances import compare_instances
    from tui.cli.shared.permission import permissions_of, tell_outside

    return compare_instances(
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
