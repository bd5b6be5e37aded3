"""What is left of a secret where a text was cut: its beginning before the mark, its end behind it.

Texts are cut where they are long, by the runner, the gateway and the diagnosis, before anybody
knows what is secret in them. Each marks the cut by an ellipsis, and so do Node's `inspect` and many
loggers, so that it can be seen here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

CUT: Final = "…"
"""Where a text goes on that is not shown."""
_MARK: Final = r"(?:…|[\"'`]?,? ?\.\.\. (?=[0-9]{1,12} more (?:character|byte|item)))"
"""A cut as all texts here have it, and as Node's `inspect` writes it."""
AFTER_RUN: Final = re.compile(rf"(?:[\s,;:+_\"'-]{{1,4}}(?:0x)?[0-9A-Fa-f]?|%[0-9A-Fa-f]?)?{_MARK}")
"""What may stand between the last whole byte of a list and the cut, and that."""

_MARKS: Final = re.compile(_MARK)
_HALF: Final = re.compile(
    r"(?:%(?:u[0-9A-Fa-f]{0,3}|[0-9A-Fa-f]?)|=(?:[0-9A-Fa-f]|\r)?|&#?[0-9A-Za-z]{0,8}"
    r"|\\(?:u\{?[0-9A-Fa-f]{0,7}|x?[0-9A-Fa-f]{0,3})|[\W_]{1,12})\Z"
)
"""An escape, a character of several bytes or units, or the signs between two, that the cut has
parted."""
_LONGEST_HALF: Final = 12
_GENERIC: Final = re.compile(r"[a-z][a-z0-9+.-]*://(?:[^/?#@]*(?=[/?#]|\Z))?", re.IGNORECASE)
"""What a URL begins with that is no secret in itself: its scheme, and a host without userinfo."""
_LEAST: Final = 4
_ENOUGH: Final = 8
_MOST_MARKS: Final = 1000
_MOST_SEARCHED: Final = 1 << 20
"""Characters of what is looked for, which takes half a millisecond."""


class Remnants:
    """Finds what is left of `texts` in texts that were cut.

    A remnant has eight characters or more, or half of what it is of and at least four; of the
    beginning of a URL, those behind its host. What is shorter gives little away, and stands in
    ordinary words.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._least = {
            text: (generic + _least(len(text) - generic), _least(len(text)))
            for text in texts
            for generic in [_generic(text)]
        }
        self._longest = max(map(len, self._least), default=0)
        in_all = sum(map(len, self._least))
        self._most_looked_up = max(10, _MOST_SEARCHED // max(1, in_all))

    def find(self, text: str, shortest: int = 0) -> Iterator[tuple[int, int, str]]:
        """Where remnants begin and end, and what each is of, if that has `shortest` characters."""
        if CUT not in text and "... " not in text:
            return
        with_part: dict[str, list[str]] = {}
        behind = 0
        for mark in islice(_MARKS.finditer(text), _MOST_MARKS):
            end = mark.start()
            half = _HALF.search(text, max(behind, end - _LONGEST_HALF), end)
            # An escape of which digits are missing may itself be one, of another character.
            for stop in {end, end - 1, half.start() if half else end}:
                before = text[max(behind, stop - self._longest) : stop]
                for one in self._with_part(before[-_LEAST:], with_part):
                    if len(one) < shortest:
                        continue
                    if size := self._beginning(one, before):
                        yield stop - size, end, one
                    elif behind and len(before) >= self._least[one][1] and before in one:
                        yield behind, end, one  # the middle of it, between two cuts
            behind = mark.end()
            after = text[behind : behind + self._longest]
            for one in self._with_part(after[:_LEAST], with_part):
                if len(one) >= shortest and (size := self._end(one, after)):
                    yield behind, behind + size, one

    def _with_part(self, part: str, known: dict[str, list[str]]) -> list[str]:
        """The texts that hold a part; it is not looked for where that has taken long already."""
        if len(part) < _LEAST:
            return []
        if part not in known and len(known) < self._most_looked_up:
            known[part] = [text for text in self._least if part in text]
        return known.get(part, [])

    def _beginning(self, text: str, before: str) -> int:
        """How many characters `text` begins with that stand at the end of `before`."""
        least = self._least[text][0]
        last = before[-least:]
        at = text.rfind(last, 0, len(text) - 1) if len(last) == least else -1
        while at >= 0 and not before.endswith(text[: at + least]):
            at = text.rfind(last, 0, at + least - 1)
        return at + least if at >= 0 else 0

    def _end(self, text: str, after: str) -> int:
        """How many characters `text` ends with that stand at the beginning of `after`."""
        least = self._least[text][1]
        first = after[:least]
        at = text.find(first, 1) if len(first) == least else -1
        while at >= 0 and not after.startswith(text[at:]):
            at = text.find(first, at + 1)
        return len(text) - at if at >= 0 else 0


def _generic(text: str) -> int:
    found = _GENERIC.match(text)
    return len(found[0]) if found else 0


def _least(length: int) -> int:
    return max(_LEAST, min(_ENOUGH, length // 2))
