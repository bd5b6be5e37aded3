"""Parts of a text that answer: statements, the one expression of an arrow function, callbacks."""

from __future__ import annotations

from dataclasses import dataclass

from .javascript.scopes import names_in
from .javascript.syntax import Node, bare, parameters, property_name


@dataclass(frozen=True, slots=True)
class Piece:
    """A statement, or the expression that is all that an arrow function does."""

    node: Node
    is_statement: bool = True

    @property
    def start(self) -> int:
        return self.node.start

    @property
    def end(self) -> int:
        return self.node.end

    @property
    def returns(self) -> bool:
        """Whether the function ends with it."""
        return not self.is_statement or self.node.kind == "return_statement"

    @property
    def expression(self) -> Node:
        """What it works out, without parentheses and `await`."""
        node = bare(self.node.code[0]) if self.is_statement else bare(self.node)
        return bare(node.code[0]) if node.kind == "await_expression" else node


def names_of(function: Node) -> list[str]:
    """The names that a callback's parameters declare."""
    return [name.text for name in names_in(*parameters(function))]


def is_method(call: Node, *names: str) -> bool:
    """Whether a call is one of a method of one of these names."""
    return call.kind == "call_expression" and property_name(call["function"]) in names
