"""Traces of a message in a call of unknown shape: its recipient's number, and its code or text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from .json_path import get
from .json_text import JsonValue
from .phone_numbers import WITHOUT_COUNTRY
from .readings import readings

_BETWEEN: Final = r"[\s().,\-+/_·…\u00ad\u2010-\u2015\u2028-\u202f\u2060-\u206f]{0,4}"
"""What may part the digits of a number, or of a code that is read out."""
_DIGITS_OF_A_NUMBER: Final = 5
_LONGEST_COUNTRY: Final = 3
_SHORTEST_TEXT: Final = 4


@dataclass(frozen=True, slots=True)
class Traces:
    """What of a message stands in a text."""

    number: bool = False
    code: bool = False
    """Its code, or its whole text."""
    text: bool = False
    """Its whole text."""

    @property
    def whole(self) -> bool:
        """Whether there is whom it is for, and what it is to say."""
        return self.number and self.code


@dataclass(frozen=True)
class Wanted:
    """What to look for, as a payload has it: empty where it has none of it."""

    number: str
    code: str
    text: str

    @classmethod
    def of(cls, payload: JsonValue) -> Wanted:
        """What the message of a payload is known by."""
        number, code, text = (
            field if isinstance(field := get(payload, path), str) else ""
            for path in (("recipient",), ("context", "code"), ("text",))
        )
        return cls(number, code, text)

    @property
    def is_known(self) -> bool:
        """Whether there is a number to look for, and a code or a text."""
        return self._number is not None and (self._code is not None or self._has_text)

    def traces(self, sent: str) -> Traces:
        """What of it stands in `sent`, in whatever encoding (`readings.readings`)."""
        number = code = text = False
        for reading in readings(sent):
            plain = _with_plain_digits(reading)
            if self._number:
                plain, count = self._number.subn("\n|\n", plain)  # whose digits may hold the code's
                number = number or count > 0
            code = code or bool(self._code and self._code.search(plain))
            text = text or (self._has_text and self._folded in _folded(reading))
            if number and text:
                break
        return Traces(number, code or text, text)

    @cached_property
    def _number(self) -> re.Pattern[str] | None:
        digits = _with_plain_digits(re.sub(r"\D", "", self.number)).removeprefix("00")
        if len(digits) < _DIGITS_OF_A_NUMBER:
            return None
        return re.compile("|".join(_number_forms(digits)))

    @cached_property
    def _code(self) -> re.Pattern[str] | None:
        signs = [re.escape(sign) for sign in _with_plain_digits(self.code) if sign.isalnum()]
        return re.compile(rf"(?<!\d){_BETWEEN.join(signs)}(?!\d)", re.IGNORECASE) if signs else None

    @cached_property
    def _folded(self) -> str:
        return _folded(self.text)

    @property
    def _has_text(self) -> bool:
        return len(self._folded) >= _SHORTEST_TEXT


def _number_forms(digits: str) -> Iterator[str]:
    """A number in full, behind 00 or 011 too; and without its country's code, behind a 0 too."""
    yield rf"(?<!\d)(?:00|011)?{_BETWEEN}{_BETWEEN.join(digits)}(?!\d)"
    for length in range(1, _LONGEST_COUNTRY + 1):
        if len(digits) - length >= WITHOUT_COUNTRY:
            yield rf"(?<!\d)0?{_BETWEEN}{_BETWEEN.join(digits[length:])}(?!\d)"


def _with_plain_digits(text: str) -> str:
    """A text with 0 to 9 for the digits of other scripts."""
    if text.isascii():
        return text
    return re.sub(r"(?![0-9])\d", lambda found: str(unicodedata.digit(found[0])), text)


def _folded(text: str) -> str:
    """A text as forms may send it too, with plus signs for blanks."""
    return " ".join(text.replace("+", " ").split())
