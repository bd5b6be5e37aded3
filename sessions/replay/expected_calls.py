"""The calls that a hook was expected to make, held against those that it made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import urlsplit

from sessions.contract.json_path import ABSENT, Absent, get
from sessions.contract.json_text import JsonValue
from sessions.contract.outbound import host_of
from sessions.contract.outcome import OutboundCall
from sessions.differences.bodies import parsed
from sessions.store.expect import Expect, ExpectedCall

from .failure import Failure, failures_of
from .matching import assigned, in_words, miss

_MOST_WORDS: Final = 4


def missing_calls(given: Expect, calls: Sequence[OutboundCall]) -> Iterator[Failure]:
    """What the calls lack: their number, and each call that was expected and not made so.

    Every expected call is a call of its own, in any order. One that was not made is held against
    the call that comes nearest to it, of those that nothing else was expected of.
    """
    if given.outbound_count is not None and len(calls) != given.outbound_count:
        yield Failure("outbound_count", str(given.outbound_count), str(len(calls)))
    if not given.outbound:
        return
    found = [_Found(call) for call in calls]
    suiting = [
        [at for at, one in enumerate(found) if one.is_as(wanted)] for wanted in given.outbound
    ]
    owners = assigned(suiting, len(found))
    left = [one for at, one in enumerate(found) if at not in owners]
    for at, (wanted, owner) in enumerate(zip(given.outbound, owners, strict=True)):
        if owner is not None:
            continue
        if not left:
            number = f"{len(calls)} call{'' if len(calls) == 1 else 's'}"
            yield Failure(f"outbound[{at}]", _in_words(wanted), number, "but the hook made")
            continue
        nearest = min(left, key=lambda one: len(list(one.failures(wanted, at))))
        left.remove(nearest)
        yield from nearest.failures(wanted, at)


class _Found:
    """A call that was made, in the terms of what is expected of one."""

    def __init__(self, call: OutboundCall) -> None:
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
        self._call = call
        self._body: JsonValue | Absent | None = None

    def is_as(self, wanted: ExpectedCall) -> bool:
        return all(
            miss(matcher, self._value(key)) is None for key, matcher in wanted.simple()
        ) and (
            all(miss(one.matcher, self._part(one.path)) is None for one in wanted.wanted("body"))
        )

    def failures(self, wanted: ExpectedCall, at: int) -> Iterator[Failure]:
        for key, matcher in wanted.simple():
            yield from failures_of(("outbound", at, key), matcher, self._value(key))
        for one in wanted.wanted("body"):
            path = ("outbound", at, "body", *one.path)
            yield from failures_of(path, one.matcher, self._part(one.path))

    def _value(self, key: str) -> JsonValue | Absent:
        value = self._values[key]
        return ABSENT if value is None else value

    def _part(self, path: tuple[str | int, ...]) -> JsonValue | Absent:
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


def _in_words(wanted: ExpectedCall) -> str:
    words = [f"{key} {in_words(matcher)}" for key, matcher in wanted.simple()][:_MOST_WORDS]
    return f"a call{' with ' if words else ''}{', '.join(words)}"
