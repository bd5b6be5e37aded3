"""Entries of a tenant's log as the calls of a hook that they tell of (PLATFORM.md "Tenant logs").

An entry has neither the text nor the code, and often not the number: these are made up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, TypeAlias

from sessions.contract.json_path import get
from sessions.contract.json_text import JsonObject, JsonValue, is_object
from sessions.platforms.platform import LoggedCall

from .events import PROVIDER_ONLY, RENAMED, TRIGGERS

_DATA: Final = ((), ("data",), ("detail", "data"))
_SENT: Final = {
    "gd_send_sms": "sms",
    "gd_send_voice": "voice",
    "gd_send_sms_failure": "sms",
    "gd_send_voice_failure": "voice",
    "cs": "sms",
    "fn": "sms",
    "wn": "sms",
}
"""The types of entries about one message, with how it was to be delivered."""
_BEGUN: Final = {
    "gd_start_enroll": "enrollment",
    "gd_start_enroll_failed": "enrollment",
    "gd_start_auth": "second-factor-authentication",
}
"""The types that say what a flow is for."""
_FLOWS: Final = (
    ("details", "session_id"),
    ("references", "correlation_id"),
    ("references", "trace_id"),
)
"""Where an entry says which flow it belongs to."""
_RECIPIENTS: Final = (
    ("details", "authenticator", "phone_number"),
    ("details", "enrollment", "phone_number"),
    ("details", "body", "phone_number"),
    ("details", "to"),
)
_AGENTS: Final = (("details", "body", "user-agent"), ("details", "request", "userAgent"))
"""Where the user agent stands as it was sent; the entry's own is worded by the platform."""
_FAILURES: Final = (
    ("details", "provider_error", "message"),
    ("details", "failure_details", "message"),
    ("details", "error"),
)
_MASKED: Final = re.compile(r"[*Xx•]")
_NUMBER: Final = re.compile(r"\+?[\d\s().*Xx•-]{4,30}")

_CODE: Final = "123456"
_RECIPIENT: Final = "+18085550100"
"""Of the numbers that nobody has (555-01XX)."""
_TENANT: Final = "Acme"


def entry_of(document: JsonValue) -> JsonObject | None:
    """The entry in a document: itself, the `data` of one of a log stream, or that of an event of
    EventBridge; None where it is none."""
    for path in _DATA:
        found, around = get(document, path), get(document, path[:-1])
        if not is_object(found) or not is_object(around) or not _text(found, "type"):
            continue
        is_own = "date" in found and ("log_id" in found or "_id" in found)
        if is_own or (path and "log_id" in around):
            return found
    return None


def logged_calls(entries: Sequence[JsonObject]) -> list[LoggedCall]:
    """The calls that entries tell of, in their order; those that tell of none are left out."""
    begun = _begun(entries)
    return [_call(entry, begun) for entry in entries if _is_message(entry)]


def _is_message(entry: JsonObject) -> bool:
    kind = _text(entry, "type")
    if kind not in _SENT:
        return False
    to = _text(entry, "details", "to")
    return kind not in ("fn", "wn") or _NUMBER.fullmatch(to) is not None


_Flows: TypeAlias = "dict[tuple[str, str], list[tuple[str, str]]]"
"""By what entries of a flow share, the dates of those that began it, each with its action."""


def _begun(entries: Sequence[JsonObject]) -> _Flows:
    flows: _Flows = {}
    for entry in entries:
        if action := _BEGUN.get(_text(entry, "type")):
            for key in _keys(entry):
                flows.setdefault(key, []).append((_text(entry, "date"), action))
    return flows


def _keys(entry: JsonObject) -> list[tuple[str, str]]:
    """What an entry shares with others of its flow."""
    return [(path[-1], text) for path in _FLOWS if (text := _text(entry, *path))]


def _call(entry: JsonObject, begun: _Flows) -> LoggedCall:
    kind, date = _text(entry, "type"), _text(entry, "date")
    message_type = _SENT[kind]
    made_up = ["code", "text"]
    action, trigger = _purpose(entry, begun)
    guessed = [] if action else ["whether it was for an enrollment is not known"]
    action = action or "second-factor-authentication"
    recipient = _first(entry, _RECIPIENTS)
    if not recipient or _MASKED.search(recipient):
        recipient = _RECIPIENT
        made_up.append("recipient")
    language = _text(entry, "details", "body", "request_language")
    code = ".".join(_CODE) if message_type == "voice" else _CODE
    tenant = _text(entry, "tenant_name") or _TENANT
    text = _message(code, message_type, language or "N/A", action, tenant)
    context: JsonObject = {
        "message_type": message_type,
        "action": action,
        "language": language or "N/A",
        "code": code,
        "ip": _text(entry, "ip"),
        "user_agent": _first(entry, _AGENTS) or _text(entry, "user_agent"),
        **_client(entry),
        "user": _user(entry),
    }
    return LoggedCall(
        payload={"recipient": recipient, "text": text, "context": context},
        trigger=trigger,
        source=" ".join(filter(None, (kind, _text(entry, "log_id") or _text(entry, "_id")))),
        message_type=message_type,
        date=date,
        made_up=tuple(sorted(made_up)),
        guessed=(*guessed, *_guessed(entry, language)),
        error=_error(entry, kind),
    )


def _purpose(entry: JsonObject, begun: _Flows) -> tuple[str, str | None]:
    """Why a message was sent, and whose event alone says so; empty where that is not known."""
    said = _text(entry, "details", "notification_type")
    if said in PROVIDER_ONLY:
        return said, next(name for name, of in TRIGGERS.items() if of == "phone-provider")
    names = {new: old for old, new in RENAMED[("notification", "message_type")].items()}
    if said in names:
        return names[said], None
    date = _text(entry, "date")
    earlier = [each for key in _keys(entry) for each in begun.get(key, []) if each[0] <= date]
    return (max(earlier)[1] if earlier else ""), None


def _client(entry: JsonObject) -> JsonObject:
    """The client; none where the entry has no ID of one."""
    client_id = _text(entry, "client_id") or _text(entry, "details", "body", "client_id")
    if not client_id:
        return {}
    return {"client": {"client_id": client_id, "name": _text(entry, "client_name")}}


def _user(entry: JsonObject) -> JsonObject:
    user: JsonObject = {}
    if user_id := _text(entry, "user_id"):
        user["user_id"] = user_id
    if name := _text(entry, "user_name"):
        user["email" if "@" in name else "name"] = name
    return user | {"app_metadata": {}, "user_metadata": {}}


def _message(code: str, message_type: str, language: str, action: str, tenant: str) -> str:
    """The text that the default template makes."""
    from .message_templates import Templates
    from .mfa.payload import message_values

    return Templates().render(action, message_values(code, message_type, language, tenant))


def _guessed(entry: JsonObject, language: str) -> tuple[str, ...]:
    """What an entry says in other words than a hook gets, a clause each."""
    said: list[str] = []
    if not language:
        said.append("it has no language")
    if not _first(entry, _AGENTS) and _text(entry, "user_agent"):
        said.append("its user agent is worded by the log")
    return tuple(said)


def _error(entry: JsonObject, kind: str) -> str | None:
    """What the failure was, in the platform's words; None where there was none."""
    if kind == "wn" or not (kind.endswith("_failure") or kind == "fn"):
        return None
    return _first(entry, _FAILURES)


def _first(entry: JsonObject, places: Sequence[tuple[str, ...]]) -> str:
    return next(filter(None, (_text(entry, *path) for path in places)), "")


def _text(entry: JsonObject, *path: str) -> str:
    found = get(entry, path)
    return found if isinstance(found, str) else ""
