"""Values of one user's message that come back in what a target says of the next one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sessions.contract.invocation import Invocation
from sessions.contract.json_path import JsonPath, format_path, get, texts
from sessions.contract.json_text import JsonValue
from sessions.contract.outcome import Outcome
from sessions.store.matchers import path_key

from .failure import LEAK, FuzzFailure
from .payloads import CODE, RECIPIENT, TEXT, TYPE
from .reducing import with_only

_WATCHED: Final[tuple[JsonPath, ...]] = (
    *(RECIPIENT, TEXT, CODE),
    *(("context", "user", name) for name in ("user_id", "name", "email")),
)
_TITLE: Final = "A value leaks into the next message"
_SHORTEST: Final = 6
"""Letters and digits of a value that is not met with by chance."""


@dataclass(frozen=True, slots=True)
class LeakedValue:
    """A value of an earlier message in the outcome of a later one."""

    earlier: Invocation
    path: JsonPath
    """Where the value stands in the earlier payload."""
    value: str
    found_at: JsonPath
    """Where it stands in the outcome: `("response", "to")`, `("outbound", 0, "body")`."""

    @property
    def failure(self) -> FuzzFailure:
        """It as a failure of the later message."""
        said = f"{format_path(self.path)} of the message before stands in {_in_words(self)}."
        place = format_path(self.path)
        return FuzzFailure(LEAK, _TITLE, said, place, wanted=self._wanted)

    @property
    def _wanted(self) -> dict[str, JsonValue]:
        """That the value is not there, as far as an expectation can say it."""
        lacks: JsonValue = {"matches": rf"^(?![\s\S]*{re.escape(self.value)})"}
        match self.found_at:
            case ("response", *rest):
                return {"response": {path_key(tuple(rest)): lacks}}
            case ("outbound", _, "to" | "text" as part):
                return {"outbound": [{part: lacks}]}
            case ("console",):
                return {"console": lacks}
            case _:
                return {}


def find_leak(
    earlier: Sequence[Invocation], current: Invocation, outcome: Outcome, known: Sequence[str]
) -> LeakedValue | None:
    """The first value of an earlier message, the latest first, that stands in an outcome.

    Args:
        known: texts with what is not only the earlier message's: the plain payload.
    """
    said = list(_said(outcome))
    own = _core("\n".join([*known, *(text for _, text in texts(current.payload))]))
    for one in reversed(earlier):
        for path in _WATCHED:
            value = get(one.payload, path)
            if not isinstance(value, str) or len(core := _core(value)) < _SHORTEST or core in own:
                continue  # `"482913"` in quotes is what JSON makes of anybody's 482913
            if at := next((at for at, text in said if _stands_in(value, text)), None):
                return LeakedValue(one, path, value, at)
    return None


def pair_of(leak: LeakedValue, base: Invocation) -> tuple[Invocation, Invocation]:
    """The smallest two messages that may show it: plain ones, but for the value in the first."""
    brings_channel = leak.path in (CODE, TEXT)  # as which it is written
    kept = [TYPE, leak.path] if brings_channel else [leak.path]
    return replace(with_only(leak.earlier, base, kept), name=base.name), base


def _core(text: str) -> str:
    """The letters and digits of a text."""
    return re.sub(r"[\W_]+", "", text)


def _stands_in(value: str, text: str) -> bool:
    if value not in text:
        return False
    return re.search(rf"(?<![0-9A-Za-z]){re.escape(value)}(?![0-9A-Za-z])", text) is not None


def _said(outcome: Outcome) -> Iterator[tuple[JsonPath, str]]:
    """Each text of an outcome that is the target's own, with its path."""
    yield from texts(outcome.response, ("response",))
    if outcome.error:
        yield ("error", "message"), outcome.error.message
        yield from texts(outcome.error.properties, ("error", "properties"))
    for at, call in enumerate(outcome.outbound):
        if call.message:
            yield ("outbound", at, "to"), call.message.to or ""
            yield ("outbound", at, "text"), call.message.text or ""
        yield ("outbound", at, "url"), call.url
        yield ("outbound", at, "body"), call.body
    for line in outcome.console:
        yield ("console",), line.text
    if outcome.response is None:
        yield from texts(outcome.wire, ("wire",))


def _in_words(leak: LeakedValue) -> str:
    first, *rest = leak.found_at
    if first == "outbound":
        return f"{'the body' if rest[-1] == 'body' else rest[-1]} of a call"
    return "the console" if first == "console" else format_path(leak.found_at)
