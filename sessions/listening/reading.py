"""A request's body as the invocation that it is, whichever dialect it is in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from sessions.contract import json_text
from sessions.contract.invocation import Invocation
from sessions.contract.json_path import get, remove
from sessions.contract.json_text import JsonObject
from sessions.interchange.reading.payloads import inside_text
from sessions.phone import PhoneMessage, code_in
from sessions.platforms.current import PLATFORM

from .refused import Refused

Form: TypeAlias = Literal["hook", "action", "phone-provider", "passwordless"]
"""What was sent: a hook's payload, the event of one of the two triggers of Actions, or the body for
a passwordless gateway."""
WORDS: dict[Form, str] = {
    "hook": "hook payload",
    "action": "Action event",
    "phone-provider": "phone-provider event",
    "passwordless": "passwordless message",
}
"""Each in words."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """What was sent, and the invocation that it is. It holds no secret of the sender's."""

    form: Form
    invocation: Invocation


def read_body(content: bytes) -> Incoming:
    """The invocation in a request's body. Raises Refused."""
    try:
        document = json_text.loads(content, most_values=json_text.MOST_VALUES)
    except json_text.JsonError:
        raise Refused(400, "The body is no JSON that a hook could be sent.") from None
    except json_text.TooManyValues:
        raise Refused(413, f"The body has more than {json_text.MOST_VALUES:,} values.") from None
    if isinstance(document, dict):
        inner = inside_text(document)
        if incoming := _read(document if inner is None else inner[1]):
            return incoming
    raise Refused(
        422,
        "The body is no invocation: wanted recipient, text and context, the event of an Action, "
        "or what a passwordless gateway is sent.",
    )


def _read(document: JsonObject) -> Incoming | None:
    events = PLATFORM.events
    if events.dialect_of(document) is not None:
        dialect, payload, rest = events.from_event(document)
        form: Form = "action" if dialect == "action" else "phone-provider"
        trigger = events.trigger_of(document)
        return Incoming(form, Invocation(payload, "received", event=rest or None, trigger=trigger))
    if PLATFORM.passwordless.is_body(document):
        code = code_in(PhoneMessage(str(document.get("body")))) or ""
        payload = PLATFORM.passwordless.payload_of(document, code)
        return Incoming("passwordless", Invocation(payload, "received"))
    if isinstance(get(document, ("context",)), dict) and "recipient" in document:
        # A hook that forwards its whole context has its own secrets in what the platform added.
        return Incoming("hook", Invocation(remove(document, ("context", "webtask")), "received"))
    return None
