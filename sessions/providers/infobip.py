"""Infobip: SMS (`/sms/2/text/advanced`, `/sms/2/text/single`, `/sms/3/messages`) and voice.

A number that is none is no error of the call: HTTP 200, and the message's status is in group 5,
REJECTED ("Response status and error codes" of its documentation). Errors of the call are a
`requestError` in versions 1 and 2 and in voice, and an `errorCode` in version 3.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from functools import partial
from typing import Final

from sessions.contract.json_text import JsonObject
from sessions.contract.outcome import Channel, OutboundMessage

from .fields import amiss, at, items_of, message
from .provider import Answer, Codes, Provider, Refusal, Request, json_answer

_PENDING: Final = {
    **{"groupId": 1, "groupName": "PENDING", "id": 26, "name": "PENDING_ACCEPTED"},
    "description": "Message sent to next instance",
}
_REJECTED: Final = {
    **{"groupId": 5, "groupName": "REJECTED", "id": 51, "name": "REJECTED_INVALID_DESTINATION"},
    "description": "Invalid destination address",
}
_ERRORS: Final[dict[Refusal, tuple[int, str, str, str]]] = {
    "400": (400, "BAD_REQUEST", "Bad Request", "Request cannot be processed."),
    "401": (
        *(401, "UNAUTHORIZED", "Invalid login details"),
        "The request lacks valid authentication credentials.",
    ),
    "429": (
        *(429, "TOO_MANY_REQUESTS", "Too many requests"),
        "The request has been throttled: too many requests.",
    ),
    "500": (
        *(500, "GENERAL_ERROR", "Something went wrong. Please contact support."),
        "Something went wrong. Please contact support.",
    ),
}
"""HTTP status; the code and the text of a `requestError`; the description of an `errorCode`."""
_STATUSES: Final = {
    "6": ("REJECTED_NETWORK", "Network is forbidden"),
    "8": ("REJECTED_PREFIX_MISSING", "Number prefix missing"),
    "10": ("REJECTED_DND", "Destination is on a do-not-disturb list"),
    "11": ("REJECTED_SOURCE", "Invalid source address"),
    "12": ("REJECTED_NOT_ENOUGH_CREDITS", "Not enough credits"),
    "13": ("REJECTED_SENDER", "Sender is blacklisted"),
    "14": ("REJECTED_DESTINATION", "Destination is blacklisted"),
    "17": ("REJECTED_PREPAID_PACKAGE_EXPIRED", "Prepaid package expired"),
    "18": ("REJECTED_DESTINATION_NOT_REGISTERED", "Destination not registered"),
    "19": ("REJECTED_ROUTE_NOT_AVAILABLE", "Route not available"),
    "20": ("REJECTED_FLOODING_FILTER", "Rejected by the flooding filter"),
    "21": ("REJECTED_SYSTEM_ERROR", "System error"),
    "51": ("REJECTED_INVALID_DESTINATION", "Invalid destination address"),
}
"""Statuses of a message in group 5, REJECTED, by their id."""
_IDS: Final = {name: number for number, (name, _) in _STATUSES.items()}
_NO_DESTINATION: Final = ("messages[0].destinations", "must not be empty")


def _read(channel: Channel, request: Request) -> OutboundMessage | None:
    body = request.json
    first = at(body, "messages", 0) or body
    destinations = items_of(at(first, "destinations"))
    to = [at(destination, "to") for destination in destinations] or at(first, "to")
    text = at(first, "content", "text") or at(first, "text") or at(body, "text")
    return message(to, at(first, "from") or at(first, "sender"), text, channel)


def _accept(channel: Channel, request: Request) -> Answer:
    found = _read(channel, request)
    fault = amiss(request, found)
    if fault or not found:
        return _error(request, fault or "400")
    return _sent(request, found.to, _PENDING)


def _refuse(channel: Channel, request: Request, fault: Refusal) -> Answer:
    found = _read(channel, request)
    if fault == "400" and found and found.to:
        return _sent(request, found.to, _REJECTED)
    return _error(request, fault)


def _sent(request: Request, to: str | None, status: Mapping[str, object]) -> Answer:
    addressed = "destination" if _is_version_3(request) else "to"
    messages = [
        {"messageId": str(uuid.uuid4()), "status": status, addressed: number}
        for number in (to or "").split(", ")
    ]
    return json_answer(200, {"bulkId": str(uuid.uuid4()), "messages": messages})


def _error(request: Request, fault: Refusal) -> Answer:
    return _answer(request, *_ERRORS[fault], lacks_to=fault == "400")


def _answer(
    request: Request, status: int, code: str, text: str, description: str, *, lacks_to: bool = False
) -> Answer:
    where, why = _NO_DESTINATION
    if _is_version_3(request):
        violations = [{"property": where, "violation": why}] if lacks_to else []
        said: JsonObject = {"errorCode": f"E{status}", "description": description}
        return json_answer(status, {**said, "violations": violations, "resources": []})
    said = {"messageId": code, "text": text}
    if lacks_to:
        said["validationErrors"] = {where: [why]}
    return json_answer(status, {"requestError": {"serviceException": said}})


def _with_code(channel: Channel, request: Request, status: int, code: str, text: str) -> Answer:
    """A message's status, by its id or its name; else the code of an error of the call."""
    if status != 200 and not code.isdecimal():
        return _answer(request, status, code, text, text)
    number = _IDS.get(code, code)
    name = code if code in _IDS else _STATUSES.get(number, ("REJECTED", ""))[0]
    rejected = {"id": int(number), "name": name, "description": text}
    found = _read(channel, request)
    return _sent(request, found and found.to, {**_REJECTED, **rejected})


def _is_version_3(request: Request) -> bool:
    return request.path.startswith("/sms/3/")


def _provider(name: str, title: str, paths: str, channel: Channel) -> Provider:
    return Provider(
        name=name,
        title=title,
        hosts=re.compile(r"([a-z0-9-]+\.)?api\.infobip\.com"),
        usual_host="api.infobip.com",
        paths=re.compile(paths),
        read=partial(_read, channel),
        accept=partial(_accept, channel),
        refuse=partial(_refuse, channel),
        codes=Codes(
            {
                **{number: (200, text) for number, (_, text) in _STATUSES.items()},
                **{name: (200, text) for name, text in _STATUSES.values()},
                **{code: (status, text) for status, code, text, _ in _ERRORS.values()},
                "FORBIDDEN": (403, "Unauthorized access"),
            },
            partial(_with_code, channel),
            "[1-9][0-9]?|[A-Z]+(_[A-Z]+)*",
        ),
    )


PROVIDERS: Final = (
    _provider("infobip", "Infobip SMS", r"/sms/([12]/text/(advanced|single)|3/messages)", "sms"),
    _provider("infobip-voice", "Infobip Voice", r"/tts/3/(advanced|single|multi)", "voice"),
)
