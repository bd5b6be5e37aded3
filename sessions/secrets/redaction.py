"""Redaction: the values of secrets found in a text in every form they take, and named instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from sessions.contract.excerpts import LEFT_OUT, MOST_KEPT, kept_of

from .cuts import Remnants
from .decoding import Allowance, Sort, views
from .escapes import ANY, View, any_but, beginnings, lower, unescaped
from .flowing import Flow, across_lines
from .host_parts import is_host_part, stands_in_host
from .spans import Span, marked
from .userinfo import without_userinfo

if TYPE_CHECKING:
    from sessions.contract.outcome import Outcome

SHORTEST_REDACTED: Final = 4
"""Characters. A shorter value occurs by chance in ordinary words and numbers: to redact it would
make outcomes unreadable, and would show what it is by where it leaves its mark."""

_SHORTEST_LINE: Final = 16
"""Characters a line of a longer secret must have to be looked for on its own."""
_SHORTEST_ANY_CASE: Final = 8
"""Characters a value must have to be found in another case too, as hosts and headers turn it."""
_SHORTEST_APART: Final = 8
"""Characters a value must have to be found with signs between them: `1.2.3.4` is an address."""
MOST_IN_ALL: Final = 3 << 19
"""Characters of all different texts of an outcome together that are looked at. What they hold may
be made to be slow: each takes up to 3 µs, and a text besides that as long as `_A_TEXT` of them."""
_A_TEXT: Final = 32
_WIDEST_RUN: Final = 1024
"""Characters of Base64 that go with a secret found in them, on either side."""


def redactor(values: Mapping[str, str]) -> Callable[[str], str]:
    """A function that puts `‹NAME›` wherever one of `values` occurs in a text.

    A value is found as it is; with any of its characters URL-encoded, escaped as in JSON,
    JavaScript, Python, C, CSS, HTML and XML, up to five times over; with characters between that
    nobody sees; in quoted-printable; in Base64 and Base32 at any offset, also in lines, so that the
    `user:password` of a Basic Authorization is found by either half; in hexadecimal, with or
    without signs between; as a list of decimal numbers; and in any of these within another. One of
    eight characters or more is found in any case, for hosts and names of headers are lowered, and
    with the same signs between all its characters. Where a text was cut, so is what is left there
    of a value (`cuts`). A region or a domain stays readable where it is a part of a host's name
    (`host_parts`).
    """
    find = _finder(values)

    def redact(text: str) -> str:
        spans = find(text)
        return marked(text, spans, 0, len(text)) if spans else text

    return redact


def _finder(values: Mapping[str, str]) -> Callable[[str], list[Span]]:
    """A function that says what a `redactor` of these values marks in a text, in order."""
    needles = _needles(values)
    allowance = Allowance()
    parts = {f"‹{name}›": value for name, value in values.items() if is_host_part(name, value)}
    others = _needles({name: value for name, value in values.items() if f"‹{name}›" not in parts})

    def find(text: str) -> list[Span]:
        if needles is None:
            return []
        spans = _spans(text, needles, allowance)
        if parts and any(span.label in parts for span in spans):
            return _without_hosts(
                text, spans, parts, _spans(text, others, allowance) if others else []
            )
        return spans

    return find


def first_place(values: Mapping[str, str]) -> Callable[[str], tuple[int, str] | None]:
    """A function that says where the first of `values` stands in a text, and its name.

    It is found in whatever form a `redactor` finds it, but not a URL that only lacks credentials:
    that is none.
    """
    needles = _needles(values, only_secret=True)
    allowance = Allowance()

    def find(text: str) -> tuple[int, str] | None:
        spans = _spans(text, needles, allowance, widen=False) if needles else []
        return (spans[0].start, spans[0].label[1:-1]) if spans else None

    return find


def redacted(outcome: Outcome, values: Mapping[str, str]) -> Outcome:
    """The outcome with `redactor` applied to every text, and to what the console prints in parts.

    A hook that writes a secret piece by piece shows it all the same, for the pieces stand one
    below the other; so each level of the console is also read as one text.

    Long texts are cut (`contract.excerpts`), and of very many the later ones are left out, with a
    warning: this takes some seconds at most, whatever the outcome holds.
    """
    needles = _needles(values)
    if needles is None and not is_long(outcome):
        return outcome
    keeper = _Keeper(_finder(values))
    outcome = outcome.map_text(keeper.keep)
    if needles:
        outcome = replace(outcome, console=across_lines(outcome.console, _whole(needles)))
    if keeper.has_left_out:
        warning = f"There is too much of it: of {MOST_IN_ALL:,} characters on, texts are left out."
        outcome = replace(outcome, warnings=(*outcome.warnings, warning))
    return outcome


def flow(values: Mapping[str, str]) -> Flow:
    """What does to a console, while it is printed, what `redacted` does to the whole of it."""
    needles = _needles(values)
    keeper = _Keeper(_finder(values))
    return Flow(keeper.keep, _whole(needles) if needles else lambda _: ())


def _whole(needles: _Needles) -> Callable[[str], list[Span]]:
    """What finds secrets, and not what is encoded around them."""
    return lambda text: _spans(text, needles, Allowance(), widen=False)


def is_long(outcome: Outcome) -> bool:
    """Whether `redacted` may cut texts of it, and takes so long that a screen would stand still."""
    left = MOST_KEPT
    for text in outcome.texts():
        left -= len(text) + _A_TEXT
        if left < 0:
            return True
    return False


class _Keeper:
    """What is kept of the texts of one outcome, each of which is looked at once."""

    def __init__(self, find: Callable[[str], list[Span]]) -> None:
        self._find = find
        self._kept: dict[str, str] = {}
        self._left = MOST_IN_ALL
        self.has_left_out = False

    def keep(self, text: str) -> str:
        kept = self._kept.get(text)
        if kept is None:
            kept = self._kept[text] = self._keep(text)
        return kept

    def _keep(self, text: str) -> str:
        begin, most, note = kept_of(text)
        if (costs := len(begin) + _A_TEXT) > self._left:
            self.has_left_out = True
            return LEFT_OUT
        self._left -= costs
        spans = self._find(begin)
        return marked(begin, spans, 0, most) + note if spans or note else text


class _Sought:
    """Texts that are looked for, and the labels that stand for them."""

    def __init__(self, labels: Mapping[str, str], *, only_whole: bool) -> None:
        self._labels = labels
        self._remnants = None if only_whole else Remnants(labels)
        self._beginnings = beginnings(labels)
        self._by_head: dict[str, list[str]] = {}
        for text in labels:
            self._by_head.setdefault(text[0], []).append(text)

    def __bool__(self) -> bool:
        return bool(self._labels)

    def in_view(self, view: View, shortest: int = 0) -> Iterator[Span]:
        """Where in the original text of a view they stand, those of `shortest` characters on."""
        for text, label in self._labels.items():
            at = view.text.find(text) if len(text) >= shortest else -1
            while at >= 0:
                yield Span(*view.span(at, at + len(text)), label)
                at = view.text.find(text, at + len(text))
        for start, end, text in view.begun_inside(self._beginnings, self._by_head):
            yield Span(start, end, self._labels[text])
        for start, end, text in self._remnants.find(view.text, shortest) if self._remnants else ():
            yield Span(*view.span(start, end), self._labels[text])


@dataclass(frozen=True)
class _Needles:
    """What to look for: in texts, and in bytes shown as Latin-1."""

    in_text: _Sought
    in_bytes: _Sought
    in_any_case: _Sought
    shortest: int
    """Bytes of the shortest."""
    other: re.Pattern[str] | None
    """How else escapes are read: not where what is looked for follows their sign."""

    def in_view(self, view: View, sort: Sort) -> Iterator[Span]:
        """Where in the original text of a view they stand."""
        if sort == "bytes":
            yield from self.in_bytes.in_view(view)
            return
        yield from self.in_text.in_view(view, _SHORTEST_APART if sort == "apart" else 0)
        if self.in_any_case:
            yield from self.in_any_case.in_view(view.in_lower_case())


def _needles(values: Mapping[str, str], *, only_secret: bool = False) -> _Needles | None:
    return _needles_of(tuple(values.items()), only_secret)


@lru_cache(maxsize=8)
def _needles_of(values: tuple[tuple[str, str], ...], only_secret: bool) -> _Needles | None:
    in_text: dict[str, str] = {}
    in_bytes: dict[str, str] = {}
    in_any_case: dict[str, str] = {}
    for name, value in values:
        label = f"‹{name}›"
        shared = {without_userinfo(value)} - {value} if only_secret else set[str]()
        for part in _parts(value) - shared:
            for form in _forms(part):
                if len(form) >= SHORTEST_REDACTED:
                    in_text.setdefault(form, label)
                    if len(form) >= _SHORTEST_ANY_CASE and (lowered := lower(form)) != form.upper():
                        in_any_case.setdefault(lowered, label)
                for content in _encoded(form):
                    in_bytes.setdefault(content.decode("latin-1"), label)
    if not in_text:
        return None
    shortest = min(map(len, in_bytes))
    text, data, any_case = (
        _Sought(each, only_whole=only_secret) for each in (in_text, in_bytes, in_any_case)
    )
    return _Needles(text, data, any_case, shortest, any_but(in_text))


def _forms(part: str) -> Iterator[str]:
    """The part, and what is left of one that itself looks escaped once a text is unescaped; each
    also as a form has it, with `+` for a blank."""
    for form in dict.fromkeys((part, *(view.text for view in unescaped(View(part), ANY)))):
        yield form
        yield form.replace(" ", "+")


def _parts(value: str) -> set[str]:
    """The value, and what a program makes of it: trimmed, a URL's credentials, a key's lines."""
    parts = {value, value.strip(), without_userinfo(value)}
    if userinfo := re.match(r"[^/?#]*://([^/?#]*)@", value):
        parts |= {unquote(userinfo[1]), unquote(userinfo[1].partition(":")[2])}
    lines = re.split(r"\r?\n|\\n", value)
    parts |= {one for one in lines if len(one) >= _SHORTEST_LINE and not one.startswith("-----")}
    return {part for part in parts if len(part) >= SHORTEST_REDACTED}


def _encoded(text: str) -> Iterator[bytes]:
    """The text as bytes: UTF-8, Latin-1, in which some clients send credentials, and UTF-16."""
    yield text.encode("utf-8", "surrogatepass")
    if all(char <= "\xff" for char in text):
        yield text.encode("latin-1")
    yield text.encode("utf-16-le", "surrogatepass")
    yield text.encode("utf-16-be", "surrogatepass")


def _spans(text: str, needles: _Needles, allowance: Allowance, *, widen: bool = True) -> list[Span]:
    """Where a secret stands, in order; finds that overlap are one, by the name of the longest."""
    found: list[Span] = []
    if len(text) < SHORTEST_REDACTED:
        return []
    for view, sort in views(text, needles.shortest, allowance, needles.other):
        for start, end, label in needles.in_view(view, sort):
            if sort == "bytes" and widen:
                start, end = _whole_run(text, start, end)
            found.append(Span(start, end, label))
    found.sort()
    merged: list[Span] = []
    for span in found:
        if merged and span.start < merged[-1].end:
            longest = max(merged[-1], span, key=lambda one: one.end - one.start)
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end), longest.label)
        else:
            merged.append(span)
    return merged


def _without_hosts(
    text: str, spans: Iterable[Span], parts: Mapping[str, str], others: Iterable[Span]
) -> list[Span]:
    """The spans but for parts of hosts that stand in one, as they are and with no other secret."""
    return [
        span
        for span in spans
        if text[span.start : span.end] != parts.get(span.label)
        or any(other.start < span.end and span.start < other.end for other in others)
        or not stands_in_host(text, span.start, span.end)
    ]


def _whole_run(text: str, start: int, end: int) -> tuple[int, int]:
    """The Base64 around a find, so that what is left of it does not stand there as a riddle."""
    before = _RUN_BEFORE.search(text, max(0, start - _WIDEST_RUN), start)
    after = _RUN_AFTER.match(text, end, end + _WIDEST_RUN)
    return before.start() if before else start, after.end() if after else end


_RUN_BEFORE: Final = re.compile(r"(?<!%)(?<!%[0-9A-Fa-f])(?:[A-Za-z0-9+]|%2[bBfF])*\Z")
_RUN_AFTER: Final = re.compile(r"(?:[A-Za-z0-9+/_-]|%2[bBfF])*(?:=|%3[dD]){0,2}")
