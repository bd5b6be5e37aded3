"""The Outbound tab: every call that a hook made, what it carried and what it was answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import parse_qsl

from textual.content import Content

from sessions.contract.json_text import JsonError, loads
from sessions.contract.outcome import OutboundCall, OutboundMessage, Outcome
from sessions.contract.sms_text import UNIT, measure
from sessions.phone import why_none
from sessions.report.calls import INFERRED, place_of
from sessions.text import one_line, printable, shorten
from tui.widgets.text_view import JSON, MUTED, Row, json_text, laid_out
from tui.wording import NETWORK_ABOUT, duration

from .pages import Page

_MOST_CALLS: Final = 40
_BODY_LIMIT: Final = 4_000
"""Characters of a body that are shown here; `offhook send --json` prints all that was kept."""
_HEADER_LIMIT: Final = 400
_URL_LIMIT: Final = 2_000
_LABEL: Final = 9
"""Cells of the column of labels."""
_BLANK: Final = (("", ""),)

_WHOSE: Final = {
    "generic": "answer made up by offhook; [[answers]] in the session gives the real one",
    "session": "answered by the session's [[answers]]",
}


def outbound_page(outcome: Outcome) -> Page:
    """The calls in the order in which they began, under what the hook could reach at all."""
    note = NETWORK_ABOUT.get(outcome.target.network or "", "")
    if not outcome.outbound:
        return Page(Content(""), "\n".join(filter(None, (why_none(outcome), note))))
    return Page(laid_out(_rows(outcome.outbound)), note)


def _rows(calls: Sequence[OutboundCall]) -> Iterator[Row]:
    for number, call in enumerate(calls[:_MOST_CALLS], 1):
        if number > 1:
            yield _BLANK
        yield from _call(number, call)
    if (left := len(calls) - _MOST_CALLS) > 0:
        yield _BLANK
        yield [(f"… and {left:,} more calls", MUTED)]


def _call(number: int, call: OutboundCall) -> Iterator[Row]:
    yield _first_row(number, call)
    yield _answered(call)
    yield from _trouble(call)
    if call.message:
        yield from _message(call.message)
    yield from _half("Request", call.headers, call.body)
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


def _message(message: OutboundMessage) -> Iterator[Row]:
    yield _BLANK
    yield _row("to", message.to or "nobody")
    yield _row("from", message.sender or "not said")
    yield _row("channel", message.channel or "not said")
    if message.inferred:
        yield _row("shape", INFERRED.removeprefix("shape "))
    if message.code:
        yield _row("code", message.code)
    if message.text is None:
        yield _row("text", "not known" if message.inferred else "written by the provider")
        return
    yield _row("text", message.text)
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


def _half(title: str, headers: Mapping[str, str], body: str) -> Iterator[Row]:
    yield _BLANK
    yield [(title, f"bold {MUTED}")]
    for name, value in headers.items():
        yield [(f"{one_line(name)}: {one_line(value, _HEADER_LIMIT)}", MUTED)]
    if body:
        yield from _body(body, next((headers[key] for key in headers if _is_type(key)), ""))


def _is_type(name: str) -> bool:
    return name.lower() == "content-type"


def _body(body: str, content_type: str) -> Iterator[Row]:
    """A body laid out as what it says it is, and where it is long only its beginning."""
    if len(body) > _BODY_LIMIT:
        more = f"… {len(body) - _BODY_LIMIT:,} more characters: offhook send --json has them"
        yield [(shorten(body, _BODY_LIMIT, more), "")]
        return
    if "x-www-form-urlencoded" in content_type:
        fields = parse_qsl(body, keep_blank_values=True)
        if fields:
            width = min(max(len(one_line(name, 30)) for name, _ in fields), 30) + 1
            yield from (_field(name, value, width) for name, value in fields)
            return
    try:
        yield [(json_text(loads(body)), JSON)]
    except JsonError:
        yield [(printable(body), "")]


def _field(name: str, value: str, width: int) -> Row:
    shown = printable(value).replace("\n", "\n" + " " * (width + 1))
    return [(one_line(name, 30).ljust(width), "$text-primary"), (f" {shown}", "")]
