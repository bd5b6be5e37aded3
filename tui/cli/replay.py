"""`offhook replay`: every invocation of sessions, sent and held against what is expected."""

from __future__ import annotations

import argparse
import asyncio
import os
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sessions.contract.invocation import INSTANCES

from .replaying.accepting import accept_outcomes, refuse_unaccepted
from .replaying.instances import BOTH, refuse_with_both, replay_in_both
from .replaying.report import ReplayReport
from .replaying.watch import Watch, refuse_unwatched
from .shared.diagnostics import AS_EXPECTED, NOT_AS_EXPECTED, UNUSABLE, Diagnostics
from .shared.inputs import chosen_sessions, place_for_report, sound_sessions
from .shared.keeping import against_last_time, failed_last_time
from .shared.manual import UNUSABLE_INPUT, Manual
from .shared.outbound import add_call_options, refuse_both
from .shared.output import Output
from .shared.parsing import (
    Parser,
    add_allow_option,
    add_choosing_options,
    add_instance_option,
    add_sending_options,
    count,
    location,
    rate,
    shard,
)

if TYPE_CHECKING:
    from sessions.replay.last_time import Against
    from sessions.replay.run import Step
    from sessions.store.session_file import SessionFile

_MANUAL: Final = Manual(
    about="""\
A folder is searched for session files. An invocation that says nothing of what it expects is
expected to be delivered. What came of the same invocation last time is remembered: each is fixed,
newly failing or still failing.
""",
    examples=(
        "offhook replay enrollment.toml",
        "offhook replay enrollment.toml --target staging --repeat 20 --jobs 4",
        "offhook replay enrollment.toml --fault 429 --verbose",
        "offhook replay sessions/ --format json --output report.json",
        "offhook replay sessions/ --format junit --output report.xml --shard 1/4",
        "offhook replay sessions/ --failed  # only those that failed last time",
        "offhook replay enrollment.toml --accept  # expect what comes out",
        "offhook replay sessions/ --instance both  # what leaks into the next?",
        "offhook replay sessions/ --watch  # again, whenever a file changes",
    ),
    exits={"0": "all as expected", "1": "not all", "2": UNUSABLE_INPUT},
    environment=(
        *("NAME", "OFFHOOK_NODE", "VIRTUAL_ENV", "HTTPS_PROXY", "OFFHOOK_HISTORY"),
        "GITHUB_STEP_SUMMARY",
    ),
    files=("session", ".env", "history", "module"),
)


def configure(parser: Parser) -> None:
    """The options: which sessions, where they are sent, how the report is written."""
    parser.manual = _MANUAL
    parser.add_argument("paths", nargs="+", metavar="PATH", help="session files or folders of them")
    parser.add_argument(
        "--target", metavar="T", type=location, help="send all to this one (see offhook send)"
    )
    parser.add_argument(
        "--repeat", metavar="N", type=count, default=1, help="how often to go through each session"
    )
    add_sending_options(parser, "that is not as expected")
    add_instance_option(
        parser, (*INSTANCES, BOTH), "; both shows what of one invocation leaks into the next"
    )
    parser.add_argument("--rate", metavar="N", type=rate, help="begin at most so many in a second")
    add_choosing_options(parser)
    parser.add_argument(
        "--shard",
        metavar="I/N",
        type=shard,
        default=(1, 1),
        help="send only the I-th of N parts, for N jobs of a CI beside each other",
    )
    parser.add_argument(
        "--failed", action="store_true", help="send only those that failed in their last replay"
    )
    parser.add_argument(
        "--accept",
        action="store_true",
        help="write what comes out into expect, where it is not as expected or none is said",
    )
    parser.add_argument(
        "--watch",
        action="store_true",
        help="go on, and send again what a changed hook, module, session or .env touches",
    )
    parser.add_argument(
        "--format",
        choices=("text", "json", "junit", "tap", "github"),
        default="text",
        help="of the report (default: text); github is a log with annotations and a step summary",
    )
    parser.add_argument(
        "-v", "--verbose", action="store_true", help="show warnings and outbound calls too"
    )
    parser.add_argument(
        "--env-file", metavar="F", type=Path, help="NAME=value lines, read before .env"
    )
    add_allow_option(parser)
    add_call_options(parser)


def run(options: argparse.Namespace, out: Output, err: Diagnostics) -> int:
    """Replay, and print the report."""
    from sessions.replay.run import not_shown

    from .shared.running import run_to_end

    refuse_both(options)
    refuse_unaccepted(options)
    refuse_unwatched(options)
    if options.instance == BOTH:
        refuse_with_both(options)
    report_file = place_for_report(options.output) if options.output else None
    whole = sound_sessions(options.paths, "replay SESSION --target", err)
    if whole is None:
        return UNUSABLE
    files = _selected(whole, options, err)
    if options.instance == BOTH:
        return replay_in_both(files, options, out, err)
    if options.watch:
        return _watched(files, options, out, err)
    report = ReplayReport(files, options, report_file, out, err)
    try:
        with against_last_time(files, err) as against:
            steps = run_to_end(_replayed(files, options, report, err, against))
    except (KeyboardInterrupt, SystemExit):
        report.interrupted()
        raise
    reasons = not_shown(steps, options.faults)
    report.end(steps, reasons)
    if options.accept:
        return accept_outcomes(whole, steps, options, err)
    met = not reasons and all(step.verdict.met for step in steps)
    return AS_EXPECTED if met else NOT_AS_EXPECTED


def _selected(
    files: Sequence[SessionFile], options: argparse.Namespace, err: Diagnostics
) -> Sequence[SessionFile]:
    """Those that are asked for, by name, by tag, by what came of them and by part.

    Raises:
        UsageError: none is by name and tag, or none was ever replayed.
    """
    from sessions.replay.select import in_shard

    found = chosen_sessions(files, options)
    if options.failed:
        found = failed_last_time(found, err)
    return in_shard(found, *options.shard)


def _watched(
    files: Sequence[SessionFile], options: argparse.Namespace, out: Output, err: Diagnostics
) -> int:
    """Replay, and replay in part what changes touch, until a signal ends it."""
    from sessions.replay.run import not_shown

    from .shared.permission import tell_outside
    from .shared.running import run_to_end

    def read() -> Sequence[SessionFile] | None:
        whole = sound_sessions(options.paths, "replay SESSION --target", err)
        return whole and _selected(whole, options, err)

    @cache
    def tell(session: Path, handler: Path) -> None:
        tell_outside(session, handler, err)

    async def send(chosen: Sequence[SessionFile]) -> Sequence[Step]:
        report = ReplayReport(chosen, options, None, out, err)
        try:
            with against_last_time(chosen, err) as against:
                steps = await _replayed(chosen, options, report, err, against, tell)
        except asyncio.CancelledError:
            report.interrupted()
            raise
        report.end(steps, not_shown(steps, options.faults))
        out.flush()
        return steps

    run_to_end(Watch(options, err, read=read, send=send).run(files))
    return AS_EXPECTED


async def _replayed(
    files: Sequence[SessionFile],
    options: argparse.Namespace,
    report: ReplayReport,
    err: Diagnostics,
    against: Against | None,
    tell: Callable[[Path, Path], None] | None = None,
) -> list[Step]:
    """The steps; `tell`, where given, names each handler outside the folder of its session."""
    from sessions.replay.run import replay_sessions

    from .shared.permission import permissions_of, tell_outside
    from .shared.running import with_elapsed

    replaying = replay_sessions(
        files,
        target=options.target,
        timeout=options.timeout,
        repeat=options.repeat,
        jobs=options.jobs,
        rate=options.rate,
        fail_fast=options.fail_fast,
        live=options.live,
        instance=options.instance,
        faults=options.faults or None,
        env=os.environ,
        env_file=options.env_file,
        permissions=permissions_of(options),
        against=against,
        on_outside=tell or (lambda session, handler: tell_outside(session, handler, err)),
        on_start=report.start,
        on_step=report.step,
    )
    return await with_elapsed(replaying, err, report.status)
