"""What came in as lines of a list, and which of it a word that is looked for means."""

from __future__ import annotations

import re
from typing import Final

from rich.cells import cell_len
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
    """`12:01:05   +18085555555     Your code is 123456`, as much as fits, and its code."""
    at = received.at.astimezone().strftime("%H:%M:%S")
    message, call = received.message, received.call
    if message is None:
        what = one_line(f"{call.method} {call.url}", _MOST)
        sign = ("✗ ", "$text-error") if is_refused(call) else ("· ", MUTED)
        line = Content.assemble((f"{at} ", MUTED), sign, (what, MUTED))
        return line.truncate(width, ellipsis=True)
    to = one_line(message.to or "nobody", _NUMBER).ljust(_NUMBER)
    how = _CALL if message.channel == "voice" else ""
    text = one_line(message.text or MEDIA.get(message.channel or "", ""), _MOST)
    sign = "  " if received.delivered else ("✗ ", "$text-error")
    head = Content.assemble((f"{at} ", MUTED), sign, (f"{to} ", "bold"))
    said = _with_code(f"{how}{text}", received.code, width - head.cell_length)
    return (head + said).truncate(width, ellipsis=True)


def _with_code(text: str, code: str | None, width: int) -> Content:
    """The code stands out in the text; where it is not to be seen there, it stands before it."""
    if not code:
        return Content(text)
    style, code = "bold $text-accent", one_line(code)
    found = re.search(rf"(?<!\d){re.escape(code)}(?!\d)", text)  # it is no part of a longer number
    if found and cell_len(text[: found.end()]) < width:
        return Content.assemble(text[: found.start()], (code, style), text[found.end() :])
    return Content.assemble((f"{code} ", style), text)


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
