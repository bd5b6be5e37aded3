"""What an emulated provider is: which requests it takes, how it reads and answers them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from http import HTTPStatus
from typing import Any, Final, Literal, TypeAlias
from urllib.parse import parse_qsl

from sessions.contract.json_text import MOST_VALUES, JsonValue, signs
from sessions.contract.outcome import OutboundMessage

Refusal: TypeAlias = Literal["400", "401", "429", "500"]
"""The faults that every provider words in its own way."""


_LONGEST_FORM: Final = 1 << 20
"""Bytes of a form that are read: 15 MiB of short fields take 4 s, and 600 MiB of memory."""
_NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BOUNDARY: Final = re.compile(r"boundary=\"?([^\s\";]+)", re.IGNORECASE)
_PART_NAME: Final = re.compile(rb"[;\s]name=\"?([^\";\r\n]*)", re.IGNORECASE)
_HALF: Final = re.compile(rb"\\u[dD][89a-fA-F]")


@dataclass(frozen=True)
class Request:
    """One HTTP request of a hook, whole. `host` is in lower case, without the port."""

    method: str
    host: str
    port: int
    path: str
    """Percent-encoded as it came, without the query."""
    query: str
    headers: tuple[tuple[str, str], ...]
    """Names in lower case, in the order in which they came."""
    body: bytes

    def header(self, name: str) -> str | None:
        """The first header of that name, in any case; None where it is not there."""
        return next((text for key, text in self.headers if key == name.lower()), None)

    @cached_property
    def form(self) -> dict[str, str]:
        """The query's fields, and over them those of a form in the body; the last of each.

        Of either only the first `_LONGEST_FORM` bytes are read.
        """
        fields = dict(parse_qsl(self.query[:_LONGEST_FORM], keep_blank_values=True))
        kind = (self.header("content-type") or "").lower()
        if "x-www-form-urlencoded" in kind:
            text = self.body[:_LONGEST_FORM].decode("utf-8", "replace")
            fields |= dict(parse_qsl(text, keep_blank_values=True))
        elif "multipart/form-data" in kind:
            fields |= _parts(self.header("content-type") or "", self.body)
        return fields

    @cached_property
    def json(self) -> JsonValue:
        """The body as JSON; None where it is none, or may have more than `MOST_VALUES` values.

        Its texts can all be encoded.
        """
        if signs(self.body) > MOST_VALUES:
            return None
        try:
            value: JsonValue = json.loads(self.body)
            return _without_halves(value) if _HALF.search(self.body) else value
        except (ValueError, RecursionError):
            return None


def _parts(kind: str, body: bytes) -> dict[str, str]:
    """The fields of a form in several parts (RFC 7578); files are left out."""
    fields: dict[str, str] = {}
    if boundary := _BOUNDARY.search(kind):
        line = b"\r\n--" + boundary[1].encode("utf-8", "replace")
        for part in (b"\r\n" + body).split(line)[1:-1]:
            head, _, content = part.partition(b"\r\n\r\n")
            if (name := _PART_NAME.search(head)) and b"filename" not in head:
                fields[name[1].decode("utf-8", "replace")] = content.decode("utf-8", "replace")
    return fields


def _without_halves(value: JsonValue) -> JsonValue:
    """JSON with U+FFFD for each half of a surrogate pair, which JSON can hold and UTF-8 cannot."""
    if isinstance(value, str):
        return _whole(value)
    if isinstance(value, list):
        return [_without_halves(item) for item in value]
    if isinstance(value, dict):
        return {_whole(name): _without_halves(item) for name, item in value.items()}
    return value


def _whole(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request is answered."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


def json_answer(status: int, value: Any, headers: Mapping[str, str] | None = None) -> Answer:
    """An answer in JSON."""
    body = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
    return Answer(status, body, {"content-type": "application/json", **(headers or {})})


def xml_answer(status: int, text: str, headers: Mapping[str, str] | None = None) -> Answer:
    """An answer in XML."""
    body = text.encode("utf-8", "replace")
    return Answer(status, body, {"content-type": "text/xml", **(headers or {})})


def xml_text(text: str) -> str:
    """A text as it stands in an element of XML, without the characters that XML cannot have."""
    return escape(_NOT_IN_XML.sub("\ufffd", text), quote=False)


@dataclass(frozen=True, slots=True)
class Codes:
    """The error codes of a provider's own that can be asked for as a fault: `twilio=60204`."""

    known: Mapping[str, tuple[int, str]]
    """HTTP status and message of each. In a message `{to}` and `{sender}` are the request's."""
    answer: Callable[[Request, int, str, str], Answer]
    """What the provider answers with a HTTP status, a code and its message."""
    form: str
    """What its codes look like, as a pattern; offhook words one that is not known."""
    status: int = 400
    """The HTTP status of those."""

    def has(self, code: str) -> bool:
        """Whether it is a code of the provider's, as far as is known."""
        return code in self.known or re.fullmatch(self.form, code) is not None

    def refuse(self, request: Request, code: str, found: OutboundMessage | None) -> Answer:
        """The answer to a request whose message is `found`."""
        status, text = self.known.get(code, (self.status, NO_TEXT))
        to, sender = found and found.to, found and found.sender
        text = text.replace("{to}", to or FAULT_NUMBER).replace("{sender}", sender or "")
        return self.answer(request, status, code, text)


@dataclass(frozen=True, slots=True)
class Check:
    """How a provider checks codes, for what remembers which ones were sent (`sessions.inbox`)."""

    asked: Callable[[Request], tuple[str, str] | None]
    """The number, or the id of an earlier answer, and the code that a request has checked; None
    where it is no check, or lacks one of the two."""
    answer: Callable[[Request, bool | None], Answer]
    """What is said where it is the code that was sent, or is not; None: none was sent."""


@dataclass(frozen=True, slots=True)
class Provider:
    """One API of a provider, as far as sending phone messages goes.

    A module of `sessions.providers` has one, or several, in its `PROVIDERS`.
    """

    name: str
    """In sessions, faults and reports: `twilio`, `twilio-verify`, `sns`."""
    title: str
    """For a person: `Twilio Messages`."""
    hosts: re.Pattern[str]
    """Matched against the whole host, in lower case."""
    paths: re.Pattern[str]
    """Matched against the whole path."""
    read: Callable[[Request], OutboundMessage | None]
    """The message in a request; None where there is none. Never raises, whatever the request."""
    accept: Callable[[Request], Answer]
    """The answer to a request: a success, or what the provider says to one that lacks something."""
    refuse: Callable[[Request, Refusal], Answer]
    """The provider's own wording of a fault, often `refuse_by`; an HTTP 429 gets Retry-After."""
    codes: Codes | None = None
    """Its own error codes; None where it has none."""
    usual_host: str | None = None
    """The one of its hosts that programs call where nothing else is set; None: it is at any."""
    asks: Callable[[Request], bool] | None = None
    """What a request must be beside for its host and path; None where these are enough."""
    takes_numbers: bool = True
    """Whether it sends to phone numbers, so that a fault of all can say that one is invalid."""
    only_e164: bool = False
    """Whether it takes a number in E.164 only; the others take its digits without the plus too."""
    writes_text: bool = False
    """Whether it makes the text of a message itself, and a code too where it is given none."""
    check: Check | None = None
    """How it checks a code that it has sent before; None where it does not. `accept` remembers
    nothing, and says yes to any."""
    request_id_header: str | None = None
    """The header, in lower case, under which its answers name the request; None for a usual one."""

    def takes(self, request: Request) -> bool:
        """Whether a request is for this API."""
        is_there = self.hosts.fullmatch(request.host) and self.paths.fullmatch(request.path)
        return bool(is_there) and (self.asks is None or self.asks(request))


FAULT_NUMBER: Final = "+15005550001"
"""The number that error texts name where the request has none (Twilio's own test number)."""
NO_TEXT: Final = "offhook does not know the provider's text of this code"
"""The message of a code that has a provider's form and is not known here."""


def refuse_by(
    codes: Codes,
    named: Mapping[Refusal, str],
    read: Callable[[Request], OutboundMessage | None] = lambda _: None,
) -> Callable[[Request, Refusal], Answer]:
    """The wording of every fault as that of one of the provider's own codes.

    Args:
        named: the code of each fault.
        read: that of the provider, where a text of these names the recipient.
    """

    def refuse(request: Request, refusal: Refusal) -> Answer:
        return codes.refuse(request, named[refusal], read(request))

    return refuse


BY_STATUS: Final[dict[Refusal, str]] = {"400": "400", "401": "401", "429": "429", "500": "500"}
"""The codes of faults where a provider has none but HTTP statuses."""


def http_codes(answer: Callable[[Request, int, str, str], Answer], **texts: str) -> Codes:
    """The codes of a provider that has none but HTTP statuses, with the texts of RFC 9110.

    `texts`: its own ones, by `http_404` and the like.
    """
    known = {str(int(one)): (int(one), one.phrase) for one in HTTPStatus if one >= 400}
    known |= {name[5:]: (int(name[5:]), text) for name, text in texts.items()}
    return Codes(known, answer, "[45][0-9]{2}")
