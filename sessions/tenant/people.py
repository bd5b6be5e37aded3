"""The people in entries of a log, replaced: the same one by the same other wherever it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

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
_KEPT: Final = 100
"""Numbers of an area code that nobody has: 555-0100 to 555-0199 (NANPA)."""
_AREAS: Final = ("808", "202", "212", "305", "312", "415", "512", "617")


def without_people(entries: Sequence[JsonObject]) -> list[JsonObject]:
    """The entries with numbers, names, addresses and IDs of people replaced, all alike.

    Clients and connections keep their names. A number that is masked already stays as it is.
    """
    others = _Others()
    for entry in entries:
        for key, text in _texts(entry, ""):
            others.learn(key, text)
    replaced = [others.replaced(_without_places(entry)) for entry in entries]
    return [one for one in replaced if is_object(one)]


class _Others:
    """Who stands for whom."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        self._pattern: re.Pattern[str] | None = None

    def learn(self, key: str, text: str) -> None:
        """Choose who stands for a person that a key says, once."""
        if not text or text in self._known:
            return
        if key in _NUMBERS and NUMBER.fullmatch(text):
            self._known[text] = self._number()
        elif key in _IDS:
            connection = text.partition("|")[0] if "|" in text else "auth0"
            self._known[text] = f"{connection}|person{self._next('id')}"
        elif key in _IPS:
            number = self._next("ip")
            self._known[text] = (
                f"2001:db8::{number:x}" if ":" in text else f"203.0.113.{number % 254 + 1}"
            )
        elif key in _NAMES:
            number = self._next("name")
            at = "@example.com" if "@" in text else ""
            self._known[text] = f"person{number}{at}"

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
        if not address.endswith("@example.com"):
            self.learn("email", address)
        return self._known.get(address, address)

    def _number(self) -> str:
        number = self._next("number") - 1
        area = _AREAS[number // _KEPT % len(_AREAS)]
        return f"+1{area}55501{number % _KEPT:02}"

    def _next(self, of: str) -> int:
        self._counts[of] = self._counts.get(of, 0) + 1
        return self._counts[of]


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
