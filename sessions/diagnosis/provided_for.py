"""Whether a JavaScript text provides for a value that is not there, by what stands around it.

It does where the value is a condition, is compared, has an alternative, or is one: `if (x)`, `!x`,
`x === 'a'`, `x ? a : b`, `x || a`, `a ?? x`, `x?.y`, `typeof x`, `switch (x)`. A guess by the text:
a whole parser of JavaScript would cost more than the warning is worth.
"""

from __future__ import annotations

import re
from typing import Final

_TOKEN: Final = re.compile(
    r"(?P<comment>/\*.*?\*/|//[^\n]*)|(?P<string>'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\")"
    r"|`(?:[^`\\]|\\.)*`",
    re.DOTALL,
)
_AFTER: Final = re.compile(r"\s*(?:\|\||&&|\?|[=!]=|[<>](?![<>]))")
"""What makes the value before it an operand whose absence makes a difference."""
_BEFORE: Final = re.compile(r"(?:\|\||\?\?|!|[=!]=|[^=<>][<>]=?|\b(?:typeof|case))\s*$")
_CONDITION: Final = re.compile(r"\b(?:if|while|switch|Boolean)\s*$")
_GROUP: Final = re.compile(r"(?:^|[^\w$\s)\]]|\b(?:Number|parseInt|parseFloat|return|await))\s*$")
"""Before a parenthesis that only groups, or converts: what follows its end says the same."""
_END_OF_GROUP: Final = re.compile(r"\s*(?:,\s*\d+\s*)?\)")
_CHAIN: Final = re.compile(r"(?:[\w$\])]|\?(?=\.)|\.|\[)")
_CLOSERS: Final = {")": "(", "]": "[", "}": "{"}
_ASKED_FOR: Final = re.compile(
    r"[\"'](?P<in>[\w$-]+)[\"']\s+in\s+[\w$.?]*\bsecrets\b"
    r"|\bhasOwn(?:Property)?(?:\.call)?\(\s*(?:[\w$.?]*\bsecrets\s*,\s*)?[\"'](?P<own>[\w$-]+)[\"']"
)
_FARTHEST: Final = 2_000
"""Characters that a condition may be long: the search back ends there."""


def without_comments(text: str) -> str:
    """The text with its comments blank, everything else in its place."""
    return _TOKEN.sub(lambda token: " " * len(token[0]) if token["comment"] else token[0], text)


def without_strings(text: str) -> str:
    """The text with what its quotes hold blank, everything else in its place; templates stay."""

    def blank(token: re.Match[str]) -> str:
        return f'"{"_" * (len(token[0]) - 2)}"' if token["string"] else token[0]

    return _TOKEN.sub(blank, text)


def names_asked_for(text: str) -> set[str]:
    """The names of secrets that the text asks for by `in` or `hasOwn`."""
    return {found["in"] or found["own"] for found in _ASKED_FOR.finditer(text)}


def is_provided_for(text: str, start: int, end: int) -> bool:
    """Whether the text provides for the absence of the value that is read from `start` to `end`.

    `start` may stand within a chain such as `event.secrets.NAME`. The text is free of comments and
    of what stands in quotes.
    """
    for _ in range(4):  # parentheses around it
        start = _start_of_chain(text, start)
        before = text[max(0, start - _FARTHEST) : start]
        if _AFTER.match(text, end) or _BEFORE.search(before):
            return True
        open_at = _unclosed(before)
        closed = _END_OF_GROUP.match(text, end)
        if open_at is None:
            return False
        word, inside = before[:open_at], before[open_at + 1 :].strip()
        is_operand = not inside or inside.endswith("&&")
        if closed and is_operand and _CONDITION.search(word):
            return True
        if not closed or inside or not _GROUP.search(word):
            return False
        start, end = start - len(before) + open_at, closed.end()
        start = _start_of_word(text, start)
    return False


def _start_of_word(text: str, at: int) -> int:
    """Where the function's name begins that stands before a parenthesis, if one does."""
    found = re.search(r"\b(?:Number|parseInt|parseFloat)\s*$", text[max(0, at - 20) : at])
    return at - len(found[0]) if found else at


def _start_of_chain(text: str, at: int) -> int:
    """Where `event.secrets` or `(a || {}).secrets` begins whose part stands at `at`."""
    first = max(0, at - _FARTHEST)
    while at > first and (text[at - 1] in "\"'" or _CHAIN.match(text, at - 1)):
        if text[at - 1] == ")":
            before = text[max(0, at - 1 - _FARTHEST) : at - 1]
            open_at = _unclosed(before)
            if open_at is None:
                return at
            at = at - 1 - len(before) + open_at
        else:
            at -= 1
    return at


def _unclosed(before: str) -> int | None:
    """Where the parenthesis opens in which a text ends; None where a statement begins first."""
    awaited: list[str] = []
    for at in range(len(before) - 1, -1, -1):
        sign = before[at]
        if sign in _CLOSERS:
            awaited.append(_CLOSERS[sign])
        elif awaited and sign == awaited[-1]:
            awaited.pop()
        elif not awaited and sign in "([{;":
            return at if sign == "(" else None
    return None
