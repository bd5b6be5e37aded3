"""What differs between two texts although the same was done: moments, UUIDs, ports, stacks."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final, cast

_DAY: Final = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_MONTH: Final = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_CLOCK: Final = r"\d\d:\d\d:\d\d(?:[.,]\d{1,9})?"
_VARYING: Final = re.compile(
    r"(?P<jwt>\beyJ[\w-]{5,2000}\.eyJ[\w-]{5,8000}\.[\w-]{0,2000})"
    r"|(?P<uuid>(?<![0-9A-Za-z])[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}(?![0-9A-Za-z]))"
    rf"|(?P<iso>\b\d{{4}}-\d\d-\d\d[T ]{_CLOCK}(?:Z|[+-]\d\d:?\d\d)?)"
    r"|(?P<basic>\b\d{8}T\d{6}Z\b)"
    rf"|(?P<mail>\b{_DAY}, \d{{1,2}} {_MONTH} \d{{4}} {_CLOCK} (?:GMT|UTC|[+-]\d{{4}}))"
    rf"|(?P<js>\b{_DAY} {_MONTH} \d\d \d{{4}} {_CLOCK}(?: GMT[+-]\d{{4}})?)"
    r"|(?P<epoch>(?<![\w.+-])1[789]\d{8}(?:\d{9}|\d{6}|\d{3}|\.\d{1,9})?(?!\w|\.\d))"
    rf"|(?P<clock>(?<![\d:]){_CLOCK}(?![\d:]))"
    r"|(?P<port>(?:\b127(?:\.\d{1,3}){3}|\blocalhost|\[::1\]|(?<!\w)::1):\d{4,5}\b)"
    r"|(?P<pid>\(node:\d+\))"
    r"|(?P<address>\b0x[0-9a-f]{6,16}\b)"
    r"|(?P<took>(?<![\w.])\d{1,6}(?:\.\d{1,6})?(?: ?ms\b|(?<=\.\d\d\d)s\b))"
)
_FRAME: Final = re.compile(
    r"^[ \t]+at [^\n]{0,2000}(?::\d+:\d+\)?|<anonymous>\)?|\(native\)|\(index \d+\)|node:\S+)"
    r"(?P<rest>,? \{|,)?(?:\n|\Z)",
    re.MULTILINE,
)
_PYTHON_FRAME: Final = re.compile(
    r"^[ \t]+File \"[^\"\n]*\", line \d+[^\n]*(?:\n|\Z)(?:[ \t]{4,}[^\n]*(?:\n|\Z)){0,2}",
    re.MULTILINE,
)
_FIRST_EPHEMERAL: Final = 32_768
"""The first port that a system gives to those who ask for any (Linux; macOS and Windows 49,152)."""
_EPOCHS: Final = ((10, 1.0), (13, 1e3), (16, 1e6), (19, 1e9))
"""Digits of a moment since 1970, and how many of its units are a second."""
_A_DAY: Final = 86_400.0
_JWT_VARIES: Final = frozenset({"jti", "nonce"})

_NAMES: Final = re.compile(
    r"(?:[a-z]+[-_.])*(?:nonce|signature|sig|hmac|digest|jti)"
    r"|x-amz-(?:date|signature|credential|security-token|content-sha256|user-agent)|amz-sdk-\w.*"
    r"|x-ms-date|content-md5|content-digest|idempotency-key|traceparent|tracestate|baggage",
    re.IGNORECASE,
)
"""Names of headers and fields whose values are made anew for each call, or out of all the rest."""


def varies_by_name(name: str) -> bool:
    """Whether what goes under this name is another with each call: a nonce, a signature."""
    return _NAMES.fullmatch(name) is not None


def without_stacks(text: str) -> str:
    """A text without the lines that say where an error was made, by Node or by Python."""
    if "at " in text:
        text = _FRAME.sub(lambda found: f"{found['rest'] or ''}\n", text)
        text = re.sub(r"\n{2,}", "\n", text)
    return _PYTHON_FRAME.sub("", text) if 'File "' in text else text


def varying_parts(text: str) -> Iterator[tuple[str, int, int]]:
    """What of a text may be another at each run: `uuid`, `iso`, `port`, …, from where to where."""
    return ((str(one.lastgroup), *one.span()) for one in _VARYING.finditer(text))


def masked(text: str) -> str:
    """A text with what may be another at each run as its sort only: `‹uuid›`."""
    return _VARYING.sub(lambda found: f"‹{found.lastgroup}›", text)


def vary_only(
    a: str, b: str, is_given: Callable[[str], bool], apart: float, *, timed: bool
) -> bool:
    """Whether two texts are the same but for what must vary.

    Args:
        is_given: whether a part stands in what both were given: such a part may not vary.
        apart: seconds by which two moments may differ.
        timed: whether durations such as `12 ms` may differ too, as in what is logged.
    """
    ours, theirs = list(_VARYING.finditer(a)), list(_VARYING.finditer(b))
    if len(ours) != len(theirs) or not ours:
        return False
    at = (0, 0)
    for one, other in zip(ours, theirs, strict=True):
        if a[at[0] : one.start()] != b[at[1] : other.start()] or one.lastgroup != other.lastgroup:
            return False
        if one[0] != other[0]:
            if is_given(one[0]) or is_given(other[0]):
                return False
            if not _vary(str(one.lastgroup), one[0], other[0], apart, timed=timed):
                return False
        at = (one.end(), other.end())
    return a[at[0] :] == b[at[1] :]


def _vary(sort: str, a: str, b: str, apart: float, *, timed: bool) -> bool:
    match sort:
        case "uuid" | "pid" | "address":
            return True
        case "took":
            return timed
        case "port":
            return _host_and_port(a) == _host_and_port(b)
        case "jwt":
            return _same_claims(a, b, apart)
        case "clock":
            gap = abs(_seconds_of_day(a) - _seconds_of_day(b))
            return min(gap, _A_DAY - gap) <= apart
        case _:
            one, other = _moment(sort, a), _moment(sort, b)
    return one is not None and other is not None and abs(one - other) <= apart


def _host_and_port(text: str) -> tuple[str, str]:
    host, _, port = text.rpartition(":")
    return host, "any" if int(port) >= _FIRST_EPHEMERAL else port


def _seconds_of_day(text: str) -> float:
    hours, minutes, seconds = text.replace(",", ".").split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def _moment(sort: str, text: str) -> float | None:
    """Seconds since 1970; None for what is no moment after all."""
    try:
        if sort == "epoch":
            units = next(of for digits, of in _EPOCHS if len(text.split(".")[0]) == digits)
            return float(text) / units
        if sort == "mail":
            return parsedate_to_datetime(text).timestamp()
        if sort == "js":
            form = "%a %b %d %Y %H:%M:%S" + (" GMT%z" if " GMT" in text else "")
            found = datetime.strptime(text, form)
        elif sort == "basic":
            found = datetime.strptime(text, "%Y%m%dT%H%M%SZ")
        else:
            found = datetime.fromisoformat(text.replace(",", "."))
    except (ValueError, StopIteration, OverflowError):
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def _same_claims(a: str, b: str, apart: float) -> bool:
    """Whether two tokens (RFC 7519) say the same, but for their moments and their signatures."""
    one, other = _parts(a), _parts(b)
    if one is None or other is None or one.keys() != other.keys():
        return False
    return all(_same_claim(key, one[key], other[key], apart) for key in one)


def _same_claim(key: str, a: object, b: object, apart: float) -> bool:
    if a == b or key in _JWT_VARIES:
        return True
    numbers = isinstance(a, int | float) and isinstance(b, int | float)
    return numbers and abs(float(cast("float", a)) - float(cast("float", b))) <= apart


def _parts(token: str) -> dict[str, Any] | None:
    """Header and claims of a token, in one object."""
    found: dict[str, Any] = {}
    for part in token.split(".")[:2]:
        try:
            value = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        except (ValueError, RecursionError):
            return None
        if not isinstance(value, dict):
            return None
        found |= cast("dict[str, Any]", value)
    return found
