"""A replay in words: a line for each invocation, how far it is, what it came to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from textual.content import Content

from sessions.text import one_line
from tui.theme import MUTED
from tui.wording import duration

from .entries import Entry, State

if TYPE_CHECKING:
    from sessions.replay.failure import Failure
    from sessions.replay.run import Step

T = TypeVar("T")

SPINNER: Final = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_BAR: Final = 10
_MOST: Final = 24
"""Cells of a name."""
_VALUE: Final = 24
"""Characters of a value that was expected otherwise."""
_LEAST: Final = 8
"""Cells that are left for what is said."""
_GOOD, _BAD = "$text-success", "$text-error"
_CHANGES: Final = {
    "fixed": _GOOD,
    "newly failing": f"bold {_BAD}",
    "still failing": _BAD,
}


def step_line(entry: Entry[Step], names: int, width: int, frame: str) -> Content:
    """`✗ good  delivered  SM2 → SM1  newly failing   25 ms`: how an invocation stands.

    `names`: cells of the longest name; `frame`: the sign of what is under way.
    """
    step = entry.result
    if entry.state is not State.ENDED or not step:
        return entry_line(entry, names, width, frame)
    sign = ("✓", _GOOD) if step.verdict.met else ("✗", _BAD)
    took = duration(step.outcome.duration_ms)
    return columns(sign, entry.name, came_to(step), took, names, width)


def entry_line(entry: Entry[T], names: int, width: int, frame: str) -> Content:
    """The line of an invocation of which there is no result: `· second  waiting`."""
    match entry.state:
        case State.RUNNING:
            sign, said = (frame, "$text-accent"), "sending"
        case State.WAITING:
            sign, said = ("·", MUTED), "waiting"
        case State.LOST:
            why = "not sent" if entry.name else "cannot be read"
            sign, said = ("✗", _BAD), f"{why}: {one_line(entry.problem, 200)}"
        case _:
            sign, said = ("-", MUTED), "not run"
    return columns(sign, entry.name, Content.styled(said, MUTED), "", names, width)


def columns(
    sign: tuple[str, str], name: str, said: Content, took: str, names: int, width: int
) -> Content:
    """A sign, a name, what is said of it as far as there is room, and a duration at the right."""
    name_width = min(_MOST, names, max(_LEAST, width // 3))
    name = one_line(name, name_width).ljust(name_width) if name else ""
    head = Content.assemble(sign, f" {name} " if name else " ")
    room = width - head.cell_length - (len(took) + 1 if took else 0)
    if room < _LEAST:  # the duration goes first
        return head + said
    return Content.assemble(head, said.truncate(room, ellipsis=True, pad=True), (f" {took}", MUTED))


def came_to(step: Step) -> Content:
    """`delivered → sync_throw  newly failing`: what it came to, against what was expected or, of
    one that is as expected, against the last time."""
    outcome = step.outcome
    kind = "delivered" if outcome.delivered else outcome.kind.value
    failure = next(iter(step.verdict.failures), None)
    if failure is None:
        parts = [(kind, MUTED), *_since_last(step)]
    elif failure.path in ("outcome", "kind"):
        parts = [(failure.wanted, MUTED), (" → ", MUTED), (kind, _BAD)]
    else:
        parts = [(f"{kind}  ", MUTED), *_change(failure)]
    if step.last and step.last.change:
        parts += [("  ", ""), (step.last.change.value, _CHANGES[step.last.change.value])]
    return Content.assemble(*parts)


def _change(failure: Failure) -> list[tuple[str, str]]:
    if failure.link != "found" or not failure.wanted:
        return [(one_line(failure.sentence, 200), _BAD)]
    wanted, found = (one_line(text, _VALUE) for text in (failure.wanted, failure.found))
    path = [] if failure.path == "message_id" else [(f"{one_line(failure.path, 60)} ", MUTED)]
    return [*path, (wanted, MUTED), (" → ", MUTED), (found, _BAD)]


def _since_last(step: Step) -> list[tuple[str, str]]:
    """`≠ response.id "1" → "2"` where it is as expected, and not as it was the last time."""
    if not (step.last and step.last.differences):
        return []
    from sessions.report.differences import difference_line

    return [("  ≠ ", "$text-warning"), (one_line(difference_line(step.last.differences[0])), MUTED)]


def bar(done: int, total: int) -> str:
    """`▓▓▓▓▓░░░░░ 20/40`."""
    filled = _BAR * done // max(total, 1)
    return f"{'▓' * filled}{'░' * (_BAR - filled)} {done:,}/{total:,}"


def no_result(entry: Entry[T]) -> str:
    """Why there is nothing to show of an invocation."""
    words = {
        State.WAITING: "It waits for its turn.",
        State.RUNNING: "It is being sent.",
        State.LOST: entry.problem,
    }
    return words.get(entry.state, "It was not run.")
