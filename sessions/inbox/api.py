"""The HTTP API by which end-to-end tests read, wait for and clear what has come in.

`GET /api/code?to=+18085555555&wait=10` answers with the last code as plain text; all else is JSON,
and an error `{"error": "…"}`. What each takes and gives stands in `ABOUT`, which `GET /` shows.
"""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl

from sessions.contract.json_text import JsonObject
from sessions.contract.sms_text import measure
from sessions.gateway.stream import Stream
from sessions.providers.provider import Answer, Request, json_answer

from .mailbox import MOST_WAITING, Mailbox, Received, TooManyWait, Wanted

LONGEST_WAIT: Final = 60.0
"""Seconds."""
_MOST: Final = 1000
_USUAL: Final = 100
_LARGEST_ID: Final = 10**15
_LONGEST_QUERY: Final = 8192
_FILTERS: Final = frozenset(
    {"to", "from", "channel", "provider", "text"}
    | {"after", "before", "delivered", "wait", "limit"}
)
_DELIVERED: Final[Mapping[str, bool | None]] = {"true": True, "false": False, "any": None}
_ID: Final = re.compile(r"/api/messages/([0-9]{1,15})")
_PRIVATE: Final = {"cache-control": "no-store", "x-content-type-options": "nosniff"}

ABOUT: Final = """\
offhook inbox: what programs send by SMS and voice, caught. Nothing goes on from here.

GET    /api/code?to=NUMBER&wait=SECONDS  the code of the last message, as plain text; 404: none
GET    /api/messages                     messages, newest first:
                                         {"messages": [...], "last_id": N, "next": ID or null}
GET    /api/messages/ID                  one
DELETE /api/messages                     clear all, or those that fit: {"deleted": N}
DELETE /api/messages/ID                  clear one
GET    /api/requests                     requests without a message: for tokens, and refused ones

to from channel provider text            which ones, by what they say
after=ID before=ID                       which ones, by when they came
delivered=true                           as it is unless said; false: those that a provider refused;
                                         any: both
wait=SECONDS (60 at most)                wait for the first that fits, if none is there; 100
                                         requests may at once
limit=N (1 to 1000, else 100)            how many, fewer where they are long; where there are more,
                                         next is the ID for before= that goes on

A message: id at to from channel (sms, voice, whatsapp) text code provider delivered segments
encoding fault problem request {method url headers body} answer {status headers body}. All are
always there, null where they are not known; credentials are marks.
"""


class _Wrong(Exception):
    """A request that cannot be answered: HTTP 400, and what to write instead."""


class Api:
    """Answers what is asked of a mailbox."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def answer(self, request: Request, wire: Stream) -> Answer:
        """The answer to a request whose path is the API's own; `wire` is what it came over."""
        try:
            answer = await self._answered(request, wire)
        except _Wrong as wrong:
            answer = _error(400, str(wrong))
        except TooManyWait:
            answer = _error(503, f"{MOST_WAITING} requests wait already; no more may")
        return Answer(answer.status, answer.body, {**answer.headers, **_PRIVATE})

    async def _answered(self, request: Request, wire: Stream) -> Answer:
        method = "GET" if request.method == "HEAD" else request.method
        given = _parameters(request.query)
        one = _ID.fullmatch(request.path)
        match method, request.path.rstrip("/"):
            case "GET", "":
                return Answer(200, ABOUT.encode(), {"content-type": "text/plain; charset=utf-8"})
            case "GET", "/api/code":
                return await self._code(given, wire)
            case "GET", "/api/messages":
                return await self._messages(given, wire)
            case "DELETE", "/api/messages":
                return self._cleared(given)
            case "GET", "/api/requests":
                page = self._mailbox.page_of_others(_limit(given), _after(given), _before(given))
                requests = [*map(message_json, page.items)]
                return json_answer(200, {"requests": requests, "next": page.next})
            case "GET" | "DELETE", _ if one:
                return self._one(method, int(one[1]))
            case _, "" | "/api/code" | "/api/messages" | "/api/requests":
                return _error(405, f"{request.method} is not for {request.path}; see GET /")
            case _:
                return _error(404, f"there is nothing at {request.path}; see GET /")

    async def _code(self, given: Mapping[str, str], wire: Stream) -> Answer:
        wanted = _wanted(given, with_code=True)
        seconds = _seconds(given)
        found = await self._waited(wanted, seconds, wire)
        if found is None or found.code is None:
            whose = f" to {wanted.to}" if wanted.to else ""
            return _error(404, f"no message with a code{whose} came within {seconds:g} s")
        headers = {"content-type": "text/plain; charset=utf-8", "offhook-message-id": str(found.id)}
        return Answer(200, found.code.encode("utf-8", "replace"), headers)

    async def _messages(self, given: Mapping[str, str], wire: Stream) -> Answer:
        wanted = _wanted(given)
        await self._waited(wanted, _seconds(given), wire)
        page = self._mailbox.page(wanted, _limit(given))
        messages, last_id = [*map(message_json, page.items)], self._mailbox.last_id
        return json_answer(200, {"messages": messages, "last_id": last_id, "next": page.next})

    def _one(self, method: str, number: int) -> Answer:
        found = self._mailbox.of(number)
        if found is None or found.message is None:
            return _error(404, f"there is no message {number}, or not any more")
        if method == "GET":
            return json_answer(200, message_json(found))
        self._mailbox.remove(number)
        return json_answer(200, {"deleted": 1})

    def _cleared(self, given: Mapping[str, str]) -> Answer:
        if not given:
            return json_answer(200, {"deleted": self._mailbox.clear_all()})
        for name in ("wait", "limit"):
            if name in given:
                raise _Wrong(f"{name} is not for DELETE")
        return json_answer(200, {"deleted": self._mailbox.clear(_wanted(given))})

    async def _waited(self, wanted: Wanted, seconds: float, wire: Stream) -> Received | None:
        """What is there or comes in time; None also where whoever asks has gone."""
        if seconds <= 0:
            return await self._mailbox.wait(wanted, 0)
        coming = asyncio.ensure_future(self._mailbox.wait(wanted, seconds))
        gone = asyncio.ensure_future(wire.until_gone())
        try:
            await asyncio.wait({coming, gone}, return_when=asyncio.FIRST_COMPLETED)
            return coming.result() if coming.done() else None
        finally:
            for one in (coming, gone):
                one.cancel()
            await asyncio.gather(coming, gone, return_exceptions=True)


def message_json(received: Received) -> JsonObject:
    """A message, or a request without one, as the API gives it: every key always there."""
    call, message = received.call, received.message
    size = measure(message.text) if message and message.text and message.channel == "sms" else None
    return {
        "id": received.id,
        "at": received.at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "to": message and message.to,
        "from": message and message.sender,
        "channel": message and message.channel,
        "text": message and message.text,
        "code": received.code,
        "provider": call.provider,
        "delivered": received.delivered,
        "segments": size and size.segments,
        "encoding": size and size.encoding,
        "fault": call.fault,
        "problem": call.problem,
        "request": {
            "method": call.method,
            "url": call.url,
            "headers": {**call.headers},
            "body": call.body,
        },
        "answer": {
            "status": call.status,
            "headers": {**call.answer_headers},
            "body": call.answer_body,
        },
    }


def _parameters(query: str) -> dict[str, str]:
    """The parameters of a query. Of a number only the digits count, so that a plus which is not
    escaped, and so stands for a blank, does no harm.

    Raises:
        _Wrong: one that nothing here knows.
    """
    if len(query) > _LONGEST_QUERY:
        raise _Wrong(f"the query has more than {_LONGEST_QUERY:,} characters")
    given = dict(parse_qsl(query, keep_blank_values=True))
    if unknown := given.keys() - _FILTERS:
        known = ", ".join(sorted(_FILTERS))
        raise _Wrong(f"there is no parameter {min(unknown)!r}; there are {known}")
    return given


def _wanted(given: Mapping[str, str], *, with_code: bool = False) -> Wanted:
    delivered = given.get("delivered", "true")
    if delivered not in _DELIVERED:
        raise _Wrong(f"delivered: found {delivered!r}, wanted true, false or any")
    return Wanted(
        to=given.get("to"),
        sender=given.get("from"),
        channel=given.get("channel"),
        provider=given.get("provider"),
        text=given.get("text"),
        after=_after(given),
        before=_before(given),
        delivered=_DELIVERED[delivered],
        with_code=with_code,
    )


def _after(given: Mapping[str, str]) -> int:
    return _whole(given, "after", 0, _LARGEST_ID)


def _before(given: Mapping[str, str]) -> int | None:
    return _whole(given, "before", 0, _LARGEST_ID) if "before" in given else None


def _limit(given: Mapping[str, str]) -> int:
    """None is too few: a page without messages would go on where it began, for ever."""
    return _whole(given, "limit", _USUAL, _MOST, least=1)


def _whole(given: Mapping[str, str], name: str, usual: int, most: int, *, least: int = 0) -> int:
    text = given.get(name)
    if text is None:
        return usual
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else -1
    if not least <= number <= most:
        raise _Wrong(f"{name}: found {text!r}, wanted a whole number from {least} to {most}")
    return number


def _seconds(given: Mapping[str, str]) -> float:
    text = given.get("wait", "0")
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds <= LONGEST_WAIT:
        raise _Wrong(f"wait: found {text!r}, wanted seconds from 0 to {LONGEST_WAIT:g}")
    return seconds


def _error(status: int, why: str) -> Answer:
    return json_answer(status, {"error": why})
