"""Changes of a text by its spans, so that all that is not changed stays as it was written."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import Final

from .syntax import Node, Source

_LINE_START: Final = re.compile(rb"^[ \t]*", re.M)


class Conflict(Exception):
    """Two changes that cannot both be made."""


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    text: str
    order: int


class Edits:
    """Replacements, insertions and shifts of lines, applied all at once."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._edits: list[_Edit] = []
        self._shifts: list[tuple[int, int, str, str]] = []

    def replace(self, start: int, end: int, text: str) -> None:
        """Put `text` in place of a span. What was to change within the span counts no more."""
        self._edits.append(_Edit(start, end, text, len(self._edits)))

    def insert(self, at: int, text: str) -> None:
        """Put `text` at a place; of several there, what comes first stands first."""
        self.replace(at, at, text)

    def node(self, node: Node, text: str) -> None:
        """Put `text` in place of a node."""
        self.replace(node.start, node.end, text)

    def remove_lines(self, start: int, end: int) -> None:
        """Take a span away, and its lines with it where nothing else stands on them."""
        self.replace(*self._whole_lines(start, end), "")

    def indent(self, start: int, end: int, old: str, new: str) -> None:
        """Have the lines that begin within a span, and with `old`, begin with `new` instead."""
        if old != new:
            self._shifts.append((start, end, old, new))

    def mark(self) -> tuple[int, int]:
        """How much is changed by now, for `back_to`."""
        return len(self._edits), len(self._shifts)

    def back_to(self, mark: tuple[int, int]) -> None:
        """Forget what was changed since."""
        del self._edits[mark[0] :]
        del self._shifts[mark[1] :]

    def apply(self) -> str:
        """The changed text.

        Raises:
            Conflict: two replacements overlap, and neither holds the other.
        """
        placed = [self._with_shifts(edit) for edit in self._edits]
        return self._applied(placed + self._shifted(), 0, len(self._source.data))

    def text(self, node: Node) -> str:
        """A node's own text, as it is changed by now. Raises Conflict."""
        inside = [e for e in self._edits if node.start <= e.start and e.end <= node.end]
        return self._applied(inside, node.start, node.end)

    def _applied(self, edits: list[_Edit], at: int, end: int) -> str:
        edits = sorted(self._kept(edits), key=_place)
        done: list[str] = []
        for edit in edits:
            if edit.start < at:
                raise Conflict
            done += [self._source.slice(at, edit.start), edit.text]
            at = edit.end
        done.append(self._source.slice(at, end))
        return "".join(done)

    def _kept(self, edits: list[_Edit]) -> list[_Edit]:
        """The edits without those that lie within another one's span; of equals the last stays."""
        kept: list[_Edit] = []
        start = end = -1
        for edit in sorted(edits, key=_widest_first):
            if edit.start == edit.end:
                inside = start < edit.start < end
            else:
                inside = start <= edit.start and edit.end <= end
            if not inside:
                kept.append(edit)
                if edit.end > max(end, edit.start):
                    start, end = edit.start, edit.end
        return kept

    def _with_shifts(self, edit: _Edit) -> _Edit:
        """An edit whose own lines are shifted as those around it are."""
        first, *lines = edit.text.split("\n")
        for start, end, before, after in self._shifts if lines else ():
            if start <= edit.start and edit.end < end:
                lines = [
                    after + line[len(before) :] if line.startswith(before) else line
                    for line in lines
                ]
        return replace(edit, text="\n".join([first, *lines])) if lines else edit

    def _shifted(self) -> list[_Edit]:
        """What the shifts change at the beginning of each line."""
        fixed = _outermost(self._source.root, "template_string") if self._shifts else []
        by_line: dict[tuple[int, int], str] = {}
        for start, end, before, after in self._shifts:
            for match in _LINE_START.finditer(self._source.data, start, end):
                at = match.start()
                before_line = at == 0 or self._source.data[at - 1 : at] == b"\n"
                blank = self._source.data[match.end() : match.end() + 1] in (b"\n", b"\r", b"")
                before_it = bisect_left(fixed, at, key=_start) - 1
                in_text = before_it >= 0 and at < fixed[before_it].end
                if before_line and not blank and not in_text:
                    old = by_line.get(match.span(), match[0].decode())
                    if old.startswith(before):
                        by_line[match.span()] = after + old[len(before) :]
        return [_Edit(*span, text, -1) for span, text in by_line.items()]

    def _whole_lines(self, start: int, end: int) -> tuple[int, int]:
        data = self._source.data
        first, last = start, end
        while first > 0 and data[first - 1 : first] in (b" ", b"\t"):
            first -= 1
        while last < len(data) and data[last : last + 1] in (b" ", b"\t", b"\r"):
            last += 1
        alone = (first == 0 or data[first - 1 : first] == b"\n") and (
            last == len(data) or data[last : last + 1] == b"\n"
        )
        if alone:
            return first, min(last + 1, len(data))
        return (start, last) if first < start else (start, end)  # one blank is left, not two


def _outermost(root: Node, kind: str) -> list[Node]:
    """The nodes of a kind that lie in no other of it, in the order of the text."""
    found: list[Node] = []
    for node in root.walk():
        if node.kind == kind and not (found and node.end <= found[-1].end):
            found.append(node)
    return found


def _start(node: Node) -> int:
    return node.start


def _widest_first(edit: _Edit) -> tuple[int, bool, int, int]:
    return edit.start, edit.end > edit.start, -edit.end, -edit.order


def _place(edit: _Edit) -> tuple[int, bool, int]:
    return edit.start, edit.end > edit.start, edit.order
