"""What reaches the user's phone when the hook is called."""

from __future__ import annotations

from typing import Final

from sessions.contract.jsontext import JsonValue
from sessions.contract.outbound import messages_in, was_taken
from sessions.contract.outcome import Channel, Outcome
from tui.arrivals import arrivals, text_at, why_none
from tui.widgets.phone_text import PhoneMessage

_STANDS_IN: Final = "The payload's text stands in."
_ITS_OWN_TEXT: Final = "The provider writes the text itself."


def received(payload: JsonValue, outcome: Outcome, at: str) -> list[PhoneMessage]:
    """The messages that a provider took, as they arrive at `at`, a time of day.

    Where the hook has delivered, and no text was seen to be sent, the payload's text stands in,
    and a note says why: a live or a remote target sends where nobody looks.
    """
    texts = [each.text for call, each in messages_in(outcome.outbound) if was_taken(call)]
    if not outcome.delivered or any(text is not None for text in texts):
        return arrivals(outcome, payload, at)
    channel: Channel = "voice" if text_at(payload, "context", "message_type") == "voice" else "sms"
    why = _ITS_OWN_TEXT if texts else why_none(outcome)
    return [
        PhoneMessage(
            text=text_at(payload, "text"),
            channel=channel,
            at=at,
            code=text_at(payload, "context", "code"),
            note=f"{why} {_STANDS_IN}",
        )
    ]
