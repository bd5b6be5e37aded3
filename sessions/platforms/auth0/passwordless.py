"""What the gateway of a passwordless connection is sent (PLATFORM.md "Passwordless")."""

from __future__ import annotations

from sessions.contract.json_text import JsonObject, JsonValue


def is_body(body: JsonObject) -> bool:
    """Whether a request's body is that of a message to a passwordless gateway."""
    has_texts = all(isinstance(body.get(key), str) for key in ("recipient", "body"))
    return has_texts and not body.keys() & {"text", "context"}


def payload_of(body: JsonObject, code: str) -> JsonValue:
    """The hook's payload that such a body stands for; `code` is the one in its text.

    There is no user, no client and no language in it. It is about a login, so that it counts as a
    second factor.
    """
    request = body.get("req")
    known = request if isinstance(request, dict) else {}
    ip, agent = known.get("ip"), known.get("user-agent")
    return {
        "recipient": body.get("recipient"),
        "text": body.get("body"),
        "context": {
            "message_type": "sms",
            "action": "second-factor-authentication",
            "language": "N/A",
            "code": code,
            "ip": ip if isinstance(ip, str) else "",
            "user_agent": agent if isinstance(agent, str) else "",
            "user": {},
        },
    }
