"""JSON objects of a child, read member by member: a hook may have written them to deceive us."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final, TypeAlias, TypeVar

from sessions.contract.json_text import JsonValue

Scalar: TypeAlias = str | int | float | None

_LARGEST: Final = 2**53
"""What JavaScript counts to without a gap; past `sys.maxsize` Python's own functions raise."""
_Word = TypeVar("_Word", bound=str)
_Item = TypeVar("_Item")


class Misshapen(ValueError):
    """What a child said has another shape than anything that its runner says."""


class Members:
    """The members of a JSON object. What takes one raises Misshapen where it has another shape.

    A member that may be left out is null where it is.
    """

    __slots__ = ("_of",)

    def __init__(self, value: JsonValue) -> None:
        """Raises Misshapen for what is no object."""
        if not isinstance(value, dict):
            raise Misshapen
        self._of = value

    def has(self, name: str) -> bool:
        """Whether there is such a member, be it null."""
        return name in self._of

    def text(self, name: str) -> str:
        """A text, which has to be there."""
        value = self._of.get(name)
        if not isinstance(value, str):
            raise Misshapen(name)
        return value

    def text_or_none(self, name: str) -> str | None:
        """A text, or null."""
        return None if self._of.get(name) is None else self.text(name)

    def word(self, name: str, words: tuple[_Word, ...]) -> _Word:
        """One of some words."""
        value = self._of.get(name)
        for word in words:
            if word == value:
                return word
        raise Misshapen(name)

    def word_or_none(self, name: str, words: tuple[_Word, ...]) -> _Word | None:
        """One of some words, or null."""
        return None if self._of.get(name) is None else self.word(name, words)

    def flag(self, name: str) -> bool:
        """True or false; false where it is left out."""
        value = self._of.get(name, False)
        if not isinstance(value, bool):
            raise Misshapen(name)
        return value

    def number(self, name: str) -> float:
        """A finite number."""
        value = self._of.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Misshapen(name)
        if not -_LARGEST <= value <= _LARGEST:  # nor is NaN
            raise Misshapen(name)
        return float(value)

    def whole(self, name: str) -> int:
        """A whole number."""
        number = self.number(name)
        if not number.is_integer():
            raise Misshapen(name)
        return int(number)

    def whole_or_none(self, name: str) -> int | None:
        """A whole number, or null."""
        return None if self._of.get(name) is None else self.whole(name)

    def count(self, name: str) -> int:
        """How many; none where it is left out."""
        return self.whole(name) if name in self._of else 0

    def scalar(self, name: str) -> Scalar:
        """A text, a number, true, false or null."""
        value = self._of.get(name)
        if isinstance(value, list | dict):
            raise Misshapen(name)
        if isinstance(value, float) and not math.isfinite(value):
            raise Misshapen(name)
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Texts; none where they are left out."""
        items = self._items(name)
        texts = tuple(item for item in items if isinstance(item, str))
        if len(texts) < len(items):
            raise Misshapen(name)
        return texts

    def words(self, name: str, words: tuple[_Word, ...]) -> tuple[_Word, ...]:
        """Some of some words; none where they are left out."""
        texts = self.texts(name)
        found = tuple(word for text in texts for word in words if word == text)
        if len(found) < len(texts):
            raise Misshapen(name)
        return found

    def inner(self, name: str) -> Members:
        """An object, which has to be there."""
        return Members(self._of.get(name))

    def one(self, name: str, read: Callable[[Members], _Item]) -> _Item:
        """What `read` makes of an object, which has to be there."""
        return read(self.inner(name))

    def one_or_none(self, name: str, read: Callable[[Members], _Item]) -> _Item | None:
        """What `read` makes of an object; None where there is none."""
        return None if self._of.get(name) is None else self.one(name, read)

    def each(self, name: str, read: Callable[[Members], _Item]) -> tuple[_Item, ...]:
        """What `read` makes of each object of a list; none where that is left out."""
        return tuple(read(Members(item)) for item in self._items(name))

    def _items(self, name: str) -> list[JsonValue]:
        value = self._of.get(name, [])
        if not isinstance(value, list):
            raise Misshapen(name)
        return value
