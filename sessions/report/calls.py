"""The calls that a hook made in lines of plain text: what was called, answered, and said."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from sessions.contract.outbound import was_taken

from .printing import on_one_line

if TYPE_CHECKING:
    from sessions.contract.outcome import OutboundCall, OutboundMessage

INFERRED: Final = "shape unknown; number and code stand in it"
"""Of a message that is known by that only (`OutboundMessage.inferred`)."""
_MOST_SHOWN: Final = 300
"""Characters of what a provider answered to a message that it did not take."""


WHOSE: Final = {"generic": "made up by offhook", "session": "the session's answer"}
"""Whose an answer is that no emulated provider gave."""


def call_lines(call: OutboundCall) -> list[str]:
    """`POST https://…  twilio  201  12 ms  hook.js:12`, and below it the message, or the problem.

    Each line is printable, and one line, whatever the hook sent.
    """
    answered = "no answer" if call.status is None else str(call.status)
    fault = f"fault {call.fault}" if call.fault else ""
    whose = WHOSE.get(call.answered_by or "")
    parts = (f"{call.method} {call.url}".strip(), call.provider, answered, fault, whose)
    took = f"{call.duration_ms:.0f} ms"
    lines = ["  ".join(filter(None, (*parts, took, place_of(call))))]
    if call.message:
        lines.append(f"  {_message(call.message)}")
    if call.problem:
        lines.append(f"  {call.problem}")
    if call.answer_body and not was_taken(call):
        lines.append(f"  answered: {_shortened(call.answer_body)}")
    return [on_one_line(line) for line in lines]


def place_of(call: OutboundCall) -> str:
    """`hook.js:12`, where the hook made it; empty where that is not known."""
    return f"{PurePath(call.file).name}:{call.line}" if call.file else ""


def _shortened(text: str) -> str:
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def _message(message: OutboundMessage) -> str:
    to = f" to {message.to}" if message.to else ""
    sender = f" from {message.sender}" if message.sender else ""
    said = message.code if message.text is None else message.text
    text = "" if said is None else f": {said}"
    about = f" ({INFERRED})" if message.inferred else ""
    return f"{message.channel or 'message'}{to}{sender}{about}{text}"
