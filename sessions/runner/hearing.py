"""The door to what a child says: lines in, events out, and nothing that no runner says.

A message is a JSON object with `e`, the event's name, `k`, the child's nonce, and `t`, its time; in
an instance that serves several invocations also `of`, the number of the one that it comes from.
The other members are named like the fields of the event's class.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Final, TypeAlias

from sessions.contract.json_text import JsonValue
from sessions.platforms.current import PLATFORM
from sessions.platforms.platform import Dialect

from .events import (
    BadExport,
    Blocked,
    CacheRefused,
    Called,
    Completed,
    Console,
    ConsoleCut,
    ErrorAnswer,
    ErrorOrigin,
    EsModule,
    Event,
    Exiting,
    FileKind,
    HookAnswer,
    Idle,
    Inspect,
    Left,
    Level,
    Lingering,
    Loaded,
    LoadFailed,
    NotFound,
    Notified,
    Overdue,
    OwnFault,
    Promised,
    PromiseState,
    Ready,
    Rejected,
    ResponseAnswer,
    Returned,
    Served,
    Settled,
    Swallowed,
    Threw,
    Turning,
    Uncatchable,
    Uncaught,
    Versioned,
    Wish,
)
from .facts import ErrorFacts, Frame, MissingModule, OpenCall, OpenTimer, ResponseFacts
from .members import Members, Misshapen

Read: TypeAlias = Callable[[float, Members], Event]
"""From the time of an event and the members of its message, the event; or Misshapen is raised."""

_DIALECTS: Final[tuple[Dialect, ...]] = tuple(PLATFORM.events.EXPORTS)
_FILE_KINDS: Final[tuple[FileKind, ...]] = ("hook", "action")
_LEVELS: Final[tuple[Level, ...]] = ("log", "info", "debug", "warn", "error", "stdout", "stderr")
_ORIGINS: Final[tuple[ErrorOrigin, ...]] = ("exception", "rejection", "thread", "task")
_STATES: Final[tuple[PromiseState, ...]] = ("resolved", "caught", "pending")
_UNCATCHABLE: Final[tuple[Uncatchable, ...]] = (
    *("udp", "http2", "unix", "socket", "program", "native"),
)
_WISHES: Final[tuple[Wish, ...]] = ("drop", "retry")


def heard(line: bytes, nonce: str, *, is_first: bool) -> Event | None:
    """The event of a line; None where it is no message of the runner, but the hook's noise.

    The runner's carry the nonce, but for its first, which it says before it knows that.
    """
    try:
        message: JsonValue = json.loads(line)
    except (ValueError, RecursionError):
        return None
    event = parse(message)
    is_signed = isinstance(message, dict) and message.get("k") == nonce
    return event if is_signed or (is_first and isinstance(event, Ready)) else None


def parse(message: JsonValue) -> Event | None:
    """The event that a message reports; None where no runner sends such a message."""
    try:
        of = Members(message)
        if (read := _READERS.get(of.text("e"))) is None:
            return None
        event, number = read(of.number("t"), of), of.whole_or_none("of")
        return event if number is None else replace(event, of=number)
    except Misshapen:
        return None


def _loaded(t: float, of: Members) -> Loaded:
    return Loaded(
        t,
        files=of.texts("files"),
        kind=of.word_or_none("kind", _FILE_KINDS),
        action=of.word_or_none("action", _DIALECTS),
        others=of.words("others", _DIALECTS),
        size=of.count("size"),
        v1=of.flag("v1"),
    )


def _load_failed(t: float, of: Members) -> LoadFailed:
    return LoadFailed(
        t,
        error=_error(of),
        missing=_missing(of),
        syntax=of.one_or_none("syntax", Frame.read),
        as_module=of.flag("as_module"),
        kind=of.word_or_none("kind", _FILE_KINDS),
    )


def _versioned(t: float, of: Members) -> Versioned:
    return Versioned(
        t,
        request=of.text("request"),
        name=of.text("name"),
        asked=of.text("asked"),
        found=of.text_or_none("found"),
        at=_at(of),
    )


def _es_module(t: float, of: Members) -> EsModule:
    return EsModule(
        t,
        name=of.text("name"),
        version=of.text_or_none("version"),
        refused=of.flag("refused"),
        main=of.flag("main"),
        text=of.text("text"),
    )


def _bad_export(t: float, of: Members) -> BadExport:
    return BadExport(
        t,
        what=of.text("what"),
        names=of.texts("names"),
        owner=of.text_or_none("owner"),
        plain=of.text_or_none("plain"),
    )


def _answer(t: float, of: Members) -> HookAnswer:
    if of.has("error"):
        return ErrorAnswer(t, _at(of), _error(of))
    response = of.one("response", ResponseFacts.read)
    return ResponseAnswer(t, _at(of), response, of.text_or_none("falsy"))


def _threw(t: float, of: Members) -> Threw:
    has_body, body = of.has("body"), of.text_or_none("body")
    return Threw(t, _error(of), _missing(of), has_body=has_body, body=body)


def _overdue(t: float, of: Members) -> Overdue:
    calls = of.each("calls", OpenCall.read)
    return Overdue(t, of.flag("busy"), _at(of), of.texts("handles"), calls)


def _console(t: float, of: Members) -> Console:
    return Console(
        t,
        level=of.word("level", _LEVELS),
        text=of.text("text"),
        file=of.text_or_none("file"),
        line=of.whole_or_none("line"),
    )


def _blocked(t: float, of: Members) -> Blocked:
    return Blocked(
        t,
        what=of.word("what", _UNCATCHABLE),
        name=of.text("name"),
        at=_at(of),
        ran=of.flag("ran"),
    )


def _notified(t: float, of: Members) -> Notified:
    return Notified(
        t,
        how=of.word("how", _WISHES),
        reason=of.text("reason"),
        cut=of.flag("cut"),
        at=_at(of),
    )


def _settled(t: float, of: Members) -> Settled:
    return Settled(t, of.word("e", _STATES))


def _at(of: Members) -> Frame | None:
    return of.one_or_none("at", Frame.read)


def _error(of: Members) -> ErrorFacts:
    return of.one("error", ErrorFacts.read)


def _missing(of: Members) -> MissingModule | None:
    return of.one_or_none("missing", MissingModule.read)


_READERS: Final[dict[str, Read]] = {
    "ready": lambda t, _: Ready(t),
    "inspect": lambda t, of: Inspect(t, of.text("url")),
    "turning": lambda t, _: Turning(t),
    "loaded": _loaded,
    "load_failed": _load_failed,
    "versioned": _versioned,
    "es_module": _es_module,
    "not_found": lambda t, _: NotFound(t),
    "bad_export": _bad_export,
    "called": lambda t, _: Called(t),
    "answer": _answer,
    "threw": _threw,
    "promised": lambda t, _: Promised(t),
    "rejected": lambda t, of: Rejected(t, _error(of), _missing(of)),
    "resolved": _settled,
    "caught": _settled,
    "pending": _settled,
    "completed": lambda t, _: Completed(t),
    "left": lambda t, of: Left(t, of.texts("handles"), of.each("timers", OpenTimer.read)),
    "notified": _notified,
    "cache_refused": lambda t, of: CacheRefused(t, of.text("code"), _at(of)),
    "returned": lambda t, of: Returned(t, of.flag("value")),
    "uncaught": lambda t, of: Uncaught(t, _error(of), _missing(of), of.word("origin", _ORIGINS)),
    "fault": lambda t, of: OwnFault(t, _error(of)),
    "swallowed": lambda t, of: Swallowed(t, _error(of), _missing(of)),
    "exiting": lambda t, of: Exiting(t, of.scalar("code"), _at(of)),
    "idle": lambda t, of: Idle(t, of.flag("last")),
    "served": lambda t, _: Served(t),
    "lingering": lambda t, of: Lingering(t, of.texts("handles")),
    "overdue": _overdue,
    "console": _console,
    "console_cut": lambda t, _: ConsoleCut(t),
    "blocked": _blocked,
}
"""By the event's name, `e`."""
