"""A value put behind a list of a JSON or YAML text, so that all else stays as it was written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from sessions.contract.json_text import JsonValue

from .keywords import masked
from .tree import Items, Members, Node, NoTree, Scalar, content_end, tree_of, value_of

_PLAIN: Final = re.compile(r"[A-Za-z_./][\w./-]*(?: [\w./-]+)*|\d+\.\d+\.\d+[\w.-]*")
_RESERVED: Final = re.compile(
    r"true|false|null|yes|no|on|off|y|n|nan|inf|~|\.(?:inf|nan)?", re.IGNORECASE
)
_TABS: Final = re.compile(r"^[ \t]*\t[ \t]*", re.M)
_UNTAKEN: Final = re.compile("\\\\u[dD][89a-fA-F][0-9a-fA-F]{2}|[\x7f-\x84\x86-\x9f\ufffe\uffff]")
"""Halves of characters, and some that JSON has and YAML has not; a tab may indent JSON only."""
_UNIT: Final = 2
"""Blanks that a level is indented by, where the text does not show another number."""

Edit: TypeAlias = tuple[int, int, str]
"""A span, and what stands in its place."""


class CannotEdit(Exception):
    """The text is written in a way that nothing can be put into; the message says why."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A text with lists in it: `is_json`, or YAML."""

    text: str
    is_json: bool
    replaced: Callable[[str], str] = field(default=str, repr=False)
    """Gives a text with its keywords replaced."""

    def with_item(self, keys: Sequence[str], item: JsonValue) -> Listing:
        """The text with one more item in the list that these keys lead to, made where it is not.

        Raises:
            CannotEdit: the text is neither JSON nor YAML, or something else stands there, or is
                shared by an alias, or is another once keywords are replaced.
        """
        text = self.text if self.text.strip() else self._empty()
        before = _tree(text)
        edits = _Editing(text, self.is_json).added(before, keys, item)
        edited = text
        for start, end, put in sorted(edits, reverse=True):
            edited = edited[:start] + put + edited[end:]
        _check(before, _tree(edited), keys, item)
        if self.replaced(text) != text:
            _check_replaced(self.replaced(text), self.replaced(edited), keys)
        return replace(self, text=edited)

    def has(self, keys: Sequence[str], key: str, value: str) -> bool:
        """Whether an item of such a list has this value; raises CannotEdit as `with_item` does."""
        if not self.text.strip():
            return False
        try:
            items = _listed(_at(_tree(self.text), keys))
        except NoTree as problem:
            raise CannotEdit(problem.said) from None
        return any(isinstance(one, dict) and one.get(key) == value for one in items)

    def _empty(self) -> str:
        return "{}\n" if self.is_json else self.text


def rendered(value: JsonValue) -> str:
    """A new JSON file, as auth0-deploy-cli writes one."""
    return json.dumps(value, indent=_UNIT, ensure_ascii=False) + "\n"


def _tree(text: str) -> Members:
    """The tree of a text as it stands in the file: what YAML would not take is masked."""
    tabs = _TABS.sub(lambda found: " " * len(found[0]), masked(text))
    tabs = _UNTAKEN.sub(lambda found: "x" * len(found[0]), tabs)
    try:
        tree = tree_of(tabs)
    except NoTree as problem:
        place = f"line {problem.line}: " if problem.line else ""
        raise CannotEdit(f"{place}{problem.said}") from None
    if tree is None or (isinstance(tree, Scalar) and tree.plain and not tree.text):
        return Members(len(text), len(text), 1, 0, flow=False)
    if not isinstance(tree, Members):
        raise CannotEdit("wanted a mapping")
    return tree


def _at(tree: Node | None, keys: Sequence[str]) -> Node | None:
    for key in keys:
        tree = tree.get(key) if isinstance(tree, Members) else None
    return tree


def _listed(node: Node | None) -> list[JsonValue]:
    value = value_of(node)
    return value if isinstance(value, list) else []


def _check(before: Members, after: Members, keys: Sequence[str], item: JsonValue) -> None:
    """Look that the list has the item more, and that nothing else of the text is another."""
    listed = _at(after, keys)
    added = listed.items[-1] if isinstance(listed, Items) and listed.items else None
    if not _is_longer(before, after, keys) or value_of(added) != _as_read(item):
        raise CannotEdit(f"{'.'.join(keys)}: it would not come out as it is meant")


def _check_replaced(before: str, after: str, keys: Sequence[str]) -> None:
    """Look that so it is with keywords replaced too, one of which may stand for the list."""
    try:
        is_longer = _is_longer(_tree(before), _tree(after), keys)
    except CannotEdit:
        is_longer = False
    if not is_longer:
        said = "with keywords replaced it would not come out as it is meant"
        raise CannotEdit(f"{'.'.join(keys)}: {said}")


def _is_longer(before: Node | None, after: Node | None, keys: Sequence[str]) -> bool:
    """Whether all is the same, but the list that these keys lead to has one item more."""
    if not keys:
        old = before.items if isinstance(before, Items) else []
        new = after.items if isinstance(after, Items) else []
        return len(new) == len(old) + 1 and [*map(_said, old)] == [*map(_said, new[:-1])]
    had, has = (_others(tree, keys[0]) for tree in (before, after))
    old, new = _at(before, keys[:1]), _at(after, keys[:1])
    return had == has and _is_longer(old, new, keys[1:])


def _said(node: Node) -> int:
    return node.digest


def _others(tree: Node | None, name: str) -> list[tuple[int, int]]:
    members = tree.members if isinstance(tree, Members) else []
    return [
        (key.digest, value.digest)
        for key, value in members
        if not isinstance(key, Scalar) or key.text != name
    ]


def _as_read(value: JsonValue) -> JsonValue:
    """A value as `value_of` reads it, which takes a number for its text."""
    if isinstance(value, list):
        return [_as_read(one) for one in value]
    if isinstance(value, dict):
        return {key: _as_read(one) for key, one in value.items()}
    return value if value is None or isinstance(value, bool | str) else json.dumps(value)


class _Editing:
    """The edits of one text that put an item into it."""

    def __init__(self, text: str, is_json: bool) -> None:
        self._text = text
        self._is_json = is_json
        self._newline = "\r\n" if re.search(r"^[^\n]*\r\n", text) else "\n"

    def added(self, tree: Members, keys: Sequence[str], item: JsonValue) -> list[Edit]:
        """See `Listing.with_item`."""
        within, column = tree, 0
        for depth, key in enumerate(keys):
            node, rest = within.get(key), keys[depth + 1 :]
            if node is not None and node.shared:
                raise CannotEdit(f"line {node.line}: {key}: an alias may stand for it elsewhere")
            if node is None and within.get("<<"):
                raise CannotEdit(f"line {within.line}: {key}: may be among what << merges")
            if node is None:
                return self._member(within, column, key, _nested(rest, item))
            if isinstance(node, Scalar) and node.plain and value_of(node) is None:
                return self._in_place(within, node, _nested(rest, item))
            if not rest and isinstance(node, Items):
                return self._item(within, node, item)
            if not rest or not isinstance(node, Members):
                wanted = "a mapping" if rest else "a list"
                raise CannotEdit(f"line {node.line}: {key}: wanted {wanted}")
            column = node.members[0][0].column if node.members else self._indent(node.start) + _UNIT
            within = node
        raise CannotEdit("no list is named")

    def _item(self, within: Members, node: Items, item: JsonValue) -> list[Edit]:
        if not node.items:
            return self._in_place(within, node, [item])
        if node.flow:
            last = node.items[-1]
            return self._in_flow(node, (last.start, last.end), _json(item), item)
        return self._below(content_end(node), node.column, _yaml([item]))

    def _member(self, within: Members, column: int, key: str, value: JsonValue) -> list[Edit]:
        if not within.flow:
            first = within.members[0][0].column if within.members else column
            return self._below(content_end(within), first, _yaml({key: value}))
        name = json.dumps(key, ensure_ascii=False)
        if within.members:
            span = within.members[-1][0].start, within.members[-1][1].end
            return self._in_flow(within, span, f"{name}: {_json(value)}", {key: value}, bare=True)
        unit, outer = self._unit(), " " * self._indent(within.start)
        text = f"{name}: {json.dumps(value, indent=unit, ensure_ascii=False)}"
        inner = self._lines(text, outer + " " * unit)
        return [(within.start, within.end, f"{{{self._newline}{inner}{self._newline}{outer}}}")]

    def _in_place(self, within: Members, node: Node, value: JsonValue) -> list[Edit]:
        """A value in the place of an empty list, or of nothing."""
        name = next(one for one, value in within.members if value is node)
        if within.flow:
            unit, indent = self._unit(), " " * self._indent(name.start)
            is_long = self._text.count("\n", within.start, within.end) > 0
            put = json.dumps(value, indent=unit, ensure_ascii=False) if is_long else _json(value)
            return [(node.start, node.end, self._lines(put, indent).lstrip())]
        start = node.start
        while start > name.end and self._text[start - 1] in " \t":
            start -= 1
        below = self._below(node.end, name.column + _UNIT, _yaml(value))
        return [(start, node.end, ""), *below] if node.end > node.start else below

    def _in_flow(
        self,
        node: Items | Members,
        last: tuple[int, int],
        short: str,
        value: JsonValue,
        *,
        bare: bool = False,
    ) -> list[Edit]:
        """Behind the last of what stands in brackets, on a line of its own where that does."""
        start, end = last
        head = self._text[self._text.rfind("\n", 0, start) + 1 : start]
        if head.strip() or "\n" not in self._text[node.start : start]:
            return [(end, end, f", {short}")]
        text = json.dumps(value, indent=self._unit(), ensure_ascii=False)
        lines = text.split("\n")
        if bare:  # without the braces around the one member
            lines = [line[self._unit() :] for line in lines[1:-1]]
        beside = self._text[start:end]
        if not bare and "\n" not in beside:
            lines = [f"{{ {short[1:-1]} }}" if beside.startswith("{ ") else short]
        return [(end, end, "," + self._newline + self._newline.join(head + line for line in lines))]

    def _below(self, end: int, column: int, lines: list[str]) -> list[Edit]:
        """Lines of YAML below the one on which something ends, and the comments that go with it."""
        text, at = self._text, end
        if at and text[at - 1] != "\n":
            at = self._line_end(at)
        while comment := re.compile(rf"[ ]{{{column + 1},}}#[^\n]*(?:\n|\Z)").match(text, at):
            at = comment.end()
        block = self._newline.join(" " * column + line for line in lines)
        if at and text[at - 1] != "\n":
            return [(at, at, self._newline + block)]
        return [(at, at, block + self._newline)]

    def _line_end(self, at: int) -> int:
        """Where the next line begins; where there is none, the end."""
        found = self._text.find("\n", at)
        return len(self._text) if found < 0 else found + 1

    def _indent(self, at: int) -> int:
        line = self._text[self._text.rfind("\n", 0, at) + 1 : at]
        return len(line) - len(line.lstrip(" \t"))

    def _unit(self) -> int:
        found = re.search(r"^( +)\S", self._text, re.M)
        return len(found[1]) if found else _UNIT

    def _lines(self, text: str, indent: str) -> str:
        return self._newline.join(indent + line for line in text.split("\n"))


def _nested(keys: Sequence[str], item: JsonValue) -> JsonValue:
    value: JsonValue = [item]
    for key in reversed(keys):
        value = {key: value}
    return value


def _json(value: JsonValue) -> str:
    return json.dumps(value, ensure_ascii=False)


def _yaml(value: JsonValue) -> list[str]:
    """The lines of a list or a mapping as YAML writes a block."""
    if isinstance(value, list) and value:
        lines: list[str] = []
        for one in value:
            first, *rest = _yaml(one)
            lines += [f"- {first}", *(f"  {line}" for line in rest)]
        return lines
    if isinstance(value, dict) and value:
        lines = []
        for key, one in value.items():
            below = _yaml(one)
            is_block = isinstance(one, list | dict) and bool(one)
            lines += (
                [f"{_text(key)}:", *(f"  {line}" for line in below)]
                if is_block
                else [f"{_text(key)}: {below[0]}"]
            )
        return lines
    return [_text(value) if isinstance(value, str) else _json(value)]


def _text(text: str) -> str:
    is_plain = _PLAIN.fullmatch(text) and not _RESERVED.fullmatch(text)
    return text if is_plain else _json(text)
