"""The report of `offhook replay`: as it grows, at its end, and where the replay is broken off."""

from __future__ import annotations

import argparse
import os
import secrets
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tui.cli.shared.diagnostics import Diagnostics, UsageError
from tui.cli.shared.outbound import LIVE
from tui.cli.shared.output import Output, is_utf8, on_one_line

if TYPE_CHECKING:
    from sessions.replay.run import Step
    from sessions.store.session_file import SessionFile

_BAR: Final = 20
"""Columns of the bar."""
_AS_TEXT: Final = ("text", "github")


class ReplayReport:
    """Steps as they end: their lines in the order of the files, whatever ends first; and the rest
    of the report when it is known."""

    def __init__(
        self,
        files: Sequence[SessionFile],
        options: argparse.Namespace,
        file: Path | None,
        out: Output,
        err: Diagnostics,
    ) -> None:
        """`file` is where the report goes instead of stdout."""
        self._format: str = options.format
        if self._format == "github" and file:
            raise UsageError("--format github writes to the log of its step, and takes no --output")
        self._files = {one.path: one for one in files}
        self._file = file
        self._out = out
        self._err = err
        self._verbose: bool = options.verbose
        self._live: bool = options.live
        self._grows = self._format in _AS_TEXT and file is None
        self._order = _order(files, options.repeat)
        self._places = {
            (one.path, name): (at, number)
            for at, one in enumerate(files)
            for number, name in enumerate(one.session.invocation)
        }
        self._total = sum(len(one.session.invocation) for one in files) * options.repeat
        self._ended: dict[tuple[Path, int, str], Step] = {}
        self._bad = 0
        self._next = next(self._order, None)
        self._path: Path | None = None
        self._running = ""
        self._began = datetime.now(UTC)
        self._since = time.monotonic()
        self._token = ""

    # As it grows

    def start(self, name: str) -> None:
        """An invocation is being sent; before the first one, say so where its calls go out."""
        if self._live and not self._running:
            self._err.note(LIVE)
        self._running = name

    def step(self, step: Step) -> None:
        """An invocation has come to its end; print what can be printed in order now. No reader is
        waited for: the time of what is under way would pass."""
        self._note(step)
        while self._has_next() and self._out.takes_more():
            self._print_next()

    def status(self) -> str:
        """What is going on, on one line: a bar, counts, how fast, and what is running."""
        done = len(self._ended)
        full, empty = "━─" if is_utf8(self._err.encoding) else "#-"
        filled = _BAR * done // max(self._total, 1)
        bar = full * filled + empty * (_BAR - filled)
        bad = f"  {self._bad} not as expected" if self._bad else ""
        rate = done / max(time.monotonic() - self._since, 0.001)
        return f"{bar} {done}/{self._total}{bad}  {rate:.1f}/s  {self._running}"

    def _note(self, step: Step) -> None:
        if step.path is not None:
            self._ended[step.path, step.turn, step.name] = step
        self._bad += step.ran and not step.verdict.met

    def _print_rest(self) -> None:
        """What is left to print in order, however long that takes."""
        while self._has_next():
            self._print_next()

    def _has_next(self) -> bool:
        return self._grows and self._next in self._ended

    def _print_next(self) -> None:
        assert self._next
        self._print(self._ended[self._next])
        self._next = next(self._order, None)

    def _print(self, step: Step) -> None:
        from sessions.report.text import step_lines

        self._begin_log()
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

    def _begin_log(self) -> None:
        """From here on GitHub takes no line for a command, whatever a hook has written."""
        if self._format == "github" and not self._token:
            from sessions.report.github import quiet

            self._token = secrets.token_hex(16)
            self._out.line(quiet(self._token)[0])

    # At its end

    def end(self, steps: Sequence[Step], reasons: Sequence[str]) -> None:
        """All has been sent, or is not going to be: these are all the steps, in order."""
        for step in steps:
            if not step.ran:
                self._note(step)
        self._print_rest()
        self._finish(steps, reasons)

    def interrupted(self) -> None:
        """The replay was broken off: report what has ended until then."""
        self._print_rest()
        keys = sorted(self._ended, key=self._place)
        if self._grows and self._next:
            next_place = self._place(self._next)
            for key in keys:
                if self._place(key) > next_place:
                    self._print(self._ended[key])
        self._finish([self._ended[key] for key in keys], (), broken_off=True)
        self._err.note(f"interrupted: {len(keys)} of {self._total} were sent")

    def _place(self, key: tuple[Path, int, str]) -> tuple[int, int, int]:
        path, turn, name = key
        at, number = self._places[path, name]
        return at, turn, number

    def _finish(
        self, steps: Sequence[Step], reasons: Sequence[str], *, broken_off: bool = False
    ) -> None:
        from sessions.report.text import end_lines
        from sessions.store.disk import replace_text

        if self._format in _AS_TEXT and not self._file:
            self._begin_log()
            for line in end_lines(steps, reasons):
                self._out.line(line)
            if self._format == "github":
                self._annotate(steps, reasons)
            return
        document = self._document(steps, reasons, broken_off=broken_off)
        if self._file:
            replace_text(self._file, document)
        else:
            self._out.document(document)
        for line in end_lines(steps, reasons):
            self._err.note(line)

    def _document(self, steps: Sequence[Step], reasons: Sequence[str], *, broken_off: bool) -> str:
        from sessions.report import json, junit, tap, text

        match self._format:
            case "json":
                ascii_only = not (self._file or is_utf8(self._out.encoding))
                return json.text(json.document(steps, reasons), ascii_only=ascii_only)
            case "junit":
                took = time.monotonic() - self._since
                return junit.document(steps, reasons, started=self._began, seconds=took)
            case "tap":
                return tap.document(steps, reasons, interrupted="interrupted" if broken_off else "")
            case _:
                lines = text.lines(steps, verbose=self._verbose, reasons=reasons)
                return "\n".join(lines) + "\n"

    # For GitHub

    def _annotate(self, steps: Sequence[Step], reasons: Sequence[str]) -> None:
        """End the log, point at what is not as expected, and add to the summary of the step."""
        from sessions.report.github import annotation_lines, quiet, summary

        self._out.line(quiet(self._token)[1])
        lines = annotation_lines(steps, reasons, root=_repository(), line_of=self._line_of)
        for line in lines:
            self._out.line(line)
        if file := os.environ.get("GITHUB_STEP_SUMMARY"):
            try:
                with Path(file).open("a", encoding="utf-8") as appended:
                    appended.write(summary(steps, reasons, there=appended.tell()))
            except OSError as error:
                self._err.warn(f"the summary of the step: {file}: {error.strerror or error}")

    def _line_of(self, step: Step) -> int | None:
        from sessions.store.toml.spans import outline

        file = self._files.get(step.path) if step.path else None
        return outline(file.text).line(("invocation", step.name)) if file else None


def _repository() -> Path | None:
    """The folder of the checkout, which GitHub counts paths from."""
    if given := os.environ.get("GITHUB_WORKSPACE"):
        return Path(given)
    here = Path.cwd()
    return next((one for one in (here, *here.parents) if (one / ".git").exists()), None)


def _order(files: Sequence[SessionFile], repeat: int) -> Iterator[tuple[Path, int, str]]:
    """The steps of a replay in the order of its report: path, turn and name."""
    for file in files:
        for turn in range(1, repeat + 1):
            for name in file.session.invocation:
                yield file.path, turn, name
