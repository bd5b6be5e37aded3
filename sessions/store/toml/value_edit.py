"""A value's new text inside an existing file: what did not change keeps notation and comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sessions.contract.json_path import ABSENT, JsonPath, get
from sessions.store.toml.values import same_document

from .spans import Value
from .values import (
    STYLES,
    Document,
    Style,
    is_array,
    is_table,
    key_text,
    string_text,
    value_text,
)

Alignment = list[tuple[int | None, int | None]]


def align(old: list[Any], new: list[Any]) -> Alignment:
    """Which item of `old` became which of `new`; None: it was removed, or was not there before."""
    most = min(len(old), len(new))
    front = 0
    while front < most and same_document(old[front], new[front]):
        front += 1
    back = 0
    while back < most - front and same_document(old[-1 - back], new[-1 - back]):
        back += 1
    changed = range(front, most - back)
    pairs: Alignment = [(n, n) for n in range(front)]
    pairs += [(n, n) for n in changed]
    pairs += [(n, None) for n in range(changed.stop, len(old) - back)]
    pairs += [(None, n) for n in range(changed.stop, len(new) - back)]
    pairs += [(len(old) - n, len(new) - n) for n in range(back, 0, -1)]
    return pairs


def missing(
    table: Document, kept: set[JsonPath], path: JsonPath = ()
) -> Iterator[tuple[JsonPath, Any]]:
    """What of `table` none of the dotted keys `kept` says, as dotted keys with their values."""
    for key, value in table.items():
        here = (*path, key)
        if here in kept:
            continue
        if any(other[: len(here)] == here for other in kept):
            yield from missing(value, kept, here)
        else:
            yield here, value


def dotted(path: JsonPath) -> str:
    """A dotted key as TOML writes it."""
    return ".".join(key_text(str(step)) for step in path)


@dataclass(slots=True)
class _Row:
    """What stands between two commas, with the comments around it that belong to it."""

    lead: str
    """Its own line up to it, and comment lines above."""
    text: str
    gap: str
    """Between it and its comma."""
    comma: bool
    after: str
    """The rest of its line, where nothing else stands there: a comment, the line end."""

    @property
    def ends_line(self) -> bool:
        return self.after.endswith("\n")


_REST_OF_LINE = re.compile(r"[ \t]*(?:#[^\r\n]*)?\r?\n")
_BLANK = re.compile(r"[ \t]*")
_UP_TO_COMMA = re.compile(r"([ \t\r\n]*(?:#[^\n]*\n[ \t\r\n]*)*),")


class Rewriter:
    """Writes new texts for the values of one file."""

    def __init__(self, text: str, line_end: str) -> None:
        self._text = text
        self._line_end = line_end

    def fresh(self, text: str) -> str:
        """A text of ours, with the line ends of the file."""
        return text.replace("\n", self._line_end)

    def value(self, value: Value, old: Any, new: Any, *, multiline: bool) -> str:
        """The text for `new` where `old` stands at `value`.

        Args:
            value: the place, and what the outline knows of it.
            old: what stands there.
            new: what is to stand there.
            multiline: whether a text of several lines may be written over several lines.
        """
        token = self._text[value.start : value.end]
        if same_document(old, new):
            return token
        if not value.parts and "#" not in token and not isinstance(old, str):
            return self.fresh(value_text(new, multiline=multiline))
        if value.kind == "array" and is_array(old) and is_array(new):
            return self._array(value, old, new)
        if value.kind == "table" and is_table(old) and is_table(new):
            return self._table(value, old, new)
        if isinstance(old, str) and isinstance(new, str):
            return self._string(token, new, multiline=multiline)
        return self.fresh(value_text(new, multiline=multiline))

    def _string(self, token: str, new: str, *, multiline: bool) -> str:
        style: Style = next(style for style in STYLES if token.startswith(style))
        if "\n" not in new and len(style) == 3:
            return value_text(new)
        if len(style) == 1 and multiline and "\n" in new:
            return self.fresh(value_text(new, multiline=True))
        text = string_text(new, style)
        if len(style) == 3 and token[3] not in "\r\n" and not new.startswith("\n"):
            text = text.replace("\n", "", 1)  # it began on the line of its key
        return self.fresh(text)

    def _array(self, value: Value, old: list[Any], new: list[Any]) -> str:
        head, rows, closing = self._rows(value)
        result: list[_Row | str] = []
        for was, becomes in align(old, new):
            if was is not None and becomes is not None:
                item = self.value(value.items[was], old[was], new[becomes], multiline=False)
                result.append(replace(rows[was], text=item))
            elif was is not None:
                result.append(replace(rows[was], text=""))
            elif becomes is not None:
                result.append(value_text(new[becomes]))
        return self._joined("[]", head, result, closing)

    def _table(self, value: Value, old: Document, new: Document) -> str:
        head, rows, closing = self._rows(value)
        result: list[_Row | str] = []
        ranks: list[int] = []
        order = list(new)
        kept: set[JsonPath] = set()
        for entry, row in zip(value.entries, rows, strict=True):
            path = tuple(key.name for key in entry.keys)
            target = get(new, path)
            text = ""
            if target is not ABSENT:
                kept.add(path)
                text = self._text[entry.start : entry.value.start]
                text += self.value(entry.value, get(old, path), target, multiline=False)
            result.append(replace(row, text=text))
            ranks.append(order.index(path[0]) if path[0] in new else -1)
        for path, added in missing(new, kept):
            rank = order.index(str(path[0]))
            place = max((n for n, other in enumerate(ranks, 1) if other <= rank), default=0)
            result.insert(place, f"{dotted(path)} = {value_text(added)}")
            ranks.insert(place, rank)
        return self._joined("{}", head, result, closing)

    def _rows(self, value: Value) -> tuple[str, list[_Row], str]:
        """The text behind the opening bracket, the rows, the text before the closing bracket."""
        parts = value.parts
        inside = self._text[value.start + 1 : parts[0][0] if parts else value.end - 1]
        head, lead = _split_line(inside)
        rows: list[_Row] = []
        starts = [start for start, _ in parts]
        for (start, end), following in zip(parts, [*starts[1:], value.end - 1], strict=False):
            between = self._text[end:following]
            comma = _UP_TO_COMMA.match(between)
            gap = comma[1] if comma else ""
            after, rest = _split_line(between[comma.end() :] if comma else between)
            if not comma and not after.endswith("\n"):
                after, rest = "", after
            rows.append(_Row(lead, self._text[start:end], gap, comma is not None, after))
            lead = rest
        return head, rows, lead

    def _joined(self, brackets: str, head: str, result: list[_Row | str], closing: str) -> str:
        """Rows put together again: a row without text is removed, a mere text is a new row."""
        before = [row for row in result if isinstance(row, _Row)]
        comma_at_end = bool(before) and before[-1].comma
        rows: list[_Row] = []
        comments = ""
        for item in result:
            row = self._new_row(item, rows, before) if isinstance(item, str) else item
            if row.text:
                rows.append(replace(row, lead=comments + row.lead))
                comments = ""
            elif "#" in row.lead:
                comments += row.lead[: row.lead.rindex("\n") + 1]
        for row in rows[:-1]:
            if not row.comma:
                row.comma, row.after = True, row.after or " "
        if rows:
            rows[-1].comma = comma_at_end
            if not comma_at_end and not rows[-1].ends_line:
                rows[-1].after = ""
        elif "#" not in head + comments + closing:
            return brackets
        lines = [f"{r.lead}{r.text}{r.gap}{',' if r.comma else ''}{r.after}" for r in rows]
        return f"{brackets[0]}{head}{''.join(lines)}{comments}{closing}{brackets[1]}"

    def _new_row(self, text: str, rows: list[_Row], before: list[_Row]) -> _Row:
        """A row laid out as the one before it, or as the first of all."""
        model = rows[-1] if rows else before[0] if before else _Row("", "", "", False, "")
        indent = model.lead[model.lead.rfind("\n") + 1 :]
        after = self._line_end if model.ends_line else " "
        return _Row(indent if model.ends_line else "", self.fresh(text), "", True, after)


def _split_line(text: str) -> tuple[str, str]:
    """What belongs to the line that `text` begins on, and the rest."""
    match = _REST_OF_LINE.match(text) or _BLANK.match(text)
    end = match.end() if match else 0
    return text[:end], text[end:]
