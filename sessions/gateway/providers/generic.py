"""Any host that no other provider takes: a JSON success, and the message where one can be seen."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from sessions.contract.outcome import Channel, OutboundMessage
from sessions.gateway.provider import (
    Answer,
    Provider,
    Refusal,
    Request,
    http_codes,
    json_answer,
)
from sessions.gateway.reading import fields

_METADATA_HOSTS: Final = frozenset(
    {"169.254.169.254", "169.254.170.2", "fd00:ec2::254", "metadata.google.internal"}
)
"""Where clouds tell their machines who they are; an SDK that asks is to find out soon that it
runs on none."""

_TO: Final = (
    *("to", "recipient", "recipients", "phone", "phonenumber", "msisdn", "destination"),
    *("destinations", "number", "mobile", "tonumber", "phoneto"),
)
_TEXT: Final = ("text", "body", "message", "content", "msg", "sms", "messagetext", "messagebody")
_SENDER: Final = ("from", "sender", "originator", "senderid", "source", "fromnumber")
_CHANNEL: Final = ("channel", "messagetype", "type", "deliverymethod")
_VOICE: Final = frozenset({"voice", "call", "tts"})
_NUMBER: Final = re.compile(r"\+?\(?\d(?:[\s().-]*\d){5,19}")
_DEEPEST: Final = 4
_MOST_OBJECTS: Final = 64

_REFUSED: Final[dict[Refusal, tuple[int, str]]] = {
    "400": (400, "invalid phone number"),
    "401": (401, "unauthorized"),
    "429": (429, "too many requests"),
    "500": (500, "internal server error"),
}


def read(request: Request) -> OutboundMessage | None:
    """The message of the first object that has a phone number to send to, and a text."""
    for given in _objects(request):
        to = next((found for name in _TO if (found := _number(given.get(name)))), None)
        text = _first(given, _TEXT)
        if to and text:
            return OutboundMessage(to, _first(given, _SENDER), text, _channel(given))
    return None


def is_cloud_metadata(request: Request) -> bool:
    """Whether a cloud is asked who this machine is: no provider, and so without faults."""
    return request.host in _METADATA_HOSTS


def accept(request: Request) -> Answer:
    """A success with an id; a token too where one is asked for; nothing from a cloud's metadata."""
    if is_cloud_metadata(request):
        return Answer(404)
    answer: dict[str, Any] = {"ok": True, "id": secrets.token_hex(8)}
    if "grant_type" in fields(request):
        answer |= {"access_token": "offhook", "token_type": "Bearer", "expires_in": 3600}
    return json_answer(200, answer)


def refuse(request: Request, refusal: Refusal) -> Answer:
    """An error in JSON, as many APIs word it."""
    status, message = _REFUSED[refusal]
    return _with_status(request, status, refusal, message)


def _with_status(_request: Request, status: int, _code: str, message: str) -> Answer:
    return json_answer(status, {"ok": False, "error": {"code": status, "message": message}})


def _objects(request: Request) -> Iterator[dict[str, Any]]:
    """The form, and the objects in the JSON, outer ones first; names as they are compared."""
    yield _plain(request.form)
    level: list[Any] = [request.json]
    left = _MOST_OBJECTS
    for _ in range(_DEEPEST):
        inner: list[Any] = []
        for value in level[:left]:
            if isinstance(value, dict):
                members = cast("dict[str, Any]", value)
                yield _plain(members)
                inner += members.values()
            elif isinstance(value, list):
                inner += cast("list[Any]", value)
        left -= len(level)
        level = inner if left > 0 else []


def _plain(members: dict[str, Any]) -> dict[str, Any]:
    return {re.sub(r"[^a-z]", "", name.lower()): value for name, value in members.items()}


def _number(value: Any) -> str | None:
    """A phone number, or the first of several, be it a text, an integer or in an object."""
    if isinstance(value, list) and value:
        value = cast("list[Any]", value)[0]
    if isinstance(value, dict):
        inner = _plain(cast("dict[str, Any]", value))
        value = next((inner[name] for name in _TO if name in inner), None)
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**16:
        value = str(value)
    return value if isinstance(value, str) and _NUMBER.fullmatch(value.strip()) else None


def _first(given: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    found = (given.get(name) for name in names)
    return next((text for text in found if isinstance(text, str) and text), None)


def _channel(given: Mapping[str, Any]) -> Channel:
    return "voice" if (_first(given, _CHANNEL) or "").lower() in _VOICE else "sms"


PROVIDERS: Final = (
    Provider(
        name="generic",
        title="any other host",
        hosts=re.compile(r".*", re.DOTALL),
        paths=re.compile(r".*", re.DOTALL),
        read=read,
        accept=accept,
        refuse=refuse,
        codes=http_codes(_with_status),
    ),
)
