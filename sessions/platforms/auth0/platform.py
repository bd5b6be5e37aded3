"""Auth0 as the platform of send-phone-message hooks, Actions and phone providers."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sessions.platforms.platform import Platform

from . import events, fields, folders, limits, logs, passwordless, rules, variety, wire

_HERE: Final = Path(__file__).parent

AUTH0: Final = Platform(
    rules=rules,
    events=events,
    fields=fields,
    variety=variety,
    wire=wire,
    limits=limits,
    logs=logs,
    passwordless=passwordless,
    folders=folders,
    starter=str(_HERE / "starter"),
    forwarder=str(_HERE / "forwarder"),
)
