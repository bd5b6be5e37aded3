"""Which declaration each name in a text means, by JavaScript's rules of scope."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from .syntax import FUNCTIONS, Node, parameters

Kind: TypeAlias = Literal["parameter", "var", "let", "const", "function", "class", "catch"]

_BLOCKS: Final = frozenset(
    {
        *("statement_block", "for_statement", "for_in_statement", "catch_clause"),
        *("switch_body", "class_body", "program"),
    }
)
_NAMES: Final = frozenset(
    {"identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern"}
)
_CHANGING: Final = frozenset(
    {"assignment_expression", "augmented_assignment_expression", "update_expression"}
)


@dataclass(eq=False, slots=True)
class Binding:
    """One declared name, and where it is read and written."""

    name: str
    kind: Kind
    scope: Node
    declared: Node
    """The name where it is declared."""
    references: list[Node] = field(default_factory=list["Node"])
    """Every other place that means it, in the order of the text."""
    writes: list[Node] = field(default_factory=list["Node"])
    """Those of the references that give it another value."""


class Scopes:
    """The declarations of a program, and what its names refer to."""

    def __init__(self, root: Node) -> None:
        self.bindings: list[Binding] = []
        self.free: dict[str, list[Node]] = {}
        """Names that nothing in the text declares, and where they stand."""
        self._named: dict[Node, dict[str, Binding]] = {root: {}}
        self._declared: set[Node] = set()
        self.clashes: list[Node] = []
        """Names that one scope declares twice, which JavaScript may refuse."""
        for node in root.walk():
            self._declare_in(node)
        for node in root.walk():
            if node.kind in _NAMES and node not in self._declared:
                self._refer(node)

    def of(self, node: Node) -> Binding | None:
        """The declaration that a name means, itself one or not; None where it is free."""
        scope: Node | None = node
        while scope:
            found = self._named.get(scope, {}).get(node.text)
            if found:
                return found
            scope = scope.parent
        return None

    def in_scope(self, scope: Node) -> dict[str, Binding]:
        """What one scope declares itself, by name."""
        return self._named.get(scope, {})

    def names(self) -> set[str]:
        """Every name that is declared, or used without being declared."""
        return {binding.name for binding in self.bindings} | set(self.free)

    def _declare_in(self, node: Node) -> None:
        if node.kind in FUNCTIONS:
            for name in names_in(*parameters(node)):
                self._add(name, "parameter", node)
            own = node.get("name")
            if own and own.kind == "identifier":
                outside = node.kind.endswith("declaration")
                self._add(own, "function", _block(node) if outside else node)
        elif node.kind in ("lexical_declaration", "variable_declaration"):
            kind: Kind = "const" if "const" in node.words else "let"
            if node.kind == "variable_declaration":
                kind = "var"
            for declarator in node.code:
                if declarator.kind == "variable_declarator":
                    for name in names_in(declarator["name"]):
                        self._add(name, kind, _scope_for(node, kind))
        elif node.kind == "for_in_statement" and set(node.words) & {"const", "let", "var"}:
            kind = next(word for word in ("const", "let", "var") if word in node.words)
            for name in names_in(node["left"]):
                self._add(name, kind, _function_scope(node) if kind == "var" else node)
        elif node.kind == "class_declaration":
            self._add(node["name"], "class", _block(node))
        elif node.kind == "class" and (name := node.get("name")):
            self._add(name, "class", node)
        elif node.kind == "catch_clause" and (caught := node.get("parameter")):
            for name in names_in(caught):
                self._add(name, "catch", node)

    def _add(self, name: Node, kind: Kind, scope: Node) -> None:
        known = self._named.setdefault(scope, {})
        self._declared.add(name)
        if name.text in known:
            self.clashes.append(name)
            if kind == "function" and known[name.text].kind == "parameter":
                known[name.text].writes.append(name)
            known[name.text].references.append(name)
            return
        known[name.text] = binding = Binding(name.text, kind, scope, name)
        self.bindings.append(binding)

    def _refer(self, node: Node) -> None:
        found = self.of(node)
        if found is None:
            self.free.setdefault(node.text, []).append(node)
            return
        found.references.append(node)
        if _is_written(node):
            found.writes.append(node)


def names_in(*patterns: Node) -> list[Node]:
    """The names that patterns declare: `a`, and of `{ a, b: [c], ...d }` each of its names."""
    found: list[Node] = []
    waiting = list(reversed(patterns))
    while waiting:
        node = waiting.pop()
        if node.kind in ("identifier", "shorthand_property_identifier_pattern"):
            found.append(node)
        elif node.kind in ("assignment_pattern", "object_assignment_pattern"):
            waiting.append(node["left"])
        elif node.kind == "pair_pattern":
            waiting.append(node["value"])
        elif node.kind in ("object_pattern", "array_pattern", "rest_pattern"):
            waiting.extend(reversed(node.code))
    return found


def _block(node: Node) -> Node:
    """The block in which a declaration stands."""
    return next(above for above in node.above() if above.kind in _BLOCKS)


def _function_scope(node: Node) -> Node:
    """Where `var` puts a name: its function, or the program."""
    return next(a for a in node.above() if a.kind in FUNCTIONS or a.kind == "program")


def _scope_for(node: Node, kind: Kind) -> Node:
    return _function_scope(node) if kind == "var" else _block(node)


def _is_written(name: Node) -> bool:
    """Whether a name gets a value where it stands, in a pattern or alone."""
    node = name
    for above in name.above():
        if above.kind in _CHANGING:
            target = above.get("left") or above.get("argument")
            return target is not None and target.holds(node)
        if above.kind == "for_in_statement":
            return above["left"].holds(node)
        if not (above.kind.endswith("_pattern") or above.kind == "parenthesized_expression"):
            return False
        node = above
    return False
