"""A message that a tenant really sends, and what its Action says of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from sessions.contract.json_path import get
from sessions.platforms.auth0.management.errors import ManagementError
from sessions.platforms.auth0.management.phones import CUSTOM

from .access import Tenant
from .errors import TenantError
from .logs import FAILED_ACTION, Logged, phone_logs

_NUMBER: Final = re.compile(r"\+[1-9][0-9]{6,14}")
_TAKEN: Final = 202
_NEWEST: Final = 20
_LOOKS: Final = 5
_INTERVAL: Final = 2.0
"""Seconds between two looks at the log, which is behind by some."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of it; `errors` are those of Actions, as the log has them."""

    is_taken: bool
    said: str
    errors: tuple[str, ...] = ()
    problem: str = ""
    """Why the log could not be read."""


def check_number(number: str) -> str:
    """A number as the tenant takes it. Raises TenantError."""
    if not _NUMBER.fullmatch(number):
        raise TenantError(f"--try: found {number!r}, wanted a number in E.164, as +18085550100")
    return number


def try_message(tenant: Tenant, number: str, method: str) -> Tried:
    """Have the phone provider custom send a test message, once, and look for errors of its Action.

    Raises:
        TenantError: there is no such provider.
        ManagementError: the tenant refuses it, or no answer says what came of it.
    """
    provider = tenant.api.phone_provider()
    if provider is None or provider.name != CUSTOM:
        raise TenantError(f"{tenant.domain}: has no phone provider {CUSTOM} to try")
    try:
        before = {_id(one) for one in phone_logs(tenant, _NEWEST)}
    except ManagementError as error:
        code, said = tenant.api.try_provider(provider.id, number, method)
        return Tried(code == _TAKEN, tenant.hidden(said), problem=str(error))
    code, said = tenant.api.try_provider(provider.id, number, method)
    return Tried(code == _TAKEN, tenant.hidden(said), _new_errors(tenant, before))


def _new_errors(tenant: Tenant, before: set[str]) -> tuple[str, ...]:
    """The errors of Actions that the log did not have before; none after some looks."""
    for _ in range(_LOOKS):
        tenant.api.connection.waiting.sleep(_INTERVAL)
        new = [one for one in phone_logs(tenant, _NEWEST) if _id(one) not in before]
        if failed := [one for one in new if one.type == FAILED_ACTION]:
            return tuple(f"{one.said}  {one.error}" for one in failed)
        if new:
            break
    return ()


def _id(logged: Logged) -> str:
    return str(get(logged.entry, ("log_id",)) or get(logged.entry, ("_id",)))
