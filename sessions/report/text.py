"""A replay in lines of plain text: a line for each invocation, why where it matters, the sum."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from sessions.replay import Step


def lines(steps: Sequence[Step]) -> list[str]:
    """The whole report: the steps of each session under its path, then the sum."""
    report: list[str] = []
    for path, group in groupby(steps, lambda step: step.path):
        if path is not None:
            report.append(_on_one_line(str(path)))
        report += [f"  {line}" for step in group for line in step_lines(step)]
        report.append("")
    return [*report, summary(steps)]


def step_lines(step: Step) -> list[str]:
    """`✓ first-code  delivered  MessageID  12 ms`, and below it what is not as expected.

    Each line is printable, and one line, whatever a hook or a server put into its texts.
    """
    if not step.ran:
        return [f"- {_name(step)}  not run"]
    outcome = step.outcome
    came_to = outcome.message_id if outcome.delivered else outcome.kind.value
    sign = "✓" if step.verdict.met else "✗"
    head = f"{sign} {_name(step)}  {outcome.outcome}  {came_to}  {outcome.duration_ms:.0f} ms"
    if step.verdict.met:
        return [_on_one_line(head)]
    below = list(step.verdict.reasons)
    if outcome.where:
        below.append(f"at {outcome.where}")
    return [_on_one_line(head), *(f"  {_on_one_line(line)}" for line in below)]


def summary(steps: Sequence[Step]) -> str:
    """`2 of 5 as expected, 1 not, 2 not run`."""
    met = sum(step.verdict.met for step in steps)
    left_out = sum(not step.ran for step in steps)
    failed = len(steps) - met - left_out
    parts = [f"{met} of {len(steps)} as expected"]
    if failed:
        parts.append(f"{failed} not")
    if left_out:
        parts.append(f"{left_out} not run")
    return ", ".join(parts)


def _name(step: Step) -> str:
    return _on_one_line(step.name if step.turn == 1 else f"{step.name} #{step.turn}")


def _on_one_line(text: str) -> str:
    """White space that breaks a line becomes a blank; other control characters become escapes."""
    return "".join(
        char if char.isprintable() else " " if char.isspace() else ascii(char)[1:-1]
        for char in text
    )
