"""One invocation in three dialects: hook payload, Action event, phone-provider event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias, cast

from sessions.contract.invocation import Trigger
from sessions.contract.json_path import ABSENT, Absent, JsonPath, get, put, remove
from sessions.contract.json_text import JsonValue, same
from sessions.errors import OffhookError
from sessions.platforms.platform import Dialect

EXPORTS: Final[dict[Dialect, str]] = {
    "action": "onExecuteSendPhoneMessage",
    "phone-provider": "onExecuteCustomPhoneProvider",
}
"""The export of an Action that each trigger calls (PLATFORM.md "Triggers and their exports")."""

TRIGGERS: Final[dict[Trigger, Dialect]] = {
    "send-phone-message": "action",
    "custom-phone-provider": "phone-provider",
}
"""The events that each trigger's Action is called with, by the trigger's id."""
VERSIONS: Final[dict[Trigger, str]] = {"send-phone-message": "v2", "custom-phone-provider": "v1"}
"""The current version of each trigger."""
ONE_ACTION: Final[Trigger] = "custom-phone-provider"
"""The trigger of which a tenant takes one Action only."""

PROVIDER_ONLY: Final = frozenset({"blocked_account", "change_password", "password_breach"})
"""Values of `notification.message_type` that no hook and no other Action is ever sent
(PLATFORM.md "Events"); in a payload they stand as its `context.action`."""

_Pairs: TypeAlias = tuple[tuple[JsonPath, JsonPath], ...]

_SHARED: Final[_Pairs] = (
    (("context", "ip"), ("request", "ip")),
    (("context", "user_agent"), ("request", "user_agent")),
    (("context", "client", "client_id"), ("client", "client_id")),
    (("context", "client", "name"), ("client", "name")),
    (("context", "client", "client_metadata"), ("client", "metadata")),
    (("context", "user"), ("user",)),
)
PAIRS: Final[dict[Dialect, _Pairs]] = {
    "action": (
        (("context", "action"), ("message_options", "action")),
        (("context", "code"), ("message_options", "code")),
        (("context", "message_type"), ("message_options", "message_type")),
        (("recipient",), ("message_options", "recipient")),
        (("text",), ("message_options", "text")),
        (("context", "language"), ("request", "language")),
        *_SHARED,
    ),
    "phone-provider": (
        (("text",), ("notification", "as_text")),
        (("context", "code"), ("notification", "code")),
        (("context", "message_type"), ("notification", "delivery_method")),
        (("context", "language"), ("notification", "locale")),
        (("context", "action"), ("notification", "message_type")),
        (("recipient",), ("notification", "recipient")),
        *_SHARED,
    ),
}
"""Where each field of the hook's payload stands in the event (PLATFORM.md "Events")."""

_BODY: Final[dict[Dialect, str]] = {"action": "message_options", "phone-provider": "notification"}
"""The object that only this dialect's events have."""

_CLIENT: Final[JsonPath] = ("context", "client")
_SPOKEN: Final[JsonPath] = ("notification", "as_voice")

RENAMED: Final[dict[JsonPath, dict[str, str]]] = {
    ("notification", "delivery_method"): {"sms": "text"},
    ("notification", "message_type"): {
        "enrollment": "otp_enroll",
        "second-factor-authentication": "otp_verify",
    },
}
"""Values that the phone-provider dialect names otherwise; any other value passes as it is."""

_USER: Final[dict[str, JsonValue]] = {
    "created_at": "2026-01-01T00:00:00.000Z",
    "email_verified": True,
    "identities": [],
    "updated_at": "2026-01-01T00:00:00.000Z",
}
"""What the user of an event always has, and the user of a hook's payload does not."""
_METADATA: Final[dict[str, JsonValue]] = {"app_metadata": {}, "user_metadata": {}}
"""What the user of an event always has, and that of a payload may have (PLATFORM.md "Events")."""
_FILLED: Final[dict[str, JsonValue]] = {
    "configuration": {},
    "request": {"geoip": {}, "hostname": "tenant.example.auth0.com", "method": "POST"},
    "tenant": {"id": "tenant"},
}
"""What an event always has and a hook's payload never says. Fixed, so that replays are alike."""
_SENDER: Final[dict[str, JsonValue]] = {"notification": {"from": "+18085550100"}}
"""The number of the template, which a phone provider's event has besides."""


def to_event(
    payload: JsonValue,
    dialect: Dialect,
    overrides: Mapping[str, JsonValue] | None = None,
    secrets: Mapping[str, str] | None = None,
) -> dict[str, JsonValue]:
    """The event that the Action's trigger would get for a hook's payload.

    A field of the payload that is null stays null, and one that is absent stays absent; keys that
    no event has are left out. What an event always has is filled in.

    Args:
        overrides: the session's `[invocation.NAME.event]`, laid over the result object by object.
        secrets: what `event.secrets` holds; None leaves it out.
    """
    event: JsonValue = {_BODY[dialect]: {}}
    client = get(payload, _CLIENT)
    if not isinstance(client, Absent):
        event["client"] = {} if isinstance(client, dict) else client
    for source, place in PAIRS[dialect]:
        field = get(payload, source)
        if not isinstance(field, Absent):
            event = put(event, place, _rename(field, RENAMED.get(place, {})))
    text = get(event, ("notification", "as_text"))
    if isinstance(text, str):
        event = put(event, _SPOKEN, text)
    if isinstance(user := get(event, ("user",)), dict):
        event = put(event, ("user",), {**_USER, **_METADATA, **user})
    if secrets is not None:
        event = put(event, ("secrets",), dict(secrets))
    if dialect == "phone-provider":
        event = _merge(_SENDER, event)
    filled = _merge(_FILLED, event)
    return cast("dict[str, JsonValue]", _merge(filled, dict(overrides or {})))


class EventError(OffhookError, ValueError):
    """A value that is the event of no Action."""


def from_event(event: JsonValue) -> tuple[Dialect, JsonValue, dict[str, JsonValue]]:
    """Read an event back: its dialect, the hook's payload, and the overrides that restore the rest.

    What `to_event` fills in by itself stands in neither, but for what a hook's user may have too;
    nor do secrets: no session holds any.

    Raises:
        EventError: the value has neither `message_options` nor `notification`.
    """
    dialect = dialect_of(event)
    if dialect is None:
        raise EventError("an event has message_options (Action) or notification (phone provider)")
    payload: JsonValue = {}
    client = get(event, ("client",))
    if not isinstance(client, Absent):
        payload = put(payload, _CLIENT, {} if isinstance(client, dict) else client)
    for source, place in PAIRS[dialect]:
        field = get(event, place)
        if not isinstance(field, Absent):
            back = {new: old for old, new in RENAMED.get(place, {}).items()}
            payload = put(payload, source, _rename(field, back))
    if isinstance(user := get(payload, ("context", "user")), dict):
        payload = put(payload, ("context", "user"), _without(user, _USER))
    rest = _difference(remove(event, ("secrets",)), to_event(payload, dialect))
    return dialect, payload, rest if isinstance(rest, dict) else {}


def to_v1_event(payload: JsonValue) -> dict[str, JsonValue]:
    """The flat event of a send-phone-message Action of version 1: the hook's context, with
    recipient and text among it (PLATFORM.md "Events")."""
    body = payload if isinstance(payload, dict) else {}
    context = body.get("context")
    flat = dict(context) if isinstance(context, dict) else {}
    return flat | {key: body[key] for key in ("recipient", "text") if key in body}


def trigger_of(event: JsonValue) -> Trigger | None:
    """The trigger that an event is of; None where it is no event."""
    dialect = dialect_of(event)
    return next((trigger for trigger, of in TRIGGERS.items() if of == dialect), None)


def payload_of(event: JsonValue) -> JsonValue:
    """The hook's payload that an event stands for; None where it is no event."""
    return from_event(event)[1] if dialect_of(event) else None


def dialect_of(value: JsonValue) -> Dialect | None:
    """Which event a JSON value is, by the object that only that event has; None for neither."""
    for dialect, body in _BODY.items():
        if isinstance(get(value, (body,)), dict):
            return dialect
    return None


def _rename(field: JsonValue, names: Mapping[str, str]) -> JsonValue:
    return names.get(field, field) if isinstance(field, str) else field


def _without(members: dict[str, JsonValue], known: dict[str, JsonValue]) -> JsonValue:
    """The members that are not the same in `known`."""
    return {
        key: item for key, item in members.items() if key not in known or not same(item, known[key])
    }


def _merge(under: JsonValue, over: JsonValue) -> JsonValue:
    """`over` laid on `under`: objects key by key, anything else replaced."""
    if not (isinstance(under, dict) and isinstance(over, dict)):
        return over
    merged = dict(under)
    for key, item in over.items():
        merged[key] = _merge(under[key], item) if key in under else item
    return merged


def _difference(wanted: JsonValue, given: JsonValue) -> JsonValue | Absent:
    """What has to be laid over `given` to get `wanted`, or ABSENT where nothing has."""
    if not (isinstance(wanted, dict) and isinstance(given, dict)):
        return ABSENT if same(wanted, given) else wanted
    changed: dict[str, JsonValue] = {}
    for key, item in wanted.items():
        part = _difference(item, given[key]) if key in given else item
        if not isinstance(part, Absent):
            changed[key] = part
    return changed or ABSENT
