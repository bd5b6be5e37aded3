"""Every text in an outcome, or in another value of dataclasses and JSON: found, and changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from enum import StrEnum
from functools import cache
from typing import Any, Final

from .json_text import is_object, is_sequence

_FIXED: Final = frozenset(
    {
        *("level", "channel", "kind", "network", "message_id_source", "provider", "fault"),
        *("answered_by", "fingerprints"),
    }
)
"""Fields that hold one word of a few of ours, or marks, and never text of a hook or a server."""


_LONG: Final = frozenset({"response", "wire", "event", "console", "outbound"})
"""Fields of which there may be very much. The others come before them, each in its order."""


def map_texts(value: Any, change: Callable[[str], str]) -> Any:
    """A value with `change` applied to every text in it, as in `Outcome.map_text`."""
    if isinstance(value, StrEnum):
        return value
    if isinstance(value, str):
        return change(value)
    if is_sequence(value):
        items = [map_texts(item, change) for item in value]
        return tuple(items) if isinstance(value, tuple) else items
    if is_object(value):
        return {change(key): map_texts(item, change) for key, item in value.items()}
    if hasattr(value, "__dataclass_fields__"):
        names = _fields_of(value.__class__)
        return replace(value, **{name: map_texts(getattr(value, name), change) for name in names})
    return value


def texts_of(value: Any) -> Iterator[str]:
    """Every text that `map_texts` would change, in its order."""
    if isinstance(value, str):
        if not isinstance(value, StrEnum):
            yield value
    elif is_sequence(value):
        for item in value:
            yield from texts_of(item)
    elif is_object(value):
        for key, item in value.items():
            yield key
            yield from texts_of(item)
    elif hasattr(value, "__dataclass_fields__"):
        for name in _fields_of(value.__class__):
            yield from texts_of(getattr(value, name))


@cache
def _fields_of(kind: type[Any]) -> tuple[str, ...]:
    """The fields of a dataclass that hold texts of others, the long ones last."""
    names = [name for name in kind.__dataclass_fields__ if name not in _FIXED]
    return tuple(sorted(names, key=_LONG.__contains__))
