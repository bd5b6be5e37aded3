"""The Outbound tab: every call that a hook made, what it carried and what it was answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final
from urllib.parse import parse_qsl

from sessions.contract.json_text import JsonError, loads
from sessions.contract.outcome import OutboundCall, OutboundMessage, Outcome
from sessions.contract.sms_text import UNIT, measure
from sessions.phone import why_none
from sessions.report.calls import INFERRED, place_of
from sessions.text import one_line, printable, shorten
from tui.theme import MUTED
from tui.widgets.lines import Line, Row, lines_of
from tui.wording import NETWORK_ABOUT, duration

from .pages import Page
from .unmet import MET, Marks, Unmet, absent_marks, json_rows, mark

_MOST_CALLS: Final = 40
_BODY_LIMIT: Final = 4_000
"""Characters of a body that are shown here; `offhook send --json` prints all that was kept."""
_HEADER_LIMIT: Final = 400
_URL_LIMIT: Final = 2_000
_LABEL: Final = 9
"""Cells of the column of labels."""
_BLANK: Final = (("", ""),)
_FIELDS: Final = (
    *("method", "host", "path", "provider", "status"),
    *("to", "from", "channel", "text"),
)
"""What may be expected of a call, but its body (`sessions.store.expect.ExpectedCall`)."""

_WHOSE: Final = {
    "generic": "answer made up by offhook; [[answers]] in the session gives the real one",
    "session": "answered by the session's [[answers]]",
}


def outbound_page(outcome: Outcome, unmet: Unmet = MET) -> Page:
    """The calls in the order in which they began, under what the hook could reach at all."""
    note = NETWORK_ABOUT.get(outcome.target.network or "", "")
    of_calls = unmet.of_calls()
    missing = [mark(remark) for _, remark in of_calls.get(None, ())]
    if not outcome.outbound:
        return Page(lines_of(missing), "\n".join(filter(None, (why_none(outcome), note))))
    gap = [_BLANK] if missing else []
    return Page(lines_of(chain(missing, gap, _rows(outcome.outbound, of_calls))), note)


def call_lines(call: OutboundCall) -> Iterable[Line]:
    """One call by itself, as the page shows it."""
    return lines_of(_call(1, call))


def _rows(calls: Sequence[OutboundCall], of_calls: Mapping[int | None, Marks]) -> Iterator[Row]:
    for number, call in enumerate(calls[:_MOST_CALLS], 1):
        if number > 1:
            yield _BLANK
        yield from _call(number, call, of_calls.get(number - 1, ()))
    if (left := len(calls) - _MOST_CALLS) > 0:
        yield _BLANK
        yield [(f"… and {left:,} more calls", MUTED)]


def _call(number: int, call: OutboundCall, marks: Marks = ()) -> Iterator[Row]:
    of_body: Marks = [(path[1:], remark) for path, remark in marks if path[:1] == ("body",)]
    by_field = {key: [remark for path, remark in marks if path == (key,)] for key in _FIELDS}
    yield _first_row(number, call)
    yield from _marks(by_field, "method", "host", "path")
    yield _answered(call)
    yield from _marks(by_field, "provider", "status")
    yield from _trouble(call)
    if call.message:
        yield from _message(call.message, by_field)
    yield from _marks(by_field, *by_field)
    yield from _half("Request", call.headers, call.body, of_body)
    if call.status is not None:
        yield from _half(f"Answer {call.status}", call.answer_headers, call.answer_body)


def _first_row(number: int, call: OutboundCall) -> Row:
    method = f" {one_line(call.method, 20)}" if call.method else ""
    url = shorten(call.url, _URL_LIMIT)
    return [(f"{number}{method}", "bold $text-accent"), (" ", ""), (url, "bold")]


def _answered(call: OutboundCall) -> Row:
    """`Twilio Messages · 201 · 12 ms, begun at 35 ms · hook.js:12`."""
    if call.status is None:
        status = ("no answer", "$text-error")
    else:
        status = (str(call.status), "$text-success" if call.status < 400 else "$text-error")
    took = duration(call.duration_ms)
    begun = f", begun at {duration(call.t_ms)}" if call.t_ms is not None else ""
    place = f" · {one_line(where, 100)}" if (where := place_of(call)) else ""
    return [(f"{_title(call.provider)} · ", ""), status, (f" · {took}{begun}{place}", MUTED)]


def _title(provider: str | None) -> str:
    """A provider's name for a person; it is looked up only once somebody looks."""
    from sessions.providers.registry import named

    known = named(provider)
    return known.title if known else one_line(provider or "no known provider")


def _trouble(call: OutboundCall) -> Iterator[Row]:
    if call.fault:
        yield [(f"▲ shown the fault {one_line(call.fault)}", "$text-warning")]
    if call.answered_by in _WHOSE:
        yield [(_WHOSE[call.answered_by], MUTED)]
    if call.insecure:
        yield [("▲ certificate checks are switched off", "$text-warning")]
    if call.problem:
        yield [(f"✗ {printable(call.problem)}", "$text-error")]


def _marks(by_field: dict[str, list[str]], *names: str, indent: int = 0) -> Iterator[Row]:
    """What these fields were expected to be, each once."""
    for name in names:
        yield from (mark(remark, indent) for remark in by_field[name])
        by_field[name] = []


def _message(message: OutboundMessage, by_field: dict[str, list[str]]) -> Iterator[Row]:
    yield _BLANK
    yield _row("to", message.to or "nobody")
    yield from _marks(by_field, "to", indent=_LABEL)
    yield _row("from", message.sender or "not said")
    yield from _marks(by_field, "from", indent=_LABEL)
    yield _row("channel", message.channel or "not said")
    yield from _marks(by_field, "channel", indent=_LABEL)
    if message.inferred:
        yield _row("shape", INFERRED.removeprefix("shape "))
    if message.code:
        yield _row("code", message.code)
    if message.text is None:
        yield _row("text", "not known" if message.inferred else "written by the provider")
        yield from _marks(by_field, "text", indent=_LABEL)
        return
    yield _row("text", message.text)
    yield from _marks(by_field, "text", indent=_LABEL)
    is_sms = message.channel in ("sms", None) and not message.inferred
    if is_sms and len(message.text) <= _BODY_LIMIT:
        yield _row("size", _size(message.text))


def _size(text: str) -> str:
    """`1 SMS: 31 of 160 septets, GSM-7`."""
    size = measure(text)
    room = size.capacity * size.segments
    return f"{size.segments} SMS: {size.units:,} of {room:,} {UNIT[size.encoding]}, {size.encoding}"


def _row(label: str, text: str) -> Row:
    lines = shorten(text, _BODY_LIMIT).replace("\n", "\n" + " " * _LABEL)
    return [(f"{label:<{_LABEL}}", "$text-primary"), (lines, "")]


def _half(title: str, headers: Mapping[str, str], body: str, marks: Marks = ()) -> Iterator[Row]:
    yield _BLANK
    yield [(title, f"bold {MUTED}")]
    for name, value in headers.items():
        yield [(f"{one_line(name)}: {one_line(value, _HEADER_LIMIT)}", MUTED)]
    if body:
        kind = next((headers[key] for key in headers if _is_type(key)), "")
        yield from _body(body, kind, marks)
    else:
        yield from absent_marks(marks)


def _is_type(name: str) -> bool:
    return name.lower() == "content-type"


def _body(body: str, content_type: str, marks: Marks) -> Iterator[Row]:
    """A body laid out as what it says it is, and where it is long only its beginning."""
    if len(body) > _BODY_LIMIT:
        yield from absent_marks(marks)
        more = f"… {len(body) - _BODY_LIMIT:,} more characters: offhook send --json has them"
        yield [(shorten(body, _BODY_LIMIT, more), "")]
        return
    if "x-www-form-urlencoded" in content_type:
        fields = parse_qsl(body, keep_blank_values=True)
        if fields:
            width = min(max(len(one_line(name, 30)) for name, _ in fields), 30) + 1
            for name, value in fields:
                yield _field(name, value, width)
                yield from (mark(remark, width + 1) for path, remark in marks if path == (name,))
            known = {(name,) for name, _ in fields}
            yield from absent_marks([one for one in marks if one[0] not in known])
            return
    try:
        yield from json_rows(loads(body), marks)
    except JsonError:
        yield [(printable(body), "")]
        yield from absent_marks(marks)


def _field(name: str, value: str, width: int) -> Row:
    shown = printable(value).replace("\n", "\n" + " " * (width + 1))
    return [(one_line(name, 30).ljust(width), "$text-primary"), (f" {shown}", "")]
