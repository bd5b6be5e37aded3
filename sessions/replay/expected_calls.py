"""The calls that a hook was expected to make, held against those that it made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from sessions.contract.excerpts import missing_of
from sessions.contract.json_path import ABSENT, Absent, JsonPath, format_path, get
from sessions.contract.json_text import JsonValue
from sessions.contract.outbound import host_of
from sessions.contract.outcome import OutboundCall
from sessions.differences.bodies import parsed
from sessions.store.expect import Expect, ExpectedCall

from .failure import Failure, failures_of
from .matching import Patience, assigned, in_words

_MOST_WORDS: Final = 4
_MOST_COMPARED: Final = 20


def missing_calls(
    given: Expect, calls: Sequence[OutboundCall], patience: Patience
) -> Iterator[Failure]:
    """What the calls lack: their number, and each call that was expected and not made so.

    Every expected call is a call of its own, in any order. One that was not made is held against
    the call that comes nearest to it, of those that nothing else was expected of.
    """
    if given.outbound_count is not None and len(calls) != given.outbound_count:
        yield Failure("outbound_count", str(given.outbound_count), str(len(calls)))
    if not given.outbound:
        return
    found = [_Found(call, at) for at, call in enumerate(calls)]
    wanted = [_Wanted(call, at, patience) for at, call in enumerate(given.outbound)]
    suiting = [[at for at, one in enumerate(found) if each.is_met_by(one)] for each in wanted]
    owners = assigned(suiting, len(found))
    taken = set(owners)
    left = [one for at, one in enumerate(found) if at not in taken]
    for each, owner in zip(wanted, owners, strict=True):
        if owner is not None:
            continue
        if not left:
            number = f"{len(calls)} call{'' if len(calls) == 1 else 's'}"
            yield Failure(each.path, each.in_words, number, "but the hook made")
            continue
        failures, nearest = each.nearest(left)
        left.remove(nearest)
        yield from (replace(failure, call=nearest.at) for failure in failures)


def part_of_call(call: OutboundCall, path: JsonPath) -> JsonValue | Absent:
    """What a call has at the place that an expectation of a call names: `("to",)`,
    `("body", "From")`."""
    found, (key, *rest) = _Found(call, 0), path
    return found.part(tuple(rest)) if key == "body" else found.value(str(key))


class _Wanted:
    """A call that is expected, its matchers read once."""

    def __init__(self, call: ExpectedCall, at: int, patience: Patience) -> None:
        self.path = format_path(("outbound", at))
        self._at = at
        self._patience = patience
        self._simple = list(call.simple())
        self._body = call.wanted("body")

    @property
    def in_words(self) -> str:
        """`a call with provider "twilio", to "+1"`."""
        words = [f"{key} {in_words(matcher)}" for key, matcher in self._simple][:_MOST_WORDS]
        return f"a call{' with ' if words else ''}{', '.join(words)}"

    def is_met_by(self, found: _Found) -> bool:
        return next(self.failures(found), None) is None

    def nearest(self, found: Sequence[_Found]) -> tuple[list[Failure], _Found]:
        """The call with the fewest failures, of the first ones, and these."""
        each = [(list(self.failures(one)), one) for one in found[:_MOST_COMPARED]]
        return min(each, key=lambda pair: len(pair[0]))

    def failures(self, found: _Found) -> Iterator[Failure]:
        for key, matcher in self._simple:
            path = ("outbound", self._at, key)
            yield from failures_of(path, matcher, found.value(key), self._patience)
        for one in self._body:
            path = ("outbound", self._at, "body", *one.path)
            missed = [*failures_of(path, one.matcher, found.part(one.path), self._patience)]
            if found.missing and (one.path or missed):  # what is not kept may be there or not
                why = f"the body is not kept whole ({found.missing})"
                yield Failure(format_path(path), in_words(one.matcher), why, "but")
            else:
                yield from missed


class _Found:
    """A call that was made, in the terms of what is expected of one."""

    def __init__(self, call: OutboundCall, at: int) -> None:
        self.at = at
        message = call.message
        text = message and (message.code if message.text is None else message.text)
        self._values: dict[str, JsonValue] = {
            "provider": call.provider,
            "host": host_of(call).lower(),
            "method": call.method,
            "path": _path_of(call.url),
            "status": call.status,
            "to": message and message.to,
            "from": message and message.sender,
            "channel": message and message.channel,
            "text": text,
        }
        self.missing = missing_of(call.body)
        """What stands for the rest of its body, where that is not kept whole."""
        self._call = call
        self._body: JsonValue | Absent | None = None

    def value(self, key: str) -> JsonValue | Absent:
        value = self._values.get(key)
        return ABSENT if value is None else value

    def part(self, path: tuple[str | int, ...]) -> JsonValue | Absent:
        if self._body is None:
            self._body = _body(self._call)
        return self._body if isinstance(self._body, Absent) else get(self._body, path)


def _body(call: OutboundCall) -> JsonValue | Absent:
    """The body of a call as the value that it stands for; ABSENT where it has none."""
    kinds = (text for name, text in call.headers.items() if name.lower() == "content-type")
    return parsed(call.body, next(kinds, "")) if call.body else ABSENT


def _path_of(url: str) -> str:
    try:
        return urlsplit(url).path or "/"
    except ValueError:
        return url
