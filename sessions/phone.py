"""What reaches the phone beside a send: the messages that were caught, or why there are none."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from sessions.contract.json_path import JsonPath, get
from sessions.contract.json_text import JsonValue
from sessions.contract.kinds import Kind
from sessions.contract.outbound import messages_in, was_taken
from sessions.contract.outcome import Channel, OutboundCall, OutboundMessage, Outcome
from sessions.contract.phone_numbers import same_number
from sessions.contract.sms_text import measure
from sessions.report.calls import INFERRED

from .text import one_line


@dataclass(frozen=True, slots=True)
class PhoneMessage:
    """A text message or a call, as it reaches a phone. Nothing in it needs to be printable."""

    text: str
    sender: str = ""
    """The number or name that it comes from; empty where that is not known."""
    channel: Channel = "sms"
    at: str = ""
    """The time of day as it is to be shown, `9:41`; empty to show none."""
    code: str = ""
    """The one-time password that the text should have, which is marked there."""
    note: str = ""
    """A remark below it, such as how many segments it took."""


_ITS_OWN_TEXT: Final = "(The provider writes the text itself.)"
"""As Twilio Verify does, which receives the number and the channel only."""
_AROUND_THE_CODE: Final = "the provider writes the text around the code"
MEDIA: Final = {"whatsapp": "WhatsApp"}
"""What is no SMS, and comes in as a text all the same."""


def arrivals(outcome: Outcome, payload: JsonValue, at: str) -> list[PhoneMessage]:
    """The messages that a provider took, as they arrive at `at`, a time of day."""
    code = text_at(payload, "context", "code")
    recipient = text_at(payload, "recipient")
    return [
        arrived(message, at, code=code, recipient=recipient)
        for call, message in messages_in(outcome.outbound)
        if was_taken(call)
    ]


def arrived(
    message: OutboundMessage, at: str, *, code: str = "", recipient: str | None = None
) -> PhoneMessage:
    """A message as it arrives at a time of day; one to another number than `recipient` says so."""
    about = _about(message, message.to or "" if recipient is None else recipient)
    return PhoneMessage(
        text=_shown_text(message),
        sender=message.sender or "",
        channel="voice" if message.channel == "voice" else "sms",
        at=at,
        code=code,
        note=" · ".join(filter(None, about)),
    )


_LENGTHS: Final = (6, 8, 7, 5, 4)
"""How many digits a code may have, the likeliest first."""
_SIX_DIGITS: Final = re.compile(r"(?<![+\d])\d{6}(?!\d)")
_READ_OUT: Final = tuple(
    re.compile(
        rf"(?<![+\d])(?<!\d[.,\u2026] )\d([.,\u2026]) \d(?:\1 \d){{{length - 2}}}(?!\d)(?!\1 \d)"
    )
    for length in _LENGTHS
)
"""Digits one by one, as a voice is given them: `1, 2, 3, 4` or `1. 2. 3. 4`, and of
`1, 2, 3, 4. 5 minutes` only the code: all have the same sign between them."""
_ANY_CODES: Final = tuple(
    re.compile(
        rf"(?<![+\d])(?<!\d[ .\-\u2026])\d(?:[ .\-\u2026]?\d){{{length - 1}}}(?![ .\-\u2026]?\d)"
    )
    for length in _LENGTHS
)
"""With no other number beside it: that would be a phone number or a price."""


def code_in(message: PhoneMessage) -> str | None:
    """The code that a person reads off a message, in ASCII digits: `123456` also of `123-456`, of
    the spoken `1.2.3.4.5.6` and `1, 2, 3, 4, 5, 6`, and of `١٢٣٤٥٦`. None where nothing in it looks
    like one.

    It is what the text says, right or wrong: a hook that drops a leading zero gives `12345`.
    """
    text = "".join(_ascii_digit(char) for char in message.text[:_MOST_READ])
    wanted = re.sub(r"[ .\-]", "", "".join(map(_ascii_digit, message.code)))
    if wanted.isdecimal() and _spelled(wanted, text):
        return wanted
    for wanted_form in (_SIX_DIGITS, *_READ_OUT, *_ANY_CODES):
        if found := wanted_form.search(text):
            return "".join(filter(str.isdigit, found[0]))
    return None


_MOST_READ: Final = 2_000
"""Characters of a message that are read: an SMS has at most some 1,600."""


def _spelled(digits: str, text: str) -> bool:
    """Whether digits stand in a text on their own, at most with a sign, or a pause and a blank,
    between each two."""
    parts = r"(?:[ .\-\u2026]|[.,\u2026] )?".join(digits)
    return re.search(rf"(?<!\d){parts}(?!\d)", text) is not None


def _ascii_digit(char: str) -> str:
    value = unicodedata.decimal(char, None)
    return char if value is None else str(value)


def _shown_text(message: OutboundMessage) -> str:
    """What of a message is known to reach the phone."""
    if message.text is not None:
        return message.text
    return message.code or _ITS_OWN_TEXT


def _about(message: OutboundMessage, recipient: str) -> tuple[str, ...]:
    if message.inferred:
        return (INFERRED,)
    whose = _AROUND_THE_CODE if message.text is None and message.code else ""
    return (
        MEDIA.get(message.channel or "", ""),
        whose,
        _segments(message),
        _elsewhere(message, recipient),
    )


def why_none(outcome: Outcome) -> str:
    """Why no message arrived here, in a sentence; for an outcome without any."""
    if outcome.kind is Kind.PAYLOAD_REJECTED:
        return "No message: the platform would refuse the payload."
    if outcome.target.kind == "remote":
        return "A remote target sends its messages itself: they are not seen here."
    if outcome.target.network == "live":
        return "Live: messages went to the real phone, not to this one."
    if refused := [call for call, _ in messages_in(outcome.outbound) if not was_taken(call)]:
        return why_refused(refused[-1])
    noun = "Action" if outcome.target.kind == "action" else "hook"
    if outcome.outbound:
        return f"No message: the {noun} made calls, but none that sends one."
    if outcome.target.kind == "starter":
        return "No message: the starter code calls no provider."
    if outcome.target.network is None:
        return "No message: nothing was run."
    return f"No message: the {noun} called no provider."


def why_refused(call: OutboundCall) -> str:
    """Why a message that was asked for is on no phone, in a sentence."""
    whom = call.provider or "the provider"
    if call.status is None:
        return f"No message: {whom} did not answer."
    return f"No message: {whom} refused it (HTTP {call.status})."


def _segments(message: OutboundMessage) -> str:
    """`2 SMS, UCS-2`, where it is a text message whose text is known."""
    if message.channel not in ("sms", None) or message.text is None:
        return ""
    size = measure(message.text)
    return f"{size.segments} SMS, {size.encoding}"


def _elsewhere(message: OutboundMessage, recipient: str) -> str:
    """Which number it went to, where it is another than the payload's."""
    if not message.to or same_number(message.to, recipient):
        return ""
    return f"to {one_line(message.to, 40)}, another number"


def text_at(payload: JsonValue, *path: str) -> str:
    """The text at a path of a payload; empty where there is none."""
    where: JsonPath = path
    found = get(payload, where)
    return found if isinstance(found, str) else ""
