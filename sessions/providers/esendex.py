"""Esendex: its message dispatcher (`/v1.0/messagedispatcher`), in XML and in JSON, SMS and voice.

A success is answered in JSON where JSON is accepted, else in XML; an error is a status and one line
of plain text, in the words of the list "Error Codes" of its documentation.
"""

from __future__ import annotations

import re
import uuid
from typing import Final
from xml.etree import ElementTree

from sessions.contract.json_text import JsonObject, JsonValue
from sessions.contract.outcome import OutboundMessage

from .fields import amiss, at, message, text_of
from .provider import (
    BY_STATUS,
    Answer,
    Provider,
    Request,
    http_codes,
    json_answer,
    refuse_by,
    xml_answer,
)

_NO_RECIPIENT: Final = "Recipient Missing: There was no recipient to send the message to."
_HEADERS_URL: Final = "https://api.esendex.com/v1.0/messageheaders"


def _read(request: Request) -> OutboundMessage | None:
    """The first message; the sender and the type may stand beside all messages instead."""
    every, first = _messages(request)
    sender, kind = (text_of(at(first, name) or at(every, name)) for name in ("from", "type"))
    is_voice = (kind or "").lower() == "voice"
    return message(at(first, "to"), sender, at(first, "body"), "voice" if is_voice else "sms")


def _accept(request: Request) -> Answer:
    found = _read(request)
    if fault := amiss(request, found):
        return _CODES.refuse(request, fault, found) if fault == "401" else _text(400, _NO_RECIPIENT)
    batch = str(uuid.uuid4())
    keys = [str(uuid.uuid4()) for _ in ((found and found.to) or "").split(", ")]
    if "json" in (request.header("accept") or ""):
        headers = [{"uri": f"{_HEADERS_URL}/{key}", "id": key} for key in keys]
        return json_answer(200, {"batch": {"batchid": batch, "messageheaders": headers}})
    headers = "".join(f'<messageheader uri="{_HEADERS_URL}/{key}" id="{key}" />' for key in keys)
    return xml_answer(
        200,
        f'<?xml version="1.0" encoding="utf-8"?><messageheaders batchid="{batch}" '
        f'xmlns="http://api.esendex.com/ns/">{headers}</messageheaders>',
        {"content-type": "application/xml; charset=utf-8"},
    )


def _text(status: int, text: str) -> Answer:
    return Answer(status, text.encode(), {"content-type": "text/plain; charset=utf-8"})


def _messages(request: Request) -> tuple[JsonValue, JsonValue]:
    """The members that stand for all messages, and those of the first one."""
    body = request.json
    if body is not None:
        return body, at(body, "messages", 0)
    try:
        root = ElementTree.fromstring(request.body)
    except (ElementTree.ParseError, LookupError, ValueError):  # the last two: of its encoding
        return None, None
    first = next((child for child in root if _tag(child) == "message"), None)
    return _texts(root), None if first is None else _texts(first)


def _texts(element: ElementTree.Element) -> JsonObject:
    return {_tag(child): child.text for child in element}


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _with_status(_request: Request, status: int, _code: str, text: str) -> Answer:
    return _text(status, text)


_CODES: Final = http_codes(
    _with_status,
    http_400="Recipient Invalid: The recipient you entered was not a valid mobile number.",
    http_401="Authentication Failed: The username/password is invalid, or you are not permitted to "
    "access the account you specified.",
    http_429="Too many requests.",
    http_500="Unexpected: An unexpected error occurred.",
)

PROVIDERS: Final = (
    Provider(
        name="esendex",
        title="Esendex",
        hosts=re.compile(r"api\.esendex\.com"),
        usual_host="api.esendex.com",
        paths=re.compile(r"/v1\.[0-9]/messagedispatcher/?"),
        read=_read,
        accept=_accept,
        refuse=refuse_by(_CODES, BY_STATUS),
        codes=_CODES,
    ),
)
