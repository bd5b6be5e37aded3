"""The people in entries of a log, replaced: the same one by the same other wherever it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, Protocol

from sessions.contract.json_text import JsonObject, JsonValue, is_array, is_object

NUMBER: Final = re.compile(r"\+?\d(?:[\s().-]?\d){6,14}")
"""A phone number in a text."""
_INTERNATIONAL: Final = re.compile(r"(?<!\w)\+\d(?:[\s().-]?\d){6,14}(?!\w)")
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBERS: Final = ("phone_number", "to", "recipient")
_NAMES: Final = ("user_name", "username", "name", "identifier", "nickname", "email")
_IDS: Final = ("user_id", "identity_user_id")
_IPS: Final = ("ip", "client_ip")
_PRECISE: Final = ("location_info", "security_context", "auth0_client")
"""Where somebody was, and by which device: nothing that a hook is given."""
_SHORTEST: Final = 4
"""Characters of what is replaced within other texts; less occurs by chance."""


class StandsIn(Protocol):
    """What makes up the others, the same for the same; `sessions.listening.stand_ins` is one."""

    def number(self, real: str) -> str:
        """For a phone number."""
        ...

    def identifier(self, real: str) -> str:
        """For a user's ID."""
        ...

    def words(self, real: str) -> str:
        """For a name."""
        ...

    def email(self, real: str) -> str:
        """For an address of email."""
        ...

    def field(self, name: str, real: str) -> str:
        """For a field of a payload, `ip`."""
        ...


def without_people(entries: Sequence[JsonObject], stand_ins: StandsIn) -> list[JsonObject]:
    """The entries with numbers, names, addresses and IDs of people replaced, all alike.

    Clients and connections keep their names. A number that is masked already stays as it is.
    """
    others = _Others(stand_ins)
    for entry in entries:
        for key, text in _texts(entry, ""):
            others.learn(key, text)
    replaced = [others.replaced(_without_places(entry)) for entry in entries]
    return [one for one in replaced if is_object(one)]


class _Others:
    """Who stands for whom."""

    def __init__(self, stand_ins: StandsIn) -> None:
        self._made = stand_ins
        self._known: dict[str, str] = {}
        self._pattern: re.Pattern[str] | None = None

    def learn(self, key: str, text: str) -> None:
        """Choose who stands for a person that a key says, once."""
        if not text or text in self._known:
            return
        if key in _NUMBERS and NUMBER.fullmatch(text):
            self._known[text] = self._made.number(text)
        elif key in _IDS:
            self._known[text] = self._made.identifier(text)
        elif key in _IPS:
            self._known[text] = self._made.field("ip", text)
        elif key in _NAMES:
            make = self._made.email if _EMAIL.fullmatch(text) else self._made.words
            self._known[text] = make(text)

    def replaced(self, value: JsonValue) -> JsonValue:
        """A value with everybody in it replaced, in longer texts too."""
        if is_object(value):
            return {key: self.replaced(inner) for key, inner in value.items()}
        if is_array(value):
            return [self.replaced(inner) for inner in value]
        return self._text(value) if isinstance(value, str) else value

    def _text(self, text: str) -> str:
        if text in self._known:
            return self._known[text]
        if self._pattern is None:
            long = sorted((one for one in self._known if len(one) >= _SHORTEST), key=len)
            found = "|".join(map(re.escape, reversed(long)))
            self._pattern = re.compile(rf"(?<!\w)(?:{found})(?!\w)" if found else r"(?!)")
        text = self._pattern.sub(lambda match: self._known[match[0]], text)
        text = _EMAIL.sub(self._address, text)
        return _INTERNATIONAL.sub(self._other_number, text)

    def _other_number(self, match: re.Match[str]) -> str:
        number = match[0]
        if number in self._known.values():
            return number
        self.learn("phone_number", number)
        return self._known.get(number, number)

    def _address(self, match: re.Match[str]) -> str:
        address = match[0]
        if address in self._known.values():
            return address
        self.learn("email", address)
        return self._known.get(address, address)


def _texts(value: JsonValue, key: str) -> Iterator[tuple[str, str]]:
    """Every text of a value, with the key that it stands at."""
    if is_object(value):
        for name, inner in value.items():
            yield from _texts(inner, name)
    elif is_array(value):
        for inner in value:
            yield from _texts(inner, key)
    elif isinstance(value, str):
        yield key, value


def _without_places(entry: JsonObject) -> JsonObject:
    return {key: value for key, value in entry.items() if key not in _PRECISE}
