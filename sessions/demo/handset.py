"""What reaches the user's phone when the hook is called."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from sessions.contract.json_text import JsonValue
from sessions.contract.outbound import messages_in, was_taken
from sessions.contract.outcome import Channel, OutboundCall, OutboundMessage, Outcome
from sessions.contract.phone_numbers import reaches
from sessions.phone import PhoneMessage, arrivals, text_at, why_none
from sessions.text import one_line

_STANDS_IN: Final = "The payload's text stands in."
_ITS_OWN_TEXT: Final = "The provider writes the text itself."


def received(payload: JsonValue, outcome: Outcome, at: str) -> list[PhoneMessage]:
    """The messages that a provider took for the user's number, as they arrive at `at`, a time of
    day.

    The payload's text stands in for what is sent and not seen here, with a note that says why: a
    live or a remote target sends where nobody looks, some providers write the text themselves, and
    the built-in starter sends nothing by design.
    """
    if outcome.delivered and (why := _unseen(outcome)):
        channel: Channel = (
            "voice" if text_at(payload, "context", "message_type") == "voice" else "sms"
        )
        return [
            PhoneMessage(
                text=text_at(payload, "text"),
                channel=channel,
                at=at,
                code=text_at(payload, "context", "code"),
                note=f"{why} {_STANDS_IN}",
            )
        ]
    return arrivals(_for_user(outcome, payload), payload, at)


def why_nothing(payload: JsonValue, outcome: Outcome) -> str:
    """Why nothing came to the user's phone, in a sentence."""
    others = (message.to for _, message in _taken(outcome) if not _is_for(message, payload))
    if to := next(filter(None, others), None):
        return f"No message: it went to {one_line(to, 40)}, another number."
    return why_none(outcome)


def _unseen(outcome: Outcome) -> str:
    """Why the text that was sent is not seen here; empty where it would be."""
    if outcome.target.kind in ("remote", "starter") or outcome.target.network == "live":
        return why_none(outcome)
    texts = [message.text or message.code for _, message in _taken(outcome)]
    return _ITS_OWN_TEXT if texts and not any(texts) else ""


def _taken(outcome: Outcome) -> list[tuple[OutboundCall, OutboundMessage]]:
    return [(call, message) for call, message in messages_in(outcome.outbound) if was_taken(call)]


def _is_for(message: OutboundMessage, payload: JsonValue) -> bool:
    recipient = text_at(payload, "recipient")
    return not message.to or any(reaches(to, recipient) for to in message.to.split(", "))


def _for_user(outcome: Outcome, payload: JsonValue) -> Outcome:
    """The outcome with those calls only whose messages reach the user's phone."""
    calls = [
        call
        if call.message is None or _is_for(call.message, payload)
        else replace(call, message=None)
        for call in outcome.outbound
    ]
    return replace(outcome, outbound=tuple(calls))
