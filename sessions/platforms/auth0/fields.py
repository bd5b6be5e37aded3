"""The fields of an invocation that offhook knows by name, those of PLATFORM.md "Invocation"."""

from __future__ import annotations

from typing import Final

from sessions.contract.json_path import JsonPath
from sessions.platforms.platform import Field

PANES: Final = ("Message", "Request", "Client", "User", "Extra")


def _context(name: str) -> JsonPath:
    return ("context", name)


FIELDS: Final[tuple[Field, ...]] = (
    Field(("recipient",), "Message", "line", "The phone number, best in E.164: +18085555555"),
    Field(("text",), "Message", "text", "The message body, in any script, on one line or many"),
    Field(_context("message_type"), "Message", "choice", "How it is delivered", ("sms", "voice")),
    Field(
        _context("action"),
        "Message",
        "choice",
        "Why it is sent",
        ("enrollment", "second-factor-authentication"),
    ),
    Field(
        _context("code"), "Message", "line", "The one-time password: 123456, 1.2.3.4.5.6 by voice"
    ),
    Field(_context("language"), "Request", "line", "The login's language: en, fr-FR, es-419, N/A"),
    Field(_context("ip"), "Request", "line", "The IP address that asks for the login"),
    Field(_context("user_agent"), "Request", "line", "The browser that asks for the login"),
    Field(("context", "request", "ip"), "Request", "line", "The IP address, in later documents"),
    Field(("context", "client", "client_id"), "Client", "line", "The application's ID"),
    Field(("context", "client", "name"), "Client", "line", "The application's name"),
    Field(("context", "client", "client_metadata"), "Client", "json", "The application's metadata"),
    Field(("context", "user", "user_id"), "User", "line", "The user's ID: auth0|…"),
    Field(("context", "user", "name"), "User", "line", "The user's name"),
    Field(("context", "user", "email"), "User", "line", "The user's email address"),
    Field(("context", "user", "app_metadata"), "User", "json", "Metadata the application keeps"),
    Field(("context", "user", "user_metadata"), "User", "json", "Metadata the user may change"),
    Field(_context("factor_type"), "Extra", "line", "Read by hooks of older documents", (), True),
    Field(_context("client_id"), "Extra", "line", "Read by hooks of older documents", (), True),
    Field(_context("name"), "Extra", "line", "Read by hooks of older documents", (), True),
    Field(
        _context("client_metadata"), "Extra", "json", "Read by hooks of older documents", (), True
    ),
)
"""In the order in which the form shows them, pane by pane."""

CONTAINERS: Final[tuple[JsonPath, ...]] = (
    (),
    ("context",),
    ("context", "client"),
    ("context", "user"),
    ("context", "request"),
)
"""The objects that hold known fields; any other key in one of them is an extra key."""

OBJECTS: Final[dict[str, tuple[JsonPath, str]]] = {
    "Client": (("context", "client"), "The application; it may be absent"),
    "User": (("context", "user"), "The user who gets the message"),
}
"""The panes of one object each: what it is, and that it may be absent as a whole."""
