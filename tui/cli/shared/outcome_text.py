"""An outcome in lines for a person: what came of it, where it went wrong, what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from sessions.text import printable, printable_json
from tui.wording import NETWORK, duration, error_rows, frames, seen_from_here, title, whose

from .output import Style, on_one_line

if TYPE_CHECKING:
    from sessions.contract.json_text import JsonValue
    from sessions.contract.outcome import (
        ConsoleLine,
        HookError,
        OutboundCall,
        Outcome,
        SourceLocation,
    )

_MARGIN: Final = "  "


def outcome_lines(outcome: Outcome, style: Style) -> Iterator[str]:
    """The whole report on one invocation, its headline first."""
    yield headline(outcome, style)
    yield from indented(_body(outcome, style))


def headline(outcome: Outcome, style: Style) -> str:
    """Sign and kind in words, the MessageID or the kind as `expect` names it, and the time."""
    took = style.dim(duration(outcome.duration_ms))
    if outcome.delivered:
        message_id = on_one_line(outcome.message_id or "")
        return f"{style.good(title(outcome))}  {style.strong(message_id)}  {took}"
    return f"{style.bad(title(outcome))}  {style.dim(outcome.kind)}  {took}"


def reason_lines(outcome: Outcome, style: Style) -> Iterator[str]:
    """Why it was not delivered: the error and its causes, the place in the source, what to do."""
    error = outcome.error
    if error:
        yield from _error(error)
    if outcome.where:
        yield from _source(outcome.where, style)
    elif error and (stack := frames(error)):
        yield style.dim(printable(stack))
    if to_do := outcome.words.to_do:
        yield f"→ {to_do}"


def indented(lines: Iterable[str], margin: str = _MARGIN) -> Iterator[str]:
    """Each line, also those inside a text of several, moved right."""
    for text in lines:
        for line in text.split("\n"):
            yield f"{margin}{line}" if line else ""


def _body(outcome: Outcome, style: Style) -> Iterator[str]:
    target = outcome.target
    named = f"{target.name}: {target.location}" if target.name else target.location
    parts = (named, target.runtime, target.network and NETWORK[target.network])
    yield style.dim(on_one_line(" · ".join(filter(None, parts))))
    if outcome.message_id_source:
        yield style.dim(f"MessageID {whose(outcome)}")
    if outcome.made_up:
        yield f"{style.odd('made up:')} {printable(outcome.made_up)}"
    if not outcome.delivered:
        yield from reason_lines(outcome, style)
    for warning in outcome.warnings:
        yield f"{style.odd('warning:')} {printable(warning)}"
    if outcome.response is not None:
        yield from _section("response", [_json(outcome.response)], style)
    if outcome.outbound:
        yield from _section("outbound", _outbound(outcome.outbound), style)
    if outcome.console:
        yield from _section("console", _console(outcome.console), style)


def _section(title: str, lines: Iterable[str], style: Style) -> Iterator[str]:
    yield ""
    yield style.strong(title)
    yield from indented(lines)


def _json(value: JsonValue) -> str:
    from sessions.contract import json_text

    return printable_json(json_text.dumps(value, indent=2))


def _outbound(calls: tuple[OutboundCall, ...]) -> Iterator[str]:
    from sessions.report.calls import call_lines

    for call in calls:
        yield from call_lines(call)


def _console(console: tuple[ConsoleLine, ...]) -> Iterator[str]:
    width = max(len(on_one_line(line.level)) for line in console)
    for line in console:
        place = f"  ({seen_from_here(line.file)}:{line.line})" if line.file and line.line else ""
        first, *more = printable(line.text.rstrip("\n")).split("\n")
        yield f"{on_one_line(line.level):<{width}}  {first}{on_one_line(place)}"
        yield from indented(more, " " * (width + 2))


def _error(error: HookError) -> Iterator[str]:
    prefix = ""
    cause: HookError | None = error
    while cause:
        name = "" if cause.name in ("", "Error") else f"{cause.name}: "
        code = f" ({cause.code})" if cause.code is not None else ""
        yield printable(f"{prefix}{name}{cause.message}{code}")
        yield from indented(_property(*item) for item in error_rows(cause.properties))
        prefix, cause = "caused by ", cause.cause


def _property(key: str, value: JsonValue) -> str:
    return f"{on_one_line(key)}: {printable(value) if isinstance(value, str) else _json(value)}"


def _source(where: SourceLocation, style: Style) -> Iterator[str]:
    """`twilio.js:14:9`, and the lines around it with the line itself marked."""
    place = seen_from_here(where.file) + str(where).removeprefix(where.file)
    yield style.strong(on_one_line(place))
    width = max((len(str(number)) for number, _ in where.excerpt), default=0)
    for number, text in where.excerpt:
        line = f"{number:>{width}} │ {printable(text)}".rstrip()
        yield style.strong(f"▸ {line}") if number == where.line else style.dim(f"  {line}")
