"""Invocations and secrets made up to hold a hook against its port."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from sessions.contract.invocation import Invocation, example
from sessions.contract.json_path import JsonPath
from sessions.contract.json_text import JsonValue
from sessions.platforms.auth0.events import to_event

_CONTEXT: Final = "context"
_CODE: Final = "482913"
_TEXT: Final = f"{_CODE} is your verification code for Example."
_SPOKEN: Final = ". ".join(_CODE)
_RECIPIENT: Final = "+18085555555"

_CHANGES: Final[dict[str, dict[JsonPath, JsonValue]]] = {
    "sms-enrollment": {},
    "sms-second-factor": {(_CONTEXT, "action"): "second-factor-authentication"},
    "voice-enrollment": {(_CONTEXT, "message_type"): "voice"},
    "voice-second-factor": {
        (_CONTEXT, "message_type"): "voice",
        (_CONTEXT, "action"): "second-factor-authentication",
    },
    "language-unknown": {(_CONTEXT, "language"): "N/A"},
    "language-with-region": {(_CONTEXT, "language"): "fr-FR"},
    "metadata": {
        (_CONTEXT, "client", "client_metadata"): {"brand": "Example", "sender": "EXAMPLE"},
        (_CONTEXT, "user", "user_metadata"): {"language": "fr", "verified": True},
        (_CONTEXT, "user", "app_metadata"): {"roles": ["admin"]},
    },
    "other-country": {("recipient",): "+919876543210"},
    "other-script": {("text",): f"Ваш код: {_CODE} 🔑"},
    "several-lines": {("text",): f"Code:\n{_CODE}\n@example.com #{_CODE}"},
    "ip-version-6": {
        (_CONTEXT, "ip"): "2001:db8::1",
        (_CONTEXT, "request", "ip"): "2001:db8::1",
    },
}
_ABSENT: Final[dict[str, JsonPath]] = {
    "no-client": (_CONTEXT, "client"),
    "no-metadata": (_CONTEXT, "client", "client_metadata"),
}
_SECRETS: Final = (
    (re.compile("account_?sid|twilio.*sid|^sid$", re.I), "AC" + "0" * 31 + "1"),
    (re.compile("service.*sid|verify.*sid", re.I), "VA" + "0" * 31 + "1"),
    (re.compile("url|endpoint|base|uri", re.I), "https://sms.example.com"),
    (re.compile("host|domain", re.I), "sms.example.com"),
    (re.compile("region", re.I), "us-east-1"),
    (re.compile("phone|from|number|sender|originator", re.I), "+15005550006"),
    (re.compile("port$", re.I), "443"),
)
"""What the value of a secret has to look like, by its name: SDKs check some."""


def made_up_invocations() -> list[Invocation]:
    """SMS and voice, both actions, with and without a client and metadata, in several scripts.

    The user has what an event's user always has (PLATFORM.md "Events"), so that a hook which sends
    all of it is no other than its port.
    """
    base = example().put(("recipient",), _RECIPIENT).put(("text",), _TEXT)
    base = base.put((_CONTEXT, "code"), _CODE)
    base = base.put((_CONTEXT, "user"), to_event(base.payload, "action")["user"])
    base = base.put((_CONTEXT, "request", "ip"), "127.0.0.1")
    found: list[Invocation] = []
    for name, changes in _CHANGES.items():
        made = replace(base, name=name)
        if changes.get((_CONTEXT, "message_type")) == "voice":
            made = made.put((_CONTEXT, "code"), ".".join(_CODE))
            made = made.put(("text",), f"Your code is {_SPOKEN}.")
        for path, value in changes.items():
            made = made.put(path, value)
        found.append(made)
    found += [replace(base, name=name).remove(path) for name, path in _ABSENT.items()]
    return found


def made_up_secret(name: str) -> str:
    """A value for a secret, of the form that its name calls for."""
    for pattern, value in _SECRETS:
        if pattern.search(name):
            return value
    return f"made-up-{re.sub('[^a-z0-9]+', '-', name.lower()).strip('-')}"
