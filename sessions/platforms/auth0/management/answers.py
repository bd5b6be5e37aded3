"""What an answer says, key by key: what is left out is a zero value, what is wrong is named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sessions.contract.json_path import JsonPath, describe, format_path
from sessions.contract.json_text import JsonObject, JsonValue, is_array, is_object

from .errors import UnreadableAnswer


@dataclass(frozen=True, slots=True)
class Answer:
    """An object of an answer, and where it stands there.

    The API leaves zero values out: a key that is absent, or null, is the empty text, an empty list
    or False.
    """

    body: JsonObject
    path: JsonPath = ()

    @classmethod
    def of(cls, value: JsonValue, path: JsonPath = ()) -> Answer:
        """Raises UnreadableAnswer where it is no object."""
        if not is_object(value):
            raise _wrong(path, value, "an object")
        return cls(value, path)

    def needed(self, key: str) -> str:
        """A text that has to be there."""
        if not (text := self.text(key)):
            at = format_path((*self.path, key))
            raise UnreadableAnswer(f"the answer has no {at}")
        return text

    def text(self, key: str) -> str:
        """A text; empty where there is none."""
        value = self.body.get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise _wrong((*self.path, key), value, "a text")
        return value

    def flag(self, key: str) -> bool:
        """Whether something is so."""
        value = self.body.get(key)
        if not isinstance(value, bool | None):
            raise _wrong((*self.path, key), value, "true or false")
        return bool(value)

    def number(self, key: str) -> int:
        """A whole number."""
        value = self.body.get(key)
        if value is None:
            return 0
        if not isinstance(value, int) or isinstance(value, bool):
            raise _wrong((*self.path, key), value, "a whole number")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts of a list."""
        found: list[str] = []
        for index, value in enumerate(self._list(key)):
            if not isinstance(value, str):
                raise _wrong((*self.path, key, index), value, "a text")
            found.append(value)
        return tuple(found)

    def object(self, key: str) -> Answer:
        """The object at a key; an empty one where there is none."""
        value = self.body.get(key)
        return (
            Answer({}, (*self.path, key)) if value is None else Answer.of(value, (*self.path, key))
        )

    def objects(self, key: str) -> Iterator[Answer]:
        """The objects of a list."""
        for index, value in enumerate(self._list(key)):
            yield Answer.of(value, (*self.path, key, index))

    def _list(self, key: str) -> list[JsonValue]:
        value = self.body.get(key)
        if value is None:
            return []
        if not is_array(value):
            raise _wrong((*self.path, key), value, "an array")
        return value


def _wrong(path: JsonPath, value: JsonValue, wanted: str) -> UnreadableAnswer:
    at = format_path(path) or "the whole"
    found = describe(value).partition(" (")[0]  # the value itself may be a secret
    return UnreadableAnswer(f"the answer: {at}: found {found}, wanted {wanted}")
