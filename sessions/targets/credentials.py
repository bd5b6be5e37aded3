"""Credentials known by the name they go under, hidden: a hook may hold some that are no secrets.

A secret is redacted wherever its value stands (`sessions.redaction`). What is written into the hook
itself, or is fetched by it, has no known value; it is found by its place in a request.
"""

from __future__ import annotations

import re
from typing import Final

from sessions.contract.jsontext import JsonValue

HIDDEN: Final = "‹hidden›"

_DEEPEST: Final = 64

_NAME: Final = (
    r"(?:(?:proxy[-_]?)?authorization|(?:set[-_]?)?cookie|auth"
    r"|pass(?:word|wd|phrase)?|pwd|signature|sig|credentials?"
    r"|(?:[a-z]+[-_.])*(?:api|access|auth|private|secret|subscription|functions|account)[-_]?key"
    r"|(?:[a-z]+[-_.])*(?:api|app|client|auth|shared|webhook)?[-_]?secret(?:[-_]?access[-_]?key)?"
    r"|(?:[a-z]+[-_.])*(?:access|auth|refresh|id|session|security|bearer|api|csrf|xsrf)?[-_]?token)"
)
_KEY: Final = re.compile(rf"(?:x-|x-amz-)?{_NAME}", re.IGNORECASE)
_IN_QUERY: Final = re.compile(rf"([?&](?:x-|x-amz-)?{_NAME}=)[^&#\s\"'<>\\]+", re.IGNORECASE)
_IN_HEADER: Final = re.compile(
    r"\b((?:proxy-)?authorization|(?:set-)?cookie|x-[a-z-]{0,60}(?:key|token|secret))"
    r"(\\?[\"']?\s*[:=]\s*\[?\s*\\?[\"']?)[^\r\n\"'\\\]]+",
    re.IGNORECASE,
)
_IN_USERINFO: Final = re.compile(r"(\b[a-z][a-z0-9+.-]{0,20}://)[^/?#\s@\"'<>]+@", re.IGNORECASE)
_BY_SCHEME: Final = re.compile(r"\b(Basic|Bearer)\s+[A-Za-z0-9+/=._~-]{8,}")


def conceal(value: JsonValue, depth: int = 0) -> JsonValue:
    """A copy of `value` without credentials: in members called as such, and in its texts."""
    if isinstance(value, str):
        return conceal_text(value)
    if depth >= _DEEPEST:
        return value
    if isinstance(value, list):
        return [conceal(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {key: _member(key, item, depth) for key, item in value.items()}
    return value


def conceal_text(text: str) -> str:
    """`text` without the credentials of URLs, query parameters and headers in it."""
    text = _IN_USERINFO.sub(rf"\1{HIDDEN}@", text)
    text = _IN_QUERY.sub(rf"\1{HIDDEN}", text)
    text = _IN_HEADER.sub(rf"\1\2{HIDDEN}", text)
    return _BY_SCHEME.sub(rf"\1 {HIDDEN}", text)


def _member(key: str, value: JsonValue, depth: int) -> JsonValue:
    if _KEY.fullmatch(key) and value not in (None, "", True, False):
        return HIDDEN
    return conceal(value, depth + 1)
