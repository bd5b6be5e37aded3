"""What was left standing in a call, or left out: missing values, placeholders, no Content-Type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from sessions.contract.json_text import JsonError, dumps, loads
from sessions.contract.outbound import host_of, whom
from sessions.contract.outcome import OutboundCall
from sessions.runner.transcript import Subject

_MISSING: Final = re.compile(
    r"(?<![A-Za-z_-])undefined(?![A-Za-z_-])|(?<=[=/:\" ])None(?=$|[&/:\"?@])"
)
"""What JavaScript, and Python, make of a value that is not there, within a text: `91undefined`."""
_UNFILLED: Final = r"\$\{[A-Za-z_$][\w$.\[\]'\"?() ]{0,60}\}"
_YOURS: Final = (
    r"(?<![A-Za-z0-9])YOUR[_-][A-Z0-9][A-Z0-9_-]*"
    r"|(?<![A-Za-z0-9])your[_-](?:api|app|account|auth|company|domain|endpoint|gateway|host"
    r"|key|project|region|secret|server|service|sid|subdomain|tenant|token|url)[a-z0-9_-]*"
)
_DOUBLE: Final = r"\{\{ ?[\w.]{1,60} ?\}\}"
_IN_BODY: Final = re.compile(_UNFILLED)
"""A body may hold other templates, which the gateway fills in."""
_IN_HEADER: Final = re.compile(f"{_UNFILLED}|{_DOUBLE}|{_YOURS}")
_IN_QUERY: Final = re.compile(f"{_IN_HEADER.pattern}|<[A-Z][A-Z0-9_ -]{{2,60}}>")
_IN_PLACE: Final = re.compile(
    rf"{_IN_QUERY.pattern}|<[\w .-]{{1,60}}>|\{{[A-Za-z_][\w.]{{0,60}}\}}"
    r"|(?<![A-Za-z0-9])[A-Z]{0,2}[Xx]{8,}"
)
"""In a URL before its query, where no text stands."""
_NO_JSON: Final = frozenset({"", "text/plain", "application/x-www-form-urlencoded"})
"""What `fetch`, `https.request` and Python's urllib say, or do not, of a body that is a text."""
_LONGEST: Final = 16 << 10
"""Characters of a URL, a header or a body that are looked at."""
_HERE: Final = re.compile(
    r"(?:.*\.)?localhost\.?|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[::1?\]|host\.docker\.internal",
    re.IGNORECASE,
)


def leftovers(call: OutboundCall, subject: Subject) -> Iterator[str]:
    """Warnings of a call in which a value was not filled in, or which goes nowhere but here."""
    yield from _missing(call, subject)
    yield from _placeholders(call, subject)
    if call.method and _HERE.fullmatch(host := host_of(call)):
        yield (
            f"The call to {host} stays on the machine that the {subject.noun} runs on: "
            "on the platform nothing answers there."
        )


def unlabeled_json(call: OutboundCall) -> str | None:
    """What a call with a JSON document says instead of it in its Content-Type; None where not."""
    given = {name.lower(): value for name, value in call.headers.items()}.get("content-type", "")
    is_short = len(call.body) <= _LONGEST and call.body.startswith(("{", "["))
    kind = given.partition(";")[0].strip().lower()
    if not (call.headers and is_short) or kind not in _NO_JSON:
        return None
    try:
        is_empty = not loads(call.body)
    except JsonError:
        return None
    if is_empty:
        return None
    return f"its Content-Type is {given}" if given else "it has no Content-Type"


def _missing(call: OutboundCall, subject: Subject) -> Iterator[str]:
    """A secret or a field that is not there becomes a word, of no use to a provider."""
    for where, text in _parts(call):
        if (found := _MISSING.search(unquote(text))) and found[0] not in dumps(subject.payload):
            yield (
                f"The call to {whom(call)} has “{found[0]}” in {where}: "
                "a secret or a field that it reads is not there."
            )


def _placeholders(call: OutboundCall, subject: Subject) -> Iterator[str]:
    for where, text in _parts(call):
        found = _placeholder(where, text[:_LONGEST])
        if found and found not in dumps(subject.payload):
            yield f"The call to {whom(call)} has “{found}” in {where}: it was not filled in."


def _placeholder(where: str, text: str) -> str | None:
    if where == _URL:
        place, _, query = text.partition("?")
        found = _IN_PLACE.search(unquote(place)) or _IN_QUERY.search(unquote(query))
    else:
        found = (_IN_BODY if where == _BODY else _IN_HEADER).search(text)
    return found[0] if found else None


def _parts(call: OutboundCall) -> Iterator[tuple[str, str]]:
    """The parts of a call with their names in a sentence."""
    yield _URL, call.url
    for name, text in call.headers.items():
        yield f"its header {name}", text
    yield _BODY, call.body


_URL: Final = "its URL"
_BODY: Final = "its body"
