"""Payloads made up within the contract: each field of a base left as it is, or varied.

The simplest one is the first base itself, and whatever does not matter to a failure shrinks back
to it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from hypothesis import strategies as st

from sessions.contract.invocation import Invocation
from sessions.contract.json_path import ABSENT, Absent, JsonPath, PathError, get, put, remove
from sessions.contract.json_text import JsonValue
from sessions.platforms.current import PLATFORM
from sessions.platforms.platform import Varied

TYPE: Final[JsonPath] = ("context", "message_type")
CODE: Final[JsonPath] = ("context", "code")
TEXT: Final[JsonPath] = ("text",)
RECIPIENT: Final[JsonPath] = ("recipient",)

_WORDS: Final = (
    *("Ada", "x", " ", "'", '"', "\\", "`", "<", "&", "%", "$", "{", "}", "+", "#", ";", "/"),
    *("é", "ß", "İ", "Ж", "Ω", "李", "ñ", "שלום", "العربية", "हिन्दी", "👩‍👩‍👧", "🔑", "e\u0301"),
    *("\u00a0", "\u200b", "\u202e", "\n", "\t", "null", "0", "%s", "${x}", "{{x}}", "Ada " * 60),
)
"""What names are put together of: what breaks quoting, escaping, formats, encodings and lengths."""
_TEXTS: Final = (
    *("code", " ", "\n", ": ", "'", '"', "\\", "&", "<", ">", "%", "+", "#", "=", "$", "{", "€"),
    *("é", "Ваш код", "您的验证码", "رمز", "קוד", "कोड", "コード", "🔑", "👩‍👩‍👧", "e\u0301", "ı"),
    *(
        "\u00a0",
        "\u200f",
        "\t",
        "http://example.com/?a=1&b=2",
        "@example.com #",
        "%0A",
        "long " * 40,
    ),
)
_MOST_PIECES: Final = 8
_LONGEST: Final = 700
"""Characters on each side of the code: Twilio and others take 1,600 in all."""
_RARELY: Final = st.sampled_from((False,) * 7 + (True,))
_CHANGES: Final = (st.sampled_from((False, True, True)), _RARELY)
"""Whether a field becomes another, and one that has fields of its own; what comes first is what
Hypothesis goes back to."""
_PAIR: Final = st.integers(0, 99).map("{:02}".format)
_MOST_DIGITS: Final = 10
"""That a pattern of a number leaves open."""

FICTION: Final = (
    *("+180855501##", "+121255501##", "+447700900###", "+3363998####", "+4670174061#"),
    *("+4917139200##", "+61491570156"),
)
"""Numbers that reach nobody: kept for films and books by NANPA, Ofcom, Arcep, PTS, BNetzA, ACMA."""
ABROAD: Final = (
    *("+9198########", "+55119########", "+234803#######", "+86138########", "+79#########"),
    *("+6591######", "+81901#######", "+390612####", "+2902####", "+8835100########"),
)
"""More countries, with the shortest and the longest that E.164 allows, for where nothing is sent:
Saint Helena has five digits, the Universal Personal Number of iNum twelve."""


@dataclass(frozen=True, slots=True)
class Making:
    """Of what payloads are made."""

    bases: tuple[Invocation, ...]
    """What varies, each with a name of its own, the plainest first: of those that the platform
    passes on to the target."""
    numbers: tuple[str, ...]
    """Patterns of phone numbers, `#` for a digit; without any, numbers stay as the bases' are."""
    refuses: Callable[[JsonValue], bool]
    """Whether the platform would not pass a payload on to the target."""

    def base_of(self, one: Invocation) -> Invocation:
        """What an invocation was made of, which has its name."""
        return next(base for base in self.bases if base.name == one.name)


def plain() -> Invocation:
    """What is varied where no session is."""
    return Invocation(PLATFORM.variety.PLAIN, name="made-up")


def by_channel(base: Invocation) -> list[Invocation]:
    """The base itself, and as each other channel has it."""
    first = base.payload
    channels = next(one.choices for one in PLATFORM.variety.VARIED if one.path == TYPE)
    others = [one for one in channels if one != get(first, TYPE)]
    return [base, *(replace(base, payload=spelled(_put(first, TYPE, one))) for one in others)]


def singles(making: Making) -> list[Invocation]:
    """The first base with one field each left out, a code that begins with a zero, the longest and
    the shortest number: what is too rare among payloads that vary in all fields."""
    base = making.bases[0]
    found: list[JsonValue] = []
    for field in PLATFORM.variety.VARIED:
        if _may_lack(making, field):
            found.append(remove(base.payload, field.path))
        if field.shape == "code":
            found.append(_with(base.payload, field, "012345"))
        if field.shape == "number":
            ends = sorted(making.numbers, key=len)
            numbers = [_filled(pattern, "1234567890") for pattern in (*ends[:1], *ends[-1:])]
            found += [_with(base.payload, field, number) for number in numbers]
    return [replace(base, payload=payload) for payload in found if payload != base.payload]


def invocations(making: Making) -> st.SearchStrategy[Invocation]:
    """All that may be made: every payload is one that the platform passes on."""
    fields = PLATFORM.variety.VARIED
    wholes = {one.path[:end] for one in fields for end in range(1, len(one.path))}
    varied = [(one, _CHANGES[one.path in wholes], _values(making, one)) for one in fields]
    bases = st.sampled_from(making.bases)

    @st.composite
    def made(draw: st.DrawFn) -> Invocation:
        base = draw(bases)
        payload = base.payload
        changed: list[JsonPath] = []
        for field, changes, values in varied:
            path = field.path
            if any(path[: len(outer)] == outer for outer in changed):
                continue  # a part of what is another already
            if draw(changes):
                payload = _with(payload, field, draw(values))
                changed += [path] if path in wholes else []
            if path == TYPE and get(payload, TYPE) != get(base.payload, TYPE):
                payload = spelled(payload)
        return replace(base, payload=payload)

    return made()


_Value: TypeAlias = "JsonValue | Absent | tuple[str, bool, str]"


def _values(making: Making, field: Varied) -> st.SearchStrategy[_Value]:
    """What a field may become; of the text what stands before its code, whether that is there, and
    what stands behind it."""
    values = _present(making, field)
    if not _may_lack(making, field):
        return values
    absent = st.just(ABSENT)
    return _RARELY.flatmap(lambda is_absent: absent if is_absent else values)


def _may_lack(making: Making, field: Varied) -> bool:
    return field.may_be_absent and not any(
        making.refuses(remove(base.payload, field.path)) for base in making.bases
    )


def _present(making: Making, field: Varied) -> st.SearchStrategy[_Value]:
    match field.shape:
        case "choice":
            return st.sampled_from(field.choices)
        case "words":
            return st.tuples(_pieces(_WORDS), _pieces(_WORDS)).map("".join)
        case "code":
            return _digits(6)
        case "number":
            patterns = st.sampled_from(making.numbers or ("",))
            return st.builds(_filled, patterns, _digits(_MOST_DIGITS))
        case "text":
            lacks_code = _RARELY  # as the product document's own example does
            return st.tuples(_pieces(_TEXTS), lacks_code, _pieces(_TEXTS))


def _with(payload: JsonValue, field: Varied, value: _Value) -> JsonValue:
    path = field.path
    if isinstance(value, Absent):
        return remove(payload, path)
    if isinstance(value, tuple):
        before, lacks_code, behind = value
        code = "" if lacks_code else text_at(payload, CODE)
        text = f"{before[:_LONGEST]}{code}{behind[:_LONGEST]}"
        return _put(payload, path, text if text.strip() else _TEXTS[0])
    if field.shape == "code":
        code = PLATFORM.variety.written_code(str(value), text_at(payload, TYPE))
        return with_code(payload, code)
    if field.shape == "number" and not value:
        return payload
    return _put(payload, path, value)


def _pieces(pieces: Sequence[str]) -> st.SearchStrategy[str]:
    """Some of the pieces in a row, which are four or five on the average."""
    return st.lists(st.sampled_from(pieces), max_size=_MOST_PIECES).map("".join)


def _digits(count: int) -> st.SearchStrategy[str]:
    """So many digits, of an even number. Of a wide range Hypothesis draws small numbers mostly."""
    return st.tuples(*[_PAIR] * (count // 2)).map("".join)


def _filled(pattern: str, digits: str) -> str:
    """A pattern of a number with digits in it."""
    each = iter(digits)
    return "".join(next(each) if sign == "#" else sign for sign in pattern)


def spelled(payload: JsonValue) -> JsonValue:
    """The payload with its code written as its channel has it, in the text too."""
    digits = "".join(filter(str.isdigit, text_at(payload, CODE)))
    written = PLATFORM.variety.written_code(digits, text_at(payload, TYPE))
    return with_code(payload, written) if digits else payload


def with_code(payload: JsonValue, code: str) -> JsonValue:
    """The payload with another code, also where the text has the one that it had."""
    old, text = text_at(payload, CODE), get(payload, TEXT)
    if old and isinstance(text, str):
        payload = put(payload, TEXT, text.replace(old, code))
    return _put(payload, CODE, code)


def _put(payload: JsonValue, path: JsonPath, value: JsonValue) -> JsonValue:
    """The payload with a value put in, where there is a place for it."""
    if len(path) > 1 and get(payload, path[:-1]) is ABSENT:
        return payload
    try:
        return put(payload, path, value)
    except PathError:  # a base may have a number where an object belongs
        return payload


def text_at(payload: JsonValue, path: JsonPath) -> str:
    """The text at a path; empty where there is none."""
    found = get(payload, path)
    return found if isinstance(found, str) else ""
