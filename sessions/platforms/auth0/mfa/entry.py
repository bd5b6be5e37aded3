"""What a person types into the flow's pages: phone numbers and codes, in whatever digits."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from sessions.errors import OffhookError
from sessions.platforms.auth0.rules import advice

SHORTEST_NUMBER: Final = 7
LONGEST_NUMBER: Final = 15
"""Digits with the country code: E.164 allows 15, and no country gets by with fewer than 7."""

_EXAMPLE: Final = "+1 808 555 5555"
_BETWEEN: Final = re.compile(r"[\s().\-/\u2010-\u2015\u2212]+")
_TRUNK: Final = re.compile(r"^(\+[\s\d]+?)\s*\(0\)")
"""The `(0)` of `+44 (0)20 …`, which is not dialed after a country code."""


class EntryError(OffhookError, ValueError):
    """What was typed is no number; the message says to the person who typed it what to write."""


def read_number(text: str) -> str:
    """The phone number that a person typed, as E.164: `+` and digits, nothing between them.

    Blanks, dots, dashes, slashes and brackets may part the digits, which may be of any script.

    Raises:
        EntryError: it is no number; the message says to the person who typed it what to write.
    """
    plain = _plain(text).removeprefix("tel:")
    if not plain:
        raise EntryError(f"Enter a phone number, such as {_EXAMPLE}.")
    number = _BETWEEN.sub("", _TRUNK.sub(r"\1", plain))
    digits = number.removeprefix("+")
    if not (digits.isascii() and digits.isdigit()):
        raise EntryError(f"A phone number has only digits after the +, such as {_EXAMPLE}.")
    if not number.startswith("+"):
        raise EntryError(f"Begin with + and the country code, such as {_suggestion(plain)}.")
    if digits.startswith("0"):
        raise EntryError(f"No country code begins with 0; write a number such as {_EXAMPLE}.")
    if len(digits) < SHORTEST_NUMBER:
        raise EntryError(f"This number is too short; with its country code it is {_EXAMPLE}.")
    if len(digits) > LONGEST_NUMBER:
        raise EntryError(f"This number is too long: a phone number has {LONGEST_NUMBER} digits.")
    return number


def read_code(text: str) -> str | None:
    """The six digits of a one-time password as typed, copied or heard; None where it is not one."""
    digits = re.sub(r"[\s.,\-]+", "", _plain(text))
    return digits if re.fullmatch(r"[0-9]{6}", digits) else None


def read_recovery_code(text: str) -> str:
    """A recovery code as it is compared: letters in upper case, nothing between them."""
    return re.sub(r"[\s\-]+", "", _plain(text)).upper()


def masked(number: str) -> str:
    """A number as a login page shows it to whoever looks: its last four digits."""
    return f"{number[:2]}{'•' * (len(number) - 6)}{number[-4:]}"


def _plain(text: str) -> str:
    """The text in ASCII digits, without the invisible marks that copying brings along."""
    marks = (char for char in unicodedata.normalize("NFKC", text) if not _is_mark(char))
    return "".join(_digit(char) for char in marks).strip()


def _is_mark(char: str) -> bool:
    return unicodedata.category(char) == "Cf"


def _digit(char: str) -> str:
    value = unicodedata.decimal(char, None)
    return char if value is None else str(int(value))


def _suggestion(plain: str) -> str:
    """The number as the contract advises to write it, or else the example."""
    remarks = advice({"recipient": plain.removeprefix("00")})
    return next((remark.suggestion for remark in remarks if remark.suggestion), _EXAMPLE)
