"""An SMS text as networks carry it: GSM-7 or UCS-2, in how many segments, and why (TS 23.038)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Encoding: TypeAlias = Literal["GSM-7", "UCS-2"]

BASIC: Final = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The GSM 7 bit default alphabet without its escape (3GPP TS 23.038, section 6.2.1)."""
EXTENSION: Final = "\f^{}\\[~]|€"
"""What is written as an escape and a second septet (3GPP TS 23.038, section 6.2.1.1)."""

SINGLE: Final[dict[Encoding, int]] = {"GSM-7": 160, "UCS-2": 70}
"""Septets, or 16-bit units, that a message of one segment holds: 140 octets."""
JOINED: Final[dict[Encoding, int]] = {"GSM-7": 153, "UCS-2": 67}
"""What each of several segments holds: 6 octets say which one it is (3GPP TS 23.040)."""
UNIT: Final[dict[Encoding, str]] = {"GSM-7": "septets", "UCS-2": "16-bit units"}
"""What the units of an encoding are called."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """A character that GSM-7 does not have, where it stands first."""

    char: str
    position: int
    """Counted from 1."""
    plain: str | None
    """What GSM-7 has in its place, empty where it can be left out; None where there is nothing."""


@dataclass(frozen=True, slots=True)
class SmsText:
    """How a text is carried."""

    encoding: Encoding
    units: int
    """Septets of GSM-7 or 16-bit units of UCS-2; a character takes one of them, or two."""
    segments: int
    """How many messages it is carried, and billed, as; an empty text is one too."""
    foreign: tuple[Foreign, ...] = ()
    """What forces UCS-2: each such character once, in the order of the text."""

    @property
    def capacity(self) -> int:
        """The units that one of its segments holds."""
        return (SINGLE if self.segments == 1 else JOINED)[self.encoding]


def measure(text: str) -> SmsText:
    """How an SMS with this text is carried, in GSM-7 where that has all its characters."""
    foreign = tuple(_foreign(text))
    encoding: Encoding = "UCS-2" if foreign else "GSM-7"
    double = _outside_plane_0 if foreign else EXTENSION.__contains__
    widths = [2 if double(char) else 1 for char in text]
    units = sum(widths)
    segments = 1 if units <= SINGLE[encoding] else _segments(widths, JOINED[encoding])
    return SmsText(encoding, units, segments, foreign)


def _segments(widths: Iterable[int], capacity: int) -> int:
    """How many segments are filled where no character may straddle two of them."""
    segments, used = 1, 0
    for width in widths:
        if used + width > capacity:
            segments, used = segments + 1, 0
        used += width
    return segments


def _outside_plane_0(char: str) -> bool:
    """Whether UTF-16, which phones read UCS-2 as, has it as a pair of surrogates."""
    return char > "\uffff"


def _foreign(text: str) -> Iterable[Foreign]:
    for char in dict.fromkeys(text):
        if char not in _GSM:
            yield Foreign(char, text.index(char) + 1, _plain(char))


def _plain(char: str) -> str | None:
    """The nearest that GSM-7 has: by the table, else the character taken apart, accents left."""
    if char in _PLAIN:
        return _PLAIN[char]
    apart = unicodedata.normalize("NFKD", char)
    bare = "".join(part for part in apart if not unicodedata.combining(part))
    return bare if _GSM.issuperset(bare) else None


_GSM: Final = frozenset(BASIC + EXTENSION)
_PLAIN: Final = {
    **dict.fromkeys("‘’‚‛′‵´`ʼ", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‹", "<"),
    **dict.fromkeys("›", ">"),
    **dict.fromkeys("‐‑‒–—―−•·", "-"),
    **dict.fromkeys("\t\u2028\u2029", " "),
    **dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe0e\ufe0f", ""),
    **{"©": "(c)", "®": "(R)", "×": "x", "Ð": "D", "ð": "d", "Ł": "L", "ł": "l", "đ": "d"},
    **{"Đ": "D", "Œ": "OE", "œ": "oe", "ı": "i", "Þ": "Th", "þ": "th", "ẞ": "SS", "¦": "|"},
}
"""Look-alikes that Unicode does not say are the same."""
