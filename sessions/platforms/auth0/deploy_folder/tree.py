"""YAML, and the JSON in it, as a tree that knows where each of its parts stands in the text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

from sessions.contract.json_text import JsonValue

if TYPE_CHECKING:
    from yaml.error import Mark

_DEEPEST: Final = 100
_MOST_PARTS: Final = 500_000
_MOST_VALUES: Final = 20_000
"""Values that are read of one entry: aliases of aliases make billions of a few lines."""
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLS: Final = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


class NoTree(Exception):
    """The text is no YAML; `line` is counted from 1."""

    def __init__(self, said: str, line: int | None = None) -> None:
        super().__init__(said)
        self.said = said
        self.line = line


@dataclass(slots=True, eq=False)
class Part:
    """A place in the text: from `start` to `end`, in characters, on `line`, counted from 1."""

    start: int
    end: int
    line: int
    column: int
    shared: bool = field(default=False, kw_only=True)
    """Whether it has an anchor: aliases may stand for it elsewhere."""
    depth: int = field(default=0, kw_only=True)
    """How many levels it has below it, those of aliases too."""
    digest: int = field(default=0, kw_only=True)
    """The same for what says the same."""
    by_alias: bool = field(default=False, kw_only=True)
    """Whether an alias stands here, and what it has in it elsewhere."""


@dataclass(slots=True, eq=False)
class Scalar(Part):
    """A text; `plain` where no quotes, nor a block's sign, stand around it."""

    text: str
    plain: bool


@dataclass(slots=True, eq=False)
class Items(Part):
    """A list; `flow` where it stands in brackets."""

    flow: bool
    items: list[Node] = field(default_factory=list["Node"])


@dataclass(slots=True, eq=False)
class Members(Part):
    """A mapping; `flow` where it stands in braces."""

    flow: bool
    members: list[tuple[Node, Node]] = field(default_factory=list["tuple[Node, Node]"])

    def get(self, name: str) -> Node | None:
        """The value of a key, of several the last, as js-yaml refuses and `JSON.parse` reads."""
        found = [
            value for key, value in self.members if isinstance(key, Scalar) and key.text == name
        ]
        return found[-1] if found else None


Node: TypeAlias = Scalar | Items | Members


@lru_cache(maxsize=4)
def tree_of(text: str) -> Node | None:
    """The one document of a text; None where it is empty. Nobody changes it: of the same text it is
    the same, as 400 kB take half a second, and each send reads them again.

    Raises:
        NoTree: it is no YAML, has several documents, or is nested over 100 levels deep.
    """
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    parse: Any = yaml.parse  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    bare = text.removeprefix("\ufeff")
    builder = _Builder(before=len(text) - len(bare))
    try:
        for event in cast("Iterator[yaml.Event]", parse(bare, Loader=loader)):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        raise NoTree(f"is no YAML: {error.problem or error.context}", line) from None
    except (yaml.YAMLError, ValueError) as error:  # a character that YAML has not
        raise NoTree(f"is no YAML: {str(error).splitlines()[0]}") from None
    return builder.root


def value_of(node: Node | None) -> JsonValue:
    """What a part says, as JSON; a plain scalar is a text unless it is a boolean or null.

    Numbers stay as they are written: `1.10` is a version.

    Raises:
        NoTree: it has too many values, which only aliases of aliases make.
    """
    return _Reading().value(node)


def content_end(node: Node) -> int:
    """Where the last of a part's own characters stands: a block's end lies behind its blanks."""
    if node.by_alias:
        return node.end
    if isinstance(node, Items) and not node.flow and node.items:
        return content_end(node.items[-1])
    if isinstance(node, Members) and not node.flow and node.members:
        return content_end(node.members[-1][1])
    return node.end


class _Reading:
    def __init__(self) -> None:
        self._left = _MOST_VALUES

    def value(self, node: Node | None) -> JsonValue:
        self._left -= 1
        if self._left < 0:
            raise NoTree(f"has more than {_MOST_VALUES:,} values in one entry")
        match node:
            case None:
                return None
            case Scalar():
                return _scalar(node)
            case Items():
                return [self.value(one) for one in node.items]
            case Members():
                return self._members(node)

    def _members(self, node: Members) -> JsonValue:
        found: dict[str, JsonValue] = {}
        merged: dict[str, JsonValue] = {}
        for key, value in node.members:
            if not isinstance(key, Scalar):
                continue
            if key.plain and key.text == "<<":
                read = self.value(value)
                for one in read if isinstance(read, list) else [read]:
                    merged = {**(one if isinstance(one, dict) else {}), **merged}
            else:
                found[key.text] = self.value(value)
        return {**merged, **found}


def _scalar(node: Scalar) -> JsonValue:
    if not node.plain:
        return node.text
    if node.text in _NULLS:
        return None
    return _BOOLS.get(node.text, node.text)


class _Builder:
    """Makes the tree of the parser's events, without recursion: depth is what others chose.

    `before` is how many characters the text has before what is parsed.
    """

    def __init__(self, before: int) -> None:
        self._before = before
        self.root: Node | None = None
        self._open: list[Items | Members] = []
        self._keys: list[Node | None] = []
        self._anchors: dict[str, Node] = {}
        self._parts = 0
        self._documents = 0

    def take(self, event: Any) -> None:
        """Add the next event of the parser; by its class's name, as two parsers share them."""
        kind = type(event).__name__
        if kind == "ScalarEvent":
            digest = hash((event.value, not event.style))
            scalar = Scalar(*self._place(event), event.value, not event.style, digest=digest)
            self._add(event, scalar)
        elif kind == "SequenceStartEvent":
            self._begin(event, Items(*self._place(event), bool(event.flow_style)))
        elif kind == "MappingStartEvent":
            self._begin(event, Members(*self._place(event), bool(event.flow_style)))
        elif kind in ("SequenceEndEvent", "MappingEndEvent"):
            self._keys.pop()
            ended = self._open.pop()
            ended.end = self._before + event.end_mark.index
            ended.digest = _digest(ended)
            self._deepen(ended)
        elif kind == "AliasEvent":
            node = self._anchored(event)
            self._require_room(event, node.depth)
            start, end, line, column = self._place(event)
            here = replace(node, start=start, end=end, line=line, column=column, by_alias=True)
            self._put(here)
        elif kind == "DocumentStartEvent":
            self._documents += 1
            if self._documents > 1:
                raise NoTree("has several documents; wanted one", event.start_mark.line + 1)

    def _anchored(self, event: Any) -> Node:
        node = self._anchors.get(event.anchor)
        if node is None or any(node is one for one in self._open):
            said = f"the alias *{event.anchor} stands for nothing that ends before it"
            raise NoTree(said, event.start_mark.line + 1)
        return node

    def _require_room(self, event: Any, levels: int) -> None:
        if len(self._open) + levels > _DEEPEST:
            said = f"is nested over {_DEEPEST} levels deep"
            raise NoTree(said, event.start_mark.line + 1)

    def _begin(self, event: Any, node: Items | Members) -> None:
        self._require_room(event, 1)
        self._add(event, node)
        self._open.append(node)
        self._keys.append(None)

    def _add(self, event: Any, node: Node) -> None:
        if event.anchor:
            self._anchors[event.anchor] = node
            node.shared = True
        self._put(node)

    def _put(self, node: Node) -> None:
        self._parts += 1
        if self._parts > _MOST_PARTS:
            raise NoTree(f"has more than {_MOST_PARTS:,} values")
        if not self._open:
            self.root = node
            return
        self._deepen(node)
        into = self._open[-1]
        if isinstance(into, Items):
            into.items.append(node)
        elif (key := self._keys[-1]) is None:
            self._keys[-1] = node
        else:
            into.members.append((key, node))
            self._keys[-1] = None

    def _deepen(self, below: Node) -> None:
        if self._open:
            into = self._open[-1]
            into.depth = max(into.depth, below.depth + 1)

    def _place(self, event: Any) -> tuple[int, int, int, int]:
        mark: Mark = event.start_mark
        start, end = self._before + mark.index, self._before + event.end_mark.index
        return start, end, mark.line + 1, mark.column


def _digest(node: Items | Members) -> int:
    if isinstance(node, Items):
        return hash(("items", *(one.digest for one in node.items)))
    return hash(("members", *((key.digest, value.digest) for key, value in node.members)))
