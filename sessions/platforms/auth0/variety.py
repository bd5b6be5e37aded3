"""How the fields of an invocation may vary within what the platform sends (PLATFORM.md
"Invocation"): data only, of which `sessions.fuzzing` makes payloads."""

from __future__ import annotations

from typing import Final

from sessions.contract.json_path import JsonPath
from sessions.contract.json_text import JsonValue
from sessions.platforms.platform import Varied

_CLIENT: Final[JsonPath] = ("context", "client")
_USER: Final[JsonPath] = ("context", "user")

PLAIN: Final[JsonValue] = {
    "recipient": "+18085550100",
    "text": "482913 is your verification code for Example.",
    "context": {
        "message_type": "sms",
        "action": "enrollment",
        "language": "en",
        "code": "482913",
        "ip": "203.0.113.7",
        "user_agent": "Mozilla/5.0",
        "client": {"client_id": "1235", "name": "Example", "client_metadata": {}},
        "user": {
            "user_id": "auth0|5f7c8ec7c33c6c004bbafe82",
            "name": "Ada Example",
            "email": "ada@example.com",
            "app_metadata": {},
            "user_metadata": {},
        },
    },
}

_METADATA: Final[tuple[JsonValue, ...]] = (
    {},
    {"lang": "fr"},
    {"language": "de-CH", "phone": None, "verified": False},
    {"sender": "", "brand": "Zoë & Söhne"},
    {"roles": [], "plan": {"name": "pro", "seats": 0}},
    {"constructor": 1, "": "empty key", "a.b": [None, 1.5, "x" * 300]},
)

VARIED: Final[tuple[Varied, ...]] = (
    Varied(("context", "message_type"), "choice", ("sms", "voice")),
    Varied(("context", "code"), "code"),
    Varied(("text",), "text"),
    Varied(("recipient",), "number"),
    Varied(("context", "action"), "choice", ("enrollment", "second-factor-authentication")),
    Varied(
        ("context", "language"),
        "choice",
        ("en", "N/A", "fr-FR", "es-419", "zh-CN", "ar", "pt-BR", "sr-Latn-RS", "en-US"),
        may_be_absent=True,
    ),
    Varied(
        ("context", "ip"),
        "choice",
        ("127.0.0.1", "198.51.100.255", "::1", "2001:db8::ff00:42:8329", "::ffff:192.0.2.128"),
    ),
    Varied(
        ("context", "user_agent"),
        "choice",
        (
            "",
            "curl/8.5.0",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15",
            "odd\"agent'; %s ${x} <b>",
            "Ünïcode/1.0 (日本語)",
            "Mozilla/5.0 " * 120,
        ),
        may_be_absent=True,
    ),
    Varied(("context", "request"), "choice", ({"ip": "2001:db8::1"}, {}), may_be_absent=True),
    Varied(
        _CLIENT,
        "choice",
        ({"client_id": "x", "name": ""}, {"client_id": "", "name": "App", "client_metadata": {}}),
        may_be_absent=True,
    ),
    Varied((*_CLIENT, "name"), "words"),
    Varied((*_CLIENT, "client_metadata"), "choice", _METADATA, may_be_absent=True),
    Varied(_USER, "choice", ({}, {"user_id": "sms|5f7c8ec7c33c6c004bbafe82"})),
    Varied(
        (*_USER, "user_id"),
        "choice",
        ("sms|61f2", "google-oauth2|108224560812345678901", "waad|a'b/c+d=", "samlp|corp|ü@ex"),
        may_be_absent=True,
    ),
    Varied((*_USER, "name"), "words", may_be_absent=True),
    Varied(
        (*_USER, "email"),
        "choice",
        (
            "",
            "o'brien+sms@example.com",
            "üser@exämple.test",
            f"{'long.' * 12}name@mail.example.org",
        ),
        may_be_absent=True,
    ),
    Varied((*_USER, "app_metadata"), "choice", _METADATA, may_be_absent=True),
    Varied((*_USER, "user_metadata"), "choice", _METADATA, may_be_absent=True),
    Varied(("context", "factor_type"), "choice", ("sms",), may_be_absent=True),
    Varied(("context", "x_unknown"), "choice", (None, {"deep": [[1]]}), may_be_absent=True),
)
"""What another field depends on comes before it: the code is written as the message type asks."""


def written_code(digits: str, channel: str) -> str:
    """A one-time password as `context.code` has it: with dots where it is read out."""
    return ".".join(digits) if channel == "voice" else digits
