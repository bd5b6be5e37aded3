"""An outcome in words and colors: its headline, and what each tab of the outcome pane shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from sessions.contract.json_path import JsonPath, is_within
from sessions.contract.json_text import JsonValue
from sessions.contract.kinds import Kind
from sessions.text import one_line, printable, shorten
from tui.theme import MUTED
from tui.widgets.lines import JSON, Line, Row, lines_of
from tui.widgets.text_view import json_text, start_of
from tui.wording import duration, error_rows, frames, seen_from_here, title

from .unmet import MET, Marks, Unmet, absent_marks, json_rows, mark

if TYPE_CHECKING:
    from sessions.contract.outcome import ConsoleLine, HookError, Outcome

_LEVELS: Final = {
    "error": "bold $text-error",
    "stderr": "bold $text-error",
    "warn": "bold $text-warning",
    "debug": MUTED,
}
_LEVEL_WIDTH: Final = 7
_REMARK: Final = 1_000
"""Characters of a warning that are shown."""
_NBSP: Final = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Page:
    """What one tab shows: lines, each made when it is asked for, and a note above them, may be
    empty."""

    lines: Iterable[Line]
    note: str = ""


def headline(outcome: Outcome) -> str:
    """The outcome on one line: the error where there is one, else the MessageID and the time."""
    if outcome.error:
        return f"{title(outcome)} — {one_line(outcome.error.message) or outcome.error.name}"
    parts = [title(outcome), one_line(outcome.message_id or "", 40), duration(outcome.duration_ms)]
    return " ".join(filter(None, parts))


def remarks(outcome: Outcome, unmet: Unmet, *, earlier: str, edited_since: bool) -> str:
    """What else is to be known of an outcome, each on a line; `earlier` and `edited_since` are as
    `OutcomePane.show` has them."""
    said = [f"This came of it on {earlier}, not now."] if earlier else []
    said += outcome.warnings
    if edited_since:
        said.append("The form was edited after this was sent.")
    unwanted = {failure.found for failure in unmet.of("warnings")}
    signs = dict.fromkeys(unwanted, "  ✗ not expected")
    return "\n".join(f"▲ {shorten(text, _REMARK)}{signs.get(text, '')}" for text in said)


def response_page(outcome: Outcome, unmet: Unmet = MET) -> Page:
    """What the hook answered; for a hook that answered nothing, what the runner makes of it."""
    marks = unmet.marks("response")
    if outcome.response is not None:
        return Page(lines_of(json_rows(outcome.response, marks)))
    missing = list(absent_marks(marks))
    if outcome.delivered:
        answer: JsonValue = {"MessageID": outcome.message_id}
        is_action = outcome.target.kind == "action"
        why = (
            "What an Action returns does not count." if is_action else "The hook returned nothing."
        )
        return Page(lines_of([*missing, *json_rows(answer)]), f"{why} The runner's response:")
    return Page(lines_of(missing), "There is no response.")


def console_rows(console: Iterable[ConsoleLine]) -> Iterator[Row]:
    """A row for each time that a hook printed: the level, the text, and where and when that was."""
    shown = cache(_position)  # most are from a few places, and to word one takes some 50 µs
    return (_console_line(line, shown) for line in console)


def error_page(outcome: Outcome, unmet: Unmet = MET) -> Page:
    """The error with all that it carries, then what caused it, to the last cause."""
    marks = unmet.marks("error")
    if outcome.error is None:
        return Page(lines_of(absent_marks(marks)), "There is no error.")
    return Page(lines_of(_error_rows(outcome.error, marks)))


def wire_page(outcome: Outcome, unmet: Unmet = MET) -> Page:
    """The body that went over the wire, or would have."""
    marks = unmet.marks("wire")
    missing = list(absent_marks(marks))
    remote = outcome.target.kind == "remote" and outcome.kind is not Kind.PAYLOAD_REJECTED
    if outcome.target.kind == "action":
        return Page((), "An Action answers by its promise: nothing goes over a wire.")
    if outcome.wire is None:
        nothing = "The endpoint gave no answer." if remote else "The platform would get no answer."
        return Page(lines_of(missing), nothing)
    if isinstance(outcome.wire, str):  # what a remote endpoint answered instead of JSON
        text: Row = [(start_of(outcome.wire), "")]
        return Page(lines_of([*missing, text]), "What the endpoint answered, no JSON:")
    note = "What the endpoint answered:" if remote else "What the platform would answer:"
    return Page(lines_of(json_rows(outcome.wire, marks)), note)


def sent_page(outcome: Outcome, payload: JsonValue, unmet: Unmet = MET) -> Page:
    """The payload, or an Action's event, as it was sent; the form may have left it behind since."""
    if outcome.kind is Kind.PAYLOAD_REJECTED:
        return Page(lines_of(json_rows(payload)), "Not sent: the platform would refuse it.")
    if outcome.event is not None:
        rows = json_rows(outcome.event, unmet.marks("event"))
        return Page(lines_of(rows), "The Action's event, without its secrets:")
    return Page(lines_of(json_rows(payload)))


def _console_line(line: ConsoleLine, position: Callable[[str, int | None], str]) -> Row:
    level = one_line(line.level, _LEVEL_WIDTH - 1)
    text = start_of(line.text.rstrip("\n")).replace("\n", "\n" + " " * _LEVEL_WIDTH)
    origin: list[str] = []
    if line.file:
        origin.append(position(line.file, line.line))
    if line.t_ms is not None:
        origin.append(f"{line.t_ms:.0f}{_NBSP}ms")
    return (
        (f"{level:<{_LEVEL_WIDTH}}", _LEVELS.get(line.level, "$text-primary")),
        (text, ""),
        (f"  {_NBSP.join(origin)}" if origin else "", MUTED),
    )


def _position(file: str, line: int | None) -> str:
    shown = printable(seen_from_here(file))
    return f"{shown}:{line}" if line else shown


def _error_rows(error: HookError, marks: Marks) -> Iterator[Row]:
    cause: HookError | None = error
    while cause is not None:
        if cause is not error:
            yield [("", "")]
            yield [("Caused by", MUTED)]
        yield from _rows_of_one(cause, [one for one in marks if one[0][:1] != ("cause",)])
        of_cause: Marks = [one for one in marks if one[0][:1] == ("cause",)]
        if cause.cause is None:
            yield from absent_marks(of_cause)
        cause, marks = cause.cause, [(path[1:], remark) for path, remark in of_cause]


def _rows_of_one(error: HookError, marks: Marks) -> Iterator[Row]:
    """Without its cause; what was expected of a part that it has not, at its end."""
    left = list(marks)

    def below(*paths: JsonPath) -> Iterator[Row]:
        for one in [one for one in left if any(is_within(one[0], path) for path in paths)]:
            left.remove(one)
            yield mark(one[1])

    yield [(f"{start_of(error.name)}: {start_of(error.message)}", "bold")]
    yield from below(("name",), ("message",))
    code = {} if error.code is None else {"code": error.code}
    for name, value in error_rows({**code, **error.properties}):
        yield _property(name, value)
        yield from below((name,) if name in code else ("properties", name))
    if stack := frames(error):
        yield [(start_of(stack), MUTED)]
    yield from absent_marks(left)


def _property(name: str, value: JsonValue) -> Row:
    return ((f"{start_of(name)}: ", "$text-primary"), (json_text(value), JSON))
