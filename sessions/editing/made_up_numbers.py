"""Phone numbers that nobody has: those that the countries' authorities keep for films and examples.

Only countries that publish such numbers are here: any other number may be somebody's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from random import Random


@dataclass(frozen=True, slots=True)
class KeptNumbers:
    """Numbers in E.164, in which `#` stands for any digit."""

    country: str
    patterns: tuple[str, ...]
    source: str
    """Who keeps them, and which they are, as one dials them there."""

    def one(self, random: Random) -> str:
        """One of them."""
        pattern = random.choice(self.patterns)
        return "".join(str(random.randrange(10)) if sign == "#" else sign for sign in pattern)


KEPT: Final = (
    KeptNumbers(
        "United States",
        tuple(f"+1{area}55501##" for area in (202, 212, 305, 312, 415, 512, 617, 808)),
        "555-0100 to 555-0199 (NANPA)",
    ),
    KeptNumbers(
        "Canada",
        tuple(f"+1{area}55501##" for area in (416, 514, 604, 613)),
        "555-0100 to 555-0199 (CNA)",
    ),
    KeptNumbers("United Kingdom", ("+447700900###",), "07700 900000 to 900999 (Ofcom)"),
    KeptNumbers("Ireland", ("+3532091#####",), "020 91# #### (ComReg)"),
    KeptNumbers("France", ("+3363998####",), "06 39 98 ## ## (ARCEP)"),
    KeptNumbers(
        "Germany",
        ("+4915228817386", "+4915228895456", "+4915254599371", "+4917139200##"),
        "drama numbers, as 0171 39200## (Bundesnetzagentur)",
    ),
    KeptNumbers(
        "Sweden",
        ("+4670174061#", "+4670174063#", "+4670174065#", "+4670174067#", "+4670174069#"),
        "070-1740605 to 1740699 (PTS)",
    ),
    KeptNumbers(
        "Australia",
        tuple(f"+61491570{last}" for last in ("156", "157", "158", "159", "110")),
        "0491 570 156 and four more (ACMA)",
    ),
)


def is_kept(number: str) -> bool:
    """Whether a number in E.164 is kept so, or is the one of the platform's own examples."""
    return number == _EXAMPLE or any(
        len(pattern) == len(number)
        and all(sign in ("#", digit) for sign, digit in zip(pattern, number, strict=True))
        for kept in KEPT
        for pattern in kept.patterns
    )


_EXAMPLE: Final = "+18085555555"
"""That of the payloads in Auth0's documentation."""
