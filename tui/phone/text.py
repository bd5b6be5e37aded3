"""What a phone shows of a message: text in any script, its code marked, a call as it is heard."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import Final

from rich.cells import cell_len
from textual.content import Content

from sessions.phone import PhoneMessage
from sessions.text import printable

TEXT_LIMIT: Final = 20_000
"""Characters of one message that are shown; an SMS has at most some 1,600."""

PAUSE: Final = "…"
"""Between digits that are spoken one by one, without blanks: a code stays on one line."""
CODE_STYLE: Final = "bold underline $text-accent"
"""Phones underline a code that they recognize."""

_SPELLED: Final = re.compile(r"(?<![\d.])\d(?:\.\d){2,}(?![\d.]*\d)")
"""`1.2.3`: digits that a voice speaks one by one (PLATFORM.md "Invocation", `context.code`)."""

_CELLS_A_SECOND: Final = 15
"""Of text, as an unhurried voice speaks it; a wide character counts twice."""
_SECONDS_A_PAUSE: Final = 0.5


def contact(message: PhoneMessage) -> str:
    """Who it is from, for the top of the screen."""
    return message.sender.strip() or "Unknown sender"


def body(message: PhoneMessage) -> Content:
    """The text, safe to show, with the code marked; a call's text as it is heard."""
    text = message.text[:TEXT_LIMIT]
    left = len(message.text) - len(text)
    shown = printable(spoken(text) if message.channel == "voice" else text)
    content = Content(shown)
    for start, end in _places_of(message.code, shown):
        content = content.stylize(CODE_STYLE, start, end)
    return content + f" … and {left:,} more characters" if left else content


def is_right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction is one of Arabic, Hebrew and their like.

    The rule P2 of the Unicode bidirectional algorithm, which phones follow for each message.
    """
    first = next((kind for kind in map(unicodedata.bidirectional, text) if kind in _STRONG), "L")
    return first != "L"


_STRONG: Final = ("L", "R", "AL")


def spoken(text: str) -> str:
    """The text as a voice speaks it: `1.2.3` is one, a pause, two, a pause, three."""
    return _SPELLED.sub(lambda match: match[0].replace(".", PAUSE), text)


def spoken_seconds(text: str) -> float:
    """About how long a voice takes over a text."""
    heard = spoken(text[:TEXT_LIMIT])
    pauses = heard.count(PAUSE)
    return (cell_len(heard) - len(PAUSE) * pauses) / _CELLS_A_SECOND + pauses * _SECONDS_A_PAUSE


def call_time(seconds: float) -> str:
    """`0:07`: a duration as phones write it, at least a second."""
    minutes, rest = divmod(max(1, math.ceil(seconds)), 60)
    return f"{minutes}:{rest:02}"


def _places_of(code: str, text: str) -> list[tuple[int, int]]:
    """Where a code stands, also spelled: `123` in `1-23`, `1 2 3`, `1, 2, 3` and `1…2…3`."""
    signs = [sign for sign in code if sign.isalnum()]
    if not signs:
        return []
    spelled = rf"(?:{PAUSE}|[ .-]|[.,] )?".join(map(re.escape, signs))
    # Scripts that part no words may have it right beside a letter: 您的验证码是123456。
    found = re.finditer(rf"(?<![0-9A-Za-z]){spelled}(?![0-9A-Za-z])", text)
    return [match.span() for match in found]
