"""What the platform makes of the flow's state: the hook's payload, the template's variables."""

from __future__ import annotations

from typing import Final

from sessions.contract.json_text import JsonValue

from .model import Setup, State

PAUSE: Final = "..."
"""What `{{pause}}` stands for in a call, where a voice takes a breath; empty in an SMS."""


def sample_setup(tenant: str, language: str) -> Setup:
    """The user and the client of the product document's example, at a tenant."""
    return Setup(
        tenant=tenant,
        language=language,
        ip="127.0.0.1",
        user_agent="Mozilla/5.0",
        client={"client_id": "1235", "name": "Test Application", "client_metadata": {}},
        user={
            "user_id": "auth0|test12345",
            "name": "Billie Magnusson",
            "email": "billie@email.com",
            "app_metadata": {},
            "user_metadata": {},
        },
    )


def payload(state: State, code: str, text: str) -> JsonValue:
    """What the hook is called with (PLATFORM.md "Invocation"). `recipient` is E.164."""
    setup = state.setup
    return {
        "recipient": state.number,
        "text": text,
        "context": {
            "message_type": state.method,
            "action": state.action,
            "language": setup.language,
            "code": _as_said(state, code),
            "ip": setup.ip,
            "user_agent": setup.user_agent,
            "client": setup.client,
            "user": setup.user,
        },
    }


def template_values(state: State, code: str) -> dict[str, JsonValue]:
    """The variables of a message's template, in the flow's state."""
    setup = state.setup
    return message_values(_as_said(state, code), state.method, setup.language, setup.tenant)


def message_values(
    code: str, message_type: str, language: str, tenant: str
) -> dict[str, JsonValue]:
    """The variables of a message's template (PLATFORM.md "The MFA phone flow").

    `tenant.friendlyName` is there as well: the vendor's documentation names both. Templates of the
    Unified Phone Experience say `friendly_name`.

    Args:
        code: as it is said, digit by digit in a call.
        message_type: `sms` or `voice`.
    """
    return {
        "code": code,
        "locale": language,
        "message_type": message_type,
        "pause": PAUSE if message_type == "voice" else "",
        "tenant": {"friendly_name": tenant, "friendlyName": tenant},
        "friendly_name": tenant,
        "requestInfo": {"lang": language},
    }


def _as_said(state: State, code: str) -> str:
    """`123456`, and to be read out digit by digit `1.2.3.4.5.6`."""
    return ".".join(code) if state.method == "voice" else code
