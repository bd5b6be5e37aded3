"""Values that are made up for a field of a payload: a fresh code, a number that nobody has, …

They are random by the `Random` that is passed in, so that they can be made again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from sessions.contract.json_path import JsonPath, get, put
from sessions.platforms.current import PLATFORM

from .made_up_numbers import KEPT

if TYPE_CHECKING:
    from random import Random

    from sessions.contract.json_text import JsonValue

_CODE: Final = ("context", "code")
_TEXT: Final = ("text",)
_DIGITS: Final = 6
_ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


@dataclass(frozen=True, slots=True)
class MadeUp:
    """A value for a field, and a word about it."""

    path: JsonPath
    value: str
    about: str
    text: str | None = None
    """The text of the message, where it is another with this value."""

    def put_into(self, payload: JsonValue) -> JsonValue:
        """The payload with it. Raises PathError where there is no place for it."""
        if self.text is not None:
            payload = put(payload, _TEXT, self.text)
        return put(payload, self.path, self.value)


_Maker: TypeAlias = "Callable[[Random, JsonValue], Iterator[tuple[str, str]]]"


def can_make(path: JsonPath) -> bool:
    """Whether anything is made up for the field at a path."""
    return bool(path) and path[-1] in _MAKERS and path[0] in ("recipient", "context")


def made_up_for(path: JsonPath, payload: JsonValue, random: Random) -> list[MadeUp]:
    """What is made up for the field at a path, the usual first; nothing where that is not known.

    >>> made_up_for(("recipient",), {}, Random(1))[2].about
    'United Kingdom, 07700 900000 to 900999 (Ofcom)'
    """
    if not can_make(path):
        return []
    values = _MAKERS[str(path[-1])](random, payload)
    if path == _CODE:
        return [MadeUp(path, *each, _with_code(payload, each[0])) for each in values]
    return [MadeUp(path, value, about) for value, about in values]


def _with_code(payload: JsonValue, code: str) -> str | None:
    """The text of the message with another code in the place of the old one; None where that does
    not stand there. By voice it may stand there with dots, as it is read out, or without."""
    text, old = get(payload, _TEXT), get(payload, _CODE)
    digits = old.replace(".", "") if isinstance(old, str) else ""
    if not isinstance(text, str) or not digits.isdigit() or len(digits) < _DIGITS - 2:
        return None
    bare = code.replace(".", "")
    spoken = {".".join(digits): ".".join(bare), digits: bare}
    other = text
    for before, after in spoken.items():
        other = other.replace(before, after)
    return None if other == text else other


def _codes(random: Random, payload: JsonValue) -> Iterator[tuple[str, str]]:
    channel = str(get(payload, ("context", "message_type")))
    for kind in ("a fresh code", "another one", "with a zero in front"):
        digits = "".join(str(random.randrange(10)) for _ in range(_DIGITS))
        if kind.startswith("with"):
            digits = f"0{digits[1:]}"
        yield PLATFORM.variety.written_code(digits, channel), kind


def _recipients(random: Random, _payload: JsonValue) -> Iterator[tuple[str, str]]:
    for kept in KEPT:
        yield kept.one(random), f"{kept.country}, {kept.source}"


def _addresses(random: Random, _payload: JsonValue) -> Iterator[tuple[str, str]]:
    for net in ("192.0.2", "198.51.100", "203.0.113"):
        yield f"{net}.{random.randrange(1, 255)}", "IPv4, for documentation (RFC 5737)"
    for _ in range(2):
        groups = [f"{random.randrange(1, 0x10000):x}" for _ in range(2)]
        yield f"2001:db8::{':'.join(groups)}", "IPv6, for documentation (RFC 3849)"
    yield "::ffff:192.0.2.1", "IPv4 written as IPv6"


def _agents(_random: Random, _payload: JsonValue) -> Iterator[tuple[str, str]]:
    yield from ((value, about) for about, value in _AGENTS.items())


def _locales(_random: Random, _payload: JsonValue) -> Iterator[tuple[str, str]]:
    yield from ((value, about) for value, about in _LOCALES.items())


def _users(random: Random, _payload: JsonValue) -> Iterator[tuple[str, str]]:
    for connection, about in _CONNECTIONS.items():
        yield f"{connection}|{random.randrange(16**24):024x}", about
    number = f"1{random.randrange(10**20):020d}"
    yield f"google-oauth2|{number}", "who logs in with Google"


def _clients(random: Random, _payload: JsonValue) -> Iterator[tuple[str, str]]:
    for about in ("a fresh ID of an application", "another one"):
        yield "".join(random.choices(_ALPHABET, k=32)), about


def _emails(random: Random, _payload: JsonValue) -> Iterator[tuple[str, str]]:
    for name, domain in zip(random.sample(_MAILBOXES, 3), _DOMAINS, strict=True):
        yield f"{name}{random.randrange(100)}@{domain}", "a domain for examples (RFC 2606)"


_CONNECTIONS: Final = {
    "auth0": "who has a password in the platform's database",
    "sms": "who logs in by SMS, without a password",
    "email": "who logs in by email, without a password",
}
_MAILBOXES: Final = ("ada", "billie", "zoe", "jose", "olga", "sean+sms")
_DOMAINS: Final = ("example.com", "example.org", "mail.example.net")
_LOCALES: Final[Mapping[str, str]] = {
    "en": "English",
    "en-US": "English, United States",
    "en-GB": "English, United Kingdom",
    "fr-FR": "French, France",
    "fr-CA": "French, Canada",
    "de": "German",
    "es-419": "Spanish, Latin America",
    "pt-BR": "Portuguese, Brazil",
    "it": "Italian",
    "ja": "Japanese",
    "zh-CN": "Chinese, simplified",
    "zh-TW": "Chinese, traditional",
    "ar": "Arabic, from right to left",
    "he": "Hebrew, from right to left",
    "hi": "Hindi",
    "sr-Latn-RS": "Serbian, in Latin letters",
    "N/A": "as the platform sends it where it knows none",
}
_MOZILLA: Final = "Mozilla/5.0"
_WEBKIT: Final = "AppleWebKit/537.36 (KHTML, like Gecko)"
_APPLE: Final = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1"
_WINDOWS: Final = "(Windows NT 10.0; Win64; x64)"
_MAC: Final = "(Macintosh; Intel Mac OS X 10_15_7)"
_PHONE: Final = "(Linux; Android 10; K)"
_AGENTS: Final[Mapping[str, str]] = {
    "Chrome, Windows": f"{_MOZILLA} {_WINDOWS} {_WEBKIT} Chrome/142.0.0.0 Safari/537.36",
    "Chrome, macOS": f"{_MOZILLA} {_MAC} {_WEBKIT} Chrome/142.0.0.0 Safari/537.36",
    "Chrome, Linux": f"{_MOZILLA} (X11; Linux x86_64) {_WEBKIT} Chrome/142.0.0.0 Safari/537.36",
    "Chrome, Android": f"{_MOZILLA} {_PHONE} {_WEBKIT} Chrome/142.0.0.0 Mobile Safari/537.36",
    "Safari, macOS": f"{_MOZILLA} {_MAC} {_APPLE} Safari/605.1.15",
    "Safari, iPhone": (
        f"{_MOZILLA} (iPhone; CPU iPhone OS 18_7 like Mac OS X) {_APPLE} Mobile/15E148 Safari/604.1"
    ),
    "Safari, iPad": (
        f"{_MOZILLA} (iPad; CPU OS 18_7 like Mac OS X) {_APPLE} Mobile/15E148 Safari/604.1"
    ),
    "Firefox, Windows": (
        f"{_MOZILLA} (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
    ),
    "Firefox, Linux": f"{_MOZILLA} (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
    "Firefox, Android": f"{_MOZILLA} (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0",
    "Edge, Windows": (
        f"{_MOZILLA} {_WINDOWS} {_WEBKIT} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0"
    ),
    "Samsung Internet": (
        f"{_MOZILLA} {_PHONE} {_WEBKIT} SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36"
    ),
    "an app for Android": "okhttp/5.1.0",
    "a script": "curl/8.16.0",
}

_MAKERS: Final[Mapping[str, _Maker]] = {
    "code": _codes,
    "recipient": _recipients,
    "ip": _addresses,
    "user_agent": _agents,
    "language": _locales,
    "user_id": _users,
    "client_id": _clients,
    "email": _emails,
}
