"""What came in as lines of a list, and which of it a word that is looked for means."""

from __future__ import annotations

from typing import Final

from textual.content import Content

from sessions.contract.outcome import OutboundCall
from sessions.inbox.mailbox import Received
from sessions.phone import MEDIA, PhoneMessage, arrived
from sessions.text import one_line
from tui.theme import MUTED

_NUMBER: Final = 16
"""Cells of a number: + and 15 digits at most."""
_MOST: Final = 300
"""Characters of a text that a line may show."""
_CALL: Final = "☎ "


def line_of(received: Received, width: int) -> Content:
    """`12:01:05 +18085555555    123456 Your code is 123456`, as much as fits."""
    at = received.at.astimezone().strftime("%H:%M:%S")
    message, call = received.message, received.call
    if message is None:
        what = one_line(f"{call.method} {call.url}", _MOST)
        sign = ("✗ ", "$text-error") if is_refused(call) else ("· ", MUTED)
        line = Content.assemble((f"{at} ", MUTED), sign, (what, MUTED))
        return line.truncate(width, ellipsis=True)
    to = one_line(message.to or "nobody", _NUMBER).ljust(_NUMBER)
    code = (f"{one_line(received.code)} ", "bold $text-accent") if received.code else ""
    how = _CALL if message.channel == "voice" else ""
    text = one_line(message.text or MEDIA.get(message.channel or "", ""), _MOST)
    sign = "  " if received.delivered else ("✗ ", "$text-error")
    line = Content.assemble((f"{at} ", MUTED), sign, (f"{to} ", "bold"), code, how, text)
    return line.truncate(width, ellipsis=True)


def is_refused(call: OutboundCall) -> bool:
    """Whether what was asked for did not come about."""
    return bool(call.problem or call.fault) or (call.status or 500) >= 400


def matches(received: Received, word: str) -> bool:
    """Whether a word that is looked for stands in a number, however written, or in a text."""
    wanted = word.strip().casefold()
    message, call = received.message, received.call
    texts = [call.provider or "", call.url, call.problem or "", received.code or ""]
    if message:
        texts += [message.text or "", message.to or "", message.sender or ""]
        digits = "".join(filter(str.isdecimal, wanted))
        is_number = digits and not any(map(str.isalpha, wanted))
        if is_number and digits in "".join(filter(str.isdecimal, message.to or "")):
            return True
    return any(wanted in text.casefold() for text in texts)


def as_shown(received: Received) -> PhoneMessage | None:
    """A message as it stands on its phone; None where there is none."""
    if received.message is None:
        return None
    at = received.at.astimezone().strftime("%H:%M")
    return arrived(received.message, at, code=received.code or "")
