"""An outcome read back from the JSON that `Outcome.to_json` has printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, TypeVar, get_args

from .json_text import JsonValue
from .kinds import Kind
from .outcome import (
    WRITTEN,
    AnsweredBy,
    AskedFault,
    ConsoleLine,
    HookError,
    Medium,
    MessageIdSource,
    Network,
    OutboundCall,
    OutboundMessage,
    Outcome,
    Result,
    SourceLocation,
    TargetInfo,
    TargetKind,
)

Made = TypeVar("Made")
_Read: TypeAlias = Callable[[JsonValue], object]
"""Reads a value, or raises ValueError."""


def from_json(document: JsonValue) -> Outcome:
    """The outcome that `Outcome.to_json` has printed, but for its event, which is not printed.

    Keys that are not known are left aside and those that are missing have their defaults, so that
    what another version has printed is read as far as it goes.

    Raises:
        ValueError: it is none.
    """
    return _read(Outcome, document)


def _read(make: Callable[..., Made], document: JsonValue) -> Made:
    if not isinstance(document, dict):
        raise ValueError(f"found {_described(document)}, wanted an object")
    given: dict[str, object] = {}
    for name, read in _FIELDS[make].items():
        key = WRITTEN.get(name, name)
        if key in document:
            try:
                given[name] = read(document[key])
            except ValueError as error:
                raise ValueError(f"{key}: {error}") from None
    try:
        return make(**given)
    except TypeError as error:  # a field that has no default is missing
        raise ValueError(str(error)) from None


@dataclass(frozen=True, slots=True)
class _Is:
    """A value of one of these types. JSON's true is no number."""

    types: tuple[type, ...]

    def __call__(self, value: JsonValue) -> object:
        if type(value) not in self.types:
            wanted = " or ".join(one.__name__ for one in self.types)
            raise ValueError(f"found {_described(value)}, wanted {wanted}")
        return value


def _one_of(literal: Any, *, absent: bool = False) -> _Read:
    """One of the words of a `Literal`; with `absent`, or null."""
    words = _words(literal)

    def read(value: JsonValue) -> object:
        if value not in words and not (absent and value is None):
            raise ValueError(f"found {_described(value)}, wanted one of {', '.join(words)}")
        return value

    return read


def _words(literal: Any) -> tuple[str, ...]:
    return get_args(literal)


def _object(value: JsonValue) -> object:
    return _Is((dict,))(value)


def _texts(value: JsonValue) -> object:
    """An object that has only texts in it."""
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
        raise ValueError(f"found {_described(value)}, wanted an object of texts")
    return value


def _all(read: _Read) -> _Read:
    """An array of them, as a tuple."""

    def read_all(value: JsonValue) -> object:
        if not isinstance(value, list):
            raise ValueError(f"found {_described(value)}, wanted an array")
        return tuple(map(read, value))

    return read_all


def _made(make: Callable[..., object], *, absent: bool = False) -> _Read:
    """What `_FIELDS` says how to make; with `absent`, or null."""
    return lambda value: None if absent and value is None else _read(make, value)


def _source_line(value: JsonValue) -> object:
    match value:
        case [int() as number, str() as text]:
            return number, text
        case _:
            raise ValueError(f"found {_described(value)}, wanted a line's number and text")


def _described(value: JsonValue) -> str:
    return f"{type(value).__name__} {value!r}"[:60]


_NONE: Final = type(None)
_text, _text_or_none = _Is((str,)), _Is((str, _NONE))
_number, _number_or_none = _Is((int, float)), _Is((int, float, _NONE))
_whole, _whole_or_none = _Is((int,)), _Is((int, _NONE))
_truth = _Is((bool,))


def _any(value: JsonValue) -> object:
    return value


_FIELDS: Final[dict[Callable[..., object], dict[str, _Read]]] = {
    SourceLocation: {
        **{"file": _text, "line": _whole, "column": _whole_or_none},
        "excerpt": _all(_source_line),
    },
    HookError: {
        **{"message": _text, "name": _text, "code": _Is((str, int, float, _NONE))},
        **{"stack": _text_or_none, "properties": _object},
        "cause": _made(HookError, absent=True),
    },
    ConsoleLine: {
        **{"level": _text, "text": _text, "file": _text_or_none, "line": _whole_or_none},
        "t_ms": _number_or_none,
    },
    OutboundMessage: {
        **{"to": _text_or_none, "sender": _text_or_none},
        **{"text": _text_or_none, "code": _text_or_none},
        **{"channel": _one_of(Medium, absent=True), "inferred": _truth},
    },
    OutboundCall: {
        **{"method": _text, "url": _text, "headers": _texts, "body": _text},
        **{"status": _whole_or_none, "provider": _text_or_none},
        "message": _made(OutboundMessage, absent=True),
        **{"answer_headers": _texts, "answer_body": _text},
        **{"fault": _text_or_none, "problem": _text_or_none, "insecure": _truth},
        **{
            "answered_by": _one_of(AnsweredBy, absent=True),
            "file": _text_or_none,
            "line": _whole_or_none,
        },
        **{"t_ms": _number_or_none, "duration_ms": _number},
    },
    AskedFault: {"fault": _text, "shown": _truth, "why_not": _text_or_none},
    TargetInfo: {
        **{"kind": _one_of(TargetKind), "location": _text},
        **{"name": _text_or_none, "runtime": _text_or_none},
        "network": _one_of(Network, absent=True),
    },
    Outcome: {
        "outcome": Result,
        "kind": Kind,
        **{"message_id": _text_or_none, "message_id_source": _one_of(MessageIdSource, absent=True)},
        **{"response": _any, "wire": _any},
        **{"error": _made(HookError, absent=True), "where": _made(SourceLocation, absent=True)},
        **{"warnings": _all(_text), "console": _all(_made(ConsoleLine))},
        **{"outbound": _all(_made(OutboundCall)), "faults": _all(_made(AskedFault))},
        **{"made_up": _text_or_none, "duration_ms": _number, "target": _made(TargetInfo)},
    },
}
"""How each field of what is printed is read."""
