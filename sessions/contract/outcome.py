"""The outcome of one invocation: what the hook answered, or exactly what went wrong, and where."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from typing import Any, Final, Literal, TypeAlias

from .json_text import JsonObject, JsonValue, is_object, is_sequence
from .kinds import ACTION_WORDS, OWN_ERRORS, PYTHON_WORDS, WORDS, Kind, Words
from .outcome_texts import map_texts, texts_of

MessageIdSource: TypeAlias = Literal["hook", "runner"]
Channel: TypeAlias = Literal["sms", "voice"]
"""How a phone message is asked for, by the names of `context.message_type`."""
Medium: TypeAlias = Literal[Channel, "whatsapp"]
"""How one goes out: as was asked for, or by a messenger that a provider reaches by number."""
Network: TypeAlias = Literal["live", "redirected", "isolated"]
"""What an invocation could reach: everything; the gateway, by redirected sockets; the gateway and,
by the kernel's network namespace, nothing else."""
TargetKind: TypeAlias = Literal["starter", "hook", "action", "python", "remote", "unknown"]
AnsweredBy: TypeAlias = Literal["provider", "generic", "session", "fault"]
"""Whose answer a call was given: that of an emulated provider; one that offhook made up, since it
knows nothing of the host; the session's own; or a fault's."""


class Result(StrEnum):
    """The four outcomes, as `expect.outcome` names them."""

    DELIVERED = "delivered"
    FAILED = "failed"
    DROPPED = "dropped"
    RETRY = "retry"


@dataclass(frozen=True, slots=True)
class SourceLocation:
    """A place in the hook author's own source. `line` and `column` count from 1."""

    file: str
    line: int
    column: int | None = None
    excerpt: tuple[tuple[int, str], ...] = ()
    """Source lines around the place, each with its number; empty where the file cannot be read."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" + (f":{self.column}" if self.column else "")


@dataclass(frozen=True, slots=True)
class HookError:
    """An error as the hook gave or threw it. `stack` is as the runtime wrote it, ours left out."""

    message: str
    name: str = "Error"
    code: str | float | None = None
    stack: str | None = None
    properties: dict[str, JsonValue] = field(default_factory=dict[str, JsonValue])
    cause: HookError | None = None


@dataclass(frozen=True, slots=True)
class ConsoleLine:
    """One thing the hook printed. `level`: log, info, debug, warn, error, stdout or stderr."""

    level: str
    text: str
    file: str | None = None
    line: int | None = None
    t_ms: float | None = None
    """Milliseconds since the hook was called; negative while it was being loaded."""


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """The phone message inside an outbound call, as the provider reads it."""

    to: str | None
    sender: str | None
    text: str | None
    """None where the call has none: the provider writes it, or looks it up elsewhere."""
    channel: Medium | None = "sms"
    """None where the call does not say."""
    code: str | None = None
    """The code that it is given beside a text, or to fill into one of the provider's."""
    inferred: bool = False
    """Whether the call's shape is not known, and all there is to know it by is that the payload's
    number and its code, or its text, stand in it."""


@dataclass(frozen=True, slots=True)
class OutboundCall:
    """One call that the hook made to the outside, caught and answered by the gateway.

    Headers are in their order; one that came twice is joined by a comma (RFC 9110, section 5.3).
    """

    method: str
    """The HTTP method; empty where no HTTP was spoken."""
    url: str
    headers: dict[str, str] = field(default_factory=dict[str, str])
    body: str = ""
    """As text; bytes that are no UTF-8 are replaced. Cut where it is long."""
    status: int | None = None
    """Of the answer; None where there was none."""
    provider: str | None = None
    """Which one was recognized: `twilio`, `sns`, …; None for any other host."""
    message: OutboundMessage | None = None
    answer_headers: dict[str, str] = field(default_factory=dict[str, str])
    answer_body: str = ""
    fault: str | None = None
    """The fault that was asked for and given instead of the provider's answer."""
    problem: str | None = None
    """Why the call could not be answered as HTTP, or what is wrong with it."""
    insecure: bool = False
    """Whether the hook has switched off the check of the server's certificate."""
    answered_by: AnsweredBy | None = None
    """Whose the answer is; None where there was none, and where the call could not be taken."""
    file: str | None = None
    line: int | None = None
    """Where the hook made it, in its author's own source; None where that is not known."""
    t_ms: float | None = None
    """When it was made: milliseconds since the hook was called, by the child's own clock."""
    duration_ms: float = 0.0
    fingerprints: dict[str, str] = field(default_factory=dict[str, str], repr=False, compare=False)
    """By its place a fingerprint of each credential that is shown as a mark only: alike where the
    credentials are, within one process (`secrets.credentials.fingerprints`). Never printed."""
    raw: str = field(default="", repr=False, compare=False)
    """A request without a recognized message as it came, credentials and all: to be searched, and
    kept by no outcome."""


@dataclass(frozen=True, slots=True)
class AskedFault:
    """A fault that was asked for, and whether a call was shown it."""

    fault: str
    """As it was asked for: `429`, `twilio=429`."""
    shown: bool
    why_not: str | None = None
    """Why no call was shown it; None where one was."""


@dataclass(frozen=True, slots=True)
class TargetInfo:
    """What an invocation was sent to, and what ran it."""

    kind: TargetKind
    location: str
    """The hook's file, `module:function`, or the URL without its credentials."""
    name: str | None = None
    """Its name in the session, where it has one there."""
    runtime: str | None = None
    """`Node 20.20.2 (PATH)`, `Python 3.11.7`; None for a remote target."""
    network: Network | None = None
    """What the hook could reach; None for a remote target, and where nothing was run."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one invocation."""

    outcome: Result
    kind: Kind
    target: TargetInfo
    duration_ms: float = 0.0
    message_id: str | None = None
    message_id_source: MessageIdSource | None = None
    response: JsonValue = None
    error: HookError | None = None
    where: SourceLocation | None = None
    warnings: tuple[str, ...] = ()
    console: tuple[ConsoleLine, ...] = ()
    outbound: tuple[OutboundCall, ...] = ()
    faults: tuple[AskedFault, ...] = ()
    """The faults that the invocation asked for, in its order."""
    made_up: str | None = None
    """Of a failure: that it may come from an answer that offhook made up; read before the error."""
    advice: str | None = None
    """What to do, where more is known than goes with the kind."""
    wire: JsonValue = None
    """The body that the platform would have answered, or that the remote endpoint did answer.

    None for an Action: what the platform makes of one never goes over a documented wire.
    """
    event: JsonValue = None
    """The event that an Action was called with, without its secrets; reports leave it out."""

    @property
    def delivered(self) -> bool:
        """Whether the hook took the message."""
        return self.outcome is Result.DELIVERED

    @property
    def words(self) -> Words:
        """Its kind for a person, in the words of a hook, an Action or a Python function.

        What to do about an error depends on whose it is: the author's own code is at fault where
        the language itself raised it, and a provider has said something only where it was asked.
        """
        words = _WORDS.get(self.target.kind, WORDS)[self.kind]
        return replace(words, to_do=self.advice or _to_do(self) or words.to_do)

    def to_json(self) -> JsonObject:
        """The object that `send --json` prints: every key always there, in this order.

        `outcome_reading.from_json` reads it back.
        """
        plain = {key: _plain(getattr(self, key)) for key in _PRINTED}
        plain["duration_ms"] = round(self.duration_ms, 3)
        return plain

    def to_short_text(self) -> str:
        """Of that what there is, without how long it took, as JSON in ASCII; `outcome_reading`
        reads it as well."""
        members = {key: getattr(self, key) for key in _KEPT}
        there = {key: value for key, value in members.items() if value is not None and value != ()}
        return _ENCODER.encode(there)

    def map_text(self, change: Callable[[str], str]) -> Outcome:
        """A copy with `change` applied to every text in it: how secrets are redacted everywhere.

        Words of a fixed set, such as a console line's level or a network's kind, stay. What may be
        very long comes last.
        """
        return map_texts(self, change)

    def texts(self) -> Iterator[str]:
        """Every text that `map_text` would change, in its order."""
        return texts_of(self)


_WORDS: Final = {"action": ACTION_WORDS, "python": PYTHON_WORDS}


_OWN_WORD_ON: Final = frozenset({Kind.CALLBACK_ERROR, Kind.SYNC_THROW, Kind.REJECTED})


def _to_do(outcome: Outcome) -> str | None:
    """What to do about this very error; None where its kind says all that is known."""
    error, is_action = outcome.error, outcome.target.kind == "action"
    if error is None or outcome.kind not in _OWN_WORD_ON:
        return None
    if not is_action and outcome.kind is not Kind.CALLBACK_ERROR:
        return None  # it should not have thrown at all, whatever it was
    file = re.split(r"[\\/]", outcome.where.file)[-1] if outcome.where else ""
    place = outcome.where and f"line {outcome.where.line} of {file}"
    if _innermost(error).name in OWN_ERRORS and not (outcome.outbound and "JSON" in error.message):
        at = f": correct {place}" if place else "; its stack says where"
        return f"It is the code's own error, and no provider's{at}."
    if not is_action:
        return None
    if any(call.fault or call.problem or (call.status or 0) >= 400 for call in outcome.outbound):
        return "That is how an Action fails; read the error, and what its provider answered."
    return f"That is how an Action fails; read the error: {place} made it." if place else None


def _innermost(error: HookError) -> HookError:
    """The error at the root: what `fetch` throws is a TypeError whose cause is the network's."""
    while error.cause:
        error = error.cause
    return error


def delivered(
    target: TargetInfo,
    response: JsonValue,
    *,
    wire: JsonValue,
    duration_ms: float = 0.0,
    **more: Any,
) -> Outcome:
    """A success, with the hook's own MessageID or one assigned here (PLATFORM.md "MessageID")."""
    own = message_id_of(response)
    return Outcome(
        outcome=Result.DELIVERED,
        kind=Kind.SUCCESS,
        target=target,
        duration_ms=duration_ms,
        message_id=own or str(uuid.uuid4()),
        message_id_source="hook" if own else "runner",
        response=response,
        wire=wire,
        **more,
    )


def failed(
    target: TargetInfo, kind: Kind, error: HookError | str, *, duration_ms: float = 0.0, **more: Any
) -> Outcome:
    """A failure of `kind`; a text becomes an error with that message."""
    error = HookError(message=error) if isinstance(error, str) else error
    return Outcome(
        outcome=Result.FAILED,
        kind=kind,
        target=target,
        duration_ms=duration_ms,
        error=error,
        **more,
    )


def message_id_of(response: JsonValue) -> str | None:
    """The member `MessageID` of a response, in any case, where it is a non-empty string."""
    if not isinstance(response, dict):
        return None
    for key, value in sorted(response.items(), key=lambda item: item[0] != "MessageID"):
        if key.lower() == "messageid" and isinstance(value, str) and value:
            return value
    return None


_PRINTED: Final = (
    *("outcome", "kind", "message_id", "message_id_source", "response", "error", "where"),
    *("warnings", "console", "outbound", "faults", "made_up"),
    *("duration_ms", "target", "wire"),
)
"""What is printed of an outcome, in order."""
_KEPT: Final = tuple(key for key in _PRINTED if key != "duration_ms")


_PLAIN: Final = frozenset({str, int, float, bool, type(None)})


def _plain(value: Any) -> JsonValue:
    """JSON of its own. Some thousand outcomes a second are printed: `asdict` took ten times as
    long."""
    if type(value) in _PLAIN:
        return value
    if is_object(value):
        return {key: _plain(item) for key, item in value.items()}
    if is_sequence(value):
        return [_plain(item) for item in value]
    if isinstance(value, StrEnum):
        return str(value)  # `value.value` takes three times as long
    if isinstance(value, OutboundCall):
        return _plain_call(value)
    return {key: _plain(getattr(value, name)) for key, name in _members_of(value.__class__)}


_ENCODER: Final = json.JSONEncoder(separators=(",", ":"), default=_plain)
"""Writes what is JSON already as it is, which takes half as long as to make all of it plain first.
In ASCII, for a lone surrogate is no UTF-8."""


@cache
def _members_of(kind: type[Any]) -> tuple[tuple[str, str], ...]:
    """The fields of a dataclass, each with the key that it is printed by."""
    names: Iterable[str] = kind.__dataclass_fields__
    return tuple((WRITTEN.get(name, name), name) for name in names)


WRITTEN: Final = {"sender": "from"}
"""Fields that are printed by another name: `from` is Python's own word."""


def _plain_call(call: OutboundCall) -> JsonValue:
    names = (name for name in call.__dataclass_fields__ if name not in ("fingerprints", "raw"))
    plain = {name: _plain(getattr(call, name)) for name in names}
    plain["duration_ms"] = round(call.duration_ms, 3)
    plain["t_ms"] = None if call.t_ms is None else round(call.t_ms, 3)
    return plain
