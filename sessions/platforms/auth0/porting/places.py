"""Where an Action's event has what a hook gets in `context` (PLATFORM.md "Events"), as code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sessions.platforms.auth0.events import PAIRS, Dialect

from .hook import Hook, Style

BODIES: Final[dict[Dialect, str]] = {
    "action": "event.message_options",
    "phone-provider": "event.notification",
}
"""The object of an event that is about the message."""

_DELIVERY: Final = "event.notification.delivery_method"
_MESSAGE: Final = "event.notification.message_type"


@dataclass(frozen=True, slots=True)
class Place:
    """A field of the event that is just what the hook's is."""

    holder: str
    name: str

    def __str__(self) -> str:
        return f"{self.holder}.{self.name}"


@dataclass(frozen=True, slots=True)
class Computed:
    """A field that the event has in another form: the expression, and how to compare with it."""

    expression: str
    subject: str = ""
    values: tuple[tuple[str, str], ...] = ()
    """What the hook compares the field with, and what `subject` is then."""


def places(dialect: Dialect, style: Style) -> dict[str, Place | Computed]:
    """Where each field of `context` stands, by its name; objects are not among them."""
    found: dict[str, Place | Computed] = {}
    for (room, *inner), (holder, *name) in PAIRS[dialect]:
        if room == "context" and len(inner) == 1 and len(name) == 1:
            found[str(inner[0])] = Place(f"event.{holder}", str(name[0]))
    return found | _computed(dialect, style)


def _computed(dialect: Dialect, style: Style) -> dict[str, Place | Computed]:
    quoted = style.literal
    unknown = quoted("N/A")
    if dialect == "action":
        return {"language": Computed(f"event.request.language ?? {unknown}")}
    locale = "event.notification.locale ?? event.request.language"
    sms, voice = quoted("sms"), quoted("voice")
    enrollment, factor = quoted("enrollment"), quoted("second-factor-authentication")
    return {
        "language": Computed(f"{locale} ?? {unknown}"),
        "message_type": Computed(
            f"{_DELIVERY} === {voice} ? {voice} : {sms}",
            _DELIVERY,
            (("sms", "text"), ("voice", "voice")),
        ),
        "action": Computed(
            f"{_MESSAGE} === {quoted('otp_enroll')} ? {enrollment} : {factor}",
            _MESSAGE,
            (("enrollment", "otp_enroll"), ("second-factor-authentication", "otp_verify")),
        ),
    }


def spoken_or_written(style: Style, name: str, declare: str) -> list[str]:
    """The lines that declare the text of a phone provider's message, spoken for a call."""
    return [
        f"{declare} {name} = {_DELIVERY} === {style.literal('voice')}",
        f"{style.indent}? event.notification.as_voice",
        f"{style.indent}: event.notification.as_text{style.end}",
    ]


def guard(hook: Hook, dialect: Dialect) -> list[str]:
    """The lines that let a phone provider drop what has no code, where the hook reads one."""
    if dialect == "action" or not reads_code(hook):
        return []
    indent, end = hook.style.indent, hook.style.end
    return [
        "if (event.notification.code === undefined) {",
        f"{indent}api.notification.drop(`a ${{{_MESSAGE}}} message has no code`){end}",
        f"{indent}return{end}",
        "}",
    ]


def reads_code(hook: Hook) -> bool:
    """Whether a hook seems to read the one-time password by itself."""
    names = ("property_identifier", "shorthand_property_identifier_pattern")
    return any(node.kind in names and node.text == "code" for node in hook.root.walk())


def context_object(dialect: Dialect, style: Style, name: str) -> list[str]:
    """The lines that declare the hook's `context`, made from the event; an absent client stays so.

    It has what the event has of a hook's context, and of `webtask` the secrets.
    """
    known = places(dialect, style)
    order = ("message_type", "action", "language", "code", "ip", "user_agent")
    own = [f"{field}: {_expression(known[field])}," for field in order]
    client = (
        "...(event.client && {",
        f"{style.indent}client: {{",
        f"{style.indent * 2}client_id: event.client.client_id,",
        f"{style.indent * 2}name: event.client.name,",
        f"{style.indent * 2}client_metadata: event.client.metadata,",
        f"{style.indent}}},",
        "}),",
    )
    inner = [
        *own,
        *client,
        "user: event.user,",
        "request: { ip: event.request.ip },",
        "webtask: { secrets: event.secrets },",
    ]
    return [f"const {name} = {{", *(style.indent + line for line in inner), f"}}{style.end}"]


def _expression(place: Place | Computed) -> str:
    return place.expression if isinstance(place, Computed) else str(place)
