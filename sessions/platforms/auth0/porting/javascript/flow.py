"""What comes after a statement, until its function ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from .syntax import FUNCTIONS, Node, bare

How: TypeAlias = Literal["nothing", "answers", "work", "more"]

LISTS: Final = frozenset({"statement_block", "switch_case", "switch_default"})
"""What statements stand in, one after another."""
LOOPS: Final = frozenset({"for_statement", "for_in_statement", "while_statement", "do_statement"})
_CONSOLE: Final = "console."


@dataclass(slots=True)
class After:
    """What a function still does after a statement.

    `nothing`: it ends there. `answers`: it only returns, or calls the callback once more. `work`:
    it goes on with `work`, in the same block. `more`: it goes on in some other way.
    """

    how: How = "nothing"
    work: list[Node] = field(default_factory=list[Node])
    repeats: list[Node] = field(default_factory=list[Node])
    """Statements of the same block that would answer again."""


def statements(node: Node) -> list[Node]:
    """The statements of a block, of a case of a switch, or the one that stands without a block."""
    if node.kind in ("switch_case", "switch_default"):
        return [child for child in node.code if child.field == "body"]
    return node.code if node.kind == "statement_block" else [node]


def after(node: Node, repeats: Callable[[Node], bool]) -> After:
    """What a function does after one of its statements.

    Args:
        repeats: whether a statement only calls the callback again.
    """
    found = After()
    own = node.parent
    while node.kind not in FUNCTIONS and (up := node.parent):
        if up.kind in LOOPS:
            return After("more")
        if up.kind in LISTS:
            siblings = statements(up)
            stop = _siblings(siblings[siblings.index(node) + 1 :], found, up is own, repeats)
            if stop == "break":
                up = _broken_out_of(up)
                if up is None:
                    return After("more")
            elif stop == "end":
                return found
            elif up.kind != "statement_block" and siblings[-1] is not node:
                return After("more")
            elif up.kind != "statement_block" and up.parent and up.parent.code[-1] is not up:
                return After("more")  # falls into the next case
        node = up
    return found


def is_before_return(node: Node) -> bool:
    """Whether the next statement of the same block is a `return` of nothing."""
    block = statements(node.parent) if node.parent else []
    following = block[block.index(node) + 1 :] if node in block else []
    return bool(following) and following[0].kind == "return_statement" and not following[0].code


def _siblings(
    rest: list[Node], found: After, is_own: bool, repeats: Callable[[Node], bool]
) -> Literal["end", "break", ""]:
    """Go through the statements that follow in one block."""
    for statement in rest:
        if statement.kind == "return_statement" and not statement.code:
            found.how = found.how if found.work else "answers"
            return "end"
        if statement.kind == "break_statement" and not statement.code:
            return "break"
        if statement.kind in ("function_declaration", "empty_statement") and not found.work:
            continue
        if repeats(statement) and not found.work:
            found.how = "answers"
            if is_own:
                found.repeats.append(statement)
            if statement.kind == "return_statement":
                return "end"
            continue
        if not is_own:
            found.how = "more"
            return "end"
        found.how = "work"
        found.work.append(statement)
    return ""


def _broken_out_of(case: Node) -> Node | None:
    """The switch that a `break` in one of its cases leaves."""
    body = case.parent
    return body.parent if body and body.kind == "switch_body" else None


def is_harmless(statement: Node) -> bool:
    """Whether a statement only writes to the console, or returns."""
    if statement.kind in ("return_statement", "empty_statement"):
        return not statement.code
    if statement.kind != "expression_statement":
        return False
    call = bare(statement.code[0])
    return call.kind == "call_expression" and call["function"].text.startswith(_CONSOLE)
