"""A replay in lines of plain text: a line for each invocation, why where it matters, the sum."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from sessions.replay.run import Step

from .calls import call_lines
from .printing import on_one_line
from .results import name_of, why
from .since_last_time import changes, since_last_time
from .statistics import alike, spread


def lines(
    steps: Sequence[Step], *, verbose: bool = False, reasons: Sequence[str] = ()
) -> list[str]:
    """The whole report: the steps of each session under its path, then the sum.

    `reasons`: what is not as expected of all steps together (`sessions.replay.run.not_shown`).
    """
    report: list[str] = []
    for path, group in groupby(steps, lambda step: step.path):
        if path is not None:
            report.append(on_one_line(str(path)))
        report += [f"  {line}" for step in group for line in step_lines(step, verbose=verbose)]
        report.append("")
    return [*report, *end_lines(steps, reasons)]


def end_lines(steps: Sequence[Step], reasons: Sequence[str] = ()) -> list[str]:
    """What the report ends with: failures that are alike and how long it took, where there are
    many steps, and the sum."""
    times = spread(steps)
    return [
        *reason_lines(reasons),
        *alike(steps),
        *([times] if times else []),
        summary(steps, reasons),
    ]


def reason_lines(reasons: Sequence[str]) -> list[str]:
    """What is not as expected of all steps together, a line for each."""
    return [on_one_line(f"✗ {reason}") for reason in reasons]


def step_lines(step: Step, *, verbose: bool = False) -> list[str]:
    """`✓ first-code  delivered  MessageID  12 ms`, and below it what is not as expected.

    Where it is another one than in the last replay, that is said. With `verbose` its warnings and
    the calls that the hook made follow. Each line is printable, and one line, whatever a hook or a
    server put into its texts.
    """
    if not step.ran:
        return [f"- {name_of(step)}  not run"]
    outcome = step.outcome
    came_to = outcome.message_id if outcome.delivered else outcome.kind.value
    sign = "✓" if step.verdict.met else "✗"
    head = f"{sign} {name_of(step)}  {outcome.outcome}  {came_to}  {outcome.duration_ms:.0f} ms"
    if step.last and step.last.change:
        head += f"  {step.last.change}"
    below: list[str] = []
    if not step.verdict.met:
        below += why(step)
    if step.last:
        below += since_last_time(step.last, verbose=verbose)
    if verbose:
        below += step.verdict.not_judged
        below += [f"warning: {warning}" for warning in outcome.warnings]
        below += [line for call in outcome.outbound for line in call_lines(call)]
    return [on_one_line(head), *(f"  {on_one_line(line)}" for line in below)]


def summary(steps: Sequence[Step], reasons: Sequence[str] = ()) -> str:
    """`2 of 5 as expected, 1 not, 2 not run (1 newly failing)`, and of all of them together how
    much is not."""
    met = sum(step.verdict.met for step in steps)
    left_out = sum(not step.ran for step in steps)
    failed = len(steps) - met - left_out
    parts = [f"{met} of {len(steps)} as expected"]
    if failed:
        parts.append(f"{failed} not")
    if left_out:
        parts.append(f"{left_out} not run")
    if reasons:
        parts.append(f"{len(reasons)} not of all together")
    since = changes(steps)
    return ", ".join(parts) + (f" ({', '.join(since)})" if since else "")
