"""What the platform refuses before the hook runs, in its order; and advice, which never blocks."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Collection
from typing import Final, TypeAlias

from sessions.contract import json_path
from sessions.contract.json_path import ABSENT, Absent, JsonPath, describe
from sessions.contract.json_text import JsonValue
from sessions.contract.phone_numbers import is_e164
from sessions.platforms.platform import Advice, Dialect, Refusal

from .events import PROVIDER_ONLY


def refusal(payload: JsonValue, dialects: Collection[Dialect] = ()) -> Refusal | None:
    """The first check that the payload fails (PLATFORM.md "What the platform refuses"), or None.

    Of an Action, which takes the events of `dialects`, little is known to be refused.
    """
    if dialects:
        return None if "phone-provider" in dialects else _provider_only(payload)
    for path, wanted, holds in _CHECKS:
        if path[:-1] == _CLIENT and json_path.get(payload, _CLIENT) is ABSENT:
            continue  # only a client that is there is looked into
        field = json_path.get(payload, path)
        if not holds(field) and path == _ACTION and (refused := _provider_only(payload)):
            return refused
        if not holds(field):
            return Refusal(path, describe(field), wanted)
    return None


def _provider_only(payload: JsonValue) -> Refusal | None:
    """The refusal of what only a phone-provider Action can be sent; None where others can be."""
    action = json_path.get(payload, _ACTION)
    if isinstance(action, str) and action in PROVIDER_ONLY:
        return Refusal(_ACTION, describe(action), f"{_ACTIONS}: {_PROVIDER_ONLY}")
    return None


def advice(payload: JsonValue) -> list[Advice]:
    """What a careful reader would remark on: number, language, one-time password, IP."""
    found: list[Advice] = []
    for path, check in _ADVISORS:
        field = json_path.get(payload, path)
        if isinstance(field, str) and (remark := check(field, payload)):
            found.append(Advice(path, *remark))
    return found


def _is_string(field: JsonValue | Absent) -> bool:
    return isinstance(field, str)


def _is_object(field: JsonValue | Absent) -> bool:
    """JavaScript's `typeof field === "object"`, which null and arrays pass too."""
    return field is None or isinstance(field, dict | list)


def _is_body(field: JsonValue | Absent) -> bool:
    """As `typeof`, but for null, on which the platform itself throws."""
    return isinstance(field, dict | list)


def _is_optional_object(field: JsonValue | Absent) -> bool:
    return field is ABSENT or _is_object(field)


def _one_of(*values: str) -> Callable[[JsonValue | Absent], bool]:
    return lambda field: isinstance(field, str) and field in values


_CLIENT: Final[JsonPath] = ("context", "client")
_ACTION: Final[JsonPath] = ("context", "action")
_ACTIONS: Final = '"enrollment" or "second-factor-authentication"'
_PROVIDER_ONLY: Final = "only a phone-provider Action can be sent this"
_Check: TypeAlias = "tuple[JsonPath, str, Callable[[JsonValue | Absent], bool]]"
_CHECKS: Final[tuple[_Check, ...]] = (
    ((), "an object", _is_body),
    (("recipient",), "a string", _is_string),
    (("text",), "a string", _is_string),
    (("context",), "an object", _is_object),
    (("context", "message_type"), '"sms" or "voice"', _one_of("sms", "voice")),
    (
        _ACTION,
        _ACTIONS,
        _one_of("enrollment", "second-factor-authentication"),
    ),
    (("context", "language"), "a string", _is_string),
    (("context", "code"), "a string", _is_string),
    (("context", "ip"), "a string", _is_string),
    (("context", "user_agent"), "a string", _is_string),
    (_CLIENT, "an object, or no client at all", _is_optional_object),
    (("context", "client", "client_id"), "a string", _is_string),
    (("context", "client", "name"), "a string", _is_string),
    (("context", "client", "client_metadata"), "an object, or nothing", _is_optional_object),
    (("context", "user"), "an object", _is_object),
)

_SEPARATORS = re.compile(r"[\s().\-/\u00a0\u2010-\u2015]+")
_TAG = re.compile(
    r"(?P<language>[A-Za-z]{2,3})(-[A-Za-z]{4})?(-([A-Za-z]{2}|\d{3}))?(-([A-Za-z\d]{5,8}|\d[A-Za-z\d]{3}))*",
    re.ASCII,
)
_LANGUAGES: Final = frozenset(
    """aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy
    da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy
    hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li
    ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa
    pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg
    th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu""".split()
)
"""ISO 639-1; three-letter tags are taken as known, since tenants use few of them."""

_Remark = tuple[str, str | None] | None


def _recipient(text: str, _payload: JsonValue) -> _Remark:
    if is_e164(text):
        return None
    digits = _SEPARATORS.sub("", text).removeprefix("+")
    if digits.isascii() and digits.isdigit() and 8 <= len(digits) <= 15 and digits[0] != "0":
        return f"not E.164; try +{digits}", f"+{digits}"
    return "not E.164: + and 2 to 15 digits, country code first", None


def _language(text: str, _payload: JsonValue) -> _Remark:
    if text == "N/A":
        return None
    match = _TAG.fullmatch(text)
    if match is None:
        return "not a language tag; tenants send en, fr-FR, es-419 or N/A", None
    if len(match["language"]) == 2 and match["language"].lower() not in _LANGUAGES:
        return f"unknown language tag: no language has the code {match['language']}", None
    return None


def _code(text: str, payload: JsonValue) -> _Remark:
    spoken = json_path.get(payload, ("context", "message_type")) == "voice"
    if re.fullmatch(r"[0-9]{6}", text) or (spoken and re.fullmatch(r"[0-9](\.[0-9]){5}", text)):
        return None
    wanted = "six digits, or 1.2.3.4.5.6 by voice" if spoken else "six digits"
    return f"not a one-time password as the platform sends it: {wanted}", None


def _ip(text: str, _payload: JsonValue) -> _Remark:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return "not an IP address", None
    return None


_ADVISORS: Final[tuple[tuple[JsonPath, Callable[[str, JsonValue], _Remark]], ...]] = (
    (("recipient",), _recipient),
    (("context", "language"), _language),
    (("context", "code"), _code),
    (("context", "ip"), _ip),
    (("context", "request", "ip"), _ip),
)
