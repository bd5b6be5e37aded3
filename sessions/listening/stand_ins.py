"""Values in the place of real ones: the same for the same, as long as one `StandIns` lives.

What they are like is kept as far as a hook may care: a number is one of the same country that
nobody has, a code has as many digits and begins with a zero where the real one does, an address is
one for documentation.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections import OrderedDict
from collections.abc import Callable
from random import Random
from typing import Final

from sessions.editing.generators import made_up_for
from sessions.editing.made_up_numbers import KEPT

MOST_REMEMBERED: Final = 200_000
"""Values, some 40 MB of them; the one that was needed longest ago is forgotten first."""
_TRIES: Final = 50
_LONGEST_SHAPED: Final = 300
"""Characters of a text whose look is known."""
STRATEGIES: Final = frozenset(
    """auth0 sms email google-oauth2 apple facebook github linkedin twitter windowslive
    ad adfs waad samlp oidc oauth2 okta""".split()
)
"""Before the bar of a user's id: who has told the user. Any other may be a company's name."""
_SYLLABLES: Final = tuple(f"{one}{two}" for one in "bdfgklmnprstvz" for two in "aeiou")
_PLENTY: Final = "353"
"""The code of Ireland, which keeps a hundred thousand numbers."""

WORD: Final = re.compile(r"[^\s!-/:-@\[-`{-~\xa1-\xbf\u2000-\u206f\u3000-\u303f]+")
"""All but blanks and punctuation: Hindi and Thai have marks in a word that `\\w` leaves out."""
_EMAIL: Final = re.compile(r"[^\s@]+@[^\s@]+")
_URL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://\S*")
_PHONE: Final = re.compile(r"\+[0-9][0-9 ().\-]{5,30}|00[1-9][0-9]{6,14}")
_MOMENT: Final = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?"
)
_ADDRESS: Final = re.compile(
    r"(?:::ffff:)?\d{1,3}(?:\.\d{1,3}){3}|(?=[^:]*:[^:]*:)[0-9A-Fa-f:]{2,39}[0-9.]{0,15}"
)
_UUID: Final = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_HOST: Final = re.compile(r"(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}")


class StandIns:
    """What stands for a value, made up when it is first asked for."""

    def __init__(self, random: Random | None = None) -> None:
        self._random = random or Random()
        self._made: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._used: set[tuple[str, str]] = set()

    def forget(self, real: str) -> None:
        """Have another stand for a value from now on, in each of its forms."""
        for key in [key for key in self._made if key[1] in (real, real.lower(), digits_in(real))]:
            self._used.discard((key[0], self._made.pop(key)))

    def number(self, real: str) -> str:
        """For a phone number: written alike, where it has as many digits."""
        digits = digits_in(real)
        return laid_over(real, self.digits_of_number(digits))

    def digits_of_number(self, digits: str) -> str:
        """For the digits of a phone number, country code first."""
        near = iter(range(_TRIES // 2))  # a country that keeps but a few has soon none left

        def make() -> str:
            return _a_number(digits if next(near, None) is not None else _PLENTY, self._random)

        return self._one("number", digits, make)

    def code(self, digits: str) -> str:
        """For the digits of a one-time password, and any others."""

        def make() -> str:
            first = "0" if digits.startswith("0") else str(self._random.randrange(1, 10))
            return first + "".join(str(self._random.randrange(10)) for _ in digits[1:])

        return self._one("digits", digits, make)

    def words(self, real: str) -> str:
        """For a name: each word has a word of its own, whichever name it is in."""
        return WORD.sub(lambda found: self.word(found[0]), real)

    def word(self, real: str) -> str:
        """For one word of a name."""
        made = self._one("word", real.lower(), lambda: self._made_word(len(real)))
        return made.capitalize() if real[:1].isupper() else made

    def email(self, real: str) -> str:
        """For an address of email."""

        def make() -> str:
            return f"{self._made_word(7)}{self._random.randrange(100)}@example.com"

        return self._one("email", real.lower(), make)

    def field(self, name: str, real: str) -> str:
        """For a field that `editing.generators` makes values up for, by its name."""
        path = ("context", name)
        return self._one(
            name, real, lambda: self._random.choice(made_up_for(path, {}, self._random)).value
        )

    def moment(self, real: str) -> str:
        """For a date, or a time of one, in ISO 8601."""

        def make() -> str:
            day = f"2026-{self._random.randrange(1, 13):02}-{self._random.randrange(1, 29):02}"
            time = f"{self._random.randrange(24):02}:{self._random.randrange(60):02}"
            return f"{day}T{time}:00.000{'Z' if real.endswith('Z') else ''}" if ":" in real else day

        return self._one("moment", real, make)

    def identifier(self, real: str) -> str:
        """For a user's id: who has told the user is kept, and which user it is not."""
        whose, bar, rest = real.partition("|")
        if not bar or whose not in STRATEGIES:
            return self.like(real)
        return f"{whose}|{self._one('id', rest, lambda: f'{self._random.randrange(16**24):024x}')}"

    def like(self, real: str) -> str:
        """For anything else: letters for letters, digits for digits, the rest as it is."""
        if not any(char.isalnum() for char in real):
            return self.word(real)
        return self._one("like", real, lambda: "".join(map(self._alike, real)))

    def by_shape(self, real: str) -> str:
        """For a text of which only its look says what it is."""
        if len(real) > _LONGEST_SHAPED:
            return self.like(real)
        if _UUID.fullmatch(real):
            return self.like(real)
        if _EMAIL.fullmatch(real):
            return self.email(real)
        if _URL.fullmatch(real):
            return f"https://example.com/{self.word(real)}"
        if _PHONE.fullmatch(real):
            return self.number(real)
        if _MOMENT.fullmatch(real):
            return self.moment(real)
        if _ADDRESS.fullmatch(real):
            return self.field("ip", real)
        if "|" in real:
            return self.identifier(real)
        if _HOST.fullmatch(real):
            return f"{self.word(real)}.example.com"
        return self.like(real)

    def plainest(self, real: str) -> str:
        """For what none of these will do for: small letters, as many as there are characters."""
        size = min(max(len(real), 8), 1000)
        letters = string.ascii_lowercase
        return self._one("plain", real, lambda: "".join(self._random.choices(letters, k=size)))

    def whole(self, number: int) -> int:
        """For a whole number, of as many digits."""
        digits = str(abs(number))
        return int(self.code(digits)) * (-1 if number < 0 else 1)

    def fraction(self, number: float) -> float:
        """For any other number."""
        made = self._one(
            "fraction", repr(number), lambda: repr(round(self._random.uniform(-180, 180), 4))
        )
        return float(made)

    def _one(self, kind: str, real: str, make: Callable[[], str]) -> str:
        """What stands for `real`: what did before, else what nothing else has, if that is found."""
        key = kind, real
        made = self._made.get(key)
        if made is None:
            for _ in range(_TRIES):
                made = make()
                if made != real and (kind, made) not in self._used:
                    break
            assert made is not None
            self._made[key] = made
            self._used.add((kind, made))
            if len(self._made) > MOST_REMEMBERED:
                (old, _), forgotten = self._made.popitem(last=False)
                self._used.discard((old, forgotten))
        self._made.move_to_end(key)
        return made

    def _made_word(self, length: int) -> str:
        count = max(2, min((length + 1) // 2, 6))
        return "".join(self._random.choices(_SYLLABLES, k=count))

    def _alike(self, char: str) -> str:
        if char.isdecimal():
            return str(self._random.randrange(10))
        if unicodedata.category(char) in ("Lu", "Lt"):
            return self._random.choice(string.ascii_uppercase)
        return self._random.choice(string.ascii_lowercase) if char.isalnum() else char


def digits_in(text: str) -> str:
    """The digits of a text, in whatever script they are, as ASCII's."""
    return "".join(str(unicodedata.decimal(char)) for char in text if char.isdecimal())


def laid_over(written: str, digits: str) -> str:
    """Digits written as others are, with the same signs between them, where they are as many; else
    in one, behind a plus where the others are."""
    if len(digits_in(written)) == len(digits):
        rest = iter(digits)
        return "".join(next(rest) if char.isdecimal() else char for char in written)
    return f"+{digits}" if written.startswith("+") else digits


def _a_number(digits: str, random: Random) -> str:
    """The digits of a number that nobody has, of the same country where it keeps such numbers."""
    near = next(
        (kept for n in (3, 2, 1) for kept in KEPT if kept.patterns[0][1:].startswith(digits[:n])),
        KEPT[0],
    )
    return near.one(random).removeprefix("+")
