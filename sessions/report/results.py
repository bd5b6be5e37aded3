"""What the reports for other programs share: how a step came out, by which name, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final, Literal, TypeAlias

from sessions.contract.kinds import UNREACHED, Kind
from sessions.replay.run import Step

from .printing import on_one_line

Result: TypeAlias = Literal["passed", "failed", "error", "skipped"]
"""`failed` is an expectation that is not met, `error` what could not be run to its end."""

ALL_TOGETHER: Final = "all together"
"""The name of what is expected of all steps and not of one."""

_COULD_NOT_RUN: Final = UNREACHED | {
    *(Kind.HTTP_TIMEOUT, Kind.TIMEOUT_WAITING, Kind.TIMEOUT_BUSY, Kind.CANCELLED)
}
_NO_PATH: Final = "session"


def result_of(step: Step) -> Result:
    """How a step came out."""
    if not step.ran:
        return "skipped"
    if step.verdict.met:
        return "passed"
    return "error" if step.outcome.kind in _COULD_NOT_RUN else "failed"


def name_of(step: Step) -> str:
    """Its name within its session, the same at each replay: `first-code`, `first-code #2`."""
    return on_one_line(step.name if step.turn == 1 else f"{step.name} #{step.turn}")


def by_session(steps: Sequence[Step]) -> Iterator[tuple[Path | None, str, list[Step]]]:
    """The steps of each session, with its file and the name of that, which is stable too."""
    for path, group in groupby(steps, lambda step: step.path):
        yield path, _NO_PATH if path is None else on_one_line(path.as_posix()), list(group)


def why(step: Step) -> list[str]:
    """What is not as expected, line by line: first what was made up, last where in the hook."""
    outcome = step.outcome
    lines = [outcome.made_up] if outcome.made_up else []
    lines += step.verdict.reasons
    lines += [f"at {outcome.where}"] if outcome.where else []
    return [on_one_line(line) for line in lines]


def console_of(step: Step) -> list[str]:
    """What the hook printed, each line with the level that it was printed at."""
    return [
        f"{line.level}: {on_one_line(text)}"
        for line in step.outcome.console
        for text in line.text.splitlines() or [""]
    ]


def of_all(reasons: Sequence[str]) -> list[tuple[str, str]]:
    """What is not as expected of all steps together: a name that is stable, and the sentence."""
    return [(on_one_line(one.partition(":")[0]), on_one_line(one)) for one in reasons]
