"""The secrets that a hook reads by name, whichever way it comes to `context.webtask.secrets`."""

from __future__ import annotations

from .hook import Hook
from .javascript.scopes import Binding
from .javascript.syntax import Node, bare, property_name
from .patterns import key_of, target_of


def secrets_of(hook: Hook) -> dict[str, int]:
    """Each secret's name, and the first line that reads it."""
    reads = _Reads(hook)
    for node in hook.root.walk():
        if property_name(node) == "secrets" and _is_webtask(node["object"], hook):
            reads.of_object(node)
        elif key_of(node) == "secrets" and node.parent and _takes_webtask(node.parent, hook):
            reads.of_target(target_of(node)[0])
    return reads.found


class _Reads:
    """What is read of the objects that hold the secrets."""

    def __init__(self, hook: Hook) -> None:
        self.found: dict[str, int] = {}
        self._hook = hook
        self._followed: set[Binding] = set()

    def of_object(self, node: Node) -> None:
        """Find what is read of the object that stands there."""
        while (up := node.parent) and _is_value_of(up, node):
            node = up
        if up is None:
            return
        if up.get("object") is node and (name := property_name(up)):
            self._add(name, up.line)
        elif up.kind == "variable_declarator":
            self.of_target(up["name"])
        elif up.kind == "assignment_expression" and up["right"] is node:
            self.of_target(up["left"])

    def of_target(self, target: Node) -> None:
        """Find what is read of the object that a name, or a pattern, gets."""
        if target.kind == "object_pattern":
            for child in target.code:
                if name := key_of(child):
                    self._add(name, child.line)
            return
        binding = self._hook.scopes.of(target)
        if binding and binding not in self._followed:
            self._followed.add(binding)
            for reference in binding.references:
                self.of_object(reference)

    def _add(self, name: str, line: int) -> None:
        self.found[name] = min(line, self.found.get(name, line))


def _is_value_of(up: Node, node: Node) -> bool:
    """Whether an expression has the value of a node in it: `(a)`, `a || {}`, `b && a`."""
    if up.kind != "binary_expression":
        return up.kind == "parenthesized_expression"
    return up["right" if "&&" in up.words else "left"] is node


def _is_webtask(node: Node, hook: Hook) -> bool:
    """Whether an expression is `context.webtask`, by a name of its own or not."""
    node = bare(node)
    if node.kind == "binary_expression":
        node = bare(node["left"])
    if node.kind != "identifier":
        return property_name(node) == "webtask"
    binding = hook.scopes.of(node)
    declared = binding.declared if binding else None
    entry = declared.parent if declared else None
    if declared is None or entry is None:
        return False
    if entry.kind == "variable_declarator" and (value := entry.get("value")):
        return property_name(bare(value)) == "webtask"
    return "webtask" in (key_of(declared), key_of(entry))


def _takes_webtask(pattern: Node, hook: Hook) -> bool:
    """Whether a pattern takes `context.webtask` apart."""
    up = pattern.parent
    if up and up.kind == "assignment_pattern":
        up = up.parent
    if up and up.kind == "variable_declarator":
        value = up.get("value")
        return value is not None and _is_webtask(value, hook)
    return up is not None and key_of(up) == "webtask"
