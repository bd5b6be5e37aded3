"""The entries of a tenant's log around phone messages, and what came of the Actions in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from sessions.contract.json_path import get
from sessions.contract.json_text import JsonObject
from sessions.platforms.auth0.management.errors import ManagementError
from sessions.secrets.credentials import conceal_text
from sessions.text import one_line

from .access import Tenant
from .people import NUMBER

TYPES: Final = (
    *("gd_send_sms", "gd_send_voice", "gd_send_sms_failure", "gd_send_voice_failure"),
    *("gd_start_enroll", "gd_start_enroll_failed", "gd_start_auth"),
    *("cs", "fn", "wn", "actions_execution_failed", "limit_phone"),
)
"""Of entries that are about a message, or say what one was for."""
FAILED_ACTION: Final = "actions_execution_failed"
_MEANINGS: Final = {
    "gd_send_sms": "SMS sent",
    "gd_send_voice": "call made",
    "gd_send_sms_failure": "SMS failed",
    "gd_send_voice_failure": "call failed",
    "gd_start_enroll": "enrollment begun",
    "gd_start_enroll_failed": "enrollment failed",
    "gd_start_auth": "second factor begun",
    "cs": "passwordless code sent",
    "fn": "notification failed",
    "wn": "notification warned",
    "actions_execution_failed": "Action failed",
    "limit_phone": "limit of messages hit",
}
_MOST_LOOKED_AT: Final = 10
"""Executions that are asked for, one request each."""


@dataclass(frozen=True, slots=True)
class Logged:
    """An entry, and what it says in a line; without any number, name or address of a person."""

    entry: JsonObject
    date: str
    type: str
    said: str
    error: str = ""


def phone_logs(tenant: Tenant, most: int) -> list[Logged]:
    """The newest entries around phone messages. Raises ManagementError."""
    query = " OR ".join(f'type:"{type}"' for type in TYPES)
    entries = tenant.api.logs(f"({query})", most)
    found = [_logged(entry, tenant.hidden) for entry in entries]
    return _with_executions(tenant, found)


def _logged(entry: JsonObject, hide: Callable[[str], str]) -> Logged:
    type = _text(entry, "type")
    action = _text(entry, "details", "action_name")
    said = _MEANINGS.get(type, type) + (f": {action}" if action else "")
    error = next(
        filter(
            None,
            (
                _text(entry, "details", "provider_error", "message"),
                _text(entry, "details", "failure_details", "message"),
                _text(entry, "details", "action_error", "message"),
                _text(entry, "details", "error"),
                _text(entry, "details", "warning"),
            ),
        ),
        "",
    )
    return Logged(entry, _text(entry, "date"), type, said, _shown(error, hide))


def _with_executions(tenant: Tenant, found: Sequence[Logged]) -> list[Logged]:
    """Each Action's own error, where its entry does not say it; kept by the tenant for 10 days."""
    left = _MOST_LOOKED_AT
    shown: list[Logged] = []
    for one in found:
        execution_id = _text(one.entry, "details", "execution_id")
        if one.type == FAILED_ACTION and execution_id and not one.error and left:
            left -= 1
            one = Logged(one.entry, one.date, one.type, one.said, _error_of(tenant, execution_id))
        shown.append(one)
    return shown


def _error_of(tenant: Tenant, execution_id: str) -> str:
    try:
        execution = tenant.api.execution(execution_id)
    except ManagementError as error:
        return f"what came of it cannot be read: {error}"
    said = "; ".join(f"{name}: {error}" for name, error in execution.errors)
    status = execution.status or "of no status"
    return _shown(said or f"its execution is {status}", tenant.hidden)


def _shown(error: str, hide: Callable[[str], str]) -> str:
    """An error on one line, without numbers of people and without credentials in it."""
    return one_line(NUMBER.sub("‹number›", conceal_text(hide(error))), 300)


def _text(entry: JsonObject, *path: str) -> str:
    value = get(entry, path)
    return value if isinstance(value, str) else ""
