"""An HTTP answer read as an outcome: MessageID, envelope, HTTP error or rubbish. No I/O."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from sessions.contract.jsontext import JsonError, JsonValue, loads
from sessions.contract.kinds import Kind
from sessions.contract.outcome import HookError, Outcome, TargetInfo, delivered, failed

_WANTED: Final = 'wanted a JSON object such as {"MessageID": "…"}, or the platform\'s envelope'


@dataclass(slots=True)
class Answer:
    """What came back over HTTP, as far as it came."""

    status: int
    reason: str = ""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    """Names in lower case."""
    body: bytearray = field(default_factory=bytearray)
    fault: str | None = None
    """Why the body is not whole or not readable: `was cut short (…)`."""
    authorization: str | None = None
    """Where the Authorization that was sent came from, in words; None if none was sent."""

    @property
    def text(self) -> str:
        """The body as text, in its own charset where that is known."""
        charset = re.search(r'charset="?([\w.:-]+)', self.headers.get("content-type", ""), re.I)
        try:
            return self.body.decode(charset[1] if charset else "utf-8", "replace")
        except (LookupError, ValueError):  # no such charset, or no text in it
            return self.body.decode("utf-8", "replace")


def read_answer(answer: Answer, target: TargetInfo) -> Outcome:
    """Classify an answer (CONTRACT "What the hook answers, and what goes over the wire").

    The status is looked at first: a broken body does not hide a 401. The duration is left at 0.
    """
    problem = f"the answer {answer.fault}" if answer.fault else None
    body: JsonValue = answer.text or None
    if not answer.body:
        problem = problem or "the answer has no body"
    elif problem is None:
        try:
            body = loads(bytes(answer.body))
        except JsonError as error:
            problem = f"the answer is not JSON ({error})"
    if not 200 <= answer.status < 300:
        return _http_status(answer, body, target)
    if problem is None and isinstance(body, dict):
        return _read_object(answer, body, target)
    problem = problem or "the answer is JSON, but not an object"
    message = f"{problem}; {_WANTED}, but {_what_came(answer)}"
    return failed(target, Kind.BAD_RESPONSE, message, wire=body)


def _read_object(answer: Answer, body: dict[str, JsonValue], target: TargetInfo) -> Outcome:
    if body.get("status") == "error":
        return failed(target, Kind.REMOTE_ERROR, _error(body), wire=body)
    is_envelope = body.get("status") == "success" and body.keys() <= _ENVELOPE
    warnings: tuple[str, ...] = ()
    if answer.status != 200:
        warnings = (f"The endpoint answered HTTP {answer.status}; the platform expects 200.",)
    response = body.get("data") if is_envelope else body
    return delivered(target, response, wire=body, duration_ms=0.0, warnings=warnings)


_ENVELOPE: Final = {"statusCode", "headers", "status", "data"}


def _http_status(answer: Answer, body: JsonValue, target: TargetInfo) -> Outcome:
    error = _error(body) if isinstance(body, dict) else HookError(message="")
    said = _said(body) if isinstance(body, dict | list) else _words_of_page(answer)
    parts = (f"HTTP {answer.status} {answer.reason}".rstrip(), _cut(said, 300).rstrip("."))
    message = f"{': '.join(filter(None, parts))}. {_advice(answer)}"
    own_code = {} if error.code is None else {"code": error.code}
    properties = own_code | error.properties
    error = replace(error, message=message, code=answer.status, properties=properties)
    return failed(target, Kind.HTTP_STATUS, error, wire=body)


def _advice(answer: Answer) -> str:
    """What to do about an HTTP status."""
    if answer.status in (401, 403):
        if answer.authorization:
            return f"Correct the Authorization header, which was made from {answer.authorization}."
        return (
            "No Authorization header was sent: give the secret auth0-extension-secret, or set"
            " Authorization in the target's headers."
        )
    if 300 <= answer.status < 400:
        goal = answer.headers.get("location")
        leads = f"leads to {goal}" if goal else "names no Location"
        return f"It {leads}. Redirects are not followed: set the target's URL to where it ends."
    return _ADVICE.get(answer.status) or (
        "The endpoint's own log says more."
        if answer.status >= 500
        else "Correct the request: URL, headers or payload."
    )


_ADVICE: Final = {
    404: "Check the path of the URL.",
    405: "The path takes no POST: check the path of the URL.",
    413: "The payload is larger than the endpoint takes.",
    415: "The endpoint wants another Content-Type: set it in the target's headers.",
    429: "The endpoint takes no more for now: wait, or send less often.",
    502: "What stands before the endpoint cannot reach it: see whether it runs.",
    503: "The endpoint is not ready: see whether it runs.",
    504: "What stands before the endpoint had no answer from it: see whether it hangs.",
}


def _error(body: dict[str, JsonValue]) -> HookError:
    """The error in an error envelope, or in a body such as the platform sends with HTTP 500."""
    data = body["data"] if body.get("status") == "error" and "data" in body else body
    message = _said(data) or "the endpoint reported an error without a message"
    if not isinstance(data, dict):
        return HookError(message)
    rest = dict(data)
    if data.get("message") == message:
        del rest["message"]
    name, stack = _take_text(rest, "name"), _take_text(rest, "stack")
    code = data.get("code")
    if isinstance(code, str | int) and not isinstance(code, bool):
        del rest["code"]
    else:
        code = None
    return HookError(message, name or "Error", code, stack, rest)


def _take_text(members: dict[str, JsonValue], key: str) -> str | None:
    text = members.get(key)
    if not isinstance(text, str):
        return None
    del members[key]
    return text


def _said(value: JsonValue) -> str:
    """The message for people inside an error's body; empty where there is none."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list):
        return _said(value[0]) if value else ""
    if isinstance(value, dict):
        keys = ("message", "error_description", "error", "details", "detail", "title", "errors")
        return next(filter(None, (_said(value.get(key)) for key in (*keys, "data"))), "")
    return ""


_UNSHOWN = re.compile(r"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)


def _words_of_page(answer: Answer) -> str:
    """The first words of a page or of plain text: an HTML page's title, else its text."""
    text = answer.text[:100_000]
    if "html" in answer.headers.get("content-type", "") or text.lstrip().startswith("<"):
        title = re.search(r"<title[^>]*>(.*?)</title", text, re.I | re.S)
        shown = title[1] if title else _UNSHOWN.sub("", text)
        text = html.unescape(re.sub(r"<[^>]*>", " ", shown))
    return " ".join(text.split())


def _what_came(answer: Answer) -> str:
    """Status, content type, size and first characters of an answer, for a message."""
    content_type = answer.headers.get("content-type", "no content type")
    came = f"HTTP {answer.status}, {content_type}, {len(answer.body):,} bytes came"
    return f"{came}: {_cut(answer.text, 80)!r}" if answer.body else came


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
