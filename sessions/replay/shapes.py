"""What is another text at each run, as the shape that stays: assigned IDs, UUIDs, moments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from sessions.contract.json_text import JsonValue, has_lone_surrogate
from sessions.contract.outcome import OutboundCall, Outcome
from sessions.contract.readings import readings
from sessions.differences.varying import varying_parts
from sessions.patterns import LONGEST
from sessions.store.toml.values import Document

_ID: Final = re.compile(r"\b(?:[A-Z]{2})?(?:[0-9a-f]{16,}|[0-9A-F]{16,})\b")
"""What is an ID by its form, whoever made it."""
_REDACTED: Final = re.compile("‹[^‹›\n]+›")
"""Where a secret was (`secrets.redaction`), whose value is another on another machine."""
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{8,}")
_HEX: Final = re.compile(r"([A-Z]{2})?([0-9a-f]+|[0-9A-F]+)")
_BETWEEN: Final = r"[ .,\-\u2026]{0,2}"
"""What may stand between two signs of a code that is read out."""
_SHORTEST_CODE: Final = 4
_OF_CODES: Final = ("[0-9]", r"\d", "[A-Za-z]")
_SPECIAL: Final = re.compile(r"[.^$*+?{}\[\]\\|()]")
_MOST_READ: Final = 64 << 10
"""Characters of an answer in which assigned IDs are looked for."""
_MOST_IDS: Final = 500
_MOMENTS: Final = (1_600_000_000, 2_200_000_000)
"""Seconds since 1970 that may be the present, as numbers in an answer."""


class Varying:
    """What varies in the texts of one outcome."""

    def __init__(
        self, assigned: Iterable[str] = (), asked: str = "", codes: Iterable[str] = ()
    ) -> None:
        """`assigned` are IDs that are known to be others at each run; `asked` is what was sent,
        where no number is a moment. `codes` are one-time passwords."""
        self._asked = asked
        self._code = _of_codes(codes)
        each = sorted(set(assigned), key=lambda one: (-len(one), one))[:_MOST_IDS]
        self._assigned = re.compile("|".join(map(re.escape, each))) if each else None

    @classmethod
    def of(cls, outcome: Outcome, codes: Iterable[str] = ()) -> Varying:
        """With the IDs that providers have assigned: words with a digit, of at least eight
        characters, that an answer has and no request had. What a session answers is always the
        same."""
        sent = "\n".join(map(_sent, outcome.outbound))
        asked = "\n".join(readings(sent))
        answers = (
            call.answer_body[:_MOST_READ]
            for call in outcome.outbound
            if call.answered_by in ("provider", "generic", "fault")
        )
        words = (word for body in answers for word in _TOKEN.findall(body))
        assigned = (word for word in words if any(map(str.isdigit, word)) and word not in asked)
        return cls(assigned, asked, codes)

    def pattern(self, text: str) -> str | None:
        """A regular expression for texts that are as this one but for what varies in it; None
        where nothing does."""
        places = self._places(text)
        if not places:
            return None
        parts: list[str] = []
        end = 0
        for start, stop, shape in places:
            parts += [_escaped(text[end:start]), shape]
            end = stop
        return f"^{''.join(parts)}{_escaped(text[end:])}$"

    def matcher(self, value: JsonValue) -> JsonValue | Document:
        """What a value is to be, as tests or the notation of a text: without what varies in it.

        The value itself where it is exactly what is to be expected.
        """
        if isinstance(value, int | float) and not isinstance(value, bool):
            if self._code and self._code.search(f"{value}"):
                return {"type": "number"}
            seconds = value / 1000 if value > _MOMENTS[1] else value
            return {"type": "number"} if _MOMENTS[0] < seconds < _MOMENTS[1] else value
        if not isinstance(value, str):
            return value
        pattern = self.pattern(value)
        if pattern is None:
            return value
        sayable = len(pattern) <= LONGEST and not has_lone_surrogate(pattern)
        return f"/{pattern}/" if sayable else {"type": "string"}

    def _places(self, text: str) -> list[tuple[int, int, str]]:
        """Where something varies: from, to, and the shape that stays, none over another."""
        found = [
            (start, end, _shape(sort, text[start:end]))
            for sort, start, end in varying_parts(text)
            if sort != "epoch" or text[start:end] not in self._asked
        ]
        found += [(one.start(), one.end(), ".+") for one in _REDACTED.finditer(text)]
        if self._code:
            codes = self._code.finditer(text)
            found += [(one.start(), one.end(), _shape_of_code(one[0])) for one in codes]
        for pattern in filter(None, (_ID, self._assigned)):
            found += [
                (one.start(), one.end(), _shape_of_id(one[0])) for one in pattern.finditer(text)
            ]
        places: list[tuple[int, int, str]] = []
        for place in sorted(found, key=lambda one: (one[0], -one[1])):
            if not places or place[0] >= places[-1][1]:
                places.append(place)
        return places


def _sent(call: OutboundCall) -> str:
    message = call.message
    texts = (message.to, message.sender, message.text, message.code) if message else ()
    return "\n".join(filter(None, (call.url, *texts, call.body)))


def _shape(sort: str, text: str) -> str:
    match sort:
        case "uuid":
            digits = "[0-9a-f]" if text.lower() == text else "[0-9a-fA-F]"
            return "-".join(f"{digits}{{{size}}}" for size in (8, 4, 4, 4, 12))
        case "took":
            return f"[0-9.]+{text.lstrip('0123456789.')}"
        case "jwt":
            return "[A-Za-z0-9_.-]+"
        case "port":
            host, _, _ = text.rpartition(":")
            return f"{_escaped(host)}:[0-9]+"
        case "pid":
            return r"\(node:[0-9]+\)"
        case "address":
            return "0x[0-9a-f]+"
        case _:
            return "".join(_shapes_of_time(text))


def _shapes_of_time(text: str) -> Iterator[str]:
    for part in re.finditer(r"(?<=\d[.,])(\d+)|(\d+)|([A-Z][a-z]{2})|.", text):
        if part[1]:
            yield "[0-9]+"  # Python leaves out zeros at the end
        elif part[2]:
            yield f"[0-9]{{{len(part[2])}}}"
        else:
            yield "[A-Za-z]{3}" if part[3] else _escaped(part[0])


def _shape_of_id(text: str) -> str:
    if text.isdigit():
        return "[0-9]+"
    if found := _HEX.fullmatch(text):
        case = "a-f" if found[2].lower() == found[2] else "A-F"
        return f"{found[1] or ''}[0-9{case}]{{{len(found[2])}}}"
    return f"[A-Za-z0-9_-]{{{len(text)}}}"


def _of_codes(codes: Iterable[str]) -> re.Pattern[str] | None:
    """What finds one-time passwords, also where something stands between their signs, and within
    other texts: a shape where there is no code does no harm."""
    signs = {tuple(filter(str.isalnum, code)) for code in codes}
    long = sorted((one for one in signs if len(one) >= _SHORTEST_CODE), key=len, reverse=True)
    each = (_BETWEEN.join(map(re.escape, one)) for one in long[:_MOST_IDS])
    return re.compile("|".join(each), re.IGNORECASE) if long else None


def _shape_of_code(code: str) -> str:
    """`[0-9]{3}-[0-9]{3}` of `123-456`."""
    return "".join(
        map(_shape_of_run, re.finditer(r"([0-9]+)|(\d+)|([^\W\d_]+)|.", code, re.DOTALL))
    )


def _shape_of_run(run: re.Match[str]) -> str:
    if run.lastindex is None:
        return _escaped(run[0])
    return f"{_OF_CODES[run.lastindex - 1]}{{{len(run[0])}}}"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text)
