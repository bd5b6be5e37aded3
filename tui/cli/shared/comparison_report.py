"""The report of a comparison: as it grows, and at its end."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from .diagnostics import AS_EXPECTED, NOT_AS_EXPECTED, UNUSABLE, Diagnostics
from .inputs import place_for_report
from .output import Output, is_utf8, on_one_line

if TYPE_CHECKING:
    from sessions.comparison.run import Compared
    from sessions.store.session_file import SessionFile

    Comparing: TypeAlias = Coroutine[None, None, list[Compared]]
    """A comparison that is to be carried out; it gives what it came to."""


def compare_and_tell(
    begin: Callable[[ComparisonLines], Comparing],
    files: Sequence[SessionFile],
    options: argparse.Namespace,
    out: Output,
    err: Diagnostics,
) -> int:
    """Compare, print or write the report, and give the exit status.

    Args:
        begin: makes the comparison of `files`, which tells of what it does as it goes on.
        options: those of the command: `format`, `output` and `faults` are read.
    """
    from sessions.comparison.run import not_shown

    from .running import run_to_end, with_elapsed

    report_file = place_for_report(options.output) if options.output else None
    clock = _Clock()
    growing = ComparisonLines(files, out, err)
    growing.shown = options.format == "text" and report_file is None
    try:
        compared = run_to_end(with_elapsed(begin(growing), err, growing.status))
    except (KeyboardInterrupt, SystemExit):
        _write_report(growing.all_until_now(), options, report_file, out, err, clock)
        err.note(f"interrupted: {growing.count} were compared")
        raise
    for at, one in enumerate(compared):
        if one.comparison is None:
            growing.compared(at, one)
    reasons = not_shown(compared, options.faults)
    _write_report(compared, options, report_file, out, err, clock, reasons)
    if any(one.comparison and not one.comparison.ran for one in compared):
        return UNUSABLE
    equal = all(one.comparison and one.comparison.equal for one in compared)
    return AS_EXPECTED if equal and not reasons else NOT_AS_EXPECTED


def _write_report(
    compared: Sequence[Compared],
    options: argparse.Namespace,
    report_file: Path | None,
    out: Output,
    err: Diagnostics,
    clock: _Clock,
    reasons: Sequence[str] = (),
) -> None:
    """What was not printed as it grew: the end of it, a document, or the file.

    `reasons`: what was asked for and did not happen (`sessions.comparison.run.not_shown`).
    """
    from sessions.report import comparison, json
    from sessions.store.disk import replace_text

    match options.format:
        case "json":
            ascii_only = report_file is None and not is_utf8(out.encoding)
            report = json.text(comparison.document(compared, reasons), ascii_only=ascii_only)
        case "junit":
            began, seconds = clock.began, clock.seconds
            report = comparison.junit_document(compared, reasons, started=began, seconds=seconds)
        case _ if report_file:
            report = "\n".join([*comparison.lines(compared, reasons), ""])
        case _:
            for line in comparison.closing_lines(compared, reasons):
                out.line(line)
            return
    if report_file:
        replace_text(report_file, report)
    else:
        out.document(report)
    err.note(comparison.summary(compared))


class _Clock:
    """When a comparison began, and how long it has taken."""

    def __init__(self) -> None:
        self.began = datetime.now(UTC)
        self._at = time.monotonic()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._at


class ComparisonLines:
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
