"""What an outcome was expected to come to and did not, beside the value that it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, TypeAlias

from sessions.contract.json_path import JsonPath, format_path, parse_path
from sessions.contract.json_text import JsonValue
from sessions.text import shorten
from tui.widgets.lines import JSON, Row
from tui.widgets.text_view import json_lines

if TYPE_CHECKING:
    from sessions.replay.failure import Failure

_LIMIT: Final = 1_000
_FAULT: Final = "fault "
_TABS: Final = {
    "response": "response",
    "error": "error",
    "wire": "wire",
    "event": "sent",
    "console": "console",
    "outbound": "outbound",
    "outbound_count": "outbound",
    "fault": "outbound",
}
"""The tab where it is shown, by what an expectation is of."""

Marks: TypeAlias = "Sequence[tuple[JsonPath, str]]"
"""Places in a value, and what each was expected to be."""
NOTHING: Final[Marks] = ()


class Unmet:
    """The expectations that were not met, by what they are of."""

    def __init__(self, failures: Iterable[Failure] = ()) -> None:
        self._of: dict[str, list[tuple[JsonPath, Failure]]] = {}
        for failure in failures:
            root, path = _parted(failure.path)
            self._of.setdefault(root, []).append((path, failure))

    @property
    def tabs(self) -> frozenset[str]:
        """The tabs that have something of them."""
        return frozenset(_TABS[root] for root in self._of if root in _TABS)

    def of(self, root: str) -> list[Failure]:
        """Those of the duration (`max_duration`), the MessageID, the warnings, …"""
        return [failure for _, failure in self._of.get(root, ())]

    def marks(self, root: str) -> Marks:
        """Those of the response, say, by the path into it."""
        return [(path, failure.remark) for path, failure in self._of.get(root, ())]

    def of_calls(self) -> Mapping[int | None, Marks]:
        """Those of the calls, by the call that came nearest: a path is `("to",)` or `("body", …)`.
        None has those that are of no call that was made."""
        found: dict[int | None, list[tuple[JsonPath, str]]] = {}
        for path, failure in self._of.get("outbound", ()):
            is_of_one = failure.call is not None
            remark = failure.remark if is_of_one else failure.sentence
            found.setdefault(failure.call, []).append((path[1:], remark))
        for root in ("outbound_count", "fault"):
            found.setdefault(None, []).extend(((), one.sentence) for one in self.of(root))
        return found


MET: Final = Unmet()
"""All is as expected."""


def mark(remark: str, indent: int = 0) -> Row:
    """The row that says below a value what it was expected to be."""
    lines = f"✗ {shorten(remark, _LIMIT)}".replace("\n", "\n" + " " * indent)
    return [(" " * indent + lines, "$text-error")]


def absent_marks(marks: Marks) -> Iterator[Row]:
    """A row for each of what is not there to be marked: it names the place too."""
    for path, remark in marks:
        yield mark(_named(path, remark))


def json_rows(value: JsonValue, marks: Marks = NOTHING) -> Iterator[Row]:
    """A JSON value, a row for each line; below the line of each place, or of what is nearest to
    one that is not there, what it was expected to be."""
    below: dict[int, list[str]] = {}
    for path, remark in marks:
        line, absent = _line_of(value, path)
        below.setdefault(line, []).append(_named(absent, remark))
    for at, text in enumerate(json_lines(value)):
        yield [(text, JSON)]
        indent = len(text) - len(text.lstrip())
        yield from (mark(remark, indent) for remark in below.get(at, ()))


def _parted(path: str) -> tuple[str, JsonPath]:
    """`error.code` as `error` and the path `("code",)`."""
    if path.startswith(_FAULT):
        return "fault", ()
    root, *rest = parse_path(path) if path else ("",)
    return str(root), tuple(rest)


def _named(absent: JsonPath, remark: str) -> str:
    """`code: expected 1, found nothing`, where no line shows what it is about."""
    return f"{format_path(absent)}: {remark}" if absent else remark


def _line_of(value: JsonValue, path: JsonPath) -> tuple[int, JsonPath]:
    """The line on which a part of a value begins, where each member has lines of its own, and the
    end of its path that is not there."""
    line = 0
    for depth, step in enumerate(path):
        if isinstance(step, str) and isinstance(value, dict) and step in value:
            before, value = _before(value.items(), step), value[step]
        elif isinstance(step, int) and isinstance(value, list) and step < len(value):
            before, value = value[:step], value[step]
        else:
            return line, path[depth:]
        line += 1 + sum(map(_lines, before))
    return line, ()


def _before(members: Iterable[tuple[str, JsonValue]], step: str) -> Iterator[JsonValue]:
    for key, member in members:
        if key == step:
            return
        yield member


def _lines(value: JsonValue) -> int:
    """How many lines a value takes: one, where it has no members."""
    if not value or not isinstance(value, dict | list):
        return 1
    members = value.values() if isinstance(value, dict) else value
    return 2 + sum(map(_lines, members))
