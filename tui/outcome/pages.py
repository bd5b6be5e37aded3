"""An outcome in words and colors: its headline, and what each tab of the outcome pane shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from textual.content import Content

from sessions.contract.json_text import JsonValue
from sessions.contract.kinds import Kind
from sessions.contract.outcome import ConsoleLine, HookError, Outcome
from sessions.text import one_line, printable
from tui.widgets.text_view import JSON, MUTED, Row, json_content, json_text, laid_out, start_of
from tui.wording import duration, error_rows, frames, seen_from_here, title

_LEVELS: Final = {
    "error": "bold $text-error",
    "stderr": "bold $text-error",
    "warn": "bold $text-warning",
    "debug": MUTED,
}
_LEVEL_WIDTH: Final = 7
_NBSP: Final = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Page:
    """What one tab shows: `content`, and a note above it, may be empty."""

    content: Content
    note: str = ""


def headline(outcome: Outcome) -> str:
    """The outcome on one line: the error where there is one, else the MessageID and the time."""
    if outcome.error:
        return f"{title(outcome)} — {one_line(outcome.error.message) or outcome.error.name}"
    parts = [title(outcome), one_line(outcome.message_id or "", 40), duration(outcome.duration_ms)]
    return " ".join(filter(None, parts))


def response_page(outcome: Outcome) -> Page:
    """What the hook answered; for a hook that answered nothing, what the runner makes of it."""
    if outcome.response is not None:
        return Page(json_content(outcome.response))
    if outcome.delivered:
        answer: JsonValue = {"MessageID": outcome.message_id}
        is_action = outcome.target.kind == "action"
        why = (
            "What an Action returns does not count." if is_action else "The hook returned nothing."
        )
        return Page(json_content(answer), f"{why} The runner's response:")
    return Page(Content(""), "There is no response.")


def console_page(outcome: Outcome) -> Page:
    """What the hook printed, a line for each time that it did."""
    if not outcome.console:
        return Page(Content(""), "The hook printed nothing.")
    return Page(laid_out(map(_console_line, outcome.console)))


def error_page(outcome: Outcome) -> Page:
    """The error with all that it carries, then what caused it, to the last cause."""
    if outcome.error is None:
        return Page(Content(""), "There is no error.")
    return Page(laid_out(_error_rows(outcome.error)))


def wire_page(outcome: Outcome) -> Page:
    """The body that went over the wire, or would have."""
    remote = outcome.target.kind == "remote" and outcome.kind is not Kind.PAYLOAD_REJECTED
    if outcome.target.kind == "action":
        return Page(Content(""), "An Action answers by its promise: nothing goes over a wire.")
    if outcome.wire is None:
        nothing = "The endpoint gave no answer." if remote else "The platform would get no answer."
        return Page(Content(""), nothing)
    if isinstance(outcome.wire, str):  # what a remote endpoint answered instead of JSON
        return Page(Content(start_of(outcome.wire)), "What the endpoint answered, no JSON:")
    note = "What the endpoint answered:" if remote else "What the platform would answer:"
    return Page(json_content(outcome.wire), note)


def sent_page(outcome: Outcome, payload: JsonValue) -> Page:
    """The payload, or an Action's event, as it was sent; the form may have left it behind since."""
    if outcome.kind is Kind.PAYLOAD_REJECTED:
        return Page(json_content(payload), "Not sent: the platform would refuse it.")
    if outcome.event is not None:
        return Page(json_content(outcome.event), "The Action's event, without its secrets:")
    return Page(json_content(payload))


def _console_line(line: ConsoleLine) -> Row:
    level = one_line(line.level, _LEVEL_WIDTH - 1)
    text = start_of(line.text.rstrip("\n")).replace("\n", "\n" + " " * _LEVEL_WIDTH)
    origin: list[str] = []
    if line.file:
        origin.append(_position(line.file, line.line))
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


def _error_rows(error: HookError) -> Iterator[Row]:
    cause: HookError | None = error
    while cause is not None:
        if cause is not error:
            yield [("", "")]
            yield [("Caused by", MUTED)]
        yield [(f"{start_of(cause.name)}: {start_of(cause.message)}", "bold")]
        code = {} if cause.code is None else {"code": cause.code}
        for name, value in error_rows({**code, **cause.properties}):
            yield _property(name, value)
        if stack := frames(cause):
            yield [(start_of(stack), MUTED)]
        cause = cause.cause


def _property(name: str, value: JsonValue) -> Row:
    return ((f"{start_of(name)}: ", "$text-primary"), (json_text(value), JSON))
