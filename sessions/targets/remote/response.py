"""An HTTP answer read as an outcome: MessageID, envelope, HTTP error or rubbish. No I/O."""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from sessions.contract.excerpts import body_looked_at, cut
from sessions.contract.json_text import MOST_VALUES, JsonError, JsonValue, TooManyValues, loads
from sessions.contract.kinds import Kind
from sessions.contract.outcome import HookError, Outcome, TargetInfo, delivered, failed
from sessions.platforms.current import PLATFORM


@dataclass
class HttpAnswer:
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

    @cached_property
    def text(self) -> str:
        """The body as text, cut where it is long, in its charset where that is one of the Web's."""
        return body_looked_at(self.body, _charset(self.headers.get("content-type", "")))

    def header(self, name: str) -> str | None:
        """A header as a message shows it: not all of one that fills pages."""
        text = self.headers.get(name)
        return text and cut(text, _LONGEST_SHOWN)


def read_answer(answer: HttpAnswer, target: TargetInfo) -> Outcome:
    """Classify an answer (PLATFORM.md "What goes over the wire").

    The status is looked at first: a broken body does not hide a 401. The duration is left at 0.
    """
    problem = f"the answer {answer.fault}" if answer.fault else None
    body: JsonValue = answer.text or None
    if not answer.body:
        problem = problem or "the answer has no body"
    elif problem is None:
        try:
            body = loads(bytes(answer.body), most_values=MOST_VALUES)
        except JsonError as error:
            problem = f"the answer is not JSON ({error})"
        except TooManyValues:
            problem = f"the answer has more than {MOST_VALUES:,} values"
    if not 200 <= answer.status < 300:
        return _http_status(answer, body, target)
    if problem is None and isinstance(body, dict):
        return _read_object(answer, body, target)
    problem = problem or "the answer is JSON, but not an object"
    message = f"{problem}; wanted {PLATFORM.wire.WANTED}, but {_what_came(answer)}"
    return failed(target, Kind.BAD_RESPONSE, message, wire=body)


def _read_object(answer: HttpAnswer, body: dict[str, JsonValue], target: TargetInfo) -> Outcome:
    if PLATFORM.wire.is_error(body):
        return failed(target, Kind.REMOTE_ERROR, _error(body), wire=body)
    warnings: tuple[str, ...] = ()
    if answer.status != PLATFORM.wire.STATUS:
        expected = f"the platform expects {PLATFORM.wire.STATUS}"
        warnings = (f"The endpoint answered HTTP {answer.status}; {expected}.",)
    response = PLATFORM.wire.response_in(body)
    return delivered(target, response, wire=body, warnings=warnings)


def _http_status(answer: HttpAnswer, body: JsonValue, target: TargetInfo) -> Outcome:
    error = _error(body) if isinstance(body, dict) else HookError(message="")
    said = _said(body) if isinstance(body, dict | list) else _words_of_page(answer)
    parts = (
        f"HTTP {answer.status} {cut(answer.reason, _LONGEST_SHOWN)}".rstrip(),
        cut(said, 300).rstrip("."),
    )
    message = f"{': '.join(filter(None, parts))}. {_advice(answer)}"
    own_code = {} if error.code is None else {"code": error.code}
    properties = own_code | error.properties
    error = replace(error, message=message, code=answer.status, properties=properties)
    return failed(target, Kind.HTTP_STATUS, error, wire=body)


def _advice(answer: HttpAnswer) -> str:
    """What to do about an HTTP status."""
    if answer.status in (401, 403):
        if answer.authorization:
            return f"Correct the Authorization header, which was made from {answer.authorization}."
        return (
            f"No Authorization header was sent: give the secret {PLATFORM.wire.SECRET}, or set"
            " Authorization in the target's headers."
        )
    if 300 <= answer.status < 400:
        goal = answer.header("location")
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
    data = PLATFORM.wire.error_in(body)
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


def _words_of_page(answer: HttpAnswer) -> str:
    """The first words of a page or of plain text: an HTML page's title, else its text."""
    text = cut(answer.text, _LONGEST_PAGE)
    if "html" in answer.headers.get("content-type", "") or text.lstrip().startswith("<"):
        shown = _title(text) or "".join(_without_scripts(text))
        words = " ".join(_TAG.sub(" ", shown).split())
        return html.unescape(cut(words, _LONGEST_SHOWN))
    return " ".join(text.split())


# Each of these goes through a page once, whatever it holds: of a pattern for a whole element,
# 100 kB of `<title>` took 49 s.


def _title(page: str) -> str | None:
    opened = _TITLE.search(page)
    end = _TITLE_END.search(page, opened.end()) if opened else None
    return page[opened.end() : end.start()] if opened and end else None


def _without_scripts(page: str) -> Iterator[str]:
    at = 0
    while opened := _UNSHOWN.search(page, at):
        yield page[at : opened.start()]
        end = (_SCRIPT_END if opened[1].lower() == "script" else _STYLE_END).search(
            page, opened.end()
        )
        if end is None:
            return
        at = end.end()
    yield page[at:]


def _what_came(answer: HttpAnswer) -> str:
    """Status, content type, size and first characters of an answer, for a message."""
    content_type = answer.header("content-type") or "no content type"
    came = f"HTTP {answer.status}, {content_type}, {len(answer.body):,} bytes came"
    return f"{came}: {cut(answer.text, 80)!r}" if answer.body else came


def _charset(content_type: str) -> str:
    """The charset that is named, as Python knows it; UTF-8 where none is, or no common one.

    Python has codecs for more than text: of `punycode` a megabyte takes minutes.
    """
    named = re.search(r'charset="?([\w.:-]+)', content_type, re.IGNORECASE)
    try:
        known = codecs.lookup(named[1]).name if named else "utf-8"
    except (LookupError, ValueError):
        return "utf-8"
    return known if _CHARSETS.fullmatch(known) else "utf-8"


_LONGEST_SHOWN: Final = 500
"""Characters of what a server sent, in a message for people."""
_LONGEST_PAGE: Final = 100_000
_TAG: Final = re.compile(r"<[^<>]*>")
_TITLE: Final = re.compile(r"<title[^<>]*>", re.IGNORECASE)
_TITLE_END: Final = re.compile(r"</title", re.IGNORECASE)
_UNSHOWN: Final = re.compile(r"<(script|style)\b", re.IGNORECASE)
_SCRIPT_END: Final = re.compile(r"</script[^<>]*>", re.IGNORECASE)
_STYLE_END: Final = re.compile(r"</style[^<>]*>", re.IGNORECASE)
_CHARSETS: Final = re.compile(
    r"ascii|utf-8(-sig)?|utf-16(-[bl]e)?|utf-32(-[bl]e)?|iso8859-\d+|cp(125\d|437|85[02]|866|874|932|949)"
    r"|koi8-[ru]|mac-(roman|cyrillic)|shift_jis|euc_(jp|kr)|iso2022_jp|gb2312|gbk|gb18030|big5(hkscs)?"
)
"""What the Web's pages are in (https://encoding.spec.whatwg.org), by Python's names."""
