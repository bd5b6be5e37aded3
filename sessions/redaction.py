"""Redaction: the values of secrets found in a text in every form they take, and named instead."""

from __future__ import annotations

import base64
import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote

if TYPE_CHECKING:
    from sessions.contract.outcome import ConsoleLine, Outcome

SHORTEST_REDACTED: Final = 4
"""Characters. A shorter value occurs by chance in ordinary words and numbers: to redact it would
make outcomes unreadable, and would tell what it is by where it leaves its mark."""

_SHORTEST_LINE: Final = 16
"""Characters a line of a longer secret must have to be looked for on its own."""
_WIDEST_CHAR: Final = 64
"""Characters that one may take where it is encoded over and over."""
_WIDEST_RUN: Final = 1024
"""Characters of Base64 that go with a secret found in them, on either side."""


def redactor(values: Mapping[str, str]) -> Callable[[str], str]:
    """A function that puts `‹NAME›` wherever one of `values` occurs in a text.

    A value is found as it is; URL-encoded, also twice; escaped as in JSON, JavaScript, Python,
    HTML and XML; in Base64 at any offset, so that the `user:password` of a Basic Authorization is
    found by either half; and in hexadecimal. Mixtures of these in one text are found too.
    """
    needles = _needles(values)

    def redact(text: str) -> str:
        spans = _spans(text, needles)
        return _marked(text, spans, 0, len(text)) if spans else text

    return redact


def redacted(outcome: Outcome, values: Mapping[str, str]) -> Outcome:
    """The outcome with `redactor` applied to every text, and to what the console prints in parts.

    A hook that writes a secret piece by piece shows it all the same, for the pieces stand one
    below the other; so each level of the console is also read as one text.
    """
    needles = _needles(values)
    if not needles:
        return outcome
    outcome = outcome.map_text(redactor(values))
    return replace(outcome, console=_across_lines(outcome.console, needles))


def without_userinfo(url: str) -> str:
    """A URL without the user name and password that it may carry; works on any text."""
    return re.sub(r"^([^/?#]*://)[^/?#]*@", r"\1", url)


class _Span(NamedTuple):
    """Where in a text a secret was found."""

    start: int
    end: int
    label: str


@dataclass(frozen=True)
class _Needle:
    """One thing to look for: patterns for what stands before and from its `anchor` on.

    The anchor is the longest row of characters that stand for themselves. To look for it takes
    tenths of a millisecond a megabyte; an expression that begins with anything else takes ten.
    """

    before: tuple[str, ...]
    anchor: str
    after: tuple[str, ...]
    label: str
    base64: bool = False

    def matches(self, text: str) -> Iterator[tuple[int, int]]:
        """Where it stands: start and end."""
        if self.anchor not in text:
            return
        at = 0
        while rest := self._rest.search(text, at):
            start, end = rest.span()
            head = self._head.search(text, max(0, start - len(self.before) * _WIDEST_CHAR), start)
            if head:
                yield head.start(), end
            at = max(end, at + 1) if head else start + 1

    @cached_property
    def _head(self) -> re.Pattern[str]:
        return re.compile("".join(self.before) + r"\Z")

    @cached_property
    def _rest(self) -> re.Pattern[str]:
        return re.compile(self.anchor + "".join(self.after))


def _needles(values: Mapping[str, str]) -> tuple[_Needle, ...]:
    return _needles_of(tuple(values.items()))


@lru_cache(maxsize=8)
def _needles_of(values: tuple[tuple[str, str], ...]) -> tuple[_Needle, ...]:
    needles = (needle for name, value in values for needle in _needles_for(value, f"‹{name}›"))
    return tuple({(one.before, one.anchor, one.after): one for one in needles}.values())


def _needles_for(value: str, label: str) -> Iterator[_Needle]:
    for part in _parts(value):
        yield _needle(_in_text(part), label)
        in_json = {part, json.dumps(part)[1:-1], json.dumps(part, ensure_ascii=False)[1:-1]}
        for content in {content for form in in_json for content in _encoded(form)}:
            for offset in range(3):
                yield _needle(_in_base64(content, offset), label, base64=True)
        for content in _encoded(part):
            for digits in (content.hex(), content.hex().upper(), content.hex(" ")):
                yield _needle(list(digits), label)


def _parts(value: str) -> set[str]:
    """The value, and what a program makes of it: trimmed, a URL's credentials, a key's lines."""
    parts = {value, value.strip(), without_userinfo(value)}
    if userinfo := re.match(r"[^/?#]*://([^/?#]*)@", value):
        parts |= {unquote(userinfo[1]), unquote(userinfo[1].partition(":")[2])}
    lines = re.split(r"\r?\n|\\n", value)
    parts |= {one for one in lines if len(one) >= _SHORTEST_LINE and not one.startswith("-----")}
    return {part for part in parts if len(part) >= SHORTEST_REDACTED}


def _encoded(text: str) -> set[bytes]:
    """The text as bytes: UTF-8, and Latin-1, in which some clients send credentials."""
    latin = {text.encode("latin-1")} if all(char <= "\xff" for char in text) else set[bytes]()
    return {text.encode("utf-8", "surrogatepass")} | latin


def _needle(patterns: Sequence[str], label: str, *, base64: bool = False) -> _Needle:
    """What to look for, from a pattern for each of its characters."""
    plain = "".join(pattern if len(pattern) == 1 else "\0" for pattern in patterns)
    anchor = max(plain.split("\0"), key=len, default="")
    at = plain.index(anchor)
    before, after = patterns[:at], patterns[at + len(anchor) :]
    return _Needle(tuple(before), anchor, tuple(after), label, base64)


def _in_text(text: str) -> list[str]:
    """`text` as it is, or with any of its characters encoded or escaped, up to four times over."""
    return [_in_any_form(run) for run in re.findall(r"\\+|[^\\]", text)]


@lru_cache(maxsize=512)
def _in_any_form(char: str) -> str:
    """A pattern for one character, or for a row of backslashes, however it is encoded."""
    if char.isascii() and char.isalnum():
        return char
    encoded = "|".join(_encoded_forms(char[0]))
    if char[0] == "\\":
        return rf"(?:\\{{{len(char)},{len(char) * 16}}}|(?:{encoded}){{{len(char)}}})"
    return rf"(?:\\{{0,15}}{re.escape(char)}|{encoded})"


def _encoded_forms(char: str) -> Iterator[str]:
    if char == " ":
        yield r"\+|%(?:25){0,3}2[bB]"
    if char in _SHORT_ESCAPES:
        yield rf"\\{{1,16}}{_SHORT_ESCAPES[char]}"
    for content in sorted(_encoded(char)):
        yield "".join(rf"%(?:25){{0,3}}{_hex(f'{byte:02x}')}" for byte in content)
        yield "".join(rf"\\{{1,16}}x{_hex(f'{byte:02x}')}" for byte in content)
    units = char.encode("utf-16-be", "surrogatepass").hex()
    yield "".join(rf"\\{{1,16}}u{_hex(units[at : at + 4])}" for at in range(0, len(units), 4))
    names = f"#0{{0,4}}{ord(char)}|#[xX]0{{0,4}}{_hex(f'{ord(char):x}')}"
    names += f"|{_ENTITIES[char]}" if char in _ENTITIES else ""
    yield f"&(?:amp;){{0,3}}(?:{names});"


def _hex(digits: str) -> str:
    """A pattern for hexadecimal digits in either case."""
    return "".join(f"[{digit}{digit.upper()}]" if digit.isalpha() else digit for digit in digits)


def _in_base64(content: bytes, offset: int) -> list[str]:
    """`content` in Base64 with `offset` unknown bytes before it (modulo 3), and any after it.

    The first and the last character hold bits of their neighbors: each may be one of several.
    """
    inner = base64.b64encode(bytes(offset) + content + bytes(2)).decode("ascii")
    begin, end = -(-offset * 8 // 6), (offset + len(content)) * 8 // 6
    shared_before, shared_after = offset * 8 % 6, (offset + len(content)) * 8 % 6
    patterns = [_base64_char(char) for char in inner[begin:end]]
    if shared_before:
        low = _BASE64.index(inner[begin - 1])
        numbers = (low | high << (6 - shared_before) for high in range(1 << shared_before))
        patterns.insert(0, _one_of(numbers))
    if shared_after:
        high = _BASE64.index(inner[end])
        patterns.append(_one_of(high | low for low in range(1 << (6 - shared_after))))
    return patterns


def _one_of(numbers: Iterable[int]) -> str:
    return f"(?:{'|'.join(_base64_char(_BASE64[number]) for number in numbers)})"


def _base64_char(char: str) -> str:
    """A pattern for one character of Base64, in either alphabet, perhaps URL-encoded."""
    if char == "+":
        return "(?:[-+ ]|%2[bB])"
    return r"(?:\\?/|_|%2[fF])" if char == "/" else char


def _spans(text: str, needles: Sequence[_Needle], *, widen: bool = True) -> list[_Span]:
    """Where a secret stands, in order; finds that overlap are one, by the name of the longest."""
    found: list[_Span] = []
    for needle in needles:
        for start, end in needle.matches(text):
            if needle.base64 and widen:
                start, end = _whole_run(text, start, end)
            found.append(_Span(start, end, needle.label))
    found.sort()
    merged: list[_Span] = []
    for span in found:
        if merged and span.start < merged[-1].end:
            longest = max(merged[-1], span, key=lambda one: one.end - one.start)
            merged[-1] = _Span(merged[-1].start, max(merged[-1].end, span.end), longest.label)
        else:
            merged.append(span)
    return merged


def _whole_run(text: str, start: int, end: int) -> tuple[int, int]:
    """The Base64 around a find, so that what is left of it does not stand there as a riddle."""
    before = _RUN_BEFORE.search(text, max(0, start - _WIDEST_RUN), start)
    after = _RUN_AFTER.match(text, end, end + _WIDEST_RUN)
    return before.start() if before else start, after.end() if after else end


def _marked(text: str, spans: Iterable[_Span], start: int, end: int) -> str:
    """`text[start:end]` with labels for spans; one that began before `start` leaves only a gap."""
    pieces: list[str] = []
    at = start
    for span in spans:
        if span.end > start and span.start < end:
            if span.start >= start:
                pieces += (text[at : span.start], span.label)
            at = span.end
    return "".join(pieces) + text[at:end]


def _across_lines(
    console: tuple[ConsoleLine, ...], needles: Sequence[_Needle]
) -> tuple[ConsoleLine, ...]:
    """The console without the secrets that begin in one line and end in another."""
    lines = list(console)
    for level in {line.level for line in console}:
        places = [at for at, line in enumerate(lines) if line.level == level]
        ends = list(accumulate(len(lines[at].text) for at in places))
        whole = "".join(lines[at].text for at in places)
        spans = [
            span
            for span in _spans(whole, needles, widen=False)
            if bisect_right(ends, span.start) != bisect_right(ends, span.end - 1)
        ]
        if spans:
            for at, start, end in zip(places, [0, *ends], ends, strict=False):
                lines[at] = replace(lines[at], text=_marked(whole, spans, start, end))
    return tuple(lines)


_RUN_BEFORE: Final = re.compile(r"(?<!%)(?<!%[0-9A-Fa-f])(?:[A-Za-z0-9+]|%2[bBfF])*\Z")
_RUN_AFTER: Final = re.compile(r"(?:[A-Za-z0-9+/_-]|%2[bBfF])*(?:=|%3[dD]){0,2}")
_BASE64: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_SHORT_ESCAPES: Final = dict(zip("\n\r\t\b\f\v\0", "nrtbfv0", strict=True))
_ENTITIES: Final = {"&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "apos"}
