"""What of one user's message stands in what was done for the next, and the names that kept it.

Pure: outcomes, payloads and source text in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sessions.contract.invocation import Invocation
from sessions.contract.json_path import Absent, JsonPath, format_path, parse_path, texts
from sessions.contract.json_text import JsonValue, dumps
from sessions.contract.outcome import Outcome
from sessions.differences.difference import Difference, Side

_SHORTEST: Final = 4
"""Characters of a value that is looked for: shorter ones stand in many texts by chance."""
_NAMED: Final[dict[JsonPath, str]] = {
    ("context", "code"): "the code",
    ("recipient",): "the recipient",
    ("text",): "the text",
}
"""Those that say what leaked, before all others of a payload."""
_DECLARED: Final = re.compile(r"^(?:let|var|const)\s+(?P<names>[^;]*)", re.MULTILINE)
_NAME: Final = re.compile(r"(?:^|,)\s*(?P<name>[A-Za-z_$][\w$]*)\s*(?==|,|$)")
_CHANGED: Final = (
    r"^[ \t]+.*(?<![\w$.])(?:"
    r"{name}\s*(?:[-+*/%&|^]|\*\*|\|\||&&|\?\?|<<|>>>?)?=(?![=>])"
    r"|{name}\s*(?:\+\+|--)|(?:\+\+|--){name}(?![\w$])"
    r"|{name}\.(?:push|unshift|splice|set|add|fill)\("
    r"|{name}(?:\.[\w$]+|\[[^\]]+\])+\s*(?:\|\||&&|\?\?|[-+])?=(?![=>])"
    r")"
)
"""A line within a function that gives the name another value, or puts one into what it holds."""


@dataclass(frozen=True, slots=True)
class Leak:
    """A value of an earlier invocation in what came of a later one."""

    path: str
    """Where in the outcome of the later one, as a `Difference` has it."""
    what: str
    """`the code`, `the recipient`, `the text`, or the path in the payload that it has."""
    of: str
    """The name of the earlier invocation."""
    file: str | None = None
    line: int | None = None
    """Where in the code the call was made, the line printed or the error thrown that has it."""

    def to_json(self) -> dict[str, JsonValue]:
        """All of it; null for what is not known."""
        return {
            **{"path": self.path, "what": self.what, "of": self.of},
            **{"file": self.file, "line": self.line},
        }


@dataclass(frozen=True, slots=True)
class Kept:
    """A name of a module that invocations change: what they leave in it, the next one finds."""

    name: str
    line: int
    """Where it is declared, counted from 1."""


def leaks(
    differences: Sequence[Difference],
    own: Invocation,
    outcome: Outcome,
    earlier: Sequence[Invocation],
) -> tuple[Leak, ...]:
    """The differences in which something of an earlier invocation stands.

    Args:
        differences: between a process of its own, `a`, and an instance that has served others, `b`.
        own: the invocation that was sent; what it has itself is no leak.
        outcome: what came of it in that instance.
        earlier: those that the instance had been sent before, in that order.
    """
    own_values = set(_values(own.payload).values())
    found: list[Leak] = []
    for one in differences:
        there, alone = _text(one.b), _text(one.a)
        for name, what in _in_text(there, alone, earlier, own_values):
            found.append(Leak(one.path, what, name, *_place(one.path, outcome)))
            break
    return tuple(found)


def kept_names(source: str) -> tuple[Kept, ...]:
    """The variables of a module that its functions change, in order, as far as lines show it.

    A name counts where its declaration begins a line, and what changes it stands further in.
    """
    found: list[Kept] = []
    for declared in _DECLARED.finditer(source):
        line = source.count("\n", 0, declared.start()) + 1
        for name in _NAME.finditer(declared["names"].split("\n")[0]):
            changed = _CHANGED.replace("{name}", re.escape(name["name"]))
            if re.search(changed, source, re.MULTILINE):
                found.append(Kept(name["name"], line))
    return tuple(found)


def _in_text(
    there: str, alone: str, earlier: Sequence[Invocation], own: set[str]
) -> Iterator[tuple[str, str]]:
    """Whose value a text has, and which, the latest invocation's first, then the telling ones."""
    for invocation in reversed(earlier):
        for path, value in _values(invocation.payload).items():
            if value in there and value not in alone and value not in own:
                yield invocation.name, _NAMED.get(path, format_path(path))


def _values(payload: JsonValue) -> dict[JsonPath, str]:
    """The texts of a payload that are long enough to be known again, the telling ones first."""
    every = {path: text for path, text in texts(payload) if len(text) >= _SHORTEST}
    first = {path: every[path] for path in _NAMED if path in every}
    return {**first, **every}


def _text(side: Side) -> str:
    if isinstance(side, Absent):
        return ""
    return side if isinstance(side, str) else dumps(side)


def _place(path: str, outcome: Outcome) -> tuple[str | None, int | None]:
    """The line that made what a path leads into."""
    name, *rest = parse_path(path)
    at = rest[0] if rest and isinstance(rest[0], int) else 0
    lines = {"outbound": outcome.outbound, "console": outcome.console}.get(str(name), ())
    if at < len(lines):
        return lines[at].file, lines[at].line
    where = outcome.where
    return (where.file, where.line) if where else (None, None)
