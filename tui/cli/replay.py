"""`offhook replay`: every invocation of sessions, sent and held against what is expected."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .diagnostics import AS_EXPECTED, NOT_AS_EXPECTED, UNUSABLE, Diagnostics
from .inputs import place_for_report, sound_sessions
from .keeping import against_last_time
from .outbound import LIVE, add_call_options, refuse_both
from .output import Output, on_one_line
from .parsing import Parser, add_allow_option, add_sending_options, count, location

if TYPE_CHECKING:
    from sessions.replay.last_time import Against
    from sessions.replay.run import Step
    from sessions.store.session_file import SessionFile

_EPILOG = """\
A folder is searched for session files. An invocation that says nothing of what it
expects is expected to be delivered. Exit status: 0 all as expected, 1 not all, 2 wrong
usage, or a session that cannot be read; nothing is sent then.

examples:
  offhook replay sessions/ --format json --output report.json
  offhook replay enrollment.toml --target staging --repeat 20 --jobs 4
  offhook replay enrollment.toml --fault 429 --verbose
"""


def configure(parser: Parser) -> None:
    """The options: which sessions, where they are sent, how the report is written."""
    parser.epilog = _EPILOG
    parser.add_argument("paths", nargs="+", metavar="PATH", help="session files or folders of them")
    parser.add_argument(
        "--target", metavar="T", type=location, help="send all to this one (see offhook send)"
    )
    parser.add_argument(
        "--repeat", metavar="N", type=count, default=1, help="how often to go through each session"
    )
    add_sending_options(parser, "that is not as expected")
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="of the report (default: text)"
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

    from .running import run_to_end

    refuse_both(options)
    report_file = place_for_report(options.output) if options.output else None
    files = sound_sessions(options.paths, "replay", err)
    if files is None:
        return UNUSABLE
    growing = _Lines(files, options, out, err)
    growing.shown = options.format == "text" and report_file is None
    with against_last_time(files, err) as against:
        steps = run_to_end(_replayed(files, options, growing, err, against))
    for step in steps:
        if not step.ran:
            growing.step(step)
    reasons = not_shown(steps, options.faults)
    _report(steps, reasons, options, report_file, out, err)
    met = not reasons and all(step.verdict.met for step in steps)
    return AS_EXPECTED if met else NOT_AS_EXPECTED


async def _replayed(
    files: Sequence[SessionFile],
    options: argparse.Namespace,
    growing: _Lines,
    err: Diagnostics,
    against: Against | None,
) -> list[Step]:
    from sessions.replay.run import replay_sessions

    from .permission import permissions_of, tell_outside
    from .running import with_elapsed

    replaying = replay_sessions(
        files,
        target=options.target,
        timeout=options.timeout,
        repeat=options.repeat,
        jobs=options.jobs,
        fail_fast=options.fail_fast,
        live=options.live,
        faults=options.faults or None,
        env=os.environ,
        env_file=options.env_file,
        permissions=permissions_of(options),
        against=against,
        on_outside=lambda session, handler: tell_outside(session, handler, err),
        on_start=growing.start,
        on_step=growing.step,
    )
    return await with_elapsed(replaying, err, growing.status)


def _report(
    steps: Sequence[Step],
    reasons: Sequence[str],
    options: argparse.Namespace,
    report_file: Path | None,
    out: Output,
    err: Diagnostics,
) -> None:
    """What was not printed live: the sum, a JSON document, or the file."""
    from sessions.contract.json_text import dumps
    from sessions.report import json, text
    from sessions.store.disk import replace_text
    from sessions.text import printable_json

    as_json = options.format == "json"
    if report_file:
        if as_json:
            report = printable_json(dumps(json.document(steps, reasons), indent=2))
        else:
            report = "\n".join(text.lines(steps, verbose=options.verbose, reasons=reasons))
        replace_text(report_file, f"{report}\n")
    elif as_json:
        out.json(json.document(steps, reasons))
    else:
        for line in text.reason_lines(reasons):
            out.line(line)
        out.line(text.summary(steps, reasons))
        return
    for line in text.reason_lines(reasons):
        err.note(line)
    err.note(text.summary(steps, reasons))


class _Lines:
    """The report as it grows: the steps in the order of the files, whatever ends first."""

    def __init__(
        self,
        files: Sequence[SessionFile],
        options: argparse.Namespace,
        out: Output,
        err: Diagnostics,
    ) -> None:
        self.shown = True
        self._out = out
        self._err = err
        self._verbose: bool = options.verbose
        self._live: bool = options.live
        self._order = _order(files, options.repeat)
        self._total = sum(len(file.session.invocation) for file in files) * options.repeat
        self._ended: dict[tuple[Path, int, str], Step] = {}
        self._next = next(self._order, None)
        self._path: Path | None = None
        self._running = ""

    def start(self, name: str) -> None:
        """An invocation is being sent; before the first one, say so where its calls go out."""
        if self._live and not self._running:
            self._err.note(LIVE)
        self._running = name

    def step(self, step: Step) -> None:
        """An invocation has come to its end; print what can be printed in order now."""
        if step.path is not None:
            self._ended[step.path, step.turn, step.name] = step
        while self.shown and self._next in self._ended:
            self._print(self._ended[self._next])
            self._next = next(self._order, None)

    def status(self) -> str:
        """What is going on, on one line."""
        return f"{len(self._ended)} of {self._total} sent; {self._running}"

    def _print(self, step: Step) -> None:
        from sessions.report.text import step_lines

        self._err.clear_status()
        if step.path != self._path:
            self._path = step.path
            self._out.line(self._out.style.strong(on_one_line(str(step.path))))
        head, *below = step_lines(step, verbose=self._verbose)
        paint = self._out.style.good if step.verdict.met else self._out.style.bad
        self._out.line(f"  {paint(head[:1])}{head[1:]}")
        for line in below:
            self._out.line(f"  {line}")
        self._out.flush()


def _order(files: Sequence[SessionFile], repeat: int) -> Iterator[tuple[Path, int, str]]:
    """The steps of a replay in the order of its report: path, turn and name."""
    for file in files:
        for turn in range(1, repeat + 1):
            for name in file.session.invocation:
                yield file.path, turn, name
