"""Phone numbers as they are written: which are E.164, and which are the same."""

from __future__ import annotations

import re
from typing import Final

WITHOUT_COUNTRY: Final = 7
"""Digits that a number has at least, without its country's code."""

_E164: Final = re.compile(r"\+[1-9][0-9]{1,14}")


def is_e164(number: str) -> bool:
    """Whether a number is + and 2 to 15 digits, country code first: what every provider takes."""
    return _E164.fullmatch(number) is not None


def same_number(one: str, other: str) -> bool:
    """Whether two phone numbers differ in how they are written only; 00 stands for a plus."""
    return _digits(one) == _digits(other)


def reaches(to: str, recipient: str) -> bool:
    """Whether a message to one number reaches the other, of which one may lack the country."""
    one, other = sorted((_digits(to), _digits(recipient)), key=len)
    one = one.removeprefix("0")
    return bool(one) and (one == other or (len(one) >= WITHOUT_COUNTRY and other.endswith(one)))


def _digits(number: str) -> str:
    return "".join(filter(str.isdecimal, number)).removeprefix("00")
