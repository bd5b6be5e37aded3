"""JavaScript as a tree of nodes, read by tree-sitter: places in the text, kinds, no evaluation.

Importing this imports tree-sitter, which comes with the extra `port`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import tree_sitter
import tree_sitter_javascript

_LANGUAGE: Final = tree_sitter.Language(tree_sitter_javascript.language())
_DEEPEST: Final = 200
"""Levels of nesting, statements and expressions counted, that are followed. Hooks have some 30."""

FUNCTIONS: Final = frozenset(
    {
        *("function_expression", "function_declaration", "arrow_function", "method_definition"),
        *("generator_function", "generator_function_declaration"),
    }
)


class SyntaxProblem(ValueError):
    """Text that is not the JavaScript of a hook; `line` counts from 1, None where no line is."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class Node:
    """One node: its kind in tree-sitter's grammar, its span in bytes, its named children."""

    __slots__ = ("children", "end", "field", "kind", "parent", "row", "source", "start", "words")

    def __init__(
        self,
        source: Source,
        node: tree_sitter.Node,
        parent: Node | None,
        field: str | None,
    ) -> None:
        self.source = source
        self.kind = node.type
        self.start = node.start_byte
        self.end = node.end_byte
        self.row = node.start_point.row
        self.parent = parent
        self.field = field
        """What it is to its parent: `body`, `arguments`, …"""
        self.children: list[Node] = []
        self.words: list[str] = []
        """Keywords and signs among its children: `async`, `const`, `===`."""

    def __getitem__(self, field: str) -> Node:
        found = self.get(field)
        assert found is not None, f"{self.kind} has no {field}"
        return found

    def get(self, field: str) -> Node | None:
        """The first child that is this to the node; None without one."""
        return next((child for child in self.children if child.field == field), None)

    @property
    def text(self) -> str:
        """The node's own text."""
        return self.source.slice(self.start, self.end)

    @property
    def line(self) -> int:
        """The line on which it begins, from 1."""
        return self.row + 1

    @property
    def code(self) -> list[Node]:
        """The children that are no comments."""
        return [child for child in self.children if child.kind != "comment"]

    @property
    def is_async(self) -> bool:
        """Whether it is an async function."""
        return "async" in self.words

    def walk(self) -> Iterator[Node]:
        """The node and all below it, in the order of the text."""
        waiting: list[Node] = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))

    def above(self) -> Iterator[Node]:
        """Its parent, that one's parent, … up to the program."""
        node = self.parent
        while node:
            yield node
            node = node.parent

    def function(self) -> Node | None:
        """The innermost function that it is in; None at the top."""
        return next((node for node in self.above() if node.kind in FUNCTIONS), None)

    def holds(self, other: Node) -> bool:
        """Whether `other` is this node, or lies within it."""
        return self.start <= other.start and other.end <= self.end


class Source:
    """A text and its tree."""

    def __init__(self, text: str) -> None:
        self.data = text.encode("utf-8", "surrogatepass")
        tree = tree_sitter.Parser(_LANGUAGE).parse(self.data)
        self.has_error = tree.root_node.has_error
        self.root = self._read(tree.root_node)

    def slice(self, start: int, end: int) -> str:
        """The text between two places, which are given in bytes."""
        return self.data[start:end].decode("utf-8", "surrogatepass")

    def error_line(self) -> int | None:
        """The line of the first place that is no JavaScript; None where all of it is."""
        if not self.has_error:
            return None
        wrong = (node for node in self.root.walk() if node.kind in ("ERROR", "MISSING"))
        return next((node.line for node in wrong), 1)

    def _read(self, top: tree_sitter.Node) -> Node:
        root = Node(self, top, None, None)
        waiting = [(top, root, 0)]
        while waiting:
            given, node, depth = waiting.pop()
            if depth > _DEEPEST:
                raise SyntaxProblem(f"is nested more than {_DEEPEST} levels deep", node.line)
            for at, child in enumerate(given.children):
                if child.is_missing:
                    self._missing(child, node)
                elif child.is_named or child.type == "optional_chain":
                    made = Node(self, child, node, given.field_name_for_child(at))
                    node.children.append(made)
                    waiting.append((child, made, depth + 1))
                else:
                    node.words.append(child.type)
        return root

    def _missing(self, child: tree_sitter.Node, parent: Node) -> None:
        made = Node(self, child, parent, None)
        made.kind = "MISSING"
        parent.children.append(made)


def bare(node: Node) -> Node:
    """The expression without the parentheses around it."""
    while node.kind == "parenthesized_expression" and len(node.code) == 1:
        node = node.code[0]
    return node


def string_value(node: Node) -> str | None:
    """What a string literal without escapes says; None for anything else."""
    if node.kind != "string" or any(child.kind == "escape_sequence" for child in node.children):
        return None
    return node.text[1:-1]


def property_name(node: Node) -> str | None:
    """The name that `a.name` or `a['name']` reads; None where it is computed, or no such thing."""
    if node.kind == "member_expression" and node["property"].kind == "property_identifier":
        return node["property"].text
    if node.kind == "subscript_expression":
        return string_value(node["index"])
    return None


def called(node: Node) -> str | None:
    """The plain name that a call calls, `require` of `require('x')`; None for other nodes."""
    if node.kind != "call_expression" or node["function"].kind != "identifier":
        return None
    return node["function"].text


def arguments(call: Node) -> list[Node]:
    """The arguments of a call; none of a tagged template."""
    found = call.get("arguments")
    return found.code if found and found.kind == "arguments" else []


def parameters(function: Node) -> list[Node]:
    """The parameters of a function, with or without parentheses around them."""
    alone = function.get("parameter")
    if alone:
        return [alone]
    given = function.get("parameters")
    return given.code if given else []


def is_own(node: Node, function: Node) -> bool:
    """Whether a node belongs to this very function, and to none within it."""
    return node.function() is function


def own_this(function: Node) -> Node | None:
    """Where a function uses `this` or `arguments` of its own, also in arrow functions, which have
    none; None where it does not."""
    for node in function.walk():
        if node.kind == "this" or (node.kind == "identifier" and node.text == "arguments"):
            inner = node.function()
            while inner and inner is not function and inner.kind == "arrow_function":
                inner = inner.function()
            if inner is function:
                return node
    return None
