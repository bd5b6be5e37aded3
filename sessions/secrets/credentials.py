"""Credentials found by the names that they go under, in what a hook sent and in what it reports.

A session's secrets are redacted by their values wherever they stand (`secrets.redaction`). What is
written into the hook itself, is fetched by it, or is sent encoded, as Basic authentication is, has
no known value: it is found by its place. Of a call a mark names the place, `‹authorization›`; in
what an error holds it is `‹hidden›`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
from collections.abc import Callable, Iterable
from typing import Final

from sessions.contract.json_text import JsonObject, JsonValue

HIDDEN: Final = "‹hidden›"

_DEEPEST: Final = 64

_WORDS: Final = r"(?:[a-z0-9]+[-_.])*"
_OF_WHAT: Final = (
    r"(?:(?:access|account|api|app|auth|bearer|bot|client|consumer|csrf|functions|http|id|master"
    r"|private|rapidapi|refresh|secret|security|server|service|session|shared|signing|sms|smtp"
    r"|subscription|token|user|webhook|xsrf)[-_]?)"
)
"""What stands before `key`, `token` and the like; in `userToken` nothing parts the two."""
_NAME: Final = (
    r"(?:x[-_])?(?:amz[-_])?(?:"
    r"(?:proxy[-_]?)?authorization|(?:set[-_]?)?cookie|auth|credentials?|awsaccesskeyid"
    rf"|{_WORDS}{_OF_WHAT}{{0,2}}(?:pass(?:word|wd|phrase)?|pwd|token|jwt|assertion|signature|sig"
    r"|hmac|secret(?:[-_]?access[-_]?key)?)"
    rf"|{_WORDS}{_OF_WHAT}{{1,2}}key(?:[-_]?id)?)"
)
"""The one table of names."""

_MISSING: Final = re.compile(
    r"undefined|None|null|NaN|(?:\$|%24)(?:\{|%7B)[\w.$]{1,60}(?:\}|%7D)|\{\{ ?[\w.]{1,60} ?\}\}"
    r"|YOUR[_-][A-Z_-]{1,60}"
)
"""What stands in a text for a credential that is not there. It is no secret, and worth seeing."""
_NO_CREDENTIAL: Final = re.compile(
    rf"(?:(?:basic|bearer|app|token|key|apikey|accesskey) )?(?:{_MISSING.pattern})", re.IGNORECASE
)
"""A header without one. Only a known scheme may stand before it: any other word may be a secret."""

_KEY: Final = os.urandom(32)
"""Of fingerprints: kept nowhere, so that one says nothing beyond this process."""
_ANEW: Final = re.compile(
    r"^(?:AWS4-|OAuth |Signature |Digest |HMAC|TSA |Application )|eyJ[\w-]{5,}\.eyJ[\w-]{5,}\.",
    re.IGNORECASE,
)
_ANEW_BY_NAME: Final = re.compile(
    r"(?:signature|sig|hmac|assertion|jwt|cookie|csrf\w*|xsrf\w*|session\w*)$", re.IGNORECASE
)
"""Schemes and names of what is signed or assigned, and so another with each request."""

# Each of these has what stands before the credential as its first group, and its name as `name`.
_NAMED: Final = re.compile(_NAME, re.IGNORECASE)
_USERINFO: Final = re.compile(
    r"(?P<before>\b[a-z][a-z0-9+.-]{0,20}://)[^/?#\s@\"'<>]+(?=@)", re.IGNORECASE
)
_FIELD: Final = re.compile(rf"(?P<before>(?:^|[?&])(?P<name>{_NAME})=)[^&#\s]+", re.IGNORECASE)
_FIELD_IN_TEXT: Final = re.compile(
    rf"(?P<before>[?&](?P<name>{_NAME})=)[^&#\s\"'<>\\]+", re.IGNORECASE
)
_MEMBER: Final = re.compile(
    rf'(?P<before>"(?P<name>{_NAME})"\s*:\s*)(?:"(?:[^"\\]|\\.)+"?|-?\d[\d.]*)', re.IGNORECASE
)
_PART: Final = re.compile(
    rf'(?P<before>\bname="(?P<name>{_NAME})"[^\r\n]{{0,1000}}\r\n'
    r"(?:[^\r\n]{1,1000}\r\n){0,8}\r\n)[^\r\n]+",
    re.IGNORECASE,
)
_HEADER_IN_TEXT: Final = re.compile(
    r"(?P<before>\b(?P<name>(?:proxy-)?authorization|(?:set-)?cookie"
    r"|x-[a-z-]{0,60}(?:key|token|secret))\\?[\"']?\s*[:=]\s*\[?\s*\\?[\"']?)[^\r\n\"'\\\]]+",
    re.IGNORECASE,
)
_MEMBER_IN_TEXT: Final = re.compile(
    rf"(?P<before>(?:\\?[\"']|[{{,]\s{{0,20}})(?P<name>{_NAME})(?:\\?[\"'])?\s{{0,20}}:\s{{0,20}}"
    r"\\?[\"'])[^\r\n\"'\\]+",
    re.IGNORECASE,
)
"""As Node prints an object, or as JSON stands in JSON: `{ apiKey: 'x' }`, `{\\"apiKey\\": …`."""
_BY_SCHEME: Final = re.compile(r"\b(Basic|Bearer)\s+[A-Za-z0-9+/=._~-]{8,}")


def is_credential(name: str) -> bool:
    """Whether what goes under this name, be it of a header, a field or a member, is one."""
    return _NAMED.fullmatch(name) is not None


# What a hook reports: values and texts of an error.


def conceal(value: JsonValue, depth: int = 0) -> JsonValue:
    """A copy of `value` without credentials: in members called as such, and in its texts."""
    if isinstance(value, str):
        return conceal_text(value)
    if depth >= _DEEPEST:
        return value
    if isinstance(value, list):
        return [conceal(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return conceal_members(value, depth)
    return value


def conceal_members(members: JsonObject, depth: int = 0) -> JsonObject:
    """A copy of an object without credentials, as `conceal` makes it."""
    return {key: _member(key, item, depth) for key, item in members.items()}


def conceal_text(text: str) -> str:
    """`text` without the credentials of URLs, query parameters, headers and members in it."""
    text = _USERINFO.sub(rf"\g<before>{HIDDEN}", text)
    for pattern in (_FIELD_IN_TEXT, _HEADER_IN_TEXT, _MEMBER_IN_TEXT):
        text = pattern.sub(_hidden, text)
    return _BY_SCHEME.sub(rf"\1 {HIDDEN}", text)


def _member(key: str, value: JsonValue, depth: int) -> JsonValue:
    if is_credential(key) and value not in (None, "", True, False):
        is_missing = isinstance(value, str) and _NO_CREDENTIAL.fullmatch(value)
        return value if is_missing else HIDDEN
    return conceal(value, depth + 1)


# What a hook sent: headers, URL and body of a call.


def conceal_headers(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Headers by their names, those that came twice joined; credentials as marks."""
    shown: dict[str, str] = {}
    for name, text in headers:
        if is_credential(name):
            shown[name] = _header(name, text)
        else:
            text = _in_text(text)
            shown[name] = f"{shown[name]}, {text}" if name in shown else text
    return shown


def conceal_url(url: str) -> str:
    """A URL without the credentials before its host and in its query."""
    return _FIELD.sub(_marked, _without_userinfo(url))


def conceal_body(text: str) -> str:
    """A body without its credentials, be it a form, one in parts, or JSON; others as they are."""
    if text.lstrip()[:1] in ("{", "["):
        return _MEMBER.sub(_marked_member, _in_text(text))
    if text.startswith("--"):
        return _PART.sub(_marked, _in_text(text))
    return conceal_url(text)  # a form is what a query is


def fingerprints(headers: Iterable[tuple[str, str]], query: str, body: str) -> dict[str, str]:
    """By its place a fingerprint of each credential that is concealed: `headers.authorization`.

    Alike where the credentials are, and saying nothing of them: the key ends with this process.
    What is made anew for each request, as a signature is, has none.
    """
    found = [(f"headers.{name.lower()}", text) for name, text in headers if is_credential(name)]
    found += [(f"url.query.{name}", text) for name, text in _values(_FIELD, f"?{query}")]
    if body.lstrip()[:1] in ("{", "["):
        pattern = _MEMBER
    else:
        pattern = _PART if body.startswith("--") else _FIELD
    found += [(f"body.{name}", text) for name, text in _values(pattern, body)]
    return {place: _fingerprint(text) for place, text in found if not _made_anew(place, text)}


def _values(pattern: re.Pattern[str], text: str) -> list[tuple[str, str]]:
    return [(one["name"], one[0][len(one["before"]) :]) for one in pattern.finditer(text)]


def _made_anew(place: str, text: str) -> bool:
    return bool(_ANEW_BY_NAME.search(place) or _ANEW.search(text))


def _fingerprint(text: str) -> str:
    return hmac.digest(_KEY, text.encode("utf-8", "replace"), hashlib.sha256).hex()


def _in_text(text: str) -> str:
    return _FIELD_IN_TEXT.sub(_marked, _without_userinfo(text))


def _without_userinfo(text: str) -> str:
    return _USERINFO.sub(r"\g<before>‹userinfo›", text)


def _header(name: str, text: str) -> str:
    """A credential as its mark, but one that is missing as what stands in its place."""
    if _NO_CREDENTIAL.fullmatch(text):
        return text
    mark = _mark(name)
    scheme, _, value = text.strip().rpartition(" ")
    pair = _decoded(value) if scheme.lower() == "basic" else []
    if any(map(_MISSING.fullmatch, pair)):
        return f"{scheme} " + ":".join(part if _MISSING.fullmatch(part) else mark for part in pair)
    return mark


def _decoded(text: str) -> list[str]:
    """The name and the password of Basic authentication (RFC 7617); none where it is none."""
    try:
        return base64.b64decode(text).decode().split(":", 1)
    except ValueError:
        return []


def _mark(name: str) -> str:
    return f"‹{name.lower()}›"


def _shown_as(found: re.Match[str], mark: Callable[[str], str]) -> str:
    """What was found with its credential as a mark, unless it is missing."""
    value = found[0][len(found["before"]) :]
    is_missing = _NO_CREDENTIAL.fullmatch(value.strip('"'))
    return found[0] if is_missing else found["before"] + mark(found["name"])


def _hidden(found: re.Match[str]) -> str:
    return _shown_as(found, lambda _: HIDDEN)


def _marked(found: re.Match[str]) -> str:
    return _shown_as(found, _mark)


def _marked_member(found: re.Match[str]) -> str:
    return _shown_as(found, lambda name: f'"{_mark(name)}"')
