"""Credentials in an outbound call, found by the names that they go under and shown as marks.

A session's secrets are redacted by their values wherever they stand (`sessions.redaction`). A hook
holds others too, or sends them encoded, as Basic authentication does: those are known by their
place. A mark names the place: `‹authorization›`.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from typing import Final

_WORDS: Final = r"(?:[a-z0-9]+[-_.])*"
_OF_WHAT: Final = (
    r"(?:(?:access|account|api|app|auth|bearer|bot|client|consumer|csrf|functions|http|id|private"
    r"|refresh|secret|security|service|session|shared|signing|sms|smtp|subscription|user|webhook"
    r"|xsrf)[-_]?)"
)
"""What stands before `key`, `token` and the like; in `userToken` nothing parts the two."""
_NAME: Final = (
    r"(?:x[-_])?(?:amz[-_])?(?:"
    r"(?:proxy[-_]?)?authorization|(?:set[-_]?)?cookie|auth|credentials?|awsaccesskeyid"
    rf"|{_WORDS}{_OF_WHAT}{{0,2}}(?:pass(?:word|wd|phrase)?|pwd|token|jwt|assertion|signature|sig"
    r"|hmac|secret(?:[-_]?access[-_]?key)?)"
    rf"|{_WORDS}{_OF_WHAT}{{1,2}}key(?:[-_]?id)?)"
)
_NAMED: Final = re.compile(_NAME, re.IGNORECASE)
_FIELD: Final = re.compile(rf"((?:^|[?&])({_NAME})=)[^&#\s]+", re.IGNORECASE)
_FIELD_IN_TEXT: Final = re.compile(rf"([?&]({_NAME})=)[^&#\s\"'<>\\]+", re.IGNORECASE)
_MEMBER: Final = re.compile(
    rf'("({_NAME})"\s*:\s*)(?:"(?:[^"\\]|\\.)+"?|-?\d[\d.]*)', re.IGNORECASE
)
_PART: Final = re.compile(
    rf'(\bname="({_NAME})"[^\r\n]{{0,1000}}\r\n(?:[^\r\n]{{1,1000}}\r\n){{0,8}}\r\n)[^\r\n]+',
    re.IGNORECASE,
)
_USERINFO: Final = re.compile(r"(\b[a-z][a-z0-9+.-]{0,20}://)[^/?#\s@\"'<>]+@", re.IGNORECASE)
_MISSING: Final = re.compile(
    r"undefined|None|null|NaN|(?:\$|%24)(?:\{|%7B)[\w.$]{1,60}(?:\}|%7D)|\{\{ ?[\w.]{1,60} ?\}\}"
    r"|YOUR[_-][A-Z_-]{1,60}"
)
"""What stands in a text for a credential that is not there. It is no secret, and worth seeing."""

_NO_CREDENTIAL: Final = re.compile(
    rf"(?:(?:basic|bearer|app|token|key|apikey|accesskey) )?(?:{_MISSING.pattern})", re.IGNORECASE
)
"""A header without one. Only a known scheme may stand before it: any other word may be a secret."""


def conceal_headers(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Headers by their names, those that came twice joined; credentials as marks."""
    shown: dict[str, str] = {}
    for name, text in headers:
        if _NAMED.fullmatch(name):
            shown[name] = _header(name, text)
        else:
            text = _conceal_in_text(text)
            shown[name] = f"{shown[name]}, {text}" if name in shown else text
    return shown


def conceal_url(url: str) -> str:
    """A URL without the credentials before its host and in its query."""
    return _FIELD.sub(_marked, _USERINFO.sub(r"\1‹userinfo›@", url))


def conceal_body(text: str) -> str:
    """A body without its credentials, be it a form, one in parts, or JSON; others as they are."""
    if text.lstrip()[:1] in ("{", "["):
        return _MEMBER.sub(_marked_text, _conceal_in_text(text))
    if text.startswith("--"):
        return _PART.sub(_marked, _conceal_in_text(text))
    return conceal_url(text)  # a form is what a query is


def _conceal_in_text(text: str) -> str:
    return _FIELD_IN_TEXT.sub(_marked, _USERINFO.sub(r"\1‹userinfo›@", text))


def _header(name: str, text: str) -> str:
    """A credential as its mark, but one that is missing as what stands in its place."""
    if _NO_CREDENTIAL.fullmatch(text):
        return text
    mark = f"‹{name.lower()}›"
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


def _marked(found: re.Match[str]) -> str:
    value = found[0][len(found[1]) :]
    return found[0] if _MISSING.fullmatch(value) else f"{found[1]}‹{found[2].lower()}›"


def _marked_text(found: re.Match[str]) -> str:
    if _MISSING.fullmatch(found[0][len(found[1]) :].strip('"')):
        return found[0]
    return f'{found[1]}"‹{found[2].lower()}›"'
